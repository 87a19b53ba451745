"""The chapters of a report about sample, plans, decision rules and acts, as texts from the canonical content alone.

The page is drawn from these texts and checked against them, as the tables of readings are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from qa_desktop.domain.canonical import short_code
from qa_desktop.domain.item_types.numeric import number_for_people, with_unit
from qa_desktop.domain.plan_words import class_words, result_words, rule_words
from qa_desktop.domain.questions import sentence
from qa_desktop.reports.blocks import NOTHING, local_time, sentence_case
from qa_desktop.reports.cells import VERDICT_WORDS
from qa_desktop.reports.grid_model import (
    FAILS,
    NUMERIC,
    UNCERTAIN,
    Found,
    Sample,
    compact,
    label_of,
    requirement,
    sample_of,
    statistics,
)

_ACTS = {"retract": "Retracted", "retest": "Retest asked", "reject": "Rejected"}
_SOURCES = {
    "": "Typed",
    "pasted": "Pasted from a spreadsheet",
    "scanned": "Scanned",
    "gauge": "From the gauge",
    "calculated": "Calculated from other readings",
    "rest": "Passed together with the rest",
}
_VERDICTS = {verdict.value: words for verdict, words in VERDICT_WORDS.items()}
_ENDS = (("from", "lower"), ("to", "upper"))
_MOST_ROWS = 80
"""Most single readings that are listed one by one; beyond it they are put together by characteristic."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading and a table of texts; ``shares`` divide the width, ``strong`` are columns that are printed bold."""

    heading: str
    heads: tuple[str, ...]
    shares: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]
    aside: str = ""
    strong: tuple[int, ...] = ()


def before_results(content: Found) -> list[Chapter]:
    """Return the chapters that stand before the results: the plans and what is uncertain."""
    sample = sample_of(content)
    return _present(_plans(content, sample), _repeats(content, sample), _uncertain(content, sample))


def after_results(content: Found, *, bare_limits: bool = False) -> list[Chapter]:
    """Return the chapters that stand behind the results.

    ``bare_limits`` gives widened limits without unit and without the limits that they replace, as reports once printed them.
    """
    sample = sample_of(content)
    return _present(
        _remarks(content, sample),
        _not_asked(content, sample),
        _decisions(content, sample),
        _seconds(content, sample),
        _acts(content, sample),
        _questions(content, sample),
        _concessions(content, sample, bare=bare_limits),
        _sources(content),
    )


def _present(*chapters: Chapter) -> list[Chapter]:
    return [chapter for chapter in chapters if chapter.rows]


def criteria_of(sample: Sample, line: Found) -> Found:
    """Return what a line is judged by."""
    found: Found = line["criteria"] if "criteria" in line else sample.criteria[line["item"]]
    return found


def item_words(sample: Sample, number: str, text: str, piece: int = 0) -> str:
    """Return a line in words: number, text and piece."""
    named = f"{number} {text}".strip()
    return f"{named}\nPiece {label_of(sample, piece)}" if piece else named


def _line_words(sample: Sample, line: Found) -> str:
    return item_words(sample, line["number"], criteria_of(sample, line)["text"], line.get("piece", 0))


def _by(one: Found) -> str:
    """Return who and when on lines of their own, for a narrow column."""
    return f"{one['by']}\n{local_time(one['at'])}".replace(" UTC", "\nUTC")


def _named(sample: Sample, number: str, text: str) -> str:
    _, mark, piece = number.partition(".")
    return item_words(sample, number, text, int(piece) if mark and piece.isdigit() else 0) or "The whole inspection"


