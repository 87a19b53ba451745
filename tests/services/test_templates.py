from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from qa_desktop.domain.checklist import Checklist, Choice, Item, ItemKind, RevisionState, Section
from qa_desktop.domain.errors import ConflictError, InputError, NotAllowedError, NotFoundError, RefusedError
from qa_desktop.domain.people import Actor
from qa_desktop.domain.tolerance import Limits
from qa_desktop.exchange.xlsform.preview import ImportPreview, Unsupported
from qa_desktop.services.templates import TemplateService, import_report
from qa_desktop.storage.workspace import Workspace
from tests.services.makings import CHECKLIST, audit_actions, released

PREVIEW = ImportPreview(
    CHECKLIST,
    {"decimal": 2},
    (Unsupported("survey row 9", "geopoint", "where", "positions are not recorded"),),
    ("survey row 4: “when” is a date",),
    "part.xlsx",
    "ab" * 32,
)


@pytest.fixture
def templates(workspace: Workspace) -> TemplateService:
    return TemplateService(workspace)


@pytest.fixture
def engineer(people: dict[str, Actor]) -> Actor:
    return people["engineer"]


def without_ids(checklist: Checklist) -> Checklist:
    sections = tuple(replace(s, id="", items=tuple(replace(i, id="") for i in s.items)) for s in checklist.sections)
    return replace(checklist, sections=sections)


def one_item(item: Item) -> Checklist:
    return Checklist("T", (Section("S", (item,)),))


def test_an_import_makes_a_template_with_a_draft_and_keeps_what_was_left_out(
    templates: TemplateService, engineer: Actor, workspace: Workspace
) -> None:
    row = templates.import_(engineer, PREVIEW)
    assert (row.template_name, row.number, row.state, row.item_count) == ("Machined part", 1, RevisionState.DRAFT, 6)
    assert row.created_by_name == "Emma Engineer"
    report = import_report(row)
    assert report.unsupported == PREVIEW.unsupported
    assert report.notices == PREVIEW.notices
    assert (report.source, report.sha256) == ("part.xlsx", "ab" * 32)
    assert without_ids(templates.load(engineer, row.id).checklist) == CHECKLIST
    assert audit_actions(workspace)[-1] == "template.import"


