"""Nothing comes of what was there before: the order of the chain of improvement, link by link."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.errors import RefusedError
from qa_desktop.domain.improvement import ChainKind
from qa_desktop.domain.issue import IssueKind
from qa_desktop.domain.people import Actor
from qa_desktop.methods.effectiveness import Share
from qa_desktop.services.improvement import ImprovementService
from qa_desktop.services.issues import IssueService
from qa_desktop.services.knowledge import KnowledgeService, LessonWords
from qa_desktop.services.suggestions import SuggestionService
from qa_desktop.services.templates import TemplateService
from qa_desktop.storage.queries.suggestions import TrialRow
from qa_desktop.storage.workspace import Workspace
from tests.services import test_effects
from tests.services.conftest import FakeClock
from tests.services.lot_makings import LotShop, new_lot_shop
from tests.services.makings import CHECKLIST, released

People = dict[str, Actor]
K = ChainKind


@pytest.fixture
def service(workspace: Workspace) -> ImprovementService:
    return ImprovementService(workspace)


@pytest.fixture
def templates(workspace: Workspace) -> TemplateService:
    return TemplateService(workspace)


@pytest.fixture
def idea(workspace: Workspace, people: People) -> str:
    return SuggestionService(workspace).give(people["inspector"], "Measure the bore first").id


def tried(service: ImprovementService, engineer: Actor, idea: str, from_day: str, to_day: str) -> TrialRow:
    return service.begin_trial(engineer, what="At lathe 3", place="", from_day=from_day, to_day=to_day, suggestion_id=idea)


def stored(workspace: Workspace) -> tuple[int, int, int, int]:
    """How many links, trials, lessons and audit entries there are."""
    with workspace.store.reading() as connection:
        return tuple(
            connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
            for table in ("improvement_link", "trial", "lesson", "audit")
        )


def test_a_revision_that_was_published_before_the_trial_did_not_come_of_it(
    service: ImprovementService, templates: TemplateService, people: People, idea: str, clock: FakeClock, workspace: Workspace
) -> None:
    engineer = people["engineer"]
    old = released(templates, engineer, templates.create(engineer, CHECKLIST).id)
    clock.forward(days=7)
    trial = tried(service, engineer, idea, "2026-03-09", "2026-03-20")
    before = stored(workspace)
    with pytest.raises(RefusedError) as caught:
        service.connect(engineer, (K.TRIAL, trial.id), (K.REVISION, old.id), item_key="bore_a")
    said = str(caught.value)
    assert "published on 2026-03-02" in said
    assert "first day of the trial is 2026-03-09" in said
    assert "Nothing was stored" in said
    assert stored(workspace) == before
    draft = templates.new_draft(engineer, old.template_id)
    clock.forward(days=3)
    service.connect(engineer, (K.TRIAL, trial.id), (K.REVISION, released(templates, engineer, draft.id).id), item_key="bore_a")
    assert service.chain(people["auditor"], K.TRIAL, trial.id)[-1].target.number == "2"


def test_a_retired_revision_of_before_is_refused_too(
    service: ImprovementService, templates: TemplateService, people: People, idea: str, clock: FakeClock
) -> None:
    engineer = people["engineer"]
    old = released(templates, engineer, templates.create(engineer, CHECKLIST).id)
    clock.forward(days=1)
    released(templates, engineer, templates.new_draft(engineer, old.template_id).id)
    clock.forward(days=1)
    trial = tried(service, engineer, idea, "2026-03-04", "2026-03-20")
    with pytest.raises(RefusedError, match="published on 2026-03-02"):
        service.connect(engineer, (K.TRIAL, trial.id), (K.REVISION, old.id))


def test_a_draft_that_was_begun_before_the_trial_may_still_take_up_what_it_shows(
    service: ImprovementService, templates: TemplateService, people: People, idea: str, clock: FakeClock
) -> None:
    engineer = people["engineer"]
    draft = templates.create(engineer, CHECKLIST)
    clock.forward(days=7)
    trial = tried(service, engineer, idea, "2026-03-09", "2026-03-20")
    steps = service.connect(engineer, (K.TRIAL, trial.id), (K.REVISION, draft.id))
    assert steps[-1].target.state == "draft"


def test_a_revision_that_was_published_before_its_reason_is_refused(
    service: ImprovementService, templates: TemplateService, people: People, clock: FakeClock, workspace: Workspace
) -> None:
    engineer = people["engineer"]
    old = released(templates, engineer, templates.create(engineer, CHECKLIST).id)
    clock.forward(days=1)
    idea = SuggestionService(workspace).give(people["inspector"], "Measure the bore first")
    issue = IssueService(workspace).log(people["inspector"], kind=IssueKind.OBSERVATION, title="Burr", severity=Severity.MINOR)
    for source, words in (((K.SUGGESTION, idea.id), "suggestion was made"), ((K.ISSUE, issue.id), "issue was logged")):
        with pytest.raises(RefusedError, match=f"{words} on 2026-03-03"):
            service.connect(engineer, source, (K.REVISION, old.id))


def test_a_trial_that_was_over_before_its_reason_is_refused_and_one_that_ran_already_is_not(
    service: ImprovementService, people: People, idea: str, workspace: Workspace
) -> None:
    before = stored(workspace)
    with pytest.raises(RefusedError, match="trial ended on 2026-03-01, but the suggestion was made on 2026-03-02"):
        tried(service, people["engineer"], idea, "2026-02-20", "2026-03-01")
    assert stored(workspace) == before
    assert tried(service, people["engineer"], idea, "2026-02-20", "2026-03-02").number


def test_what_has_not_begun_has_no_effect_and_teaches_nothing(
    service: ImprovementService, people: People, idea: str, clock: FakeClock, workspace: Workspace
) -> None:
    engineer, knowledge = people["engineer"], KnowledgeService(workspace)
    trial = tried(service, engineer, idea, "2026-03-09", "2026-03-20")
    source = (K.TRIAL, trial.id)
    before = stored(workspace)
    with pytest.raises(RefusedError, match="would be recorded on 2026-03-02, but the first day of the trial is 2026-03-09"):
        service.measure(engineer, source, "bores out of limit", Share(5, 100), Share(1, 120))
    with pytest.raises(RefusedError, match="lesson was written on 2026-03-02"):
        knowledge.write_lesson(engineer, LessonWords("Bore first"), source=source)
    assert stored(workspace) == before, "the lesson is not kept without its step"
    clock.forward(days=7)
    service.measure(engineer, source, "bores out of limit", Share(5, 100), Share(1, 120))
    knowledge.write_lesson(engineer, LessonWords("Bore first"), source=source)


def test_a_lesson_of_before_was_not_learned_from_it(
    service: ImprovementService, people: People, idea: str, clock: FakeClock, workspace: Workspace
) -> None:
    engineer = people["engineer"]
    lesson = KnowledgeService(workspace).write_lesson(engineer, LessonWords("Bore first"))
    clock.forward(days=1)
    issue = IssueService(workspace).log(people["inspector"], kind=IssueKind.OBSERVATION, title="Burr", severity=Severity.MINOR)
    with pytest.raises(RefusedError, match="lesson was written on 2026-03-02, but the issue was logged on 2026-03-03"):
        service.connect(engineer, (K.ISSUE, issue.id), (K.LESSON, lesson.id))
    service.connect(engineer, (K.SUGGESTION, idea), (K.LESSON, lesson.id))


def test_days_are_those_of_the_place(
    service: ImprovementService, templates: TemplateService, people: People, idea: str, clock: FakeClock
) -> None:
    """Published at half past midnight on the day of the trial: in UTC that is the day before."""
    engineer = people["engineer"]
    clock.now = clock.now.replace(hour=0, minute=30) + timedelta(days=7)
    assert clock.now.utcoffset(), "the place is east of UTC, else nothing is tried here"
    revision = released(templates, engineer, templates.create(engineer, CHECKLIST).id)
    trial = tried(service, engineer, idea, "2026-03-09", "2026-03-20")
    service.connect(engineer, (K.TRIAL, trial.id), (K.REVISION, revision.id))


class TestCounted:
    """A follow-up that was over before the revision came is not offered as its effect."""

    @pytest.fixture
    def shop(self, workspace: Workspace, people: People) -> LotShop:
        return new_lot_shop(workspace, people)

    def test_only_a_follow_up_that_saw_the_revision_is_offered(
        self, shop: LotShop, service: ImprovementService, templates: TemplateService, clock: FakeClock
    ) -> None:
        engineer = shop.people["engineer"]
        issue = shop.program.issues.log(engineer, kind=IssueKind.NONCONFORMITY, title="Bore too wide", severity=Severity.MAJOR).id
        test_effects.inspected(shop, {1: test_effects.BAD}, lot="L-1")
        action = test_effects.verified(shop, issue)
        shop.program.effects.set_plan(engineer, action.id, test_effects.plan_of(shop), test_effects.FEW)
        clock.forward(days=9)
        test_effects.inspected(shop, {}, lot="L-2")
        early = templates.create(engineer, CHECKLIST, name="Early")
        released(templates, engineer, early.id)
        assert [one.before.nonconforming for one in service.counted(engineer, K.ISSUE, issue)] == [1]
        clock.forward(days=7)  # the follow-up ended on 16 March
        late = released(templates, engineer, templates.create(engineer, CHECKLIST, name="Late").id)
        service.connect(engineer, (K.ISSUE, issue), (K.REVISION, late.id))
        assert service.counted(engineer, K.ISSUE, issue) == ()
        service.connect(engineer, (K.ISSUE, issue), (K.REVISION, early.id))
        assert len(service.counted(engineer, K.ISSUE, issue)) == 1
