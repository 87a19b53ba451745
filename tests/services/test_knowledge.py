from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.errors import ConflictError, InputError, NotAllowedError, QaError, RefusedError
from qa_desktop.domain.improvement import ChainKind
from qa_desktop.domain.issue import IssueKind
from qa_desktop.domain.knowledge import LessonState, ProcedureState
from qa_desktop.domain.people import Actor
from qa_desktop.services.handover import HandoverService
from qa_desktop.services.improvement import ImprovementService
from qa_desktop.services.issues import IssueService
from qa_desktop.services.knowledge import KnowledgeService, LessonWords
from qa_desktop.services.procedures import ProcedureService
from qa_desktop.services.suggestions import SuggestionService
from qa_desktop.storage.queries import lessons
from qa_desktop.storage.workspace import Workspace
from tests.services.conftest import FakeClock
from tests.services.makings import Bench, new_bench
from tests.services.signed import behind_the_rules

People = dict[str, Actor]
K, L, P = ChainKind, LessonState, ProcedureState


@pytest.fixture
def knowledge(workspace: Workspace) -> KnowledgeService:
    return KnowledgeService(workspace)


@pytest.fixture
def procedures(workspace: Workspace) -> ProcedureService:
    return ProcedureService(workspace)


@pytest.fixture
def improvement(workspace: Workspace) -> ImprovementService:
    return ImprovementService(workspace)


@pytest.fixture
def handover(workspace: Workspace) -> HandoverService:
    return HandoverService(workspace)


@pytest.fixture
def bench(workspace: Workspace, people: People) -> Bench:
    return new_bench(workspace, people)


def published(service: KnowledgeService, engineer: Actor, title: str, **more: str) -> str:
    row = service.write_lesson(engineer, LessonWords(title, worked=more.pop("worked", "It worked"), **more))
    return service.move_lesson(engineer, row.id, L.PUBLISHED, row.version).id


def test_full_text_search_is_in_this_database(workspace: Workspace) -> None:
    with workspace.store.reading() as connection:
        options = set(connection.execute(text("PRAGMA compile_options")).scalars())
    assert "ENABLE_FTS5" in options


def test_a_planted_twin_comes_first(knowledge: KnowledgeService, people: People, bench: Bench) -> None:
    engineer = people["engineer"]
    for number in range(30):
        published(knowledge, engineer, f"Scratches on cover {number}", happened="bore and surface were touched by the clamp")
    twin = published(knowledge, engineer, "Bore too large after tool change", failure="oversize bore", cause="insert not seated")
    for typed in ("bore oversize tool", "BORE Überschreitung tool-change", 'bore "too" large*', "oversize"):
        found = knowledge.similar(people["inspector"], typed)
        assert found[0].id == twin, typed
    assert len(knowledge.similar(people["inspector"], "bore", limit=3)) == 3


def test_the_same_item_goes_before_the_same_part_before_words(knowledge: KnowledgeService, people: People, bench: Bench) -> None:
    engineer = people["engineer"]
    words = published(knowledge, engineer, "Burr burr burr")
    part = published(knowledge, engineer, "Burr at the edge", part_id=bench.part_id)
    item = published(knowledge, engineer, "Zero point moved", item_key="bore_a")
    found = knowledge.similar(people["inspector"], "burr", part_id=bench.part_id, item_key="bore_a")
    assert [one.id for one in found] == [item, part, words]
    assert [one.id for one in knowledge.similar(people["inspector"], "", item_key="bore_a")] == [item]
    assert knowledge.similar(people["inspector"], "") == ()


def test_search_wants_every_word_as_a_beginning_and_knows_no_accents(knowledge: KnowledgeService, people: People) -> None:
    one = published(knowledge, people["engineer"], "Durchmesser überschritten", cause="Wärme")
    published(knowledge, people["engineer"], "Durchmesser zu klein")
    auditor = people["auditor"]
    assert [row.id for row in knowledge.search(auditor, "durchm uber")] == [one]
    assert [row.id for row in knowledge.search(auditor, "warme")] == [one]
    assert len(knowledge.search(auditor, "")) == 2
    assert knowledge.search(auditor, "durchmesser kalt") == ()


def test_the_index_follows_what_is_said(knowledge: KnowledgeService, people: People) -> None:
    engineer, key = people["engineer"], published(knowledge, people["engineer"], "Wrong torque")
    row = knowledge.search(engineer, "torque")[0]
    knowledge.edit_lesson(engineer, key, LessonWords("Wrong preload", worked="It worked"), row.version)
    assert knowledge.search(engineer, "torque") == ()
    assert knowledge.search(engineer, "preload")[0].id == key
    knowledge.move_lesson(engineer, key, L.RETIRED, row.version + 1)
    assert knowledge.search(engineer, "preload") == ()
    assert knowledge.search(engineer, "preload", drafts=True)[0].state is L.RETIRED
    assert knowledge.similar(engineer, "preload") == ()


