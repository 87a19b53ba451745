"""The groups of the form: each is one file, shows what belongs together, and stays closed until it is needed."""
