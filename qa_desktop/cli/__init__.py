"""The command line, one module per noun."""

from __future__ import annotations

from qa_desktop.cli.main import run_command

__all__ = ["run_command"]
