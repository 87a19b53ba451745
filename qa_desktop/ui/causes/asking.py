"""What the pages want, asked for in sheets and handed to the intents."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from qa_desktop.domain.causes import Aspect, Track, subtree
from qa_desktop.domain.errors import QaError
from qa_desktop.ui.causes import sheets
from qa_desktop.ui.causes.core import Core
from qa_desktop.ui.causes.plan_sheet import PlanSheet
from qa_desktop.ui.causes.state import CausesState
from qa_desktop.ui.causes.view_model import ActionIntents, CauseIntents, plan_fields
from qa_desktop.ui.causes.words import CausesWords
from qa_desktop.ui.issues.sheets import IssueSheet

if TYPE_CHECKING:
    from qa_desktop.storage.queries.actions import ActionRow


class Asking(QObject):
    """One sheet for each thing that can be asked; nothing opens where nothing may be written."""

    def __init__(self, host: QWidget, core: Core) -> None:
        super().__init__(host)
        self._core = core
        self._words = CausesWords(host)
        self.causes, self.actions = CauseIntents(core), ActionIntents(core)
        self.node, self.code = sheets.NodeSheet(host), sheets.CodeSheet(host)
        self.entry, self.row = sheets.entry_sheet(host), sheets.row_sheet(host)
        self.member, self.action = sheets.member_sheet(host), sheets.action_sheet(host)
        self.words, self.confirm = sheets.words_sheet(host), sheets.confirm_sheet(host)
        self.plan, self.sign = PlanSheet(host), sheets.SignSheet(host)
        self.plan.part_named.connect(lambda part: self.actions.characteristics(part, self.plan.offer))
        self.plan.proposal_wanted.connect(self._propose)
        self.looked: Callable[[str, str], str] = lambda _issue, _kind: ""
        self.sign.given.connect(self._sign)

    def all(self) -> tuple[IssueSheet, ...]:
        """Return every sheet."""
        causes = (self.node, self.code, self.entry, self.row, self.member)
        return (*causes, self.action, self.words, self.confirm, self.plan, self.sign)

    def close(self) -> None:
        """Put the sheets away."""
        for sheet in self.all():
            sheet.close_panel()

    def refuse(self, error: QaError) -> bool:
        """Say why in the sheet that is open; returns whether there is one."""
        for sheet in self.all():
            if sheet.isVisible():
                sheet.refuse(error)
                return True
        return False

    def why(self, act: str, track: Track, key: str) -> None:
        """Answer *why*, correct an answer, mark a root, take an answer away."""
        state, node = self._state, self._state.node(key)
        if not state.may_write:
            return
        if act == "sibling":
            parent, after = (None, None) if node is None else (node.parent_id, node.id)
            self._ask_node(track, parent, after)
        elif act == "child":
            self._ask_node(track, None if node is None else node.id, None)
        elif node is None:
            return
        elif act == "edit":
            values = {"text": node.text, "evidence": node.evidence, "photo": node.photo_id or ""}
            self.node.offer(self._photos())
            self.node.ask(self.tr("Correct the answer"), partial(self.causes.change_node, node.id), values)
        elif act == "root":
            self.code.offer(state.codes_for(track))
            code = None if node.code is None else node.code.id
            answer = partial(self._mark, node.id)
            self.code.ask(self.tr("Is “{text}” the root cause?").format(text=_short(node.text)), answer, {"code": code})
        elif act == "remove":
            below = len(subtree(state.analysis.nodes, node.id)) - 1
            self._ask_away(_short(node.text), below, partial(self.causes.remove_node, node.id))

    def fishbone(self, act: str, key: str) -> None:
        """Write, correct or take away a possible cause."""
        if not self._state.may_write:
            return
        entry = next((one for one in self._state.analysis.fishbone if one.id == key), None)
        if act == "add":
            values = {} if entry is None else {"category": entry.category.value}
            self.entry.ask(self.tr("Possible cause"), self.causes.add_entry, values)
        elif entry is not None and act == "edit":
            values = {"text": entry.text, "category": entry.category.value}
            self.entry.ask(self.tr("Correct the possible cause"), partial(self.causes.change_entry, entry.id), values)
        elif entry is not None:
            self._ask_away(_short(entry.text), 0, partial(self.causes.remove_entry, entry.id))

    def facts(self, act: str, key: str) -> None:
        """Write a row of is / is-not, or change the team."""
        if not self._state.may_write:
            return
        if act == "row" and key:
            aspect = Aspect(key)
            row = self._state.analysis.row(aspect)
            values = {"is_text": row.is_text, "is_not_text": row.is_not_text, "difference": row.difference}
            self.row.ask(self._words.aspect(aspect), partial(self.causes.write_row, aspect), values)
        elif act == "member":
            self.member.offer(self._people())
            self.member.ask(self.tr("Team member"), self.causes.add_member, {"role": "member"})
        elif act == "remove_member" and key:
            name = next((one.name for one in self._state.analysis.team if one.id == key), "")
            self._ask_away(name, 0, partial(self.causes.remove_member, key))

    def work(self, act: str, key: str) -> None:
        """Give, change, finish, verify or send back an action."""
        row = self._state.action(key)
        if act == "add" and self._state.may_write:
            self.action.offer(self._people())
            self.action.ask(self.tr("New action"), self.actions.add, {"kind": "corrective"})
        elif row is not None:
            self._work_on(act, row)

    def effect(self, act: str, key: str) -> None:
        """Plan or judge the effect of an action."""
        loaded, state = self._state.loaded, self._state
        found = next((one for one in loaded.effects if one.action.id == key), None) if loaded is not None else None
        if loaded is None or found is None or not state.may_write:
            return
        if act == "plan":
            values = plan_fields(found, loaded.row.part_number, loaded.today)
            title = self.tr("Effect of action {number}").format(number=found.action.number)
            self.plan.ask_for(title, partial(self.actions.set_plan, key), values, replaces=found.plan is not None)
        elif act == "conclude":
            self.actions.conclude(key)
        elif act == "override":
            title = self.tr("Why may the issue be closed without proof? Your name stands under it.")
            self.words.ask(title, partial(self.actions.override, key))

    def _propose(self) -> None:
        typed = self.plan.typed()
        self.actions.proposal(typed, partial(self.plan.propose, typed))

    def report(self, kind: str) -> None:
        """Ask for the password of a report."""
        loaded = self._state.loaded
        if loaded is None or not self._state.may_work or self._state.busy:
            return
        title = self.tr("Sign the 8D report") if kind == "8d" else self.tr("Sign the nonconformance report")
        about = self.tr("The report says how {number} stands now. It is kept in the reports folder.")
        self.sign.ask(kind, title, about.format(number=loaded.row.number))

    @property
    def _state(self) -> CausesState:
        return self._core.state

    def _work_on(self, act: str, row: ActionRow) -> None:
        state, number = self._state, row.number
        if act == "edit" and state.may_change(row):
            self.action.offer(self._people())
            values = {"text": row.text, "kind": row.kind.value, "owner": row.owner_id, "due": row.due_on.isoformat()}
            self.action.ask(self.tr("Change action {n}").format(n=number), partial(self.actions.change, row), values)
        elif act == "remove" and state.may_change(row):
            self._ask_words(self.tr("Why is action {n} taken away?"), self.actions.remove, row)
        elif act == "done" and state.may_finish(row):
            self._ask_words(self.tr("How is it known that action {n} is done?"), self.actions.done, row)
        elif act == "verify" and state.may_verify(row):
            self._ask_words(self.tr("What did you look at to verify action {n}?"), self.actions.verify, row)
        elif act == "back" and state.may_send_back(row):
            self._ask_words(self.tr("What is missing in action {n}?"), self.actions.send_back, row)

    def _ask_words(self, title: str, act: Callable[..., None], row: ActionRow) -> None:
        self.words.ask(title.format(n=row.number), partial(act, row))

    def _sign(self, kind: str, password: str) -> None:
        """Sign what was looked at; where nobody looked, what is there now."""
        self.actions.sign(kind, password, self.looked(self._state.issue_id, kind))

    def _ask_away(self, text: str, below: int, act: Callable[[], None]) -> None:
        """Ask before something is taken away: nothing brings it back."""
        if not below:
            words = self.tr("Take “{text}” away?")
        elif below == 1:
            words = self.tr("Take “{text}” and the answer below it away?")
        else:
            words = self.tr("Take “{text}” and the {n} answers below it away?")
        self.confirm.ask(words.format(text=text, n=below), lambda _typed: act())

    def _ask_node(self, track: Track, parent: str | None, after: str | None) -> None:
        above = self._state.node(parent or "")
        title = self._words.track(track)
        if above is not None:
            title = self.tr("Why: {text}?").format(text=_short(above.text))
        self.node.offer(self._photos())
        self.node.ask(title, partial(self.causes.add_node, track, parent_id=parent, after=after))

    def _mark(self, node_id: str, typed: object) -> None:
        code = typed["code"] if isinstance(typed, dict) else None
        self.causes.mark_root(node_id, code)

    def _people(self) -> tuple[tuple[str, str], ...]:
        return () if self._state.loaded is None else self._state.loaded.people

    def _photos(self) -> tuple[tuple[str, str], ...]:
        return () if self._state.loaded is None else self._state.loaded.photos


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
