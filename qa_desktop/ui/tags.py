"""A scanned number of a hold or of an issue leads there, wherever the person is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from qa_desktop.domain.errors import QaError
from qa_desktop.domain.ids import tag_of
from qa_desktop.ui.context import Context, words_of
from qa_desktop.ui.places import Place

if TYPE_CHECKING:
    from qa_desktop.services.tags import Tagged


def follow_tag(context: Context, code: str) -> bool:
    """Go to the follow-up of the hold, or to the issue, that bears the number; ``False`` for a code of another form.

    A number that nothing bears is answered with a sentence in the window; the person stays where they are.
    """
    if tag_of(code) is None:
        return False
    call = partial(context.program.tags.find, context.actor, code)
    context.jobs.read(call, partial(_go, context), partial(_unknown, context), owner=context)
    return True


def _go(context: Context, found: Tagged) -> None:
    if found.hold_id:
        context.go_to(Place.FOLLOWUP, issue_id=found.issue_id, hold_id=found.hold_id)
    else:
        context.go_to(Place.ISSUES, issue_id=found.issue_id)


def _unknown(context: Context, error: QaError) -> None:
    context.tell("warning", words_of(error))
