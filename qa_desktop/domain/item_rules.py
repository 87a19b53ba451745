"""What an item asks beyond its kind and limits, as groups of values, and their form in tables and files.

:func:`rules_json` leaves out whatever is as usual, so that an item without special rules has the same digest whatever later
versions of the program can express.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from qa_desktop.domain.canonical import Json
from qa_desktop.domain.decimals import decimal_text
from qa_desktop.domain.decision import Comparison, DecisionRule
from qa_desktop.domain.sampling import Level, SamplingKind, SamplingRule, TableSet


class EvidenceWhen(StrEnum):
    """When photo or note must accompany the answer.  ``NTH`` means the first piece and every Nth after it."""

    NEVER = "never"
    ON_FAIL = "on_fail"
    ALWAYS = "always"
    NTH = "every_nth"


class IssueWhen(StrEnum):
    """What a failed line does about an issue: the inspector is asked, it is logged by itself, or never from here."""

    ASK = "ask"
    AUTOMATIC = "automatic"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a characteristic comes from: balloon number and zone of the drawing, method, and whether it is a key one."""

    balloon: str = ""
    zone: str = ""
    method: str = ""
    key_characteristic: bool = False


@dataclass(frozen=True, slots=True)
class Asking:
    """When and how an item is asked.

    ``show_when`` is a condition in the language of :mod:`qa_desktop.methods.expressions`; empty means always.  ``formula``
    belongs to calculated items.  ``per_piece`` repeats the item for each piece of the sample.  ``typing_lower`` and
    ``typing_upper`` bound what is taken as a reading at all, apart from the acceptance limits.  ``second_reading`` asks another
    person to measure again; both agree when they differ by at most ``agreement``.  ``pass_rest`` allows "pass the rest" here.
    ``issue_when`` says whether a failure logs an issue.
    """

    show_when: str = ""
    formula: str = ""
    per_piece: bool = False
    evidence_when: EvidenceWhen = EvidenceWhen.ON_FAIL
    evidence_every: int = 0
    typing_lower: Decimal | None = None
    typing_upper: Decimal | None = None
    second_reading: bool = False
    agreement: Decimal | None = None
    pass_rest: bool = False
    issue_when: IssueWhen = IssueWhen.ASK


@dataclass(frozen=True, slots=True)
class Why:
    """Why a check exists: a note, and the number of the issue that led to it."""

    note: str = ""
    issue: str = ""


@dataclass(frozen=True, slots=True)
class Translation:
    """The words of an item in another language (a BCP 47 tag such as ``de``); ``choices`` are pairs of choice id and text."""

    language: str
    text: str
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()


USUAL_DECISION: Final = DecisionRule()


@dataclass(frozen=True, slots=True)
class Rules:
    """All special rules of an item together."""

    origin: Origin = Origin()
    asks: Asking = Asking()
    decision: DecisionRule = USUAL_DECISION
    sampling: SamplingRule | None = None
    why: Why = Why()
    texts: tuple[Translation, ...] = ()
    picture_bad: str | None = None


USUAL_RULES: Final = Rules()
"""The rules of an item that has no special ones."""


def rules_json(rules: Rules) -> dict[str, Json]:
    """Return the rules for tables, digests and files, without whatever is as usual."""
    found: dict[str, Json] = {}
    for name in ("origin", "asks", "decision", "why"):
        group = _changed(getattr(rules, name), getattr(USUAL_RULES, name))
        if group:
            found[name] = group
    if rules.sampling is not None:
        found["sampling"] = {"kind": rules.sampling.kind.value, **_changed(rules.sampling, SamplingRule())}
    if rules.texts:
        found["texts"] = [
            {"language": t.language, "text": t.text, "help": t.help, "choices": [list(pair) for pair in t.choices]}
            for t in rules.texts
        ]
    if rules.picture_bad:
        found["picture_bad"] = rules.picture_bad
    return found


def rules_from(data: Mapping[str, Any]) -> Rules:
    """Return the rules behind :func:`rules_json`; raises ``KeyError``, ``TypeError`` or ``ValueError`` for anything else."""
    sampling = data.get("sampling")
    return Rules(
        origin=Origin(**data.get("origin", {})),
        asks=_asking(data.get("asks", {})),
        decision=_decision(data.get("decision", {})),
        sampling=None if sampling is None else _sampling(sampling),
        why=Why(**data.get("why", {})),
        texts=tuple(
            Translation(t["language"], t["text"], t.get("help", ""), tuple((c[0], c[1]) for c in t.get("choices", ())))
            for t in data.get("texts", ())
        ),
        picture_bad=data.get("picture_bad"),
    )


def _changed(group: object, usual: object) -> dict[str, Json]:
    names: tuple[str, ...] = group.__slots__  # type: ignore[attr-defined]
    return {name: _plain(getattr(group, name)) for name in names if getattr(group, name) != getattr(usual, name)}


def _plain(value: object) -> Json:
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, StrEnum):
        return value.value
    if value is None or isinstance(value, (bool, int, str)):
        return value
    raise TypeError(f"a rule holds a {type(value).__name__}")


def _decimals(data: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {**data, **{name: Decimal(data[name]) for name in names if data.get(name) is not None}}


def _asking(data: Mapping[str, Any]) -> Asking:
    values = _decimals(data, "typing_lower", "typing_upper", "agreement")
    if "evidence_when" in values:
        values["evidence_when"] = EvidenceWhen(values["evidence_when"])
    if "issue_when" in values:
        values["issue_when"] = IssueWhen(values["issue_when"])
    return Asking(**values)


def _decision(data: Mapping[str, Any]) -> DecisionRule:
    values = _decimals(data, "uncertainty", "factor")
    if "comparison" in values:
        values["comparison"] = Comparison(values["comparison"])
    return DecisionRule(**values)


def _sampling(data: Mapping[str, Any]) -> SamplingRule:
    values = _decimals(data, "percent", "limiting_percent", "beta", "k")
    for name, words in (("kind", SamplingKind), ("level", Level), ("tables", TableSet)):
        if name in values:
            values[name] = words(values[name])
    return SamplingRule(**values)