@given(st.text(max_size=200))
def test_whatever_is_typed_becomes_words_that_the_search_language_cannot_read(typed: str) -> None:
    assert all(word and not set(word) & set('"*():^-+ ') for word in lessons.words_of(typed))


@pytest.mark.parametrize("typed", ['"', "a AND", "NEAR(x", "title:x", "-x", "x*", "^a", "(", "a'b", "\ud800x", "…", "_", "😀 x"])
def test_no_text_breaks_the_search(knowledge: KnowledgeService, people: People, typed: str) -> None:
    published(knowledge, people["engineer"], "x")
    knowledge.search(people["auditor"], typed)
    knowledge.similar(people["auditor"], typed, item_key="x")


def test_a_lesson_comes_from_a_closed_issue_only_and_says_what_worked(
    knowledge: KnowledgeService, people: People, bench: Bench, workspace: Workspace
) -> None:
    bench.answer("bore_a", "12.5")
    issues = IssueService(workspace)
    row = issues.log(
        people["inspector"],
        kind=IssueKind.NONCONFORMITY,
        title="Bore",
        severity=Severity.MAJOR,
        inspection_id=bench.inspection_id,
        item_id=bench.items["bore_a"],
    )
    engineer = people["engineer"]
    with pytest.raises(RefusedError, match="not closed"):
        knowledge.write_lesson(engineer, LessonWords("Bore"), issue_id=row.id)
    behind_the_rules(workspace, f"UPDATE issue SET state = 'closed' WHERE id = '{row.id}'")
    lesson = knowledge.write_lesson(engineer, LessonWords("Bore"), issue_id=row.id)
    assert (lesson.state, lesson.part_id, lesson.item_key, lesson.issue_number) == (L.DRAFT, bench.part_id, "bore_a", row.number)
    with pytest.raises(RefusedError, match="what worked"):
        knowledge.move_lesson(engineer, lesson.id, L.PUBLISHED, 1)


def test_who_may_not_write_lessons_and_procedures(
    knowledge: KnowledgeService, procedures: ProcedureService, people: People
) -> None:
    key = published(knowledge, people["engineer"], "x")
    made = procedures.write(people["engineer"], title="How", words="Do it")

    def acts(actor: Actor) -> tuple[Callable[[], object], ...]:
        return (
            lambda: knowledge.write_lesson(actor, LessonWords("x")),
            lambda: knowledge.edit_lesson(actor, key, LessonWords("y"), 2),
            lambda: knowledge.move_lesson(actor, key, L.RETIRED, 2),
            lambda: knowledge.link(actor, "bore_a", lesson_id=key),
            lambda: procedures.write(actor, title="x", words="y"),
            lambda: procedures.approve(actor, made.revisions[0].id, 1),
        )

    for who in ("inspector", "auditor", "admin", "manager", "confidant"):
        for act in acts(people[who]):
            with pytest.raises(NotAllowedError):
                act()


def test_a_procedure_is_approved_by_another_person_published_and_then_frozen(
    procedures: ProcedureService, people: People, workspace: Workspace
) -> None:
    engineer, supervisor = people["engineer"], people["supervisor"]
    draft = procedures.write(engineer, title="Setting the zero", words="1. Clean").revisions[0]
    with pytest.raises(RefusedError, match="wrote"):
        procedures.approve(engineer, draft.id, 1)
    with pytest.raises(RefusedError):
        procedures.publish(engineer, draft.id, 1)
    with pytest.raises(RefusedError, match="author"):
        procedures.edit(supervisor, draft.id, "other", 1)
    with pytest.raises(QaError), workspace.database.writing() as connection:
        connection.exec_driver_sql("UPDATE procedure_revision SET state = 'approved', approved_by = author_id")
    procedures.edit(engineer, draft.id, "1. Clean the table", 1)
    with pytest.raises(ConflictError):
        procedures.approve(supervisor, draft.id, 1)
    procedures.approve(supervisor, draft.id, 2)
    detail = procedures.publish(engineer, draft.id, 3)
    assert detail.in_force is not None
    assert (detail.in_force.words, detail.in_force.approved_by) == ("1. Clean the table", supervisor.name)
    for change in ("words = 'x'", "approved_by = author_id", "state = 'draft'"):
        with pytest.raises(QaError), workspace.database.writing() as connection:
            connection.exec_driver_sql(f"UPDATE procedure_revision SET {change}")


