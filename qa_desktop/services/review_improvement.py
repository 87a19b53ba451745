"""What a management review looks at besides figures and aims: partners, effects of actions, suggestions, what was learned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_desktop.domain.improvement import PARTICIPATION_WORDS, participation
from qa_desktop.domain.text import how_many
from qa_desktop.domain.trade import LineKind, Period
from qa_desktop.methods.metrics.delivery import Rate
from qa_desktop.reports.statement import Head, StatementTable
from qa_desktop.services.dashboard_data import NO_DATA, effects_part, lessons_part, shown_number
from qa_desktop.services.partner_figures import PartnerFigures, figures
from qa_desktop.storage.queries import companies, suggestions
from qa_desktop.storage.unit import Connection

if TYPE_CHECKING:
    from qa_desktop.services.review_inputs import Asked


def partners(connection: Connection, asked: Asked) -> StatementTable:
    """Return on time, first pass and complaints of each partner with whom anything was due or received."""
    heads = (
        *(Head("Partner", 2.4), Head("As", 1)),
        *(Head(word, 1.7, right=True) for word in ("On time", "First pass")),
        *(Head(word, 1, right=True) for word in ("PPM", "Complaints", "Score")),
    )
    period = Period(asked.period.first, asked.period.last)
    rows = []
    for kind, named in ((LineKind.PURCHASE, "supplier"), (LineKind.CUSTOMER, "customer")):
        for company in companies.everyone(connection):
            if company.supplies if kind is LineKind.PURCHASE else company.buys:
                found = figures(connection, company, kind, period, asked.now)
                if found.punctuality.due or found.lots or found.complaints:
                    rows.append((company.name, named, *_numbers(found, kind)))
    return StatementTable("Suppliers and customers", heads, tuple(rows))


def effects(_connection: Connection, asked: Asked) -> StatementTable:
    """Return the corrective actions whose follow-up ended in the period."""
    return effects_part(asked.dashboard).table


def improvements(connection: Connection, asked: Asked) -> StatementTable:
    """Return the suggestions of the period with what became of them, those in the issue log behind the others."""
    since, until = asked.now.days(asked.period.first, asked.period.last)
    heads = (Head("Suggestion", 1.3), Head("What", 3.6), Head("By", 1.6), Head("State", 1), Head("Effect", 2))
    rows = []
    for row in suggestions.given_between(connection, since, until):
        effect = row.effect_actual or (f"expected: {row.effect_estimated}" if row.effect_estimated else "")
        late = ", overdue" if row.is_overdue(asked.now.local.date().isoformat()) else ""
        rows.append((row.number, row.words, row.author or "without a name", f"{row.state.value}{late}", effect))
    logged = suggestions.logged_between(connection, since, until)
    rows += [(one.number, one.words, one.author, f"{one.state}, issue log", "") for one in logged]
    return StatementTable("Suggestions", heads, tuple(rows))


def taking_part(connection: Connection, asked: Asked) -> StatementTable:
    """Return how many people suggested something in the period, and what that means."""
    span = asked.now.days(asked.period.first, asked.period.last)
    authors, accounts = (
        suggestions.authors_between(connection, *span),
        suggestions.accounts_between(connection, *span),
    )
    found = participation(authors, accounts)
    heads = (Head("Took part", 2), Head("Share", 1, right=True), Head("Definition", 6))
    share = NO_DATA if found.percent is None else f"{found.percent} %"
    people = f"{found.taking_part} of {how_many(found.people, 'person', 'people')}"
    return StatementTable("People taking part", heads, ((people, share, PARTICIPATION_WORDS),))


def lessons(_connection: Connection, asked: Asked) -> StatementTable:
    """Return the lessons that were of most use."""
    return lessons_part(asked.dashboard).table


def _numbers(found: PartnerFigures, kind: LineKind) -> tuple[str, ...]:
    score = "" if kind is LineKind.CUSTOMER else shown_number(found.score, "")
    complaints = str(found.complaints) if kind is LineKind.CUSTOMER else ""
    on_time = "; ".join(part for part in (_rate(found.punctuality.rate), found.cancelled_words) if part)
    return on_time, _rate(found.first_pass), shown_number(found.ppm, ""), complaints, score


def _rate(rate: Rate) -> str:
    if rate.value is None:
        return NO_DATA
    return f"{shown_number(rate.value * 100, '%')} ({rate.part.normalize():f} of {rate.whole.normalize():f})"
