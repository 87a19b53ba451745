"""The tables of an 8D report: D0 to D8 with their dates and owners (VDA and AIAG practice)."""

from __future__ import annotations

from qa_desktop.domain.actions import ActionKind, ActionState
from qa_desktop.domain.causes import Aspect, Category, TeamRole, Track
from qa_desktop.domain.issue import IssueState
from qa_desktop.domain.trade import PromiseState, Satisfied
from qa_desktop.reports.statement import Head, StatementTable
from qa_desktop.services.guard import open_to
from qa_desktop.services.issue_case import (
    IssueCase,
    decided,
    disposition_words,
    effect_words,
    hold_words,
    last_day,
    percent,
    promise_words,
    share_words,
)
from qa_desktop.storage.queries.actions import ActionRow
from qa_desktop.storage.queries.amends import PromiseRow

_ASPECTS = {Aspect.WHAT: "What", Aspect.WHERE: "Where", Aspect.WHEN: "When", Aspect.HOW_MUCH: "How much"}
_ROLES = {TeamRole.LEADER: "Leader", TeamRole.SPONSOR: "Sponsor", TeamRole.MEMBER: "Member"}
_QUESTIONS = {Track.OCCURRENCE: "Why it happened", Track.DETECTION: "Why it was not found"}
_CONTENT = {Satisfied.UNKNOWN: "not asked yet", Satisfied.YES: "satisfied", Satisfied.NO: "not satisfied"}
_OPEN = "open"


@open_to("the service of reports of issues, which asks for the permission")
def eight_d_tables(case: IssueCase) -> tuple[StatementTable, ...]:
    """Return the steps in short, then each step with what was written."""
    return (
        _steps(case),
        _team(case),
        _problem(case),
        _containment(case),
        *promised(case),
        *_fishbone(case),
        _root_causes(case),
        _chosen(case),
        _implemented(case),
        *_effects(case),
        _prevention(case),
        _closure(case),
    )


def _steps(case: IssueCase) -> StatementTable:
    """Return what, until when or since when, and by whom, for every step."""
    row = case.row
    leader = next((one.name for one in case.analysis.team if one.role is TeamRole.LEADER), "")
    corrective, preventing = case.of_kind(ActionKind.CORRECTIVE), _preventing(case)
    stand = [hold for hold in case.holds if hold.stands]
    rows = (
        ("D0", "Problem logged", case.day(row.raised_at), row.raised_by, "done"),
        ("D1", "Team", "", leader, "named" if case.analysis.team else "nobody named"),
        ("D2", "Problem description", *_described(case)),
        ("D3", "Interim containment", *_moved(case, IssueState.CONTAINED, f"{len(stand)} still held" if stand else "")),
        ("D4", "Root causes", *_moved(case, IssueState.ANALYSED)),
        ("D5", "Corrective actions chosen", *_moved(case, IssueState.ACTING)),
        ("D6", "Implemented and validated", *_done(case, corrective)),
        ("D7", "Prevention of recurrence", *_done(case, preventing)),
        ("D8", "Closure", *_moved(case, IssueState.CLOSED)),
    )
    heads = (Head("Step", 0.5), Head("What", 2.4), Head("Date", 1.5), Head("Owner", 1.8), Head("State", 1.6))
    return StatementTable("Steps", heads, rows)


def _described(case: IssueCase) -> tuple[str, str, str]:
    """The first words came with the issue; is and is not make the description complete."""
    row = case.row
    written = bool(case.analysis.is_is_not)
    return case.day(row.raised_at), row.raised_by, "done" if written else "is / is not open"


def _moved(case: IssueCase, state: IssueState, more: str = "") -> tuple[str, str, str]:
    event = case.step(state.value)
    if event is None:
        return "", case.row.owner, _OPEN
    return case.day(event.at), event.person_name, more or "done"


def _done(case: IssueCase, rows: tuple[ActionRow, ...]) -> tuple[str, str, str]:
    if not rows:
        return "", "", "none yet"
    verified = sum(row.state is ActionState.VERIFIED for row in rows)
    owners = ", ".join(dict.fromkeys(row.owner for row in rows))
    last = max(row.verified_at or "" for row in rows)
    day = case.day(last) if verified == len(rows) else f"due {last_day([row.due_on for row in rows])}"
    return day, owners, f"{verified} of {len(rows)} verified"


