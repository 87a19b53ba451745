"""Following an issue up: holds, dispositions, and what the next step needs."""
