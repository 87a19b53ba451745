"""Gauges, scanners and printers: bytes to readings."""
