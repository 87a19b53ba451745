"""The preview: the inspector's own screen on a draft, with answers that are thrown away."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from qa_desktop.domain.checklist import Checklist
from qa_desktop.domain.errors import QaError
from qa_desktop.ui.context import Context
from qa_desktop.ui.grid.view import GridScreen
from qa_desktop.ui.places import Place
from qa_desktop.ui.run.view import RunScreen
from qa_desktop.ui.screen import Screen
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3, Tone
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.card import Card
from qa_desktop.ui.widgets.keyhints import KeyHint
from qa_desktop.ui.widgets.text import PlainLabel

if TYPE_CHECKING:
    from qa_desktop.services.rehearsal import Rehearsal


class Preview(QWidget):
    """Holds the real screens of list and grid in a session of its own.  ``left`` comes when the person goes back."""

    left = Signal()
    opened = Signal()
    refused = Signal(object)

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._rehearsal: Rehearsal | None = None
        self._session: Context | None = None
        self._opening = False
        self.screen_: Screen | None = None
        self._screens: dict[Place, Screen] = {}
        banner = Card("", self, tone=Tone.WARNING)
        row = QHBoxLayout()
        self.words = PlainLabel("", banner, strong=True)
        self.back = ActionButton(self.tr("Back to the designer"), banner, icon="arrow-left", shortcut_hint="Esc")
        row.addWidget(self.words, 1)
        row.addWidget(self.back)
        banner.body.addLayout(row)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SPACE_2)
        head = QHBoxLayout()
        head.setContentsMargins(SPACE_3, SPACE_3, SPACE_3, 0)
        head.addWidget(banner)
        self._layout.addLayout(head)
        self.back.clicked.connect(self.left)
        inside = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys in ("Esc", "F5"):
            QShortcut(QKeySequence(keys), self, self._leave, context=inside)

    def open(self, checklist: Checklist) -> None:
        """Begin a throw-away inspection."""
        if self._opening or self._rehearsal is not None:
            return
        self._opening = True
        self._context.jobs.work(_Opening(self._context, checklist), self._on_opened, self._on_refused, owner=self)

    def close_preview(self) -> None:
        """Throw everything away, behind whatever is still being stored there."""
        if self.screen_ is not None:
            self.screen_.leave()
            self.screen_ = None
        for screen in self._screens.values():
            self._layout.removeWidget(screen)
            screen.hide()
            screen.deleteLater()
        self._screens = {}
        if self._session is not None:
            self._session.deleteLater()
            self._session = None
        rehearsal, self._rehearsal = self._rehearsal, None
        if rehearsal is not None:
            self._context.jobs.write(rehearsal.close)

    def is_open(self) -> bool:
        """Return whether a preview runs."""
        return self._rehearsal is not None

    def key_hints(self) -> tuple[KeyHint, ...]:
        """Return the keys of the screen, after the one that leads back."""
        inner = self.screen_.key_hints() if self.screen_ is not None else ()
        return (KeyHint("Esc", self.tr("Back to the designer")), *inner)

    def scanned(self, code: str) -> bool:
        """Hand a scan on."""
        return self.screen_ is not None and (self.screen_.scanned(code) or True)

    def _on_opened(self, rehearsal: Rehearsal) -> None:
        self._opening = False
        self._rehearsal = rehearsal
        session = Context(rehearsal.program, self._context.jobs, rehearsal.actor, self._context.look, self)
        session.go.connect(self._elsewhere)
        session.told.connect(self._context.told)
        self._session = session
        words = self.tr("Preview — nothing is kept.")
        if rehearsal.left_out:
            words += " " + self.tr("Conditions and formulas that cannot be worked out yet are left out: {count}.").format(
                count=rehearsal.left_out
            )
        self.words.setText(words)
        self._show(Place.RUN, {"inspection_id": rehearsal.inspection_id})
        self.opened.emit()

    def _on_refused(self, error: QaError) -> None:
        self._opening = False
        self.refused.emit(error)

    def _leave(self) -> None:
        self.left.emit()

    def _show(self, place: Place, what: dict[str, object]) -> None:
        """Bring the list or the grid of the throw-away inspection to the front."""
        session = self._session
        if session is None:
            return
        screen = self._screens.get(place)
        if screen is None:
            screen = self._screens[place] = _MAKE[place](session, self)
            screen.hints_changed.connect(self.opened)
            self._layout.addWidget(screen, 1)
        if self.screen_ is not None and self.screen_ is not screen:
            self.screen_.leave()
            self.screen_.hide()
        self.screen_ = screen
        screen.show()
        screen.enter(**what)
        first = screen.first_focus()
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        self.opened.emit()

    def _elsewhere(self, place: Place, what: dict[str, object]) -> None:
        if place in _MAKE:
            self._show(place, what)
        elif place is Place.SIGN:
            self._context.tell("info", self.tr("Here the inspector signs. In a preview nothing is signed."))


_MAKE: Final[dict[Place, Callable[[Context, QWidget], Screen]]] = {Place.RUN: RunScreen, Place.GRID: GridScreen}
"""The screens of the inspector that a preview shows."""


class _Opening:
    """Opens the scratch workspace; runs in the worker."""

    def __init__(self, context: Context, checklist: Checklist) -> None:
        self._workspace, self._actor, self._checklist = context.program.workspace, context.actor, checklist

    def __call__(self, _report: object) -> Rehearsal:
        from qa_desktop.services.rehearsal import RehearsalService  # noqa: PLC0415  (brings SQLAlchemy)

        return RehearsalService(self._workspace).open(self._actor, self._checklist)
