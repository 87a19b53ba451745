"""Quality methods on plain numbers."""
