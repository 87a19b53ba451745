"""Improving: suggestions, lessons, procedures; speaking in confidence; what is known about an item."""