def test_a_workbook_is_previewed_stored_and_published(templates: TemplateService, engineer: Actor, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "survey"
    for row in (
        ("type", "name", "label"),
        ("text", "serial", "Serial number"),
        ("geopoint", "where", "Where"),
        ("photo", "p", "Photo"),
    ):
        sheet.append(row)
    book.save(tmp_path / "round.xlsx")
    preview = templates.import_preview(engineer, tmp_path / "round.xlsx")
    assert templates.count_templates(engineer) == 0
    row = templates.import_(engineer, preview, name="Round")
    assert "geopoint" in [left_out.kind for left_out in import_report(row).unsupported]
    assert released(templates, engineer, row.id).item_count == 2


def test_a_second_template_of_the_same_name_is_refused_and_nothing_is_left_behind(
    templates: TemplateService, engineer: Actor, workspace: Workspace
) -> None:
    templates.import_(engineer, PREVIEW)
    before = audit_actions(workspace)
    with pytest.raises(ConflictError, match="A template named “Machined part” exists already"):
        templates.import_(engineer, PREVIEW)
    assert audit_actions(workspace) == before
    assert templates.count_templates(engineer) == 1


def test_an_import_that_cannot_be_stored_leaves_nothing(
    templates: TemplateService, engineer: Actor, workspace: Workspace
) -> None:
    twice = Checklist("T", (Section("S", (Item("a", ItemKind.TEXT, "First"), Item("a", ItemKind.TEXT, "Second"))),))
    with pytest.raises(InputError, match="Item 2 “Second” has the same key “a” as Item 1 “First”"):
        templates.import_(engineer, replace(PREVIEW, checklist=twice))
    assert templates.count_templates(engineer) == 0
    assert "template.import" not in audit_actions(workspace)


def test_an_import_into_a_template_becomes_its_next_draft(templates: TemplateService, engineer: Actor) -> None:
    first = released(templates, engineer, templates.import_(engineer, PREVIEW).id)
    second = templates.import_(engineer, PREVIEW, into_template_id=first.template_id)
    assert (second.number, second.state) == (2, RevisionState.DRAFT)
    with pytest.raises(ConflictError, match="already has draft 2, made by Emma Engineer"):
        templates.import_(engineer, PREVIEW, into_template_id=first.template_id)
    with pytest.raises(NotFoundError):
        templates.import_(engineer, PREVIEW, into_template_id="nowhere")


def test_publishing_retires_the_one_before_and_names_author_and_publisher(
    templates: TemplateService, engineer: Actor, workspace: Workspace
) -> None:
    first = released(templates, engineer, templates.import_(engineer, PREVIEW).id)
    draft = templates.new_draft(engineer, first.template_id)
    assert templates.load(engineer, draft.id).checklist.digest() == first.criteria_digest
    second = released(templates, engineer, draft.id, version=draft.version)
    states = [(row.number, row.state) for row in templates.revisions(engineer, first.template_id)]
    assert states == [(2, RevisionState.PUBLISHED), (1, RevisionState.RETIRED)]
    assert (second.created_by_name, second.published_by_name) == ("Emma Engineer", "Emma Engineer")
    assert [row.id for row in templates.published(engineer).rows] == [second.id]
    with workspace.store.reading() as connection:
        body = connection.exec_driver_sql("SELECT body FROM audit ORDER BY seq DESC LIMIT 1").scalar_one()
    assert '"author":"Emma Engineer"' in body
    assert '"publisher":"Emma Engineer"' in body
    assert '"retired":1' in body


def test_retiring_takes_it_out_of_the_choice_once(templates: TemplateService, engineer: Actor) -> None:
    row = released(templates, engineer, templates.import_(engineer, PREVIEW).id)
    assert templates.retire(engineer, row.id, "drawing replaced").state is RevisionState.RETIRED
    assert templates.published(engineer).rows == ()
    with pytest.raises(RefusedError, match="only a published revision can be retired"):
        templates.retire(engineer, row.id)
    with pytest.raises(RefusedError, match="no published revision to copy"):
        templates.new_draft(engineer, row.template_id)


def test_a_draft_is_replaced_only_by_who_saw_its_present_version(templates: TemplateService, engineer: Actor) -> None:
    row = templates.import_(engineer, PREVIEW)
    changed = replace(CHECKLIST, title="Machined part, new")
    after = templates.replace_draft_checklist(engineer, row.id, changed, row.version)
    assert (after.title, after.version) == ("Machined part, new", row.version + 1)
    assert after.criteria_digest == changed.digest()
    with pytest.raises(ConflictError, match="Somebody else changed draft 1"):
        templates.replace_draft_checklist(engineer, row.id, CHECKLIST, row.version)
    with pytest.raises(ConflictError, match="Somebody else changed draft 1"):
        released(templates, engineer, row.id, version=row.version)
    assert templates.load(engineer, row.id).row.state is RevisionState.DRAFT


def test_a_draft_can_be_discarded_and_its_name_is_free_again(templates: TemplateService, engineer: Actor) -> None:
    row = templates.import_(engineer, PREVIEW)
    templates.discard_draft(engineer, row.id)
    assert templates.list_templates(engineer).rows == ()
    assert templates.import_(engineer, PREVIEW).number == 1
    published = released(templates, engineer, templates.list_templates(engineer).rows[0].newest_revision_id)
    with pytest.raises(RefusedError, match="never changes"):
        templates.discard_draft(engineer, published.id)
    with pytest.raises(RefusedError, match="never changes"):
        templates.replace_draft_checklist(engineer, published.id, CHECKLIST, published.version)


@pytest.mark.parametrize(
    ("checklist", "sentence"),
    [
        (Checklist("T", ()), "asks for no answer"),
        (one_item(Item("i", ItemKind.INSTRUCTION, "Read this")), "asks for no answer"),
        (one_item(Item("c", ItemKind.SINGLE_CHOICE, "Colour")), "Item 1 “Colour” has no choices"),
        (
            one_item(Item("c", ItemKind.MULTIPLE_CHOICE, "Colour", choices=(Choice("a", "A"), Choice("a", "B")))),
            "Item 1 “Colour” has the choice “a” twice",
        ),
        (one_item(Item("c", ItemKind.SINGLE_CHOICE, "Colour", choices=(Choice("a", " "),))), "a choice without words"),
        (one_item(Item("t", ItemKind.TEXT, "Text", choices=(Choice("a", "A"),))), "lists choices"),
        (one_item(Item("n", ItemKind.NUMBER, "Number", limits=Limits(upper=Decimal(1)))), "has limits, but only a measurement"),
        (one_item(Item("y", ItemKind.YES_NO, "Yes?", expected="maybe")), "expects “maybe”"),
        (one_item(Item("y", ItemKind.TEXT, "Text", expected="yes")), "is not a yes/no item"),
        (one_item(Item("t", ItemKind.TEXT, "  ")), "has no text"),
    ],
)
def test_publishing_names_what_is_wrong(templates: TemplateService, engineer: Actor, checklist: Checklist, sentence: str) -> None:
    row = templates.create(engineer, checklist)
    assert any(sentence in problem.sentence for problem in templates.problems(engineer, row.id))
    with pytest.raises(RefusedError, match=sentence):
        released(templates, engineer, row.id)
    assert templates.load(engineer, row.id).row.state is RevisionState.DRAFT


@pytest.mark.parametrize(
    ("item", "sentence"),
    [
        (Item("", ItemKind.TEXT, "Text"), "has no key"),
        (Item("m", ItemKind.MEASUREMENT, "Size", limits=Limits(lower=Decimal("0.0000000001"))), "more than 9 decimals"),
        (Item("m", ItemKind.MEASUREMENT, "Size", limits=Limits(upper=Decimal("1e12"))), "is too large"),
        (Item("m", ItemKind.MEASUREMENT, "Size", limits=Limits(upper=Decimal("Infinity"))), "is not a number"),
        (Item("m", ItemKind.MEASUREMENT, "Size", decimals=12), "12 decimals cannot be kept"),
        (Item("t", ItemKind.TEXT, "NUL\x00here"), "NUL character"),
    ],
)
def test_what_cannot_be_kept_is_no_draft(templates: TemplateService, engineer: Actor, item: Item, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        templates.create(engineer, one_item(item))
    assert templates.count_templates(engineer) == 0


def test_a_lower_limit_above_the_upper_one_in_the_tables_is_named(
    templates: TemplateService, engineer: Actor, workspace: Workspace
) -> None:
    row = templates.import_(engineer, PREVIEW)
    with workspace.database.writing() as connection:
        connection.exec_driver_sql("UPDATE item SET lower = '99', lower_scaled = 99000000000 WHERE key = 'bore_a'")
    with pytest.raises(InputError, match="“Bore diameter A”: The lower limit 99 lies above the upper limit"):
        released(templates, engineer, row.id)


def test_a_draft_that_was_changed_outside_the_program_is_not_published(
    templates: TemplateService, engineer: Actor, workspace: Workspace
) -> None:
    row = templates.import_(engineer, PREVIEW)
    with workspace.database.writing() as connection:
        connection.exec_driver_sql("UPDATE item SET upper = '99', upper_scaled = 99000000000 WHERE key = 'bore_a'")
    with pytest.raises(RefusedError, match="changed outside the program"):
        released(templates, engineer, row.id)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE item SET upper = '99'",
        "DELETE FROM item",
        "UPDATE section SET title = 'x'",
        "DELETE FROM section",
        "UPDATE template_revision SET title = 'x'",
        "UPDATE template_revision SET criteria_digest = 'x'",
        "UPDATE template_revision SET state = 'draft'",
        "DELETE FROM template_revision",
        "INSERT INTO section SELECT 'new', revision_id, 99, 'x' FROM section LIMIT 1",
    ],
)
def test_a_published_revision_never_changes_even_by_raw_sql(
    templates: TemplateService, engineer: Actor, workspace: Workspace, statement: str
) -> None:
    row = released(templates, engineer, templates.import_(engineer, PREVIEW).id)
    with pytest.raises(RefusedError), workspace.database.writing() as connection:
        connection.exec_driver_sql(statement)
    loaded = templates.load(engineer, row.id)
    assert loaded.checklist.digest() == row.criteria_digest


