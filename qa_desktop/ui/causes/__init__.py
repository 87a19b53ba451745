"""Causes and actions of one issue."""
