"""What every screen is given: the services, the person, the job queues, and how to go elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from qa_desktop.domain.errors import QaError
from qa_desktop.settings import LookSettings
from qa_desktop.ui.places import Place
from qa_desktop.ui.widgets.message import error_sentence

if TYPE_CHECKING:  # services bring SQLAlchemy, which must not load before the window is painted
    from qa_desktop.domain.people import Actor
    from qa_desktop.services.program import Program
    from qa_desktop.ui.jobs import Jobs

Done = Callable[[Any], None]
Failed = Callable[[QaError], None]


class Context(QObject):
    """One person's session in front of the screens.

    ``go`` asks the window for another place; ``saving`` and ``saved`` feed the lamp in the top bar: ``saved`` carries the
    moment of the newest commit as ISO 8601; ``save_failed`` carries a sentence.  ``told`` shows a sentence in the window.
    """

    go = Signal(object, dict)
    saving = Signal()
    saved = Signal(str)
    save_failed = Signal(str)
    told = Signal(str, str)
    locked = Signal()
    look_changed = Signal(object)
    work_changed = Signal()
    settings_changed = Signal()

    def __init__(self, program: Program, jobs: Jobs, actor: Actor, look: LookSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.program = program
        self.jobs = jobs
        self.actor = actor
        self.look = look

    def go_to(self, place: Place, **what: object) -> None:
        """Go to a place; ``what`` is handed to the screen's ``enter``."""
        self.go.emit(place, what)

    def tell(self, kind: str, sentence: str) -> None:
        """Show a sentence across the top of the window; ``kind`` is info, success, warning or error."""
        self.told.emit(kind, sentence)

    def fail(self, error: QaError) -> None:
        """Show an error in the window."""
        self.told.emit("error", words_of(error))

    @property
    def folder(self) -> Path:
        """The folder of the workspace."""
        return self.program.workspace.folder


def words_of(error: QaError) -> str:
    """Return an error in the language of the screen, with its values filled in."""
    return error_sentence(error)
