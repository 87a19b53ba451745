"""Reports: find, look at, print, export and verify signed files."""
