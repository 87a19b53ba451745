"""Amends for a complaint: who complained, what was promised, whether it was kept."""
