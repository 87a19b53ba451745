"""Colours, sizes and fonts, declared once."""
