"""Why a file is not accepted."""

from __future__ import annotations


class FlawError(Exception):
    """One reason why a file is not accepted, in words that go into a sentence."""
