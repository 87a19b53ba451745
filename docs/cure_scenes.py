"""The third part of the pictures: issues from the board to their effect, amends, orders, improvement, figures, objectives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from qa_desktop.domain.actions import ActionKind, EffectPlan, Metric, Window
from qa_desktop.domain.causes import Aspect, Category, TeamRole, Track
from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.errors import QaError
from qa_desktop.domain.hold import HoldKind
from qa_desktop.domain.improvement import ChainKind, SuggestionState
from qa_desktop.domain.issue import IssueKind
from qa_desktop.domain.period import Period
from qa_desktop.domain.trade import CompanyKind, LineKind, PromiseKind
from qa_desktop.services.demo import PASSWORD
from qa_desktop.services.issue_reports import IssueReportKind
from qa_desktop.storage.queries.issues import IssueFilter
from qa_desktop.storage.queries.suggestions import SuggestionFilter
from qa_desktop.ui import walk
from qa_desktop.ui.hands import Hands, StuckError
from qa_desktop.ui.issues.view import IssuesScreen
from qa_desktop.ui.places import RAIL, Place
from qa_desktop.ui.settings.view import SettingsScreen
from qa_desktop.ui.settings.view_model import Section

if TYPE_CHECKING:
    from qa_desktop.domain.people import Actor
    from qa_desktop.services.program import Program

ENGINEER, MANAGER = "Ελένη Παπαδοπούλου", "Ruth Adeyemi"
PART = "P-1042"


@dataclass(frozen=True, slots=True)
class Stage:
    """The numbers of the issues that the pictures show."""

    failure: str
    complaint: str


def cure(hands: Hands) -> bytes:
    """The pictures of this part, as the quality engineer and as the manager; return a signed 8D report."""
    context = hands.window.context
    if context is None or context.actor.name != ENGINEER:
        hands.window.lock()
        walk.enter_as(hands.taking(), ENGINEER)
    stage = _stage(hands)
    _issues(hands, stage)
    _follow_up(hands, stage)
    _causes(hands, stage)
    _amends(hands, stage)
    _permits(hands)
    report = _eight_d(hands)
    _to(hands, Place.TRADE)
    hands.press(Qt.Key.Key_Down)
    hands.picture("orders")
    hands.control(Qt.Key.Key_Tab)
    hands.control(Qt.Key.Key_Tab)
    hands.picture("orders-figures")
    _to(hands, Place.IMPROVE)
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Return)
    hands.picture("improve")
    hands.control(Qt.Key.Key_Tab)
    hands.picture("lessons")
    _chain(hands)
    _lists(hands)
    hands.window.lock()
    walk.enter_as(hands.taking(), MANAGER)
    hands.picture("home-manager")
    _to(hands, Place.DASHBOARD)
    hands.picture("figures")
    hands.control(Qt.Key.Key_Tab)
    hands.picture("figures-effects")
    hands.control(Qt.Key.Key_Tab)
    hands.picture("objectives")
    return report


def _eight_d(hands: Hands) -> bytes:
    """Sign the 8D report of the issue that was cured and proven."""
    program, context = hands.window.program, hands.window.context
    if program is None or context is None:
        raise StuckError("nobody is logged in")
    closed = program.issues.list_issues(context.actor, IssueFilter(text="shafts too short"), limit=1).rows[0]
    reports = program.issue_reports
    shown = reports.prepare(context.actor, closed.id, IssueReportKind.EIGHT_D)
    done = reports.sign(context.actor, closed.id, IssueReportKind.EIGHT_D, PASSWORD, shown.digest)
    return reports.show(context.actor, done.report_id).data


def _to(hands: Hands, place: Place) -> None:
    """Go to a place of the rail by its key."""
    number = RAIL.index(place) + 1
    key = Qt.Key(Qt.Key.Key_0 + number % 10)
    if number <= 10:
        hands.control(key)
    else:
        hands.press(key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier)
    hands.wait(lambda: hands.window.place is place, f"the place {place.value}")
    hands.settle()


def _open(hands: Hands, number: str) -> None:
    """Find an issue by its number and open it."""
    if hands.window.place is not Place.ISSUES:
        _to(hands, Place.ISSUES)
    screen = hands.screen(Place.ISSUES, IssuesScreen)
    hands.type("/")
    screen.filters.search.selectAll()
    hands.type(number)
    hands.press(Qt.Key.Key_Return)
    hands.press(Qt.Key.Key_Return)
    hands.wait(lambda: screen.model.state.issue is not None and screen.model.state.issue.detail.row.number == number, number)
    hands.settle()


def _issues(hands: Hands, stage: Stage) -> None:
    _to(hands, Place.ISSUES)
    hands.type("b")
    hands.picture("issue-board")
    hands.type("b")
    hands.control(Qt.Key.Key_N)
    hands.type("Bore too large after the insert was changed")
    hands.wait(lambda: not hands.screen(Place.ISSUES, IssuesScreen).new_sheet.twins.isHidden(), "the twins")
    hands.picture("issue-twins")
    for _ in range(2):  # over something typed, the first one only asks
        hands.press(Qt.Key.Key_Escape)
    _open(hands, stage.failure)
    hands.picture("issue-open")


def _follow_up(hands: Hands, _stage: Stage) -> None:
    hands.control(Qt.Key.Key_H)
    hands.wait(lambda: hands.window.place is Place.FOLLOWUP, "the follow-up")
    hands.settle()
    hands.picture("follow-up")
    hands.press(Qt.Key.Key_Escape)
    hands.wait(lambda: hands.window.place is Place.ISSUES, "the issues")
    hands.settle()


def _causes(hands: Hands, stage: Stage) -> None:
    _open(hands, stage.failure)
    hands.control(Qt.Key.Key_K)
    hands.wait(lambda: hands.window.place is Place.CAUSES, "the causes")
    hands.settle()
    for name in ("why", "fishbone", "is-is-not", "actions", "effect"):
        hands.picture(name)
        hands.control(Qt.Key.Key_Tab)
    hands.press(Qt.Key.Key_Escape)
    hands.wait(lambda: hands.window.place is Place.ISSUES, "the issues")
    hands.settle()


def _amends(hands: Hands, stage: Stage) -> None:
    _open(hands, stage.complaint)
    hands.control(Qt.Key.Key_U)
    hands.wait(lambda: hands.window.place is Place.AMENDS, "the amends")
    hands.settle()
    hands.picture("amends")
    hands.press(Qt.Key.Key_Escape)
    hands.settle()


def _permits(hands: Hands) -> None:
    """The permits beside the lots."""
    _to(hands, Place.LOTS)
    hands.control(Qt.Key.Key_Tab)
    hands.control(Qt.Key.Key_Tab)
    hands.press(Qt.Key.Key_Down)
    hands.picture("permits")


def _chain(hands: Hands) -> None:
    """The chain of the suggestion that was adopted."""
    program, context = hands.window.program, hands.window.context
    if program is None or context is None:
        raise StuckError("nobody is logged in")
    adopted = program.suggestions.page(context.actor, SuggestionFilter(SuggestionState.ADOPTED))
    context.go_to(Place.IMPROVE, chain_of=(ChainKind.SUGGESTION, adopted[-1].id))
    hands.settle()
    hands.picture("chain")


def _lists(hands: Hands) -> None:
    """The lists of codes and costs in the settings."""
    _to(hands, Place.SETTINGS)
    hands.screen(Place.SETTINGS, SettingsScreen).list.buttons[Section.LISTS].click()
    hands.settle()
    hands.picture("settings-lists")


def _stage(hands: Hands) -> Stage:
    """What somebody entered before the pictures are taken: one failure in work, one complaint, orders, objectives."""
    program, context = hands.window.program, hands.window.context
    if program is None or context is None:
        raise StuckError("nobody is logged in")
    actor = context.actor
    try:
        failure = _failure(program, actor)
        complaint = _complaint(program, actor)
        _orders(program, actor)
        _objectives(program, actor)
    except QaError as error:
        raise StuckError(str(error)) from error
    return Stage(failure, complaint)


def _failure(program: Program, actor: Actor) -> str:
    from qa_desktop.services.actions import WantedAction
    from qa_desktop.services.containment import HoldWish

    known = program.issues.list_issues(actor, IssueFilter(text=PART), limit=50).rows
    like = next((row for row in known if row.lot_id is not None), known[0])
    issue = program.issues.log(
        actor,
        kind=IssueKind.NONCONFORMITY,
        title="Bore A too large on 6 of 50 pieces",
        description="All six after the insert was changed at ten.",
        severity=Severity.MAJOR,
        quantity="6",
        part_id=like.part_id,
        lot_id=like.lot_id,
    )
    wish = HoldWish(HoldKind.LOT, f"{PART} {like.lot_number or ''}".strip(), "Bore A above its limit", lot_id=like.lot_id)
    program.containment.place(actor, issue.id, (wish,))
    program.dispositions.propose(actor, issue.id, {"use_as_is": "2", "scrap": "4"}, "Two fit the bearing of the spare part.")
    codes = {code.code: code.id for code in program.causes.codes(actor)}
    for track, answers, code in (
        (
            Track.OCCURRENCE,
            (
                ("The insert stood 0.05 mm too far out", "Measured on the presetter"),
                ("It was not fully seated", "Chip under the seat, photo"),
                ("Nobody cleans the seat when it is changed", "Not in the setting sheet"),
            ),
            "TOOL",
        ),
        (Track.DETECTION, (("Bore A is measured on every fiftieth piece only", "Control plan 12"),), "TOO-SELDOM"),
    ):
        above: str | None = None
        for text, evidence in answers:
            node = program.causes.add_node(actor, issue.id, track, text, parent_id=above, evidence=evidence)
            above = node.id
        program.causes.mark_root(actor, issue.id, str(above), codes[code], version=1)
    for category, text in (
        (Category.MACHINE, "Insert not seated"),
        (Category.MACHINE, "Play of the spindle"),
        (Category.METHOD, "Cleaning is not in the setting sheet"),
        (Category.PEOPLE, "Change of shift at ten"),
        (Category.MEASUREMENT, "Measured too seldom"),
        (Category.MATERIAL, "New batch of castings"),
    ):
        program.causes.add_entry(actor, issue.id, category, text)
    rows = (
        (Aspect.WHAT, "Bore A", "Bore B", "Bore A has an insert of its own"),
        (Aspect.WHEN, "After ten o'clock", "Before", "The insert was changed"),
    )
    for aspect, is_text, is_not, difference in rows:
        words = {"is_text": is_text, "is_not_text": is_not, "difference": difference}
        program.causes.write_row(actor, issue.id, aspect, **words, version=0)
    program.causes.add_member(actor, issue.id, TeamRole.LEADER, person_id=actor.person_id)
    today = program.trade.today(actor)
    row = None
    for kind, text, days in (
        (ActionKind.CORRECTION, "Sort the lot, all pieces", 1),
        (ActionKind.CORRECTIVE, "Clean and torque the seat at each change; setting sheet 12", 7),
        (ActionKind.PREVENTIVE, "The same in the setting sheets of the other lathes", 21),
    ):
        wanted = WantedAction(kind, text, actor.person_id, today + timedelta(days=days))
        made = program.actions.add(actor, issue.id, wanted)
        row = made if kind is ActionKind.CORRECTIVE else row
    if row is not None:
        before = Window(today - timedelta(days=60), today)
        after = Window(today + timedelta(days=7), today + timedelta(days=37))
        plan = EffectPlan(Metric.INSPECTIONS, PART, before, after, Decimal("0.05"), 10)
        program.effects.set_plan(actor, row.id, plan, "Ten inspections are what two months bring; the next quarter is watched.")
    return issue.number


def _customer(program: Program, actor: Actor, name: str, kind: CompanyKind) -> str:
    from qa_desktop.services.trade import CompanyFacts

    found = program.trade.company(actor, name)
    return (found or program.trade.add_company(actor, CompanyFacts(name, kind, early_days=5))).id


def _complaint(program: Program, actor: Actor) -> str:
    from qa_desktop.services.amends import ComplaintFacts, NewPromise

    today = program.trade.today(actor)
    issue = program.issues.log(
        actor, kind=IssueKind.COMPLAINT, title="Housings arrived with rust in bore A", severity=Severity.MAJOR, quantity="40"
    )
    customer = _customer(program, actor, "Karlsson Pumps", CompanyKind.CUSTOMER)
    facts = ComplaintFacts(customer, (today - timedelta(days=9)).isoformat(), "QN 20-1184", "40")
    program.amends.set_complaint(actor, issue.id, facts)
    for kind, words, days, amount in (
        (PromiseKind.REPLACEMENT, "40 new housings by express", 2, ""),
        (PromiseKind.CREDIT, "A credit for the cost of unpacking and sorting", 6, "380"),
        (PromiseKind.LETTER, "The 8D report as soon as the cause is known", 14, ""),
    ):
        due = (today + timedelta(days=days)).isoformat()
        new = NewPromise(kind, words, due, amount, "EUR" if amount else "")
        detail = program.amends.promise(actor, issue.id, new)
    first = next(row for row in detail.promises if row.kind is PromiseKind.REPLACEMENT)
    kept = {"kept_on": today.isoformat(), "evidence": "Delivery note 88123", "version": first.version}
    program.amends.keep(actor, first.id, **kept)
    return issue.number


def _orders(program: Program, actor: Actor) -> None:
    from qa_desktop.services.trade import NewLine
    from qa_desktop.storage.queries.order_lines import LineFilter

    if program.trade.count_lines(actor, LineFilter()) > 8:
        return
    today = program.trade.today(actor)
    for name, kind, lines in (
        ("Karlsson Pumps", LineKind.CUSTOMER, (("SO-7781", PART, 50, -20, 50), ("SO-7790", PART, 80, 2, 0))),
        ("Bauer Antriebe", LineKind.CUSTOMER, (("SO-7785", "E-3301", 20, -6, 12), ("SO-7799", "E-3310", 60, 12, 0))),
        ("Gusswerk Nord", LineKind.PURCHASE, (("PO-3310", PART, 100, -31, 100), ("PO-3322", PART, 100, 5, 0))),
    ):
        company = _customer(program, actor, name, CompanyKind.CUSTOMER if kind is LineKind.CUSTOMER else CompanyKind.SUPPLIER)
        for order, part, quantity, days, there in lines:
            promised = today + timedelta(days=days)
            new = NewLine(order, company, kind, part, str(quantity), promised.isoformat())
            row = program.trade.add_line(actor, new)
            if there:
                day = (promised - timedelta(days=1)).isoformat()
                program.trade.deliver(actor, row.id, quantity=str(there), day=day, note="DN 1")


def _objectives(program: Program, actor: Actor) -> None:
    from qa_desktop.services.figure_values import FigureQuery
    from qa_desktop.services.objectives import ObjectiveWish

    if program.objectives.standings(actor):
        return
    today = program.trade.today(actor)
    quarter = FigureQuery(Period(today - timedelta(days=90), today - timedelta(days=1)))
    end = date(today.year + 1, 6, 30)
    for statement, figure, target, requirement in (
        ("Nine of ten inspections pass the first time", "first_pass_yield", "90", "Quality agreement with Karlsson Pumps"),
        ("Fewer than one issue in ten is found by a customer", "escape_rate", "10", ""),
        ("Ninety-five of a hundred lines leave on time", "on_time_delivery", "95", "Delivery agreement, Bauer Antriebe"),
    ):
        stated = "" if figure == "first_pass_yield" else "80" if figure == "on_time_delivery" else "18"
        wish = ObjectiveWish(statement, figure, quarter, target, end, actor.person_id, requirement, baseline=stated)
        program.objectives.set_objective(actor, wish)