def _plans(content: Found, sample: Sample) -> Chapter:
    keys = {criteria["key"]: number for number, criteria in sample.criteria.items()}
    keys |= {line["criteria"]["key"]: line["number"] for line in sample.once}
    rows = []
    for plan in content.get("plans", ()):
        covered = compact(sorted((keys[key] for key in plan["items"] if key in keys), key=_order))
        words = rule_words(plan) + (f"\nBasis: {plan['basis']}" if plan["basis"] else "")
        refused = ", ".join(label_of(sample, piece) for piece in plan["nonconforming_pieces"])
        result = result_words(plan) + (f"\nNever accepted with the lot: piece {refused}" if refused else "")
        rows.append((f"{class_words(plan)}\nCharacteristics {covered or NOTHING}", words, result))
    heads = ("Class", "Plan, pinned when the inspection was opened", "Found and decided")
    return Chapter("Sampling plan", heads, (0.19, 0.45, 0.36), tuple(rows))


def _order(number: str) -> tuple[int, str]:
    return (int(number), "") if number.isdigit() else (0, number)


def _repeats(content: Found, sample: Sample) -> Chapter:
    repeated = content.get("repeats")
    if repeated is None:
        return Chapter("", (), (), ())
    now = {line["number"]: line for line in content["lines"]}
    rows = []
    for before in repeated["lines"]:
        line = now.get(before["item"])
        after = "Not repeated" if line is None else f"{line['shown'] or NOTHING}: {_VERDICTS[line['verdict']]}"
        stood = f"{before['shown'] or NOTHING}: {_VERDICTS.get(before['verdict'], before['verdict'])}"
        rows.append((_named(sample, before["item"], before["text"]), stood, after))
    source = repeated["number"]
    rows = rows or [("The whole inspection", source, "")]
    code = f"Signed content {short_code(repeated['content_sha256'])}" if repeated["content_sha256"] else ""
    heads = ("Item", f"In inspection {source}", "In this inspection")
    return Chapter(f"Repeats in part inspection {source}", heads, (0.40, 0.30, 0.30), tuple(rows), code)


def _uncertain(content: Found, sample: Sample) -> Chapter:
    found = [line for line in content["lines"] if line["verdict"] == UNCERTAIN]
    zones = {one["item"]: one for one in content.get("decision_rules", ())}
    rows = []
    for line in found[:_MOST_ROWS]:
        criteria = criteria_of(sample, line)
        rule = zones.get(line.get("item", line["number"]), {})
        rows.append((_line_words(sample, line), requirement(criteria), line["shown"], _zone(rule, criteria["unit"])))
    if len(found) > _MOST_ROWS:
        rows = [
            (item_words(sample, number, criteria["text"]), requirement(criteria), f"pieces {where}", "")
            for number, criteria, where in _gathered(sample, found)
        ]
    heads = ("Item", "Required", "Found", "Conformity is proven")
    count = "1 reading" if len(found) == 1 else f"{len(found)} readings"
    return Chapter("What is uncertain", heads, (0.36, 0.22, 0.19, 0.23), tuple(rows), f"{count}, neither proven", (2,))


def _zone(rule: Found, unit: str) -> str:
    lower, upper = rule.get("accept_from"), rule.get("accept_to")
    ending = f"\u00a0{unit}" if unit else ""
    if lower is not None and upper is not None:
        if Decimal(lower) > Decimal(upper):
            return "By no reading: the guard bands meet"
        return f"{number_for_people(Decimal(lower))} … {number_for_people(Decimal(upper))}{ending}"
    if lower is not None:
        return f"≥ {number_for_people(Decimal(lower))}{ending}"
    return "" if upper is None else f"≤ {number_for_people(Decimal(upper))}{ending}"


def _gathered(sample: Sample, lines: Iterable[Found]) -> list[tuple[str, Found, str]]:
    """Return lines by characteristic with the pieces at which they are."""
    places: dict[str, list[str]] = {}
    texts: dict[str, Found] = {}
    for line in lines:
        number = line.get("item", line["number"])
        texts[number] = criteria_of(sample, line)
        places.setdefault(number, []).append(str(line.get("piece", "")))
    return [(number, texts[number], compact(pieces)) for number, pieces in places.items()]