def in_force(procedures: ProcedureService, people: People, title: str = "Setting the zero") -> str:
    made = procedures.write(people["engineer"], title=title, words="Clean").revisions[0]
    procedures.approve(people["supervisor"], made.id, 1)
    procedures.publish(people["supervisor"], made.id, 2)
    return made.procedure_id


def test_reading_is_confirmed_once_and_a_new_revision_is_read_anew(
    procedures: ProcedureService, people: People, workspace: Workspace
) -> None:
    key = in_force(procedures, people)
    inspector = people["inspector"]
    assert [row.title for row in procedures.unread(inspector)] == ["Setting the zero"]
    first = procedures.detail(inspector, key).in_force
    assert first is not None
    procedures.confirm_read(inspector, first.id)
    with pytest.raises(InputError, match="before"):
        procedures.confirm_read(inspector, first.id)
    assert procedures.unread(inspector) == ()
    readers = {one.person_id: one.read_at for one in procedures.detail(inspector, key).readers}
    assert readers[inspector.person_id] is not None
    assert readers[people["inspector2"].person_id] is None
    assert list(readers.values())[-1] is not None, "who has not read it comes first"
    with pytest.raises(InputError, match="what changes"):
        procedures.revise(people["engineer"], key, words="Clean twice")
    second = procedures.revise(people["engineer"], key, words="Clean twice", change_note="chips").revisions[0]
    with pytest.raises(RefusedError, match="already"):
        procedures.revise(people["engineer"], key, words="Clean thrice", change_note="chips")
    with pytest.raises(RefusedError, match="not in force"):
        procedures.confirm_read(inspector, second.id)
    procedures.approve(people["supervisor"], second.id, 1)
    detail = procedures.publish(people["supervisor"], second.id, 2)
    assert [one.state for one in detail.revisions] == [P.PUBLISHED, P.RETIRED]
    assert len(procedures.unread(inspector)) == 1
    for statement in ("DELETE FROM read_confirmation", "UPDATE read_confirmation SET at = 'x'"):
        with pytest.raises(QaError), workspace.database.writing() as connection:
            connection.exec_driver_sql(statement)


def test_what_is_known_is_shown_at_the_item(
    knowledge: KnowledgeService, procedures: ProcedureService, people: People, bench: Bench
) -> None:
    engineer, item = people["engineer"], bench.items["bore_a"]
    assert knowledge.known_about(people["inspector"], item).is_empty
    lesson, procedure = published(knowledge, engineer, "Warm parts"), in_force(procedures, people)
    knowledge.link(engineer, "bore_a", lesson_id=lesson)
    links = knowledge.link(engineer, "bore_a", procedure_id=procedure)
    with pytest.raises(InputError, match="already"):
        knowledge.link(engineer, "bore_a", procedure_id=procedure)
    with pytest.raises(InputError):
        knowledge.link(engineer, "bore_a")
    for key in (item, f"{item}#3"):
        known = knowledge.known_about(people["inspector"], key)
        assert [one.title for one in known.lessons] == ["Warm parts"]
        assert [title for title, _ in known.procedures] == ["Setting the zero"]
    assert knowledge.known_about(people["inspector"], bench.items["length"]).is_empty
    knowledge.unlink(engineer, links[0].id)
    assert knowledge.known_about(people["inspector"], item).procedures == ()
    with pytest.raises(InputError, match="before"):
        knowledge.unlink(engineer, links[0].id)


