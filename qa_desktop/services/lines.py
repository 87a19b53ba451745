"""The lines of one inspection with their answers, as screens, signatures and reports need them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from qa_desktop.domain.answers import BLANK, Answer
from qa_desktop.domain.checklist import Checklist
from qa_desktop.domain.lines import PieceRef, expand
from qa_desktop.domain.sampling import PinnedPlan
from qa_desktop.methods.asking import Logic, as_asked, logic_of
from qa_desktop.storage.queries import answers, inspections, photos, sample, templates
from qa_desktop.storage.queries.answers import AnswerRow
from qa_desktop.storage.queries.photos import PhotoRow
from qa_desktop.storage.queries.sample import SecondRow
from qa_desktop.storage.unit import Connection


@dataclass(frozen=True, slots=True)
class LoadedLines:
    """Everything that was asked and given in one inspection.

    ``template`` holds the items as the revision keeps them, ``checklist`` the lines that the inspection asks (the keys of their
    items are keys of lines).  ``answers``, ``given`` and ``seconds`` are by the keys of lines; photos and second readings are in
    the answers.
    """

    template: Checklist
    checklist: Checklist
    pieces: tuple[PieceRef, ...]
    plans: tuple[PinnedPlan, ...]
    answers: Mapping[str, Answer]
    given: Mapping[str, AnswerRow]
    seconds: Mapping[str, SecondRow]
    photos: tuple[PhotoRow, ...]


def load(connection: Connection, inspection_id: str) -> LoadedLines:
    """Return the lines of an inspection with what was answered."""
    revision_id, ordinal = inspections.revision_and_ordinal(connection, inspection_id)
    template = templates.load_checklist(connection, revision_id)
    pieces, plans = sample.pieces(connection, inspection_id), sample.plans(connection, inspection_id)
    only = sample.only_lines(connection, inspection_id)
    lines = expand(template, pieces, ordinal=ordinal, needs=needs_of(plans), only=only)
    all_photos = photos.photos_of(connection, inspection_id)
    given = {row.item_id: row for row in answers.all_answers(connection, inspection_id)}
    seconds = sample.seconds(connection, inspection_id)
    found = _answers(given, seconds, all_photos)
    if only is None:
        lines = as_asked(lines, logic_of(template), found)
    return LoadedLines(template, lines, pieces, plans, found, given, seconds, all_photos)


def needs_of(plans: tuple[PinnedPlan, ...]) -> dict[str, int]:
    """Return by item key how many pieces the plans ask for."""
    return {key: plan.sample_size for plan in plans for key in plan.items}


def template(connection: Connection, revision_id: str) -> Checklist:
    """Return the items of a revision as it keeps them."""
    return templates.load_checklist(connection, revision_id)


def logic(connection: Connection, revision_id: str) -> Logic:
    """Return the logic of a published revision; such a revision never changes, so it is read once."""
    return logic_of(templates.load_checklist(connection, revision_id))


def _answers(
    given: Mapping[str, AnswerRow], seconds: Mapping[str, SecondRow], all_photos: tuple[PhotoRow, ...]
) -> dict[str, Answer]:
    counted: dict[str, int] = {}
    for photo in all_photos:
        if photo.item_id is not None and photo.issue_id is None:
            counted[photo.item_id] = counted.get(photo.item_id, 0) + 1
    found = {}
    for key in given.keys() | counted.keys() | seconds.keys():
        answer = given[key].answer if key in given else BLANK
        second = seconds[key].value if key in seconds else None
        found[key] = replace(answer, photos=counted.get(key, 0), second=second)
    return found
