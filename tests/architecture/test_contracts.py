"""The arrows between the rooms hold, and a planted violation is caught."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    script = "import sys; from importlinter.cli import lint_imports_command; sys.path.insert(0, '.'); lint_imports_command()"
    return subprocess.run(
        [sys.executable, "-c", script, "--no-cache"], cwd=folder, capture_output=True, text=True, timeout=240, check=False
    )


def test_the_contracts_hold() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("room", "line"),
    [
        ("domain/tolerance.py", "from qa_desktop.storage import files"),
        ("services/answering.py", "import sqlalchemy"),
        ("ui/screen.py", "from qa_desktop.cli import common"),
        ("cli/common.py", "import PySide6.QtCore"),
        ("storage/chain.py", "import reportlab"),
    ],
)
def test_a_planted_violation_is_caught(tmp_path: Path, room: str, line: str) -> None:
    shutil.copytree(ROOT / "qa_desktop", tmp_path / "qa_desktop", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    planted = tmp_path / "qa_desktop" / room
    planted.write_text(planted.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")
    result = lint(tmp_path)
    assert result.returncode == 1, result.stdout + result.stderr
    assert "BROKEN" in result.stdout
