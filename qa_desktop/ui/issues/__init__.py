"""The issue log: finding issues, reading one with its history, and taking it on."""