@pytest.mark.parametrize("name", ["inspector", "supervisor", "admin", "auditor"])
def test_only_quality_engineers_make_and_publish_templates(
    templates: TemplateService, people: dict[str, Actor], engineer: Actor, name: str
) -> None:
    other = people[name]
    draft = templates.import_(engineer, PREVIEW)
    acts = [
        lambda: templates.import_preview(other, Path("x.xlsx")),
        lambda: templates.import_(other, PREVIEW, name="Mine"),
        lambda: templates.create(other, CHECKLIST, name="Mine"),
        lambda: templates.replace_draft_checklist(other, draft.id, CHECKLIST, draft.version),
        lambda: templates.discard_draft(other, draft.id),
        lambda: templates.publish(other, draft.id),
        lambda: templates.new_draft(other, draft.template_id),
        lambda: templates.retire(other, draft.id),
    ]
    for act in acts:
        with pytest.raises(NotAllowedError):
            act()
    assert templates.load(other, draft.id).row.state is RevisionState.DRAFT


def test_lists_come_in_pages_by_name(templates: TemplateService, engineer: Actor) -> None:
    for name in ("beta", "Alpha", "gamma", "Delta", "Übung"):
        released(templates, engineer, templates.import_(engineer, PREVIEW, name=name).id)
    first = templates.list_templates(engineer, limit=3)
    assert [row.name for row in first.rows] == ["Alpha", "beta", "Delta"]
    second = templates.list_templates(engineer, limit=3, after=first.next)
    assert ([row.name for row in second.rows], second.next) == (["gamma", "Übung"], None)
    chooser = templates.published(engineer, limit=4)
    rest = templates.published(engineer, limit=4, after=chooser.next)
    assert [row.template_name for row in chooser.rows + rest.rows] == ["Alpha", "beta", "Delta", "gamma", "Übung"]
    assert templates.count_templates(engineer) == 5


