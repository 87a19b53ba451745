"""Concessions and deviation permits: requested, approved, withdrawn, and how much of them is left."""
