"""The pages of objectives and internal audits: a list beside what belongs to one of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from qa_desktop.domain.aims import AimState
from qa_desktop.domain.errors import QaError
from qa_desktop.ui.dashboard.words import AIM_TONES, FigureWords
from qa_desktop.ui.reports.table import TwoLineTable, paint_two_lines
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3, Tone
from qa_desktop.ui.widgets.buttons import ActionButton, Variant
from qa_desktop.ui.widgets.card import Card
from qa_desktop.ui.widgets.chip import paint_chip
from qa_desktop.ui.widgets.keyset_model import Column, KeysetTableModel, PageRequest
from qa_desktop.ui.widgets.text import PlainLabel

_ALL = 100_000


class AimPane(QWidget):
    """A list in memory, buttons below it, and the words about the chosen row at the right.

    ``switched`` says that other things may be done now.
    """

    switched = Signal()

    def __init__(self, columns: Sequence[Column], name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._shown: tuple[Any, ...] = ()
        self._wanted = 0
        self.table = TwoLineTable(self, name=name)
        self.rows = KeysetTableModel(
            columns, self._fetch, lambda row: row.row.id if hasattr(row, "row") else row.id, self, page_size=_ALL
        )
        self.table.set_records(self.rows)
        self.rows.loaded.connect(self._loaded)
        self.table.row_selected.connect(self._selected)
        self.card = Card("", self)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.viewport().setAutoFillBackground(False)
        self.said = PlainLabel("", self)
        self.said.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._area.setWidget(self.said)
        self.said.setAutoFillBackground(False)
        self.card.body.addWidget(self._area, 1)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(SPACE_2)
        self._buttons: list[ActionButton] = []
        self.sides = QHBoxLayout()
        self.sides.setSpacing(SPACE_3)
        self.sides.addWidget(self.table, 5)
        self.sides.addWidget(self.card, 3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addLayout(self.sides, 1)
        layout.addLayout(self.foot)
        self.foot.addStretch(1)

    def add_action(self, words: str, key: str, act: Callable[[], None], *, icon: str = "", primary: bool = False) -> ActionButton:
        """Add a button; the key itself is the screen's."""
        variant = Variant.PRIMARY if primary else Variant.QUIET
        button = ActionButton(words, self, icon=icon, shortcut_hint=key, variant=variant)
        button.clicked.connect(act)
        self.foot.insertWidget(len(self._buttons), button)
        self._buttons.append(button)
        return button

    def show_actions(self, shown: bool) -> None:
        """Offer what may be done, to whoever may do it: the first makes something new, the others work on the chosen row."""
        for button in self._buttons:
            button.setVisible(shown)
        self._switch(self.chosen())

    def _switch(self, row: Any | None) -> None:
        allowed = self.allows(row)
        for button in self._buttons[1:]:
            button.setEnabled(allowed)
        self.switched.emit()

    def allows(self, row: Any | None) -> bool:
        """Return whether anything more can be done with a row."""
        return row is not None

    def show_rows(self, rows: tuple[Any, ...] | None) -> None:
        """Show these, with the row chosen that was chosen before."""
        if rows is None or rows == self._shown:
            return
        self._wanted = max(0, self.table.currentIndex().row())
        self._shown = rows
        self.rows.reload()
        if not rows:
            self.card.set_title("")
            self.said.setText("")

    def chosen(self) -> Any | None:
        """Return the chosen row."""
        return self.table.current_row()

    def words_about(self, row: Any) -> tuple[str, str]:
        """Return title and words about a row."""
        raise NotImplementedError

    def _selected(self, row: Any) -> None:
        self._switch(row)
        if row is not None:
            title, words = self.words_about(row)
            self.card.set_title(title)
            self.said.setText(words)

    def _loaded(self) -> None:
        if self.rows.rowCount():
            self.table.select_row(min(self._wanted, self.rows.rowCount() - 1))
            self._selected(self.table.current_row())

    def _fetch(self, _request: PageRequest, done: Callable[[Sequence[Any]], None], _failed: Callable[[QaError], None]) -> None:
        done(self._shown)


