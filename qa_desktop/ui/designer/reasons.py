"""Why checks exist beyond what stands in the checklist itself: the issues, suggestions and lessons that led to them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from qa_desktop.domain.improvement import ChainKind
from qa_desktop.ui.context import Context
from qa_desktop.ui.designer.state import Removal

if TYPE_CHECKING:
    from qa_desktop.domain.removals import ReasonedCheck
    from qa_desktop.services.check_reasons import Reason

_MOST = 20
_LONGEST = 160


class Reasons(QObject):
    """Asks the chain of improvement, off the window's thread."""

    def __init__(self, context: Context, host: QWidget) -> None:
        super().__init__(host)
        self._context = context
        self._asked: Removal | None = None

    def load(self, template_id: str, revision_id: str, take: Callable[[frozenset[str], tuple[ReasonedCheck, ...]], None]) -> None:
        """Look which items of a template are not removed without an answer, and which of the revision before."""
        call = partial(self._before, template_id, revision_id)
        self._context.jobs.read(call, lambda found: take(*found), self._context.fail, owner=self)

    def of_item(self, template_id: str, item_key: str, show: Callable[[tuple[str, ...]], None]) -> None:
        """Look what led to one item; ``show`` gets a line for each reason."""
        call = partial(self._look, template_id, ((item_key, ""),))
        self._context.jobs.read(call, lambda found: show(tuple(map(self._line, found))), self._context.fail, owner=self)

    def _before(self, template_id: str, revision_id: str) -> tuple[frozenset[str], tuple[ReasonedCheck, ...]]:
        improvement, actor = self._context.program.improvement, self._context.actor
        return improvement.reasoned_items(actor, template_id), improvement.checks_before(actor, revision_id)

    def ask(self, removal: Removal, template_id: str, show: Callable[[tuple[str, ...]], None]) -> None:
        """Look what led to the items of a removal, once; ``show`` gets a line for each reason."""
        if removal is self._asked:
            return
        self._asked = removal
        items = tuple((one.key, one.rules.why.issue) for one in removal.items[:_MOST])
        call = partial(self._look, template_id, items)
        self._context.jobs.read(call, partial(self._found, removal, show), self._context.fail, owner=self)

    def _look(self, template_id: str, items: tuple[tuple[str, str], ...]) -> tuple[Reason, ...]:
        reasons = self._context.program.improvement.reasons
        return tuple(one for key, issue in items for one in reasons(self._context.actor, template_id, key, issue))

    def _found(self, removal: Removal, show: Callable[[tuple[str, ...]], None], found: tuple[Reason, ...]) -> None:
        if removal is self._asked:
            show(tuple(dict.fromkeys(self._line(one) for one in found)))

    def _line(self, reason: Reason) -> str:
        names = {
            ChainKind.ISSUE: self.tr("Issue {number}: {title}"),
            ChainKind.SUGGESTION: self.tr("Suggestion {number}: {title}"),
            ChainKind.TRIAL: self.tr("Trial {number}: {title}"),
            ChainKind.LESSON: self.tr("Lesson {number}: {title}"),
            ChainKind.REVISION: self.tr("Revision {number}: {title}"),
            ChainKind.EFFECT: self.tr("Effect: {title}"),
        }
        title = " ".join(reason.what.title.split())
        title = title if len(title) <= _LONGEST else title[: _LONGEST - 1] + "…"
        line = names[reason.what.kind].format(number=reason.what.number, title=title)
        return f"{line} ({reason.words})" if reason.words else line