def test_the_chain_from_a_suggestion_to_a_lesson_answers_why_a_check_exists(
    improvement: ImprovementService, knowledge: KnowledgeService, people: People, bench: Bench, workspace: Workspace
) -> None:
    engineer = people["engineer"]
    idea = SuggestionService(workspace).give(people["inspector"], "Look for burrs before measuring")
    with pytest.raises(InputError, match="ends before"):
        improvement.begin_trial(engineer, what="x", place="", from_day="2026-03-09", to_day="2026-03-02", suggestion_id=idea.id)
    with pytest.raises(InputError):
        improvement.begin_trial(engineer, what="x", place="", from_day="2026-03-02", to_day="2026-03-09")
    trial = improvement.begin_trial(
        engineer, what="Burr check", place="Saw 2", from_day="2026-03-02", to_day="2026-03-09", suggestion_id=idea.id
    )
    with pytest.raises(InputError):
        improvement.end_trial(engineer, trial.id, "splendid", "x", 1)
    improvement.end_trial(engineer, trial.id, "better", "4 of 50 became 0 of 50", 1)
    with pytest.raises(RefusedError):
        improvement.end_trial(engineer, trial.id, "worse", "x", 2)
    with workspace.store.reading() as connection:
        revision, template = connection.execute(text("SELECT id, template_id FROM template_revision")).one()
    improvement.connect(engineer, (K.TRIAL, trial.id), (K.REVISION, revision), item_key="surface", words="became a check")
    steps = improvement.connect(engineer, (K.REVISION, revision), (K.EFFECT, ""), words="8 % to 0 %")
    effect = next(step.target for step in steps if step.target.kind is K.EFFECT)
    lesson = published(knowledge, engineer, "Burrs first")
    steps = improvement.connect(engineer, (K.EFFECT, effect.id), (K.LESSON, lesson))
    chain = [(step.source.kind, step.target.kind) for step in improvement.chain(people["auditor"], K.LESSON, lesson)]
    assert chain == [(K.SUGGESTION, K.TRIAL), (K.TRIAL, K.REVISION), (K.REVISION, K.EFFECT), (K.EFFECT, K.LESSON)]
    reasons = improvement.reasons(people["auditor"], template, "surface", "nc-99-000001")
    assert [one.what.kind for one in reasons] == [K.TRIAL, K.SUGGESTION]
    assert reasons[1].what.title == "Look for burrs before measuring"
    assert improvement.reasons(people["auditor"], template, "bore_a") == ()
    with pytest.raises(RefusedError, match="leads from"):
        improvement.connect(engineer, (K.LESSON, lesson), (K.TRIAL, trial.id))
    with pytest.raises(QaError, match="does not exist"):
        improvement.connect(engineer, (K.TRIAL, trial.id), (K.LESSON, "nothing"))
    with pytest.raises(NotAllowedError):
        improvement.connect(people["inspector"], (K.TRIAL, trial.id), (K.LESSON, lesson))


def test_the_issue_that_an_item_names_and_its_lessons_are_reasons(
    improvement: ImprovementService, knowledge: KnowledgeService, people: People, bench: Bench, workspace: Workspace
) -> None:
    issue = IssueService(workspace).log(
        people["inspector"], kind=IssueKind.COMPLAINT, title="Customer found burrs", severity=Severity.MAJOR
    )
    lesson = published(knowledge, people["engineer"], "Burrs first")
    knowledge.link(people["engineer"], "surface", lesson_id=lesson)
    with workspace.store.reading() as connection:
        template = connection.execute(text("SELECT template_id FROM template_revision")).scalar_one()
    found = improvement.reasons(people["engineer"], template, "surface", issue.number.lower())
    assert [(one.what.kind, one.what.title) for one in found] == [
        (K.ISSUE, "Customer found burrs"),
        (K.LESSON, "Burrs first"),
    ]


def test_a_note_waits_for_the_next_shift_until_it_is_read(handover: HandoverService, people: People, clock: FakeClock) -> None:
    note = handover.leave_note(people["inspector"], " Saw 2 runs hot ")
    assert handover.unread_notes(people["inspector"]) == (), "one's own note is no news"
    assert [one.words for one in handover.unread_notes(people["inspector2"])] == ["Saw 2 runs hot"]
    handover.read_note(people["inspector2"], note.id)
    handover.read_note(people["inspector2"], note.id)
    assert handover.unread_notes(people["inspector2"]) == ()
    assert handover.notes(people["auditor"])[0].read_by == (people["inspector2"].name,)
    assert len(handover.unread_notes(people["supervisor"])) == 1
    clock.forward(days=8)
    assert handover.unread_notes(people["supervisor"]) == ()
    with pytest.raises(InputError):
        handover.leave_note(people["inspector"], " ")
    with pytest.raises(QaError, match="does not exist"):
        handover.read_note(people["inspector2"], "nothing")


def test_a_mention_stands_at_home_until_it_is_seen(handover: HandoverService, people: People, workspace: Workspace) -> None:
    issues = IssueService(workspace)
    issue = issues.log(people["inspector"], kind=IssueKind.OBSERVATION, title="Burr", severity=Severity.MINOR)
    issues.comment(people["inspector"], issue.id, "@Supervisor @inspector @nobody please look, @engineer")
    issues.comment(people["supervisor"], issue.id, "no mention")
    (line,) = handover.mentions(people["supervisor"])
    assert (line.issue_number, line.by) == (issue.number, people["inspector"].name)
    assert handover.mentions(people["inspector"]) == (), "nobody is told of themselves"
    assert handover.see_mentions(people["supervisor"], issue.id) == 1
    assert handover.mentions(people["supervisor"]) == ()
    assert len(handover.mentions(people["engineer"])) == 1