class ObjectivesPane(AimPane):
    """Objectives with how they stand now.  ``behind`` carries the one whose records are wanted, and what their list is called."""

    behind = Signal(object, str)

    def __init__(self, parent: QWidget) -> None:
        self._words = FigureWords(parent)
        columns = (
            Column(parent.tr("Objective"), lambda one: str(one.row.statement), paint=self._paint_statement, stretch=True),
            Column(parent.tr("Now"), self._now, 92, numeric=True),
            Column(parent.tr("Target"), self._target, 92, numeric=True),
            Column(parent.tr("Due"), lambda one: str(one.row.due), 120),
            Column(parent.tr("State"), lambda one: self._words.aim(one.state), 112, paint=self._paint_state),
        )
        super().__init__(columns, parent.tr("Objectives"), parent)
        words = self.tr(
            "An objective has a figure, a baseline, a target, a date and an owner; its state is computed from what is recorded."
        )
        self.table.set_empty_state(self.tr("No objectives yet"), words, icon="gauge")
        self.table.row_activated.connect(self.look_behind)

    def words_about(self, one: Any) -> tuple[str, str]:
        """Return everything about an objective."""
        row, unit = one.row, one.definition.unit
        source = self.tr("measured") if row.baseline_source == "measured" else self.tr("as stated")
        lines = [
            row.statement,
            self.tr("{figure}: {words}").format(figure=one.definition.title, words=one.definition.words),
            self.tr("Baseline {value}, {source}, {first} to {last}").format(
                value=self._words.number(one.target.baseline, unit, one.currency),
                source=source,
                first=row.baseline_from,
                last=row.baseline_until,
            ),
            self.tr("Target {value} by {due}").format(value=self._target(one), due=row.due),
            self.tr("Now {value}, {first} to {last}: {note}").format(
                value=self._now(one), first=one.query.period.first, last=one.query.period.last, note=one.note
            ),
            self.tr("Owner: {name}").format(name=row.owner),
        ]
        if row.resources:
            lines.append(self.tr("Resources: {resources}").format(resources=row.resources))
        if row.requirement:
            lines.append(self.tr("Serves: {requirement}").format(requirement=row.requirement))
        if row.withdraw_reason:
            lines.append(self.tr("Withdrawn: {reason}").format(reason=row.withdraw_reason))
        return f"{row.number} · {self._words.aim(one.state)}", "\n\n".join(lines)

    def look_behind(self, one: Any) -> None:
        """Ask for the records behind an objective, by its own period and filter."""
        period, names = one.query.period, self._names(one.query.names())
        words = self.tr("{number} {figure}: {value}, {first} to {last}{names}")
        title = words.format(
            number=one.row.number,
            figure=one.definition.title,
            value=self._now(one),
            first=period.first,
            last=period.last,
            names=names,
        )
        self.behind.emit(one, title)

    def _names(self, names: dict[str, str]) -> str:
        called = {
            "part": self.tr("part {name}"),
            "supplier": self.tr("supplier {name}"),
            "template": self.tr("checklist {name}"),
            "station": self.tr("station {name}"),
        }
        return "".join(f", {called[kind].format(name=name)}" for kind, name in names.items())

    def allows(self, row: Any | None) -> bool:
        """What was withdrawn is not withdrawn again."""
        return row is not None and row.state is not AimState.WITHDRAWN

    def _now(self, one: Any) -> str:
        return self._words.number(one.value, one.definition.unit, one.currency)

    def _target(self, one: Any) -> str:
        return self._words.number(one.target.target, one.definition.unit, one.currency)

    def _paint_statement(self, painter: QPainter, rect: QRect, one: Any, selected: bool) -> None:
        below = f"{one.row.number} · {one.definition.title} · {one.row.owner}"
        paint_two_lines(painter, rect, one.row.statement, below, selected=selected, strong=True)

    def _paint_state(self, painter: QPainter, rect: QRect, one: Any, _selected: bool) -> None:
        paint_chip(painter, rect, self._words.aim(one.state), AIM_TONES[one.state])


class AuditsPane(AimPane):
    """Internal audits with what they found."""

    def __init__(self, parent: QWidget) -> None:
        columns = (
            Column(parent.tr("Audit"), lambda one: str(one.row.scope), paint=self._paint_scope, stretch=True),
            Column(parent.tr("Date"), lambda one: str(one.row.planned_on), 120),
            Column(parent.tr("Findings"), lambda one: str(one.row.findings), 90, numeric=True),
            Column(parent.tr("State"), self._state, 104, paint=self._paint_state),
        )
        super().__init__(columns, parent.tr("Internal audits"), parent)
        words = self.tr(
            "An audit has a scope, a date and an auditor; each nonconformity that it finds is followed up as an issue."
        )
        self.table.set_empty_state(self.tr("No audits yet"), words, icon="clipboard-list")

    def words_about(self, one: Any) -> tuple[str, str]:
        """Return everything about an audit."""
        row = one.row
        lines = [row.scope, self.tr("{day}, auditor {name}").format(day=row.planned_on, name=row.auditor)]
        if row.criteria:
            lines.append(self.tr("Against: {criteria}").format(criteria=row.criteria))
        for number, found in enumerate(one.findings, 1):
            followed = f" → {found.issue} ({found.issue_state})" if found.issue else ""
            evidence = f"\n{found.evidence}" if found.evidence else ""
            lines.append(f"{number}. {self._kind(found.kind)}: {found.statement}{evidence}{followed}")
        if row.conclusion:
            lines.append(self.tr("Conclusion: {conclusion}").format(conclusion=row.conclusion))
        return f"{row.number} · {self._state(one)}", "\n\n".join(lines)

    def allows(self, row: Any | None) -> bool:
        """Nothing is added to an audit that is closed."""
        return row is not None and row.row.state == "planned"

    def loose_finding(self) -> str:
        """Return the first finding of the chosen audit that no issue follows up, nonconformities before others; or nothing."""
        one = self.chosen()
        loose = [found for found in one.findings if not found.issue_id] if one is not None else []
        loose.sort(key=lambda found: found.kind != "nonconformity")
        return str(loose[0].id) if loose else ""

    def _kind(self, kind: str) -> str:
        names = {
            "nonconformity": self.tr("Nonconformity"),
            "observation": self.tr("Observation"),
            "opportunity": self.tr("Opportunity"),
        }
        return names.get(kind, kind)

    def _state(self, one: Any) -> str:
        return self.tr("planned") if one.row.state == "planned" else self.tr("closed")

    def _paint_scope(self, painter: QPainter, rect: QRect, one: Any, selected: bool) -> None:
        paint_two_lines(painter, rect, one.row.scope, f"{one.row.number} · {one.row.auditor}", selected=selected, strong=True)

    def _paint_state(self, painter: QPainter, rect: QRect, one: Any, _selected: bool) -> None:
        paint_chip(painter, rect, self._state(one), Tone.OPEN if one.row.state == "planned" else Tone.CONFORMS)
