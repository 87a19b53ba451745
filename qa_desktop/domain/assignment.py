"""Which checklist belongs to what: rules by part, supplier, operation and type of inspection.

The most specific rule wins.  The part number counts most, then the supplier, then the operation, then the type: a rule that names
the part goes before every rule that does not.  Two active rules that name the same things would be a tie, so the second one is
refused when it is made.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a rule asks of part, supplier, operation and type; an empty text means any.

    Capitals and blanks make no difference, but part numbers are taken as they are.
    """

    part_number: str = ""
    supplier: str = ""
    operation: str = ""
    inspection_type: str = ""

    def plain(self) -> Conditions:
        """Return the conditions as they are compared."""
        return replace(self, supplier=plain(self.supplier), operation=plain(self.operation))

    def hold(self, what: Conditions) -> bool:
        """Return whether a rule with these conditions is meant for ``what``."""
        mine, theirs = self.plain(), what.plain()
        return all(wanted in {"", found} for wanted, found in zip(mine.parts, theirs.parts, strict=True))

    @property
    def parts(self) -> tuple[str, str, str, str]:
        """The four texts, what counts most first."""
        return (self.part_number, self.supplier, self.operation, self.inspection_type)

    @property
    def rank(self) -> tuple[bool, ...]:
        """How specific a rule is: compared from the part number on."""
        return tuple(bool(part) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Rule:
    """An active rule by its key."""

    key: str
    conditions: Conditions


def winner(rules: Iterable[Rule], what: Conditions) -> Rule | None:
    """Return the most specific rule that is meant for ``what``."""
    return max((rule for rule in rules if rule.conditions.hold(what)), key=lambda rule: rule.conditions.rank, default=None)


def tie(rules: Iterable[Rule], new: Rule) -> Rule | None:
    """Return another rule that names the same things as ``new``: neither of them would be more specific."""
    wanted = new.conditions.plain()
    return next((rule for rule in rules if rule.key != new.key and rule.conditions.plain() == wanted), None)


def in_words(conditions: Conditions) -> str:
    """Return the conditions for sentences."""
    names = ("part", "supplier", "operation", "type")
    said = [
        f"{name} {text.replace('_', ' ') if name == 'type' else text}"
        for name, text in zip(names, conditions.parts, strict=True)
        if text
    ]
    return ", ".join(said) if said else "everything"


def plain(text: str) -> str:
    """Return a name as it is compared: without capitals and needless blanks."""
    return " ".join(text.split()).casefold()
