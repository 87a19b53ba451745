"""Statements by subject.  Each takes a connection and plain values and returns frozen rows; permissions live in services."""
