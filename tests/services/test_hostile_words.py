"""What no keyboard types: half characters, operators of the search, pages of text, days at the end of time.  All get a sentence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from qa_desktop.domain.actions import ActionKind, EffectPlan, Metric, Window
from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.errors import InputError, QaError
from qa_desktop.domain.issue import IssueKind
from qa_desktop.domain.people import Actor
from qa_desktop.services.actions import WantedAction
from qa_desktop.services.issue_checks import About
from qa_desktop.services.knowledge import LessonWords
from qa_desktop.services.program import Program, program_for
from qa_desktop.storage.queries.concessions import ConcessionFilter
from qa_desktop.storage.queries.issues import IssueFilter
from qa_desktop.storage.queries.order_lines import LineFilter
from qa_desktop.storage.queries.suggestions import SuggestionFilter
from qa_desktop.storage.workspace import Workspace
from tests.services.trade_makings import new_market

People = dict[str, Actor]
OPERATORS = (
    '"',
    "'",
    "*",
    "-",
    "^a",
    "(",
    ")",
    "NEAR(",
    "NEAR(a b, 2)",
    "OR",
    "a OR",
    "NOT",
    "search:a",
    "{a b} : c",
    "a*",
    "%",
    "_",
    "\\",
)
HALVES = ("\ud800", "x\udfffy", "caf\udce9")
"""The last one is what a command line makes of a byte that is no text."""


@pytest.fixture
def program(workspace: Workspace) -> Program:
    return program_for(workspace)


def searches(program: Program, actor: Actor) -> tuple[Callable[[str], object], ...]:
    return (
        lambda words: program.issues.list_issues(actor, IssueFilter(text=words)),
        lambda words: program.issues.count(actor, IssueFilter(text=words, part=words, station=words)),
        lambda words: program.issues.board(actor, IssueFilter(text=words)),
        lambda words: program.issues.similar(actor, words),
        lambda words: program.knowledge.search(actor, words, drafts=True),
        lambda words: program.knowledge.similar(actor, words, item_key=words),
        lambda words: program.procedures.everything(actor, words),
        lambda words: program.suggestions.page(actor, SuggestionFilter(text=words)),
        lambda words: program.trade.lines(actor, LineFilter(text=words)),
        lambda words: program.concessions.page(actor, ConcessionFilter(text=words, part=words)),
    )


def test_operators_of_the_search_are_words_like_others(program: Program, people: People) -> None:
    engineer = people["engineer"]
    program.issues.log(engineer, kind=IssueKind.OBSERVATION, title="Cable NEAR the door: a OR b*", severity=Severity.MINOR)
    for words in OPERATORS:
        for search in searches(program, engineer):
            search(words)
    (found,) = program.issues.list_issues(engineer, IssueFilter(text="OR b* NEAR")).rows
    assert found.title.startswith("Cable NEAR")
    assert program.issues.list_issues(engineer, IssueFilter(text="NEAR floor")).rows == ()


def test_what_is_no_text_and_what_is_far_too_long_get_a_sentence(program: Program, people: People) -> None:
    engineer = people["engineer"]
    for words in (*HALVES, "x" * 100_000, "x " * 50_000, "W" * 60_000, "\x00", "\n" * 3_000):
        for search in searches(program, engineer):
            try:
                search(words)
            except QaError as error:
                assert "Nothing was changed" in str(error)
    with pytest.raises(InputError, match="cannot be stored"):
        program.issues.list_issues(engineer, IssueFilter(part="caf\udce9"))
    with pytest.raises(InputError, match="cannot be stored"):
        program.issues.log(engineer, kind=IssueKind.OBSERVATION, title="x", severity=Severity.MINOR, about=About(part="\ud800"))


def test_half_a_character_is_replaced_where_it_is_kept(program: Program, people: People) -> None:
    market = new_market(program, people)
    line = market.line()
    detail = program.trade.deliver(market.actor, market.purchase().id, quantity="1", day="2026-03-01", note="caf\udce9")
    assert detail.row.id != line.id
    with program.workspace.store.reading() as connection:
        assert connection.exec_driver_sql("SELECT note FROM delivery").scalar_one() == "caf\ufffd"
    lesson = program.knowledge.write_lesson(people["engineer"], LessonWords("caf\udce9"))
    assert lesson.title == "caf\ufffd"


def test_days_at_the_end_of_time_get_a_sentence(program: Program, people: People) -> None:
    engineer, market = people["engineer"], new_market(program, people)
    for day in ("9999-12-31", "0001-01-01"):
        with pytest.raises(InputError, match="years from 1900 to 2999"):
            market.line(day)
    with pytest.raises(InputError, match="years from 1900 to 2999"):
        program.suggestions.participation(engineer, date.max, date.max)
    issue = program.issues.log(engineer, kind=IssueKind.NONCONFORMITY, title="x", severity=Severity.MAJOR)
    wanted = WantedAction(ActionKind.CORRECTIVE, "x", engineer.person_id, date.max)
    action = program.actions.add(engineer, issue.id, wanted)
    windows = Window(date(2026, 1, 1), date(2026, 1, 2)), Window(date(2026, 4, 1), date.max)
    far, large = "years from 1900 to 2999", "too large or too small"
    for last, minimum, words in ((date.max, 5, far), (date(2026, 4, 9), 10**30, large)):
        plan = EffectPlan(Metric.INSPECTIONS, "4711-A", windows[0], Window(windows[1].first, last), Decimal("0.1"), minimum)
        with pytest.raises(InputError, match=words):
            program.effects.set_plan(engineer, action.id, plan)
    assert program.effects.measured(engineer, issue.id)[0].plan is None, "nothing was stored"
