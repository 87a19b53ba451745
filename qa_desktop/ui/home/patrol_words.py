"""How a patrol stands, in the language of the screen."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from qa_desktop.domain.patrol import Cause

if TYPE_CHECKING:
    from qa_desktop.services.patrols import PatrolState
    from qa_desktop.storage.queries.patrols import PatrolRow


class PatrolWords(QObject):
    """Turns patrols into lines."""

    def where(self, row: PatrolRow) -> str:
        """Return place, part and checklist."""
        place = row.place if row.place != row.name else ""
        part = row.part_number or self.tr("any part")
        return "   ".join(word for word in (place, part, row.template) if word)

    def chip(self, state: PatrolState) -> str:
        """Return the word at the right: due, production stands, or nothing."""
        if state.status.is_due:
            return self.tr("Due")
        return "" if state.status.running else self.tr("Stands")

    def stands(self, state: PatrolState) -> str:
        """Return why a round is due and for how long, or when the next one comes."""
        if not state.status.running:
            return self.tr("Production stands, so no round is due")
        if not state.status.is_due:
            return self._next(state)
        why = ", ".join(self._cause(cause, state) for cause in state.status.causes)
        if state.overdue < timedelta(minutes=1):
            return self.tr("Due now: {why}").format(why=why)
        return self.tr("Due for {span}: {why}").format(span=self.span(state.overdue), why=why)

    def span(self, span: timedelta) -> str:
        """Return a length of time in whole minutes, hours or days."""
        minutes = int(span.total_seconds() // 60)
        if minutes < 60:
            return self.tr("{n} min").format(n=minutes)
        hours, rest = divmod(minutes, 60)
        if hours < 48:
            return self.tr("{h} h {n} min").format(h=hours, n=rest) if rest else self.tr("{h} h").format(h=hours)
        return self.tr("{n} days").format(n=hours // 24)

    def schedule(self, row: PatrolRow) -> str:
        """Return when rounds come due."""
        parts = []
        if row.every_pieces:
            parts.append(self.tr("every {n} pieces").format(n=row.every_pieces))
        if row.every_minutes:
            parts.append(self.tr("every {span}").format(span=self.span(timedelta(minutes=row.every_minutes))))
        if row.after_setup:
            parts.append(self.tr("after a set-up"))
        return ", ".join(parts)

    def _cause(self, cause: Cause, state: PatrolState) -> str:
        match cause:
            case Cause.PIECES:
                return self.tr("{made} of {every} pieces made").format(made=state.status.pieces, every=state.row.every_pieces)
            case Cause.MINUTES:
                return self.tr("every {span}").format(span=self.span(timedelta(minutes=state.row.every_minutes)))
            case Cause.SETUP:
                return self.tr("after a set-up")

    def _next(self, state: PatrolState) -> str:
        row, status, parts = state.row, state.status, []
        if row.every_minutes:
            left = timedelta(minutes=max(1, row.every_minutes - status.minutes))
            parts.append(self.tr("in {span}").format(span=self.span(left)))
        if row.every_pieces:
            parts.append(self.tr("after {n} more pieces").format(n=max(0, row.every_pieces - status.pieces)))
        if row.after_setup:
            parts.append(self.tr("after a set-up"))
        return self.tr("Next round {when}").format(when=self.tr(" or ").join(parts))