def _team(case: IssueCase) -> StatementTable:
    rows = tuple((one.name, _ROLES[one.role], one.note) for one in case.analysis.team)
    heads = (Head("Name", 2), Head("Role"), Head("Note", 2))
    return StatementTable("D1  Team", heads, rows, nothing="No team is named.")


def _problem(case: IssueCase) -> StatementTable:
    heads = (Head("", 0.8), Head("Is", 2), Head("Is not", 2), Head("What is different", 2))
    rows = tuple((_ASPECTS[one.aspect], one.is_text, one.is_not_text, one.difference) for one in case.analysis.is_is_not)
    nothing = "What it is and what it is not was not written down."
    return StatementTable("D2  Problem: is and is not", heads, rows, nothing=nothing)


def _containment(case: IssueCase) -> StatementTable:
    rows = [
        (
            f"{hold.number}  {hold_words(hold)}",
            hold.placed_by,
            case.day(hold.placed_at),
            f"{case.day(hold.lifted_at)} {hold.lifted_by}: {hold.lifted_reason}" if hold.lifted_at else "stands",
        )
        for hold in case.holds
    ]
    event = case.step(IssueState.CONTAINED.value)
    if event is not None:
        rows.append((event.remark, event.person_name, case.day(event.at), ""))
    rows += [
        (f"{one.number}  {disposition_words(one)}", one.proposed_by, case.day(one.proposed_at), one.state.value)
        for one in decided(case.dispositions)
    ]
    rows += [_correction(row) for row in case.of_kind(ActionKind.CORRECTION)]
    heads = (Head("Action", 3), Head("Owner", 1.2), Head("Since or due", 1.2), Head("Verified effect, end", 2))
    nothing = "No containment is recorded yet."
    return StatementTable("D3  Interim containment and correction", heads, tuple(rows), nothing=nothing)


def promised(case: IssueCase) -> tuple[StatementTable, ...]:
    """Return what was promised to the customer and what became of it; no table where nothing was promised."""
    rows = tuple((promise_words(one), one.due.isoformat(), _kept(one), _CONTENT[one.satisfied]) for one in case.promises)
    heads = (Head("Promised", 3), Head("Until", 1), Head("Kept", 2.4), Head("Customer", 1.6))
    return (StatementTable("Amends promised to the customer", heads, rows),) if rows else ()


def _kept(row: PromiseRow) -> str:
    if row.kept_on is not None:
        return f"{row.kept_on.isoformat()}: {row.evidence}"
    return f"withdrawn: {row.reason}" if row.state is PromiseState.WITHDRAWN else _OPEN


def _correction(row: ActionRow) -> tuple[str, str, str, str]:
    return (row.text, row.owner, f"due {row.due_on.isoformat()}", _how_far(row))


def _root_causes(case: IssueCase) -> StatementTable:
    """Return both trees as they were written, each answer with its own evidence; the code marks a root cause."""
    rows: list[tuple[str, str, str, str]] = []
    for track, question in _QUESTIONS.items():
        tree = case.analysis.tree(track)
        rows += [
            (
                question if place == 0 else "",
                f"{one.number}  {one.node.text}",
                one.node.evidence or ("photo in the issue" if one.node.photo_id else "none stated"),
                "" if one.node.code is None else f"{one.node.code.code}  {one.node.code.words}",
            )
            for place, one in enumerate(tree)
        ]
        if not any(one.node.is_root for one in tree):
            rows.append(("" if tree else question, "No root cause is named yet.", "", ""))
    heads = (Head("Question", 1.2), Head("Because (1.1 answers why 1)", 3), Head("Evidence", 2), Head("Root cause", 1.4))
    return StatementTable("D4  Root causes", heads, tuple(rows))


