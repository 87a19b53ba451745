"""Figures of quality and delivery on plain numbers."""
