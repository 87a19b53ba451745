"""Where lessons and procedures are shown, who may end that, and what stays on record of it."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text

from qa_desktop.domain.errors import ConflictError, InputError, NotAllowedError, QaError
from qa_desktop.domain.knowledge import LessonState, TieKind
from qa_desktop.domain.people import Actor
from qa_desktop.services.knowledge import KnowledgeService, LessonWords
from qa_desktop.services.procedures import ProcedureService
from qa_desktop.storage.queries.lessons import LessonRow
from qa_desktop.storage.workspace import Workspace
from tests.services.makings import Bench, new_bench

People = dict[str, Actor]
OTHERS = ("inspector", "auditor", "admin", "manager", "confidant")


@pytest.fixture
def knowledge(workspace: Workspace) -> KnowledgeService:
    return KnowledgeService(workspace)


@pytest.fixture
def bench(workspace: Workspace, people: People) -> Bench:
    return new_bench(workspace, people)


def number_and_template(bench: Bench) -> tuple[str, str]:
    with bench.workspace.store.reading() as connection:
        number = connection.execute(text("SELECT number FROM part WHERE id = :id"), {"id": bench.part_id}).scalar_one()
        return number, connection.execute(text("SELECT template_id FROM template_revision")).scalar_one()


def tied(knowledge: KnowledgeService, engineer: Actor, bench: Bench) -> LessonRow:
    """A published lesson at a part, at an item of every checklist, and at an item of one checklist."""
    number, template = number_and_template(bench)
    row = knowledge.write_lesson(engineer, LessonWords("Chips", worked="Blow them out", item_key="surface", part=number))
    row = knowledge.move_lesson(engineer, row.id, LessonState.PUBLISHED, row.version)
    knowledge.link(engineer, "bore_a", lesson_id=row.id, template_id=template)
    knowledge.link(engineer, "length", lesson_id=row.id)
    return row


def audited(workspace: Workspace, action: str) -> list[dict[str, object]]:
    with workspace.store.reading() as connection:
        found = connection.execute(text("SELECT body FROM audit WHERE action = :action ORDER BY seq"), {"action": action})
        return [json.loads(body)["details"] for body in found.scalars()]


def test_a_lesson_says_everything_that_it_is_tied_to(knowledge: KnowledgeService, people: People, bench: Bench) -> None:
    row = tied(knowledge, people["engineer"], bench)
    number, _ = number_and_template(bench)
    item, part, everywhere, one = knowledge.ties(people["inspector"], lesson_id=row.id)
    assert (item.kind, item.item_key, item.template) == (TieKind.ITEM, "surface", "")
    assert (part.kind, part.part_number) == (TieKind.PART, number)
    assert (everywhere.kind, everywhere.item_key, everywhere.template, everywhere.item) == (TieKind.LINK, "length", "", "")
    assert (one.item_key, one.template, one.item) == ("bore_a", "Machined part", "Bore diameter A")


def test_every_tie_can_be_ended_and_the_audit_trail_says_what_it_was(
    knowledge: KnowledgeService, people: People, bench: Bench, workspace: Workspace
) -> None:
    engineer, inspector = people["engineer"], people["inspector"]
    row = tied(knowledge, engineer, bench)
    assert [one.id for one in knowledge.known_about(inspector, bench.items["bore_a"]).lessons] == [row.id]
    *_, everywhere, one = knowledge.ties(engineer, lesson_id=row.id)
    knowledge.unlink(engineer, one.link_id)
    knowledge.unlink(engineer, everywhere.link_id)
    for key in ("bore_a", "length"):
        assert knowledge.known_about(inspector, bench.items[key]).is_empty
    row = knowledge.untie_lesson(engineer, row.id, TieKind.ITEM, row.version)
    assert knowledge.known_about(inspector, bench.items["surface"]).is_empty
    row = knowledge.untie_lesson(engineer, row.id, TieKind.PART, row.version)
    assert (row.item_key, row.part_id, row.state) == ("", None, LessonState.PUBLISHED)
    assert knowledge.ties(engineer, lesson_id=row.id) == ()
    unlinked = [entry["item_key"] for entry in audited(workspace, "knowledge.unlink")]
    assert unlinked == ["bore_a", "length"]
    untied = [(entry["what"], entry["old"]) for entry in audited(workspace, "lesson.untie")]
    assert untied == [("item", "surface"), ("part", bench.part_id)]


def test_what_is_untied_is_untied_once_and_by_whoever_looked_last(
    knowledge: KnowledgeService, people: People, bench: Bench, workspace: Workspace
) -> None:
    engineer = people["engineer"]
    row = tied(knowledge, engineer, bench)
    with pytest.raises(ConflictError):
        knowledge.untie_lesson(engineer, row.id, TieKind.ITEM, row.version - 1)
    with pytest.raises(InputError):
        knowledge.untie_lesson(engineer, row.id, TieKind.LINK, row.version)
    row = knowledge.untie_lesson(engineer, row.id, TieKind.ITEM, row.version)
    with pytest.raises(InputError, match="before"):
        knowledge.untie_lesson(engineer, row.id, TieKind.ITEM, row.version)
    link = knowledge.ties(engineer, lesson_id=row.id)[-1].link_id
    knowledge.unlink(engineer, link)
    for key in (link, "no such link"):
        with pytest.raises(InputError, match="before"):
            knowledge.unlink(engineer, key)
    assert len(audited(workspace, "knowledge.unlink")) == len(audited(workspace, "lesson.untie")) == 1


@pytest.mark.parametrize("who", OTHERS)
def test_who_keeps_no_lessons_unties_none(
    knowledge: KnowledgeService, people: People, bench: Bench, workspace: Workspace, who: str
) -> None:
    row = tied(knowledge, people["engineer"], bench)
    before = knowledge.ties(people["engineer"], lesson_id=row.id)
    with pytest.raises(NotAllowedError):
        knowledge.unlink(people[who], before[-1].link_id)
    for kind in (TieKind.ITEM, TieKind.PART):
        with pytest.raises(NotAllowedError):
            knowledge.untie_lesson(people[who], row.id, kind, row.version)
    assert knowledge.ties(people["engineer"], lesson_id=row.id) == before


def test_the_database_lets_no_ended_link_live_again(
    knowledge: KnowledgeService, people: People, bench: Bench, workspace: Workspace
) -> None:
    engineer = people["engineer"]
    row = tied(knowledge, engineer, bench)
    link = knowledge.ties(engineer, lesson_id=row.id)[-1].link_id
    knowledge.unlink(engineer, link)
    for statement in (
        f"UPDATE knowledge_link SET ended_at = NULL, ended_by = NULL WHERE id = '{link}'",
        "UPDATE knowledge_link SET item_key = 'other'",
        f"DELETE FROM knowledge_link WHERE id = '{link}'",
    ):
        with pytest.raises(QaError), workspace.database.writing() as connection:
            connection.exec_driver_sql(statement)


def test_a_lesson_is_tied_to_a_part_by_its_number(knowledge: KnowledgeService, people: People, bench: Bench) -> None:
    engineer = people["engineer"]
    number, _ = number_and_template(bench)
    with pytest.raises(InputError, match="no part"):
        knowledge.write_lesson(engineer, LessonWords("Chips", part="P-none"))
    row = knowledge.write_lesson(engineer, LessonWords("Chips", part=f" {number} "))
    assert row.part_id == bench.part_id
    row = knowledge.edit_lesson(engineer, row.id, LessonWords("Chips", part_id=row.part_id, part=""), row.version)
    assert row.part_id is None


def test_a_procedure_says_where_it_is_shown(
    knowledge: KnowledgeService, people: People, bench: Bench, workspace: Workspace
) -> None:
    engineer, service = people["engineer"], ProcedureService(workspace)
    made = service.write(engineer, title="Zero", words="Clean")
    _, template = number_and_template(bench)
    knowledge.link(engineer, "bore_a", procedure_id=made.row.id, template_id=template)
    knowledge.link(engineer, "gone", procedure_id=made.row.id, template_id=template)
    ties = service.detail(people["auditor"], made.row.id).ties
    assert [(one.template, one.item_key, one.item) for one in ties] == [
        ("Machined part", "bore_a", "Bore diameter A"),
        ("Machined part", "gone", ""),
    ]
    assert ties == knowledge.ties(engineer, procedure_id=made.row.id)
