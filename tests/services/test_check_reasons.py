"""A check with a reason does not disappear without an answer, whatever the screen says."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import text

from qa_desktop.domain.checklist import Checklist, RemovedCheck
from qa_desktop.domain.errors import FaultError, InputError, QaError, RefusedError
from qa_desktop.domain.improvement import ChainKind
from qa_desktop.domain.item_rules import Rules, Why
from qa_desktop.domain.people import Actor, Role
from qa_desktop.services.improvement import ImprovementService
from qa_desktop.services.suggestions import SuggestionService
from qa_desktop.services.template_review import TemplateReviewService
from qa_desktop.services.templates import TemplateService
from qa_desktop.storage.queries.templates import RevisionRow
from qa_desktop.storage.workspace import Workspace
from tests.services.makings import CHECKLIST, hold, released

People = dict[str, Actor]


@pytest.fixture
def templates(workspace: Workspace) -> TemplateService:
    return TemplateService(workspace)


def noted(checklist: Checklist = CHECKLIST) -> Checklist:
    first = checklist.sections[0]
    item = replace(first.items[0], rules=Rules(why=Why("Bearings sat loose", "NC-7")))
    return replace(checklist, sections=(replace(first, items=(item, *first.items[1:])), *checklist.sections[1:]))


def in_use(templates: TemplateService, people: People, checklist: Checklist) -> RevisionRow:
    return released(templates, people["engineer"], templates.create(people["engineer"], checklist).id)


def without_first(checklist: Checklist = CHECKLIST, *removed: RemovedCheck) -> Checklist:
    first = checklist.sections[0]
    return replace(checklist, sections=(replace(first, items=first.items[1:]), *checklist.sections[1:]), removed=removed)


def shorter(templates: TemplateService, people: People, published: RevisionRow, *removed: RemovedCheck) -> RevisionRow:
    draft = templates.new_draft(people["engineer"], published.template_id)
    return templates.replace_draft_checklist(people["engineer"], draft.id, without_first(CHECKLIST, *removed), draft.version)


def test_a_revision_without_the_answer_is_neither_approved_nor_published(
    templates: TemplateService, people: People, workspace: Workspace
) -> None:
    published = in_use(templates, people, noted())
    draft = shorter(templates, people, published, RemovedCheck("bore_a", "  "))
    with pytest.raises(RefusedError, match=r"“Bore diameter A” was taken out, and it has a reason: Bearings sat loose · NC-7"):
        templates.approve(people["supervisor"], draft.id)
    assert any("has a reason" in one.sentence for one in templates.problems(people["engineer"], draft.id))
    look = TemplateReviewService(workspace).look(people["supervisor"], published.template_id, draft.id)
    assert look.problems[0].field == "removed"
    said = without_first(CHECKLIST, RemovedCheck("bore_a", "The supplier reams it"))
    draft = templates.replace_draft_checklist(people["engineer"], draft.id, said, draft.version)
    templates.approve(people["supervisor"], draft.id)
    done = templates.publish(people["engineer"], draft.id)
    (gone,) = templates.load(people["auditor"], done.id).checklist.removed
    assert gone == RemovedCheck(
        "bore_a", "The supplier reams it", "Bore diameter A", "Bearings sat loose · NC-7", people["engineer"].name
    )
    with workspace.store.reading() as connection:
        bodies = connection.execute(
            text("SELECT body FROM audit WHERE action IN ('template.approve', 'template.publish') ORDER BY seq DESC LIMIT 2")
        ).scalars()
        assert all(json.loads(body)["details"]["removed"][0]["answer"] == "The supplier reams it" for body in bodies)


def test_a_reason_that_came_after_approving_still_holds_publishing_up(
    templates: TemplateService, people: People, workspace: Workspace
) -> None:
    published = in_use(templates, people, CHECKLIST)
    draft = shorter(templates, people, published)
    templates.approve(people["supervisor"], draft.id)
    idea = SuggestionService(workspace).give(people["inspector"], "Measure the bore first")
    ends = ((ChainKind.SUGGESTION, idea.id), (ChainKind.REVISION, published.id))
    ImprovementService(workspace).connect(people["engineer"], *ends, item_key="bore_a")
    with pytest.raises(RefusedError, match=f"{idea.number}: Measure the bore first"):
        templates.publish(people["engineer"], draft.id)


def test_the_names_of_whoever_answered_stay_and_nobody_answers_for_another(
    templates: TemplateService, people: People, workspace: Workspace
) -> None:
    published = in_use(templates, people, noted())
    forged = RemovedCheck("bore_a", "It is fine", "Something else", "no reason", people["manager"].name)
    draft = shorter(templates, people, published, forged, RemovedCheck("never_there", "x"), RemovedCheck("length", "still there"))
    (gone,) = templates.load(people["engineer"], draft.id).checklist.removed
    assert (gone.by, gone.text, gone.reason) == (people["engineer"].name, "Bore diameter A", "Bearings sat loose · NC-7")
    again = without_first(CHECKLIST, RemovedCheck("bore_a", "It is fine"))
    other = hold(workspace, people["supervisor"], Role.QUALITY_ENGINEER)
    draft = templates.replace_draft_checklist(other, draft.id, again, draft.version)
    assert templates.load(other, draft.id).checklist.removed[0].by == people["engineer"].name, "who said it first"
    with pytest.raises(InputError, match="Why a check may go"):
        too_long = without_first(CHECKLIST, RemovedCheck("bore_a", "x" * 501))
        templates.replace_draft_checklist(people["engineer"], draft.id, too_long, draft.version)


def test_the_next_revision_begins_without_the_answers_and_older_ones_stay_in_the_comparison(
    templates: TemplateService, people: People, workspace: Workspace
) -> None:
    first = in_use(templates, people, noted())
    draft = shorter(templates, people, first, RemovedCheck("bore_a", "The supplier reams it"))
    templates.approve(people["supervisor"], draft.id)
    templates.publish(people["engineer"], draft.id)
    third = templates.new_draft(people["engineer"], first.template_id)
    assert templates.load(people["engineer"], third.id).checklist.removed == ()
    found = TemplateReviewService(workspace).look(people["engineer"], first.template_id, third.id, first.id).comparison
    assert found is not None
    assert [one.gone.answer for one in found.items if one.gone is not None] == ["The supplier reams it"]


def test_retiring_the_published_revision_is_no_way_around(
    templates: TemplateService, people: People, workspace: Workspace
) -> None:
    published = in_use(templates, people, noted())
    draft = shorter(templates, people, published)
    templates.retire(people["engineer"], published.id, "no longer made")
    with pytest.raises(RefusedError, match="has a reason"):
        templates.approve(people["supervisor"], draft.id)


def test_the_answers_of_an_approved_revision_are_frozen_by_the_database(
    templates: TemplateService, people: People, workspace: Workspace
) -> None:
    published = in_use(templates, people, noted())
    draft = shorter(templates, people, published, RemovedCheck("bore_a", "The supplier reams it"))
    templates.approve(people["supervisor"], draft.id)
    with pytest.raises(QaError) as refused, workspace.database.writing() as connection:
        connection.exec_driver_sql("UPDATE template_revision SET change_note = '' WHERE id = ?", (draft.id,))
    assert isinstance(refused.value, FaultError | RefusedError)
