"""Make the pictures of the documents from the running program: ``python docs/pictures.py [WORKSPACE]``.

Walks through the main job in the real windows off screen, in the light and in the dark theme, and visits every place; then
through the work with samples (``scenes.py``) and the cure of an issue (``cure_scenes.py``).  Without a workspace a demo is
built first.  Pictures go to ``docs/pictures``; pages of the signed report and of the signed decision on a lot are drawn
there, too.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from PySide6.QtCore import Qt  # noqa: E402

from qa_desktop.app import open_program  # noqa: E402
from qa_desktop.settings import LookSettings  # noqa: E402
from qa_desktop.ui.hands import Hands  # noqa: E402
from qa_desktop.ui.places import RAIL, Place  # noqa: E402
from qa_desktop.ui.start import Desk, application  # noqa: E402
from qa_desktop.ui.walk import do_main_job, enter_as  # noqa: E402

sys.path.insert(0, str(Path(__file__).parent))
import cure_scenes  # noqa: E402
import scenes  # noqa: E402

TARGET = ROOT / "docs" / "pictures"
ADMIN = "Ines Admin"


def main() -> int:
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(sys.argv[1]) if len(sys.argv) > 1 else _demo(Path(scratch))
        for theme in ("light", "dark"):
            folder = Path(scratch) / theme
            shutil.copytree(source, folder, ignore=shutil.ignore_patterns("workspace.*"))
            _pictures(folder, theme)
    _tidy()
    return 0


def _tidy() -> None:
    """Keep the pictures that a document shows, with as many colours as a screen of text and shapes needs."""
    from PIL import Image

    shown = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")))
    for path in sorted(TARGET.glob("*.png")):
        if f"pictures/{path.name}" not in shown:
            path.unlink()
            continue
        with Image.open(path) as picture:
            small = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
        small.save(path, optimize=True)


def _demo(scratch: Path) -> Path:
    from qa_desktop.services.demo import build_demo

    build_demo(scratch / "demo", inspections=40)
    return scratch / "demo"


def _pictures(folder: Path, theme: str) -> None:
    desk = Desk(application(), open_program, LookSettings(theme=theme))  # type: ignore[arg-type]
    hands = Hands(desk.window, TARGET, f"-{theme}")
    try:
        desk.window.show()
        report = do_main_job(desk, hands, folder)
        hands.control(Qt.Key.Key_3)
        hands.picture("issues")
        desk.window.lock()
        enter_as(hands, ADMIN)
        for place in (Place.PEOPLE, Place.SETTINGS):
            hands.control(Qt.Key(Qt.Key.Key_1 + RAIL.index(place)))
            hands.picture(place.value)
        decision = scenes.release(hands)
        scenes.returned(hands)
        scenes.second_reading(hands)
        scenes.checklists(hands)
        eight_d = cure_scenes.cure(hands)
        if theme == "light":
            scenes.pages(folder / "reports" / report.file, TARGET, "report-page")
            scenes.pages(decision, TARGET, "decision-page")
            scenes.pages(eight_d, TARGET, "eight-d-page")
    finally:
        desk.window.close()


if __name__ == "__main__":
    sys.exit(main())