def _decisions(content: Found, sample: Sample) -> Chapter:
    items = {line["number"]: line["criteria"] for line in sample.once} | dict(sample.criteria)
    judged = [number for number, one in items.items() if _is_judged(one)]
    special = {one["item"]: one["words"] for one in content.get("decision_rules", ())}
    usual = [number for number in judged if number not in special]
    rows = [(item_words(sample, number, items[number]["text"]), words) for number, words in special.items()]
    if usual:
        named = "All other characteristics with limits" if special else "All characteristics with limits"
        words = (
            "The value is compared with its limits as read (absolute method, ASTM E29). A value on a limit conforms; no guard "
            "band is used (simple acceptance, ISO 14253-1)."
        )
        rows.append((named, words))
    return Chapter("Decision rule", ("Characteristic", "How a value is compared"), (0.34, 0.66), tuple(rows))


def _is_judged(criteria: Found) -> bool:
    limited = criteria["lower"] is not None or criteria["upper"] is not None
    return limited and criteria["kind"] in {"measurement", "calculated"}


def _remarks(content: Found, sample: Sample) -> Chapter:
    """Return notes and reasons at readings of pieces: the tables have no room for them."""
    rows = []
    for line in sample.readings.values():
        texts = [f"Note: {line['note']}"] if line["note"] else []
        if line["not_applicable"] is not None:
            texts.append(f"Not applicable: {line['not_applicable']}")
        if line["photos"]:
            texts.append("1 photo" if len(line["photos"]) == 1 else f"{len(line['photos'])} photos")
        if line["by"] and line["by"] != content["inspector"]["name"]:
            texts.append(f"Answered by {line['by']}, {local_time(line['at'])}")
        if texts:
            found = line["shown"] if line["value"] is not None else NOTHING
            rows.append((_line_words(sample, line), found, "\n".join(texts)))
    heads = ("Item", "Found", "Note")
    return Chapter("Notes at readings of pieces", heads, (0.36, 0.18, 0.46), tuple(rows))


def _not_asked(content: Found, sample: Sample) -> Chapter:
    missing = [line for line in content["lines"] if line.get("asked") is False]
    rows = []
    for number, criteria, where in _gathered(sample, missing):
        condition = criteria.get("rules", {}).get("asks", {}).get("show_when", "")
        at = f"pieces {where}" if where else "the inspection"
        rows.append((item_words(sample, number, criteria["text"]), condition, at))
    heads = ("Item", "Asked only when", "Did not hold at")
    return Chapter("Not asked", heads, (0.40, 0.36, 0.24), tuple(rows))


def _seconds(content: Found, sample: Sample) -> Chapter:
    rows = []
    for line in content["lines"]:
        second = line.get("second")
        if second is None:
            continue
        criteria = criteria_of(sample, line)
        numeric = criteria["kind"] in NUMERIC and line["value"] is not None
        apart = with_unit(abs(Decimal(line["value"]) - Decimal(second["value"])), criteria["unit"]) if numeric else NOTHING
        limit = with_unit(Decimal(second["agreement"]), criteria["unit"]) if second.get("agreement") else "the same"
        gauge = f"\nGauge {second['gauge']}" if second.get("gauge") else ""
        by = f"{second['shown']}\n{_by(second)}{gauge}"
        verdict = "Agree" if second["agrees"] else "Differ"
        rows.append((_line_words(sample, line), f"{line['shown'] or NOTHING}\n{line['by']}", by, apart, limit, verdict))
    heads = ("Item", "First reading", "Second reading", "Apart", "Allowed", "Result")
    return Chapter("Second readings", heads, (0.29, 0.18, 0.23, 0.11, 0.11, 0.08), tuple(rows), strong=(5,))


def _acts(content: Found, sample: Sample) -> Chapter:
    rows = [
        (
            _named(sample, act["item"], act["text"]),
            _ACTS.get(act["act"], sentence_case(act["act"])),
            act["before"] or NOTHING,
            act["reason"],
            _by(act),
        )
        for act in content.get("acts", ())
    ]
    heads = ("Item", "Act", "Stood before", "Reason", "By")
    return Chapter("Retracted, retested and rejected", heads, (0.29, 0.11, 0.14, 0.26, 0.20), tuple(rows), strong=(1,))


