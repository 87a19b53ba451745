"""Templates as files: what goes out and comes in, who may do it, and that nothing is half done."""

from __future__ import annotations

import base64
import hashlib
import io
import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from qa_desktop.domain.checklist import Checklist, Item, ItemKind, RevisionState, Section
from qa_desktop.domain.errors import ConflictError, FaultError, FileRefusedError, InputError, NotAllowedError
from qa_desktop.domain.item_rules import Asking, Rules
from qa_desktop.domain.people import Actor
from qa_desktop.exchange.xlsform import read_xlsform
from qa_desktop.services.template_files import TemplateFileService
from qa_desktop.services.templates import TemplateService, import_report
from qa_desktop.storage.queries import photos
from qa_desktop.storage.workspace import Workspace
from tests.services.makings import CHECKLIST, audit_actions, picture

PLAN = "Balloon;Characteristic;Nominal;Tolerance;Unit;Sampling\n1;Bore;12,5;±0,05;mm;AQL 1.0 II\n2;Fit;12;H7;mm;\n"


@pytest.fixture
def files(workspace: Workspace) -> TemplateFileService:
    return TemplateFileService(workspace)


@pytest.fixture
def templates(workspace: Workspace) -> TemplateService:
    return TemplateService(workspace)


@pytest.fixture
def engineer(people: dict[str, Actor]) -> Actor:
    return people["engineer"]


def without_ids(checklist: Checklist) -> Checklist:
    sections = tuple(replace(s, id="", items=tuple(replace(i, id="") for i in s.items)) for s in checklist.sections)
    return replace(checklist, sections=sections)


def with_pictures(workspace: Workspace, engineer: Actor, good: bytes, bad: bytes) -> Checklist:
    """Return the checklist with two pictures that are stored."""
    shas = [workspace.attachments.put(data) for data in (good, bad)]
    with workspace.store.writing(engineer.person_id) as work:
        for sha, data in zip(shas, (good, bad), strict=True):
            photos.add_attachment(
                work.connection, sha256=sha, size=len(data), mime="image/png", width=2, height=2, at=work.now.utc
            )
        work.leave_unaudited("a test")
    first = replace(CHECKLIST.items[0], picture=shas[0], rules=Rules(asks=Asking(show_when="{length} > 3"), picture_bad=shas[1]))
    sections = (replace(CHECKLIST.sections[0], items=(first, *CHECKLIST.sections[0].items[1:])), *CHECKLIST.sections[1:])
    return replace(CHECKLIST, sections=sections)


def test_a_revision_goes_out_and_comes_into_another_template_without_loss(
    files: TemplateFileService, templates: TemplateService, engineer: Actor, workspace: Workspace, tmp_path: Path
) -> None:
    checklist = with_pictures(workspace, engineer, picture("PNG", (2 * 4, 8)), picture("PNG", (3 * 4, 8)))
    row = templates.create(engineer, checklist, name="First")
    path = tmp_path / "first.json"
    path.write_bytes(files.export_json(engineer, row.id))
    preview = files.preview_json(engineer, path)
    assert preview.template.checklist == checklist
    assert (preview.template.name, preview.template.number, preview.template.state) == ("First", 1, "draft")
    count = templates.count_templates(engineer)
    back = files.import_json(engineer, preview, name="Second")
    assert templates.count_templates(engineer) == count + 1
    assert (back.template_name, back.number, back.state) == ("Second", 1, RevisionState.DRAFT)
    assert back.criteria_digest == row.criteria_digest
    assert without_ids(templates.load(engineer, back.id).checklist) == checklist
    assert import_report(back).source == "first.json"
    assert audit_actions(workspace)[-1] == "template.import"


