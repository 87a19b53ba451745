"""What a checklist must be before it is kept as a draft, and before it is published.

A draft may be unfinished, but what it says must fit the tables; a published revision must also be answerable.
"""

from __future__ import annotations

from collections.abc import Iterator

from qa_desktop.domain.checklist import Checklist, Item, ItemKind
from qa_desktop.domain.item_checks import item_flaws, stored_flaws
from qa_desktop.domain.problems import Flaw, Problem, label_of
from qa_desktop.methods.expression_checks import ExpressionChecks

MAX_ITEMS = 5_000
"""Most items of one checklist."""


def problems_of_draft(checklist: Checklist) -> tuple[Problem, ...]:
    """Return what keeps a checklist from being kept at all."""
    found = [] if checklist.title.strip() else [Problem("", "The checklist has no title. Give it one.", "title")]
    if len(checklist.items) > MAX_ITEMS:
        found.append(Problem("", f"The checklist has {len(checklist.items)} items; at most {MAX_ITEMS} can be kept. Split it."))
    seen: dict[str, str] = {}
    for label, item in _labelled(checklist):
        if not item.key:
            found.append(Problem("", f"{label} has no key. Give it a short name that no other item has.", "key"))
        elif item.key in seen:
            words = f"{label} has the same key “{item.key}” as {seen[item.key]}. Give it another one."
            found.append(Problem(item.key, words, "key"))
        seen.setdefault(item.key, label)
        found += [_problem(label, item, flaw) for flaw in stored_flaws(item)]
    return tuple(found)


def findings(checklist: Checklist) -> tuple[Problem, ...]:
    """Return everything to correct before publishing, and every warning, in the order of the items."""
    found = list(problems_of_draft(checklist))
    if all(item.kind is ItemKind.INSTRUCTION for item in checklist.items):
        found.append(Problem("", "The checklist asks for no answer. Add at least one item that can be answered."))
    expressions = ExpressionChecks(checklist)
    for label, item in _labelled(checklist):
        found += [_problem(label, item, flaw) for flaw in (*item_flaws(item), *expressions.flaws(item))]
    return tuple(found)


def problems_of_publishing(checklist: Checklist) -> tuple[Problem, ...]:
    """Return everything that must be corrected before the checklist can be published."""
    return tuple(problem for problem in findings(checklist) if not problem.warning)


def warnings_of(checklist: Checklist) -> tuple[Problem, ...]:
    """Return what is worth a second look, though it keeps nothing from being published."""
    return tuple(problem for problem in findings(checklist) if problem.warning)


def _labelled(checklist: Checklist) -> Iterator[tuple[str, Item]]:
    for number, item in enumerate(checklist.items, start=1):
        yield label_of(number, item), item


def _problem(label: str, item: Item, flaw: Flaw) -> Problem:
    return Problem(item.key, f"{label}{flaw.words}", flaw.field, flaw.warning)
