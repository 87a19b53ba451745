"""Lots: where they lie, what keeps them on hold, and decisions by a signature; the severity of their series."""