def test_pictures_come_into_a_workspace_that_has_not_seen_them(
    files: TemplateFileService, templates: TemplateService, engineer: Actor, workspace: Workspace, tmp_path: Path
) -> None:
    checklist = with_pictures(workspace, engineer, picture("PNG", (2 * 4, 8)), picture("PNG", (3 * 4, 8)))
    row = templates.create(engineer, checklist, name="First")
    other = json.loads(files.export_json(engineer, row.id))
    fresh = picture("PNG", (7 * 4, 8))
    sha = hashlib.sha256(fresh).hexdigest()
    other["pictures"].append({"sha256": sha, "mime": "image/png", "data": base64.b64encode(fresh).decode()})
    other["sections"][0]["items"][0]["picture"] = sha
    path = tmp_path / "x.json"
    path.write_text(json.dumps(other), encoding="utf-8")
    back = files.import_json(engineer, files.preview_json(engineer, path), name="Second")
    assert templates.load(engineer, back.id).checklist.items[0].picture == sha
    assert workspace.attachments.get(sha) == fresh
    with workspace.store.reading() as connection:
        assert photos.thumbnail_of(connection, sha)


def test_an_import_becomes_the_next_draft_of_a_template(
    files: TemplateFileService, templates: TemplateService, engineer: Actor, people: dict[str, Actor], tmp_path: Path
) -> None:
    row = templates.create(engineer, CHECKLIST, name="First")
    path = tmp_path / "first.json"
    path.write_bytes(files.export_json(engineer, row.id))
    with pytest.raises(ConflictError, match="already has draft 1"):
        files.import_json(engineer, files.preview_json(engineer, path), into_template_id=row.template_id)
    templates.approve(people["supervisor"], row.id)
    templates.publish(engineer, row.id)
    following = files.import_json(engineer, files.preview_json(engineer, path), into_template_id=row.template_id)
    assert (following.template_name, following.number) == ("First", 2)


def test_a_name_that_is_taken_leaves_nothing_behind(
    files: TemplateFileService, templates: TemplateService, engineer: Actor, workspace: Workspace, tmp_path: Path
) -> None:
    row = templates.create(engineer, CHECKLIST, name="First")
    path = tmp_path / "first.json"
    path.write_bytes(files.export_json(engineer, row.id))
    before = audit_actions(workspace)
    with pytest.raises(ConflictError, match="A template named “First” exists already"):
        files.import_json(engineer, files.preview_json(engineer, path))
    assert audit_actions(workspace) == before
    assert templates.count_templates(engineer) == 1


def test_a_file_with_a_fault_or_a_picture_that_is_none_is_refused(
    files: TemplateFileService, engineer: Actor, tmp_path: Path
) -> None:
    path = tmp_path / "bad.json"
    path.write_text('{"format": "qa-desktop-template", "version": 1, "title": 5, "sections": []}', encoding="utf-8")
    with pytest.raises(FileRefusedError, match=r"“bad.json”: At title: Here must stand a text"):
        files.preview_json(engineer, path)
    with pytest.raises(FileRefusedError, match="is not a file"):
        files.preview_json(engineer, tmp_path)
    fake = b"\x89PNG\r\n\x1a\nno picture"
    one = {"sha256": hashlib.sha256(fake).hexdigest(), "mime": "image/png", "data": base64.b64encode(fake).decode()}
    item = {"key": "a", "kind": "text", "text": "A", "picture": one["sha256"]}
    tree = {
        "format": "qa-desktop-template",
        "version": 1,
        "title": "T",
        "sections": [{"title": "S", "items": [item]}],
        "pictures": [one],
    }
    path.write_text(json.dumps(tree), encoding="utf-8")
    with pytest.raises(FileRefusedError, match="damaged"):
        files.preview_json(engineer, path)