def test_nobody_approves_a_draft_that_they_wrote_or_changed(
    templates: TemplateService, people: dict[str, Actor], engineer: Actor, workspace: Workspace
) -> None:
    row = templates.create(engineer, CHECKLIST)
    with pytest.raises(RefusedError, match="another person approves it"):
        templates.approve(engineer, row.id)
    with pytest.raises(RefusedError, match="not approved yet"):
        templates.publish(engineer, row.id)
    with pytest.raises(RefusedError, match="nobody approves"), workspace.database.writing() as connection:
        connection.exec_driver_sql("UPDATE template_revision SET state = 'approved', approved_by = created_by")
    approved = templates.approve(people["supervisor"], row.id)
    assert (approved.state, approved.approved_by_name) == (RevisionState.APPROVED, people["supervisor"].name)
    with pytest.raises(RefusedError, match="never changes"):
        templates.replace_draft_checklist(engineer, row.id, CHECKLIST, approved.version)


@pytest.mark.parametrize("name", ["inspector", "admin", "auditor"])
def test_only_some_roles_approve(templates: TemplateService, people: dict[str, Actor], engineer: Actor, name: str) -> None:
    row = templates.create(engineer, CHECKLIST)
    for act in (lambda: templates.approve(people[name], row.id), lambda: templates.send_back_to_draft(people[name], row.id, "x")):
        with pytest.raises(NotAllowedError):
            act()


def test_an_approval_is_taken_back_with_a_reason(templates: TemplateService, people: dict[str, Actor], engineer: Actor) -> None:
    row = templates.create(engineer, CHECKLIST)
    supervisor = people["supervisor"]
    with pytest.raises(RefusedError, match="Only an approved revision"):
        templates.send_back_to_draft(supervisor, row.id, "wrong limit")
    templates.approve(supervisor, row.id)
    with pytest.raises(InputError, match="Say why"):
        templates.send_back_to_draft(supervisor, row.id, " ")
    again = templates.send_back_to_draft(supervisor, row.id, "wrong limit")
    assert (again.state, again.approved_by) == (RevisionState.DRAFT, None)
    assert templates.replace_draft_checklist(engineer, row.id, CHECKLIST, again.version).state is RevisionState.DRAFT
