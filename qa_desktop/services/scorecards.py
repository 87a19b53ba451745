"""The page of a supplier's scorecard."""

from __future__ import annotations

from decimal import Decimal

from qa_desktop.domain.answers import Verdict
from qa_desktop.domain.canonical import Json
from qa_desktop.domain.errors import RefusedError
from qa_desktop.domain.lot import amount_text
from qa_desktop.domain.signature import Stage
from qa_desktop.domain.trade import LineKind, Period
from qa_desktop.domain.units import measure_text
from qa_desktop.methods.metrics.delivery import NO_DATA, STANDING_WORDS, number_text, percent_text
from qa_desktop.methods.metrics.partner_definitions import PARTNER_DEFINITIONS, figures_of
from qa_desktop.reports.statement import Head, Statement, StatementTable
from qa_desktop.services.partner_figures import PartnerFigures, figures
from qa_desktop.services.partner_records import punctuality_words
from qa_desktop.services.trade_signing import Draft, Frame
from qa_desktop.storage.clock import Moment
from qa_desktop.storage.queries import companies, order_lines
from qa_desktop.storage.queries.partner_figures import LotFigures
from qa_desktop.storage.unit import Connection, new_id

MEANING = "I state that these figures were counted from the records of this site."
DEFINITIONS = (
    ("Quality", "What was not rejected of what was received, over the same lots as rejected per million."),
    *((PARTNER_DEFINITIONS[name].title, PARTNER_DEFINITIONS[name].words) for name in figures_of(LineKind.PURCHASE)),
)


def scorecard_draft(connection: Connection, company_id: str, period: Period, now: Moment) -> Draft:
    """Return the scorecard of a supplier; raises :class:`RefusedError` for a company that supplies nothing."""
    company = companies.by_id(connection, company_id)
    if not company.supplies:
        raise RefusedError("{name} is a customer. A scorecard is made for suppliers.", name=company.name)
    found = figures(connection, company, LineKind.PURCHASE, period, now)
    lines = _due(connection, found, now)
    return Draft(_record(found, lines), lambda frame: _page(found, lines, frame), {"company_id": company.id})


def _due(connection: Connection, found: PartnerFigures, now: Moment) -> tuple[tuple[str, ...], ...]:
    """Return the lines that the delivery was counted from: line, part, quantity, window, day of completion, how it stands."""
    today, period = now.local.date(), found.period
    rows = order_lines.rows_due_in(connection, found.company.id, found.kind, period.first, period.last)
    return tuple(
        (
            row.label,
            " ".join(word for word in (row.part_number, row.part_name) if word),
            measure_text(row.quantity, row.unit),
            f"{row.first_day.isoformat()} to {row.last_day.isoformat()}"
            if row.first_day
            else f"until {row.last_day.isoformat()}",
            row.fulfilled_on.isoformat() if row.fulfilled_on else "not yet",
            STANDING_WORDS[row.standing(today)],
        )
        for row in rows
        if row.last_day < today and not row.is_cancelled
    )


def based_on(found: PartnerFigures, criterion: str) -> str:
    """Return what a criterion was counted from, in words."""
    lots = sum(lot.counts for lot in found.lots)
    rejected, received = amount_text(found.rejected), amount_text(found.received)
    counted = {
        "Quality": f"{rejected} rejected of {received} pieces received in {_lots_text(lots)}",
        "Delivery": punctuality_words(found),
        "Certificates": f"{found.papers.part} good of {found.papers.whole} checked",
        "Answers": f"{found.answers.part} in time of {found.answers.whole} due",
    }
    empty = {"Quality": not found.received, "Delivery": False}
    empty |= {"Certificates": not found.papers.whole, "Answers": not found.answers.whole}
    return NO_DATA if empty[criterion] else counted[criterion]


