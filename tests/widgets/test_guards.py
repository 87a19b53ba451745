"""The guards in ``tests/conftest.py`` catch what they promise to catch."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

CONFTEST = Path(__file__).resolve().parents[1] / "conftest.py"

OFFENDERS = """
import threading

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog, QLabel

kept = []
gate = threading.Event()


def test_modal(qtbot):
    dialog = QDialog()
    qtbot.addWidget(dialog)
    dialog.exec()


def test_window(qapp):
    kept.append(QLabel("left behind"))
    kept[-1].show()


def test_timer(qapp):
    kept.append(QTimer())
    kept[-1].start(1000)


def test_thread():
    thread = threading.Thread(target=gate.wait, args=(20,), name="stray", daemon=True)
    thread.start()


def test_warning(qtbot):
    from PySide6.QtCore import qWarning
    qWarning("something is wrong")


def test_slot(qtbot):
    QTimer.singleShot(0, lambda: 1 / 0)
    qtbot.wait(20)


def test_good(qtbot):
    label = QLabel("x")
    qtbot.addWidget(label)
    label.show()


def test_home(home):
    from pathlib import Path
    import platformdirs
    assert Path.home() == home
    for folder in (platformdirs.user_data_dir("x"), platformdirs.user_config_dir("x"), platformdirs.user_cache_dir("x")):
        assert str(home) in folder
"""


def test_each_guard_catches_its_offender(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(
        CONFTEST.read_text(encoding="utf-8").replace("THREAD_GRACE_S = 5.0", "THREAD_GRACE_S = 0.2"), encoding="utf-8"
    )
    (tmp_path / "test_offenders.py").write_text(OFFENDERS, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text(
        "[pytest]\nqt_api = pyside6\nqt_log_level_fail = WARNING\n"
        "qt_log_ignore = This plugin does not support propagateSizeHints\n",
        encoding="utf-8",
    )
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rfEp", "-p", "no:randomly", "-p", "no:cacheprovider", "."],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )
    lines = run.stdout.splitlines()

    def has(outcome: str, name: str, words: str = "") -> bool:
        return any(line.startswith(outcome) and name in line for line in lines) and words in run.stdout

    assert has("ERROR", "test_modal", "unexpected modal dialog"), run.stdout
    assert has("ERROR", "test_window", "window QLabel"), run.stdout
    assert has("ERROR", "test_timer", "timer every 1000 ms"), run.stdout
    assert has("ERROR", "test_thread", "thread stray"), run.stdout
    assert has("FAILED", "test_warning"), run.stdout
    assert has("ERROR", "test_slot") or has("FAILED", "test_slot"), run.stdout
    for name in ("test_good", "test_home"):
        assert has("PASSED", name), run.stdout
        assert not has("ERROR", name), run.stdout
