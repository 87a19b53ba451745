"""Figures of quality management on plain numbers, each with its definition in words.

``definitions`` names them; the other modules compute them.  A figure without data is ``None``, never 0 and never 100.
"""
