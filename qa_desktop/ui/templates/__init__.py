"""Templates: list, import, preview of a revision, publishing."""
