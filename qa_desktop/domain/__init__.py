"""Words and rules of inspection, free of screens, tables, clocks and files."""
