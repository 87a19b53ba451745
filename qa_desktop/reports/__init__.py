"""Documents, signing and verification: the only place that knows reportlab and pyHanko."""
