"""Signing one's own inspection, and reviewing, returning or countersigning those of others."""
