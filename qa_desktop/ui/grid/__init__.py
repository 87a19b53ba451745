"""The sample grid: pieces by characteristics."""
