"""The window is painted before the heavy libraries are loaded."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import sys
from qa_desktop.app import open_program
from qa_desktop.settings import LookSettings
from qa_desktop.ui.start import Desk, application
app = application()
desk = Desk(app, open_program, LookSettings())
desk.window.show()
desk.window.show_opening("Opening …")
app.processEvents()
assert not desk.window.grab().isNull()
heavy = ["sqlalchemy", "alembic", "reportlab", "pyhanko", "pikepdf", "openpyxl", "pyxform", "PIL", "cryptography", "numpy", "pypdfium2"]
print(",".join(name for name in heavy if name in sys.modules))
desk.window.close()
"""


def test_nothing_heavy_is_loaded_at_the_first_paint() -> None:
    result = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=120, check=True)
    assert result.stdout.strip() == "", result.stdout
    assert "Traceback" not in result.stderr
