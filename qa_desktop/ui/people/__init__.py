"""People: accounts, roles and certificates."""
