"""The version, written as a plain module so that start-up needs no package metadata."""

__version__ = "0.1.0"
