"""The whole chain: suggestion or issue, trial, revision, effect, lesson, with state, person, day and what is missing next."""

from __future__ import annotations

import pytest

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.errors import InputError, NotAllowedError, NotFoundError, RefusedError
from qa_desktop.domain.improvement import ChainKind, NextStep, SuggestionState, next_steps
from qa_desktop.domain.issue import IssueKind
from qa_desktop.domain.people import Actor
from qa_desktop.methods.effectiveness import Share
from qa_desktop.services.check_reasons import reasons_of
from qa_desktop.services.improvement import ImprovementService
from qa_desktop.services.issues import IssueService
from qa_desktop.services.knowledge import KnowledgeService, LessonWords
from qa_desktop.services.suggestions import SuggestionService
from qa_desktop.services.templates import TemplateService
from qa_desktop.storage.workspace import Workspace
from tests.services.makings import CHECKLIST

People = dict[str, Actor]
K, N = ChainKind, NextStep


@pytest.fixture
def service(workspace: Workspace) -> ImprovementService:
    return ImprovementService(workspace)


@pytest.fixture
def suggestions(workspace: Workspace) -> SuggestionService:
    return SuggestionService(workspace)


def test_every_step_is_asked_for_in_its_turn_and_shown_once_it_is_there(
    service: ImprovementService, suggestions: SuggestionService, people: People, workspace: Workspace
) -> None:
    manager, engineer = people["manager"], people["engineer"]
    idea = suggestions.give(people["inspector"], "Measure the bore first")
    start = (K.SUGGESTION, idea.id)
    assert service.whole(engineer, *start).missing[0] is N.ANSWER
    suggestions.answer(manager, idea.id, SuggestionState.TRIAL, "We try it", 1)
    assert service.whole(engineer, *start).missing == (N.BEGIN_TRIAL, N.LINK_REVISION, N.RECORD_EFFECT, N.WRITE_LESSON)
    trial = service.begin_trial(
        engineer, what="At lathe 3", place="", from_day="2026-03-02", to_day="2026-03-20", suggestion_id=idea.id
    )
    chain = service.whole(engineer, *start)
    assert (chain.missing[0], chain.running and chain.running.id) == (N.END_TRIAL, trial.id)
    service.end_trial(manager, trial.id, "better", "Two tools saved", 1)
    draft = TemplateService(workspace).create(engineer, CHECKLIST)
    chain = service.whole(engineer, *start)
    assert chain.missing[0] is N.LINK_REVISION
    source = chain.source_for(K.REVISION)
    assert source == (K.TRIAL, trial.id)
    service.connect(engineer, source, (K.REVISION, draft.id), item_key="bore_a", words="asked first")
    chain = service.whole(engineer, *start)
    assert chain.missing[0] is N.RECORD_EFFECT
    source = chain.source_for(K.EFFECT)
    assert source == (K.REVISION, draft.id)
    service.measure(manager, source, "bores out of limit", Share(5, 100), Share(1, 120))
    chain = service.whole(engineer, *start)
    assert chain.missing == (N.WRITE_LESSON,)
    KnowledgeService(workspace).write_lesson(engineer, LessonWords("Bore first"), source=chain.source_for(K.LESSON))
    for begin in (start, (K.TRIAL, trial.id), (K.REVISION, draft.id)):
        chain = service.whole(people["auditor"], *begin)
        assert [one.kind for one in chain.nodes] == [K.SUGGESTION, K.TRIAL, K.REVISION, K.EFFECT, K.LESSON], "from wherever"
        assert chain.missing == ()
    names = {one: people[one].name for one in ("inspector", "manager", "engineer")}
    assert [one.person for one in chain.nodes] == [
        names["inspector"],
        names["manager"],
        names["engineer"],
        names["manager"],
        names["engineer"],
    ]
    assert all(one.at.startswith("2026-03-02") for one in chain.nodes)
    assert [(one.state, one.about) for one in chain.nodes][:3] == [
        ("trial", "We try it"),
        ("better", "Two tools saved"),
        ("draft", "bore_a asked first"),
    ]
    assert chain.nodes[3].title == "bores out of limit: 5 / 100 = 5.0 % [2.2–11.2 %] → 1 / 120 = 0.8 % [0.1–4.6 %]"
    with workspace.store.reading() as connection:
        why = [one.what.number for one in reasons_of(connection, draft.template_id, "bore_a")]
    assert why == [trial.number, idea.number], "the item knows why it exists"


def test_an_issue_begins_a_chain_and_one_without_a_trial_lacks_none(
    service: ImprovementService, people: People, workspace: Workspace
) -> None:
    issue = IssueService(workspace).log(people["inspector"], kind=IssueKind.OBSERVATION, title="Burr", severity=Severity.MINOR)
    draft = TemplateService(workspace).create(people["engineer"], CHECKLIST)
    service.connect(people["engineer"], (K.ISSUE, issue.id), (K.REVISION, draft.id))
    chain = service.whole(people["auditor"], K.ISSUE, issue.id)
    assert chain.missing == (N.RECORD_EFFECT, N.WRITE_LESSON)
    assert chain.reason is not None
    assert chain.reason.number == issue.number
    assert service.counted(people["auditor"], K.ISSUE, issue.id) == ()


def test_a_declined_suggestion_lacks_a_lesson_at_most() -> None:
    assert next_steps({K.SUGGESTION}, running=False, unanswered=False, declined=True) == (N.WRITE_LESSON,)
    assert next_steps({K.SUGGESTION, K.TRIAL}, running=True, unanswered=False, declined=True) == (N.END_TRIAL, N.WRITE_LESSON)


def test_what_does_not_fit_is_refused(
    service: ImprovementService, suggestions: SuggestionService, people: People, workspace: Workspace
) -> None:
    engineer = people["engineer"]
    idea = suggestions.give(people["inspector"], "Measure the bore first")
    draft = TemplateService(workspace).create(engineer, CHECKLIST)
    source = (K.SUGGESTION, idea.id)
    with pytest.raises(InputError, match="no item “nowhere”"):
        service.connect(engineer, source, (K.REVISION, draft.id), item_key="nowhere")
    for before, after in ((Share(0, 0), Share(1, 10)), (Share(1, 10), Share(0, 0))):
        with pytest.raises(InputError, match="none proves nothing"):
            service.measure(engineer, source, "x", before, after)
    with pytest.raises(InputError, match="what was counted"):
        service.measure(engineer, source, "  ", Share(1, 10), Share(1, 10))
    with pytest.raises(NotFoundError):
        service.whole(engineer, K.TRIAL, "nothing")
    with pytest.raises(InputError, match="does not exist"):
        KnowledgeService(workspace).write_lesson(engineer, LessonWords("x"), source=(K.TRIAL, "nothing"))
    lesson = KnowledgeService(workspace).write_lesson(engineer, LessonWords("x"), source=source)
    with pytest.raises(RefusedError):
        KnowledgeService(workspace).write_lesson(engineer, LessonWords("y"), source=(K.LESSON, lesson.id))
    assert len(service.whole(engineer, *source).nodes) == 2


@pytest.mark.parametrize("who", ["inspector", "auditor", "admin", "confidant"])
def test_who_may_not_answer_measures_nothing(
    service: ImprovementService, suggestions: SuggestionService, people: People, who: str
) -> None:
    idea = suggestions.give(people["inspector"], "Measure the bore first")
    with pytest.raises(NotAllowedError):
        service.measure(people[who], (K.SUGGESTION, idea.id), "x", Share(1, 10), Share(0, 10))
    assert service.whole(people["auditor"], K.SUGGESTION, idea.id).nodes[0].state == "new"
