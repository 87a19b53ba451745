"""What a checklist must be before it is kept as a draft, and before it is published, said as refusals.

The checks themselves are in :mod:`qa_desktop.methods.template_checks`, so that the designer shows them while somebody types.
"""

from __future__ import annotations

from dataclasses import replace

from qa_desktop.domain.checklist import Checklist, Item, RemovedCheck, Section
from qa_desktop.domain.errors import InputError, RefusedError
from qa_desktop.domain.item_rules import Rules
from qa_desktop.domain.problems import Problem, label_of
from qa_desktop.domain.removals import MAX_ANSWER
from qa_desktop.domain.text import clean_text
from qa_desktop.methods.template_checks import (
    MAX_ITEMS,
    findings,
    problems_of_draft,
    problems_of_publishing,
    warnings_of,
)

__all__ = [
    "MAX_ITEMS",
    "MAX_LINE",
    "Problem",
    "cleaned",
    "findings",
    "label_of",
    "problems_of_draft",
    "problems_of_publishing",
    "require_draft",
    "require_publishable",
    "warnings_of",
]

MAX_LINE = 500
"""Longest key, unit or id of a choice."""


def cleaned(checklist: Checklist) -> Checklist:
    """Return the checklist with every text fit for the tables; raises :class:`InputError` naming the item."""
    try:
        title = clean_text(checklist.title).strip()
        description = clean_text(checklist.description)
    except InputError as error:
        raise InputError("Title or description of the checklist: {problem}", problem=error) from error
    return Checklist(title, tuple(_section(s) for s in checklist.sections), description, tuple(map(_removed, checklist.removed)))


def require_draft(checklist: Checklist) -> None:
    """Raise :class:`InputError` with the first problem that keeps the checklist from being stored."""
    found = problems_of_draft(checklist)
    if found:
        raise InputError("{problem} Nothing was stored.{more}", problem=found[0].sentence, more=_more(found))


def require_publishable(checklist: Checklist) -> None:
    """Raise :class:`RefusedError` with the first problem that keeps the checklist from being published."""
    found = problems_of_publishing(checklist)
    if found:
        raise RefusedError("{problem} The draft stays as it is.{more}", problem=found[0].sentence, more=_more(found))


def _more(found: tuple[Problem, ...]) -> str:
    others = len(found) - 1
    return (
        "" if others == 0 else f" There is {others} more to correct." if others == 1 else f" There are {others} more to correct."
    )


def _removed(one: RemovedCheck) -> RemovedCheck:
    try:
        return replace(one, key=_line(one.key), answer=clean_text(one.answer, limit=MAX_ANSWER).strip())
    except InputError as error:
        raise InputError("Why a check may go: {problem}", problem=error) from error


def _section(section: Section) -> Section:
    try:
        title = clean_text(section.title)
    except InputError as error:
        raise InputError("The title of a section: {problem}", problem=error) from error
    return replace(section, title=title, items=tuple(_item(item) for item in section.items))


def _item(item: Item) -> Item:
    try:
        return replace(
            item,
            key=clean_text(item.key, limit=MAX_LINE).strip(),
            text=clean_text(item.text),
            help=clean_text(item.help),
            unit=clean_text(item.unit, limit=MAX_LINE),
            choices=tuple(replace(c, id=clean_text(c.id, limit=MAX_LINE), text=clean_text(c.text)) for c in item.choices),
            rules=_rules(item.rules),
        )
    except InputError as error:
        raise InputError("“{item}”: {problem}", item=" ".join(item.text.split())[:60], problem=error) from error


def _rules(rules: Rules) -> Rules:
    origin, asks, why = rules.origin, rules.asks, rules.why
    sampling = rules.sampling
    return replace(
        rules,
        origin=replace(origin, balloon=_line(origin.balloon), zone=_line(origin.zone), method=clean_text(origin.method)),
        asks=replace(asks, show_when=clean_text(asks.show_when), formula=clean_text(asks.formula)),
        sampling=None if sampling is None else replace(sampling, group=_line(sampling.group), aql=_line(sampling.aql)),
        why=replace(why, note=clean_text(why.note), issue=_line(why.issue)),
        texts=tuple(
            replace(
                one,
                language=_line(one.language),
                text=clean_text(one.text),
                help=clean_text(one.help),
                choices=tuple((_line(id_), clean_text(words)) for id_, words in one.choices),
            )
            for one in rules.texts
        ),
    )


def _line(text: str) -> str:
    return clean_text(text, limit=MAX_LINE).strip()
