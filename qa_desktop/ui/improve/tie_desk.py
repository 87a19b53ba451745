"""Ties what is open on a page to items of checklists, and unties it: joins the page with its sheets."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from qa_desktop.domain.knowledge import TieKind
from qa_desktop.ui.improve.tie_sheet import TieSheet, UntieSheet

if TYPE_CHECKING:
    from qa_desktop.storage.queries.ties import Tie
    from qa_desktop.ui.improve.chain_sheets import Fetch
    from qa_desktop.ui.improve.view_model import ImproveModel
    from qa_desktop.ui.screen import Screen


class TieDesk(QObject):
    """Asks where a lesson or a procedure shall be shown, or shall not any longer, and has it stored."""

    def __init__(self, screen: Screen, model: ImproveModel, fetch: Fetch) -> None:
        super().__init__(screen)
        self._model, self._of_lesson = model, True
        self.tie_sheet, self.untie_sheet = TieSheet(screen, fetch), UntieSheet(screen)
        self.tie_sheet.given.connect(self._tie)
        self.untie_sheet.given.connect(self._untie)

    def ask_tie(self, *, of_lesson: bool) -> None:
        """Ask for an item for the open lesson, or for the open procedure."""
        title, _ = self._open(of_lesson)
        if title:
            self.tie_sheet.ask(title)

    def ask_untie(self, *, of_lesson: bool) -> None:
        """Ask which tie of the open lesson, or of the open procedure, shall end."""
        title, ties = self._open(of_lesson)
        if ties:
            self.untie_sheet.ask(title, ties)

    def _open(self, of_lesson: bool) -> tuple[str, tuple[Tie, ...]]:
        state, self._of_lesson = self._model.state, of_lesson
        if of_lesson:
            return (state.lesson.title, state.ties) if state.lesson is not None else ("", ())
        return (state.procedure.row.title, state.procedure.ties) if state.procedure is not None else ("", ())

    def _tie(self, item_key: str, template_id: str) -> None:
        model, lesson, procedure = self._model, self._model.state.lesson, self._model.state.procedure
        link = partial(model.program.knowledge.link, model.actor, item_key, template_id=template_id or None)
        if self._of_lesson and lesson is not None:
            model.write(partial(link, lesson_id=lesson.id))
        elif not self._of_lesson and procedure is not None:
            model.write(partial(link, procedure_id=procedure.row.id))

    def _untie(self, tie: Tie) -> None:
        model, lesson = self._model, self._model.state.lesson
        if tie.kind is TieKind.LINK:
            model.write(partial(model.program.knowledge.unlink, model.actor, tie.link_id))
        elif lesson is not None:
            untie = partial(model.program.knowledge.untie_lesson, model.actor, lesson.id, tie.kind, lesson.version)
            model.write(untie, model.open_lesson)
