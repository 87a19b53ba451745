"""Figures, objectives, internal audits and management reviews."""
