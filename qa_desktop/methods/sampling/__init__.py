"""Acceptance sampling: tables, switching, operating characteristic, variables, fixed plans and skipped lots."""