def test_two_items_of_one_key_are_refused_and_nothing_is_stored(
    files: TemplateFileService, templates: TemplateService, engineer: Actor, tmp_path: Path
) -> None:
    item = {"key": "a", "kind": "text", "text": "A"}
    tree = {"format": "qa-desktop-template", "version": 1, "title": "", "sections": [{"title": "S", "items": [item]}]}
    path = tmp_path / "x.json"
    path.write_text(json.dumps(tree), encoding="utf-8")
    preview = files.preview_json(engineer, path)
    with pytest.raises(InputError, match="no title"):
        files.import_json(engineer, preview)
    assert templates.count_templates(engineer) == 0


def test_a_picture_that_is_missing_on_the_drive_stops_the_export(
    files: TemplateFileService, templates: TemplateService, engineer: Actor, workspace: Workspace
) -> None:
    checklist = with_pictures(workspace, engineer, picture("PNG", (2 * 4, 8)), picture("PNG", (3 * 4, 8)))
    row = templates.create(engineer, checklist, name="First")
    workspace.attachments.path(checklist.items[0].picture or "").unlink()
    with pytest.raises(FaultError, match="missing from the attachments folder"):
        files.export_json(engineer, row.id)


def test_a_revision_goes_out_as_a_workbook(
    files: TemplateFileService, templates: TemplateService, engineer: Actor, workspace: Workspace, tmp_path: Path
) -> None:
    checklist = with_pictures(workspace, engineer, picture("PNG", (2 * 4, 8)), picture("PNG", (3 * 4, 8)))
    row = templates.create(engineer, checklist, name="First")
    written = files.export_xlsform(engineer, row.id)
    assert [entry.kind for entry in written.unsupported] == ["picture of a good part", "picture of a bad part"]
    assert openpyxl.load_workbook(io.BytesIO(written.data)).sheetnames == ["survey", "choices", "settings"]
    (tmp_path / "f.xlsx").write_bytes(written.data)
    assert read_xlsform(tmp_path / "f.xlsx").checklist.items[1:] == checklist.items[1:]


def test_a_plan_is_previewed_and_stored_with_what_was_left_out(
    files: TemplateFileService, templates: TemplateService, engineer: Actor, workspace: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "Part 4711.csv"
    path.write_text(PLAN, encoding="utf-8")
    preview = files.preview_plan(engineer, path)
    assert templates.count_templates(engineer) == 0
    row = templates.import_(engineer, preview)
    assert (row.template_name, row.item_count) == ("Part 4711", 2)
    assert [entry.place for entry in import_report(row).unsupported] == ["row 3, column D (Tolerance)"]
    assert without_ids(templates.load(engineer, row.id).checklist) == preview.checklist
    assert audit_actions(workspace)[-1] == "template.import"


@pytest.mark.parametrize("login", ["inspector", "supervisor", "auditor"])
def test_only_who_edits_templates_imports_them(
    files: TemplateFileService, people: dict[str, Actor], engineer: Actor, workspace: Workspace, tmp_path: Path, login: str
) -> None:
    row = TemplateService(workspace).create(engineer, CHECKLIST, name="First")
    path, plan = tmp_path / "first.json", tmp_path / "plan.csv"
    path.write_bytes(files.export_json(people[login], row.id))  # reading is open to all of them
    plan.write_text(PLAN, encoding="utf-8")
    preview = files.preview_json(engineer, path)
    before = audit_actions(workspace)
    with pytest.raises(NotAllowedError):
        files.preview_json(people[login], path)
    with pytest.raises(NotAllowedError):
        files.import_json(people[login], preview, name="Second")
    with pytest.raises(NotAllowedError):
        files.preview_plan(people[login], plan)
    assert audit_actions(workspace) == before


def test_who_may_not_read_exports_nothing(files: TemplateFileService, templates: TemplateService, engineer: Actor) -> None:
    row = templates.create(engineer, Checklist("T", (Section("S", (Item("a", ItemKind.TEXT, "A"),)),)))
    nobody = replace(engineer, roles=frozenset())
    for export in (files.export_json, files.export_xlsform):
        with pytest.raises(NotAllowedError):
            export(nobody, row.id)
