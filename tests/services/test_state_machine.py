"""Random people do random things in random order; model, tables and audit chain always tell the same, and no rule is ever broken."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from qa_desktop.domain.answers import Answer
from qa_desktop.domain.errors import QaError, RefusedError
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.storage.queries import answers, checks, replay, reports
from qa_desktop.storage.workspace import Workspace
from tests.services.makings import picture
from tests.services.signed import GOOD, Shop, new_shop, quick_signing

PEOPLE = ("inspector", "inspector2", "supervisor", "supervisor2", "engineer", "auditor")
BAD = {"bore_a": "12.5", "surface": "fail", "marked": "no", "colour": "ral2"}
OPEN = {"in_progress", "returned"}


@dataclass
class Model:
    """What a plain Python program thinks that the inspection is."""

    inspector: str
    state: str = "in_progress"
    round: int = 1
    given: dict[str, Answer] = field(default_factory=dict)
    photos: dict[str, list[str]] = field(default_factory=dict)
    worked: set[str] = field(default_factory=set)
    active: dict[str, str] = field(default_factory=dict)
    voided: int = 0
    frozen: str = ""

    def finished(self) -> bool:
        for key in (*GOOD, "front"):
            answer = self.given.get(key, Answer())
            if not answer.is_given:
                return False
            fails = answer.value is not None and answer.value == BAD.get(key)
            if fails and not (answer.note.strip() or self.photos.get(key)):
                return False
        return True


def machine_of(shop: Shop) -> type[RuleBasedStateMachine]:
    who = st.sampled_from(PEOPLE)
    line = st.sampled_from(sorted(GOOD))

    class Floor(RuleBasedStateMachine):
        model: Model
        id: str

        @initialize(login=st.sampled_from(["inspector", "supervisor"]), full=st.booleans())
        def begin(self, login: str, full: bool) -> None:
            self.id = shop.begin(login)
            self.model = Model(login)
            if full:
                for key, raw in GOOD.items():
                    self.answer(login, key, bad=False, raw=raw)
                self.photo(login, "front")

        def tries(self, allowed: bool, act: object, *given: object, **more: object) -> object:
            """Do it; it happens exactly when the model allows it."""
            try:
                result = act(*given, **more)  # type: ignore[operator]
            except QaError:
                assert not allowed, "refused although it is allowed"
                return None
            assert allowed, "happened although it is forbidden"
            return result if result is not None else True

        def may_work(self, login: str) -> bool:
            may = shop.people[login].may(Permission.INSPECT)
            return may and self.model.inspector == login and self.model.state in OPEN

        def put(self, login: str, key: str, new: Answer) -> None:
            self.model.given[key] = new
            self.model.worked.add(login)

        @rule(login=who, key=line, bad=st.booleans())
        def answer(self, login: str, key: str, bad: bool, raw: str = "") -> None:
            value = raw or (BAD.get(key, GOOD[key]) if bad else GOOD[key])
            p = shop.program.answers
            if self.tries(self.may_work(login), p.answer, shop.people[login], self.id, shop.items[key], value):
                self.put(login, key, Answer(value, None, self.model.given.get(key, Answer()).note))

        @rule(login=who, key=line)
        def not_applicable(self, login: str, key: str) -> None:
            p = shop.program.answers
            if self.tries(self.may_work(login), p.not_applicable, shop.people[login], self.id, shop.items[key], "not here"):
                self.put(login, key, Answer(None, "not here", self.model.given.get(key, Answer()).note))

        @rule(login=who, key=line, text=st.sampled_from(["", "seen <b>", "moved"]))
        def note(self, login: str, key: str, text: str) -> None:
            p = shop.program.answers
            if self.tries(self.may_work(login), p.note, shop.people[login], self.id, shop.items[key], text):
                self.put(login, key, replace(self.model.given.get(key, Answer()), note=text))

        @rule(login=who, key=line)
        def undo_everything(self, login: str, key: str) -> None:
            p = shop.program.answers
            if self.tries(self.may_work(login), p.restore, shop.people[login], self.id, shop.items[key], Answer()):
                self.put(login, key, Answer())

        @rule(login=who, key=st.sampled_from(["front", "surface"]))
        def photo(self, login: str, key: str) -> None:
            number = len(self.model.photos.get(key, ()))
            if number > 1:
                return
            data = picture("PNG", (8 + 2 * number, 6))
            row = self.tries(
                self.may_work(login),
                shop.program.photos.add,
                shop.people[login],
                inspection_id=self.id,
                item_id=shop.items[key],
                data=data,
            )
            if row:
                self.model.photos.setdefault(key, []).append(row.id)  # type: ignore[attr-defined]
                self.model.worked.add(login)
                self.photos_changed(login, key)

        @rule(login=who, key=st.sampled_from(["front", "surface"]))
        def withdraw(self, login: str, key: str) -> None:
            if not self.model.photos.get(key):
                return
            photo = self.model.photos[key][-1]
            if self.tries(self.may_work(login), shop.program.photos.withdraw, shop.people[login], photo, "blurred"):
                self.model.photos[key].pop()
                self.photos_changed(login, key)

        def photos_changed(self, login: str, key: str) -> None:
            if key == "front":
                count = len(self.model.photos[key])
                self.put(login, key, Answer(str(count) if count else None))

        @rule(login=who)
        def take_over(self, login: str) -> None:
            allowed = shop.people[login].may(Permission.INSPECT) and self.model.state in OPEN
            if self.tries(allowed, shop.program.inspections.take_over, shop.people[login], self.id):
                self.model.inspector = login

        @rule(login=who)
        def sign(self, login: str) -> None:
            allowed = self.may_work(login) and self.model.finished()
            if self.tries(allowed, shop.sign, self.id, login):
                self.model.state = "submitted"
                self.model.active["inspector"] = login
                self.model.worked.add(login)
                self.model.frozen = shop.program.signing.look(shop.people[login], self.id).digest

        @rule(login=who)
        def countersign(self, login: str) -> None:
            others = login not in self.model.worked | {self.model.inspector}
            allowed = shop.people[login].may(Permission.COUNTERSIGN) and self.model.state == "submitted" and others
            if self.tries(allowed, shop.countersign, self.id, login):
                self.model.state = "approved"
                self.model.active["supervisor"] = login

        @rule(login=who)
        def send_back(self, login: str) -> None:
            allowed = shop.people[login].may(Permission.COUNTERSIGN) and self.model.state == "submitted"
            if self.tries(allowed, shop.program.signing.send_back, shop.people[login], self.id, {shop.items["bore_a"]: "again"}):
                self.returned()

        @rule(login=who)
        def reopen(self, login: str) -> None:
            allowed = shop.people[login].may(Permission.REOPEN) and self.model.state == "approved"
            if self.tries(allowed, shop.program.signing.reopen, shop.people[login], self.id, {}, "customer"):
                self.returned()

        def returned(self) -> None:
            self.model.state, self.model.round = "returned", self.model.round + 1
            self.model.voided += len(self.model.active)
            self.model.active.clear()
            self.model.frozen = ""

        @invariant()
        def the_tables_say_what_the_model_says(self) -> None:
            opened = shop.program.inspections.open(shop.people["auditor"], self.id)
            logins = {actor.person_id: login for login, actor in shop.people.items()}
            row = opened.row
            assert (row.state.value, row.round, logins[row.inspector_id or ""]) == (
                self.model.state,
                self.model.round,
                self.model.inspector,
            )
            with shop.program.workspace.store.reading() as connection:
                held = {found.item_id: found.answer for found in answers.all_answers(connection, self.id)}
                signatures = reports.signatures(connection, self.id)
            for key, item in shop.items.items():
                assert held.get(item, Answer()) == self.model.given.get(key, Answer()), key
            given = [answer for answer in self.model.given.values() if answer.is_given]
            assert row.answered == len(given)
            assert row.failed == sum(self.model.given.get(key, Answer()).value == bad for key, bad in BAD.items())
            active = {found.stage: logins[found.person_id] for found in signatures if found.voided_at is None}
            assert active == self.model.active
            assert sum(found.voided_at is not None for found in signatures) == self.model.voided
            if "supervisor" in active:
                assert active["supervisor"] not in self.model.worked, "nobody countersigns their own"
            if self.model.frozen:
                assert shop.program.signing.look(shop.people["auditor"], self.id).digest == self.model.frozen

        def teardown(self) -> None:
            with shop.program.workspace.store.reading() as connection:
                assert list(checks.broken_links(connection)) == []
                assert checks.answers_unlike_audit(connection) == ()
                assert replay.history_unlike_audit(connection) == ()
                assert list(replay.inspections_unlike_audit(connection)) == []
                assert checks.lost_anchors(connection) == ()

    return Floor


def test_nothing_that_people_do_breaks_a_rule(
    workspace: Workspace, people: dict[str, Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    quick_signing(monkeypatch)
    shop = new_shop(workspace, people)
    run_state_machine_as_test(machine_of(shop), settings=settings(max_examples=12, stateful_step_count=25))
    assert shop.program.doctor.check(people["auditor"], thorough=False).healthy


def test_a_planted_hole_is_found(workspace: Workspace, people: dict[str, Actor], monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that could not see a missing rule would prove nothing."""
    from qa_desktop.services import answering

    quick_signing(monkeypatch)
    monkeypatch.setattr(answering, "require_mine", lambda *_a: None)
    shop = new_shop(workspace, people)
    quiet = settings(max_examples=30, stateful_step_count=15, phases=(Phase.generate,), print_blob=False)
    with pytest.raises(AssertionError, match="forbidden"):
        run_state_machine_as_test(machine_of(shop), settings=quiet)
    with pytest.raises(RefusedError):
        monkeypatch.undo()
        shop.answer(shop.begin(), "surface", "pass", "inspector2")
