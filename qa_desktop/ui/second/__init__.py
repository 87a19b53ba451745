"""Second readings: lines that another person measures again without knowing the first value."""
