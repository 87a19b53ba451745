"""Reference cases run through the product's own methods: the evidence that the software computes what it claims.

``registry`` says which files are known, ``cases`` runs one, ``comparing`` holds what counts as equal.
"""
