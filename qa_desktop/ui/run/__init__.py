"""The inspection run: the list of items beside one large editor."""