def _questions(content: Found, sample: Sample) -> Chapter:
    rows = []
    for one in content.get("questions", ()):
        by = _by(one) if one.get("at") else NOTHING
        words = _question(one["kind"], one["facts"])
        rows.append((_named(sample, one["item"], one["text"]), words, one.get("reply", "") or "No reply yet", by))
    heads = ("Item", "Question", "Reply of the inspector", "By")
    return Chapter("Questions about readings", heads, (0.25, 0.30, 0.27, 0.18), tuple(rows))


def _concessions(content: Found, sample: Sample, *, bare: bool) -> Chapter:
    rows = []
    lines = {line["number"]: line for line in content["lines"]}
    for one in content.get("concessions", ()):
        first = lines.get(next(iter(one["lines"]), ""))
        criteria = None if first is None else criteria_of(sample, first)
        unit = f"\u00a0{criteria['unit']}" if criteria is not None and criteria["unit"] else ""
        limits = [
            f"{word} {one[end] if bare else number_for_people(Decimal(one[end])) + unit}" for word, end in _ENDS if one.get(end)
        ]
        instead = f"\ninstead of {requirement(criteria)}" if limits and criteria is not None and not bare else ""
        customer = f"\nCustomer: {one['customer']}" if one.get("customer") else ""
        rows.append(
            (
                f"{one['number']}\n{sentence_case(one['kind'])}",
                f"{one['text']}\n{'Line' if len(one['lines']) == 1 and not bare else 'Lines'} {', '.join(one['lines'])}",
                f"{' '.join(limits)}{instead}\nuntil {one['valid_until']}",
                f"{one['by']}{customer}",
            )
        )
    heads = ("Concession", "Covers", "Widened limit", "Approved by")
    return Chapter("Concessions and deviation permits", heads, (0.18, 0.36, 0.22, 0.24), tuple(rows), strong=(0,))


def _question(kind: str, facts: Mapping[str, Any]) -> str:
    """Return a question in words; where a fact is missing, its kind, because a report is printed all the same."""
    try:
        return sentence(kind, facts) or sentence_case(kind)
    except (KeyError, IndexError, ValueError):
        return sentence_case(kind)


def _sources(content: Found) -> Chapter:
    found: dict[tuple[str, str], dict[str, list[str]]] = {}
    for line in content["lines"]:
        source, gauge = line.get("source", ""), line.get("gauge", "")
        if source or gauge:
            places = found.setdefault((source, gauge), {})
            places.setdefault(line.get("item", line["number"]), []).append(str(line.get("piece", "")))
    rows = []
    for (source, gauge), places in found.items():
        words = [_SOURCES.get(source, sentence_case(source)), *([f"Gauge {gauge}"] if gauge else [])]
        same: dict[str, list[str]] = {}
        for item, pieces in places.items():
            same.setdefault(compact(pieces), []).append(item)
        where = "; ".join(f"{compact(items)} at pieces {pieces}" if pieces else compact(items) for pieces, items in same.items())
        rows.append(("\n".join(words), where))
    return Chapter(
        "How readings came in", ("Source", "Items"), (0.34, 0.66), tuple(rows), "All others were typed" if rows else ""
    )


def characteristic_rows(sample: Sample) -> list[tuple[str, Mapping[str, Any], tuple[str, ...]]]:
    """Return for each characteristic of the pieces: number, criteria, and readings, failures, least, mean, greatest as texts."""
    rows: list[tuple[str, Mapping[str, Any], tuple[str, ...]]] = []
    for item, criteria in sample.criteria.items():
        lines = sample.lines_of(item)
        given = sum(1 for line in lines if line["value"] is not None)
        failed = sum(1 for line in lines if line["verdict"] == FAILS)
        rows.append((item, criteria, (str(given), str(failed), *statistics(sample.numbers(item)))))
    return rows