def _record(found: PartnerFigures, lines: tuple[tuple[str, ...], ...]) -> dict[str, Json]:
    due = found.punctuality
    return {
        "supplier": {"id": found.company.id, "name": found.company.name, "number": found.company.number},
        "first": found.period.first.isoformat(),
        "last": found.period.last.isoformat(),
        "score": _text(found.score),
        "criteria": [[one.name, str(one.weight), _text(one.value)] for one in found.criteria],
        "lines": {"due": due.due, "on_time": due.on_time, "early": due.early, "late": due.late, "open_late": due.open_late},
        "cancelled_late": found.cancelled_late,
        "received": amount_text(found.received),
        "rejected": amount_text(found.rejected),
        "ppm": _text(found.ppm),
        "first_pass": [amount_text(found.first_pass.part), amount_text(found.first_pass.whole)],
        "lots": [[lot.lot, measure_text(lot.received, lot.unit), measure_text(lot.rejected, lot.unit)] for lot in found.lots],
        "left_out": found.left_out,
        "due_lines": [list(row) for row in lines],
    }


def _page(found: PartnerFigures, lines: tuple[tuple[str, ...], ...], frame: Frame) -> Statement:
    company = found.company
    listed = (
        ("Supplier", company.name),
        ("Supplier number", company.number),
        ("Period", found.period.words),
        ("First-pass yield", percent_text(found.first_pass.value)),
        ("On time", "; ".join(part for part in (percent_text(found.punctuality.rate.value), found.cancelled_words) if part)),
        ("Rejected per million", number_text(found.ppm)),
    )
    return Statement(
        id=new_id(),
        kind="Supplier scorecard",
        number=frame.number,
        title=f"{company.name}, {found.period.words}",
        site=frame.site,
        signer=frame.signer,
        signer_login=frame.signer_login,
        stage=Stage.SUPERVISOR,
        meaning=MEANING,
        at=frame.now.iso,
        facts=tuple((label, value) for label, value in listed if value),
        paragraphs=(found.left_out,) if found.left_out else (),
        tables=(_criteria(found), _lines(lines), _lots(found), _definitions()),
        outcome=Verdict.RECORDED,
        headline="NO DATA" if found.score is None else f"SCORE {number_text(found.score, 1)} OF 100",
        content={
            **_record(found, lines),
            "anchor": {"station": frame.anchor.station, "sequence": frame.anchor.sequence, "head": frame.anchor.head},
        },
        page=frame.page,
    )


def _criteria(found: PartnerFigures) -> StatementTable:
    heads = (Head("Criterion", 1.2), Head("Weight", 0.7, right=True), Head("Value", 0.9, right=True), Head("Counted from", 4))
    rows = tuple((one.name, str(one.weight), number_text(one.value, 1), based_on(found, one.name)) for one in found.criteria)
    return StatementTable("Criteria", heads, rows)


def _lines(lines: tuple[tuple[str, ...], ...]) -> StatementTable:
    heads = (
        *(Head("Order line", 1.2), Head("Part", 2), Head("Quantity", 0.9, right=True), Head("On time", 2)),
        *(Head("Complete on", 1.1), Head("Stands", 1.3)),
    )
    return StatementTable("Order lines due", heads, lines, nothing="No order line was due in this period.")


def _lots(found: PartnerFigures) -> StatementTable:
    heads = (
        Head("Lot", 2),
        *(Head(word, right=True) for word in ("Received", "Decided first", "Accepted first", "Rejected")),
    )
    rows = tuple((lot.lot, *_quantities(lot)) for lot in found.lots)
    return StatementTable("Lots", heads, rows, _lots_text(len(found.lots)), nothing="No lot came in this period.")


def _lots_text(count: int) -> str:
    return "1 lot" if count == 1 else f"{count} lots"


def _quantities(lot: LotFigures) -> tuple[str, ...]:
    if not lot.is_known:
        return ("not stated", "", "", "")
    amounts = (lot.received, lot.started, max(lot.passed, Decimal(0)), lot.rejected)
    return tuple(measure_text(one, lot.unit) for one in amounts)


def _definitions() -> StatementTable:
    return StatementTable("Definitions", (Head("Figure", 1), Head("Definition", 5)), DEFINITIONS)


def _text(value: Decimal | None) -> str:
    return NO_DATA if value is None else number_text(value, 4)
