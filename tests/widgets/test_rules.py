"""Rules that hold for all house widgets: names for screen readers, sizes for hands, nothing heavy imported, no style sheets."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QThreadPool
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QComboBox, QLineEdit, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

import qa_desktop.ui
from qa_desktop.ui.theme import ThemeName, apply_theme

ROOT = Path(qa_desktop.ui.__file__).parent
sys.path.insert(0, str(ROOT.parent.parent / "docs"))

import gallery  # noqa: E402  (a script in docs, not a package)

HEAVY = ("sqlalchemy", "alembic", "reportlab", "pyhanko", "numpy", "openpyxl", "pikepdf", "pypdfium2", "PIL", "asyncio")


def build(name: str, qtbot: QtBot) -> QWidget:
    page = gallery.PAGES[name]()
    qtbot.addWidget(page)
    page.resize(1920, 1500)  # pages of a gallery, not of a product: they need not fit into a small window
    page.show()
    QThreadPool.globalInstance().waitForDone()
    QCoreApplication.processEvents()
    if (panel := getattr(page, "panel", None)) is not None:
        panel.open_panel()
    return page


def reachable(page: QWidget) -> list[QWidget]:
    kinds = (QAbstractButton, QLineEdit, QComboBox)
    found = page.findChildren(QWidget)
    return [w for w in found if w.isVisibleTo(page) and (isinstance(w, kinds) or w.focusPolicy().value & 1)]


@pytest.mark.parametrize("name", gallery.PAGES)
def test_everything_that_can_be_used_has_a_name(qtbot: QtBot, name: str) -> None:
    page = build(name, qtbot)
    nameless = []
    for widget in reachable(page):
        if widget.parentWidget() is not None and isinstance(widget.parentWidget(), QComboBox):
            continue
        face = QAccessible.queryAccessibleInterface(widget)
        text = face.text(QAccessible.Text.Name)
        if not text and not _is_example(widget):
            nameless.append(f"{type(widget).__name__} {widget.objectName()}")
    assert nameless == []


def _is_example(widget: QWidget) -> bool:
    """The gallery's page of bare Qt fields shows the style only; screens put them into ``LabelledField``."""
    return type(widget).__module__.startswith("PySide6") or type(widget).__name__ in {"ChoiceBox", "NoteField"}


@pytest.mark.parametrize("glove", [False, True])
@pytest.mark.parametrize("name", gallery.PAGES)
def test_everything_that_a_hand_presses_is_large_enough(qtbot: QtBot, qapp: QApplication, name: str, glove: bool) -> None:
    apply_theme(qapp, ThemeName.LIGHT, glove=glove)
    page = build(name, qtbot)
    least = 60 if glove else 48
    pressed = [w for w in reachable(page) if isinstance(w, QAbstractButton | QLineEdit | QComboBox) and not _is_inner(w)]
    small = [f"{type(w).__name__} “{w.accessibleName()}” {w.height()}" for w in pressed if w.height() < least]
    assert pressed
    assert small == []


def _is_inner(widget: QWidget) -> bool:
    return isinstance(widget, QCheckBox | QRadioButton) and widget.sizeHint().height() >= 48


@pytest.mark.parametrize("theme", ThemeName)
@pytest.mark.parametrize("name", gallery.PAGES)
def test_every_page_paints_in_every_theme(qtbot: QtBot, qapp: QApplication, name: str, theme: ThemeName) -> None:
    page = build(name, qtbot)
    apply_theme(qapp, theme)  # while it is on the screen
    assert not page.grab().isNull()
    apply_theme(qapp, theme, text_scale=2.0, glove=True)
    assert not page.grab().isNull()


def test_importing_the_widgets_imports_nothing_heavy() -> None:
    modules = sorted(
        "qa_desktop.ui." + ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for folder in ("theme", "widgets")
        for path in (ROOT / folder).glob("*.py")
        if path.name != "__init__.py"
    )
    program = (
        f"import sys, importlib\nfor m in {[*modules, 'qa_desktop.ui.jobs']!r}: importlib.import_module(m)\nprint(*sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT.parent.parent)
    loaded = {name.split(".")[0] for name in run.stdout.split()}
    assert loaded & set(HEAVY) == set()


def test_nobody_uses_style_sheets_or_spins_the_event_loop() -> None:
    banned = ("setStyleSheet", "processEvents", ".exec()", "QDoubleSpinBox", "QDoubleValidator", "WA_DeleteOnClose")
    files = [path for folder in ("theme", "widgets") for path in (ROOT / folder).glob("*.py")] + [ROOT / "jobs.py"]
    found = [f"{path.name}: {word}" for path in files for word in banned if word in _code(path)]
    assert found == []


def _code(path: Path) -> str:
    """Return the lines of a module without comments and documentation."""
    import ast

    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
            body[0].value = ast.Constant("")
    return ast.unparse(tree)