def _fishbone(case: IssueCase) -> tuple[StatementTable, ...]:
    """Return the possible causes that were gathered, branch by branch; no table where there are none."""
    found: dict[Category, list[str]] = {}
    for one in sorted(case.analysis.fishbone, key=lambda one: (list(Category).index(one.category), one.position)):
        found.setdefault(one.category, []).append(one.text)
    rows = tuple((category.value.capitalize(), "\n".join(texts)) for category, texts in found.items())
    heads = (Head("Branch", 1), Head("Possible causes that were looked at", 5))
    return (StatementTable("D4  Possible causes (fishbone)", heads, rows),) if rows else ()


def _chosen(case: IssueCase) -> StatementTable:
    rows = tuple((str(row.number), row.text, row.owner, row.due_on.isoformat()) for row in case.of_kind(ActionKind.CORRECTIVE))
    heads = (*_ACTION_HEADS, Head("Due", 1.1))
    return StatementTable("D5  Corrective actions chosen", heads, rows, nothing="No corrective action is chosen yet.")


def _implemented(case: IssueCase) -> StatementTable:
    rows = tuple(
        (str(row.number), row.evidence or "none yet", _by(row.done_by, case.day(row.done_at)) or "not yet", _verified(case, row))
        for row in case.of_kind(ActionKind.CORRECTIVE)
    )
    heads = (Head("No.", 0.4), Head("Evidence", 3), Head("Done", 2), Head("Verified", 2.4))
    return StatementTable("D6  Implemented", heads, rows, nothing="Nothing is implemented yet.")


def _effects(case: IssueCase) -> tuple[StatementTable, ...]:
    rows = []
    for one in case.effects:
        if one.plan is None or one.figures is None:
            rows.append((str(one.action.number), "nothing: no plan", "", "", "", effect_words(one)))
            continue
        plan = one.plan.plan
        subject = plan.subject or plan.words or plan.metric.value
        rows.append(
            (
                str(one.action.number),
                f"{subject} of {plan.part_number}",
                f"{plan.baseline}: {share_words(one.figures.before, one.figures.before_interval)}",
                f"{plan.follow_up}: {share_words(one.figures.after, one.figures.after_interval)}",
                f"at most {percent(float(plan.target))} of {plan.minimum} or more",
                effect_words(one),
            )
        )
    if not rows:
        return ()
    heads = (
        *(Head("No.", 0.4), Head("What is counted", 1.4), Head("Before", 1.7), Head("After", 1.7), Head("Target", 1.1)),
        Head("Effect", 2),
    )
    return (StatementTable("D6  Validated: share of nonconforming, 95 % interval (Wilson)", heads, tuple(rows)),)


def _prevention(case: IssueCase) -> StatementTable:
    rows = tuple((str(row.number), row.text, row.owner, row.due_on.isoformat(), _how_far(row)) for row in _preventing(case))
    heads = (*_ACTION_HEADS, Head("Due", 1.1), Head("State", 1.6))
    title = "D7  Prevention of recurrence: documents, similar products, improvements"
    return StatementTable(title, heads, rows, nothing="No preventive action is recorded yet.")


def _closure(case: IssueCase) -> StatementTable:
    event = case.step(IssueState.CLOSED.value)
    rows = () if event is None else ((case.day(event.at), event.person_name, event.remark),)
    heads = (Head("Date", 1.2), Head("By", 1.4), Head("Summary, thanks to the team", 4))
    return StatementTable("D8  Closure", heads, rows, nothing="The issue is not closed yet.")


def _preventing(case: IssueCase) -> tuple[ActionRow, ...]:
    return case.of_kind(ActionKind.PREVENTIVE, ActionKind.IMPROVEMENT)


def _verified(case: IssueCase, row: ActionRow) -> str:
    """Return by whom it was verified; what turned out not to work says so, too."""
    if not row.verified_by:
        return "not yet"
    said = f"{_by(row.verified_by, case.day(row.verified_at))}: {row.remark}"
    return f"{said} (not effective)" if row.state is ActionState.INEFFECTIVE else said


def _how_far(row: ActionRow) -> str:
    return f"{row.state.value}: {row.evidence}" if row.evidence else row.state.value


def _by(name: str, day: str) -> str:
    """Return who and when, each on its own line, so that no day is broken."""
    return f"{name}\n{day}" if name else ""


_ACTION_HEADS = (Head("No.", 0.4), Head("Action", 3.4), Head("Owner", 1.4))
