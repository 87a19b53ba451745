"""The form at the right: the head of the checklist, a section, or an item in its groups."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget

from qa_desktop.ui.designer.door import DesignerDoor
from qa_desktop.ui.designer.groups.answering import EvidenceGroup, Led, OriginGroup, SecondGroup, WhyGroup
from qa_desktop.ui.designer.groups.asked import AskedGroup
from qa_desktop.ui.designer.groups.base import Group
from qa_desktop.ui.designer.groups.choices import ChoicesGroup
from qa_desktop.ui.designer.groups.expressions import ConditionGroup, FormulaGroup, ReferenceSheet
from qa_desktop.ui.designer.groups.languages import LanguagesGroup
from qa_desktop.ui.designer.groups.limits import DecisionGroup, LimitsGroup, TypingGroup
from qa_desktop.ui.designer.groups.pictures import PicturesGroup
from qa_desktop.ui.designer.groups.sampling import SamplingGroup
from qa_desktop.ui.designer.inputs import LineInput, TextInput
from qa_desktop.ui.designer.state import DesignerState
from qa_desktop.ui.designer.view_model import DesignerModel
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3
from qa_desktop.ui.widgets.card import Card


class ItemForm(QScrollArea):
    """Shows the present place; fields of closed groups do not exist yet."""

    def __init__(self, model: DesignerModel, door: DesignerDoor, led: Led, host: QWidget) -> None:
        super().__init__(host)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("What stands at this place"))
        self.viewport().setAutoFillBackground(False)
        self._state: DesignerState | None = None
        self._wish = 0
        page = QWidget()
        self.references = ReferenceSheet(host)
        self.title = LineInput("title", self.tr("Title of the checklist"), model.give, page, limit=200)
        self.description = TextInput("description", self.tr("Description"), model.give, page, lines=3)
        self.section = LineInput("section.title", self.tr("Title of the section"), model.give, page)
        self.head = Card(self.tr("The checklist"), page)
        self.head.body.addWidget(self.title)
        self.head.body.addWidget(self.description)
        self.section_card = Card(self.tr("Section"), page)
        self.section_card.body.addWidget(self.section)
        self.asked = AskedGroup(model, page)
        self.formula = FormulaGroup(model, self.references, page)
        self.condition = ConditionGroup(model, self.references, page)
        self.groups: tuple[Group, ...] = (
            self.asked,
            LimitsGroup(model, page),
            ChoicesGroup(model, page),
            self.formula,
            self.condition,
            SamplingGroup(model, page),
            EvidenceGroup(model, page),
            DecisionGroup(model, page),
            TypingGroup(model, page),
            SecondGroup(model, page),
            PicturesGroup(model, door, page),
            OriginGroup(model, page),
            WhyGroup(model, door.issue_title, led, page),
            LanguagesGroup(model, page),
        )
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, SPACE_2, SPACE_3)
        layout.setSpacing(SPACE_2)
        for widget in (self.head, self.section_card, *self.groups):
            layout.addWidget(widget)
        layout.addStretch(1)
        self.setWidget(page)
        page.setAutoFillBackground(False)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def show_state(self, state: DesignerState) -> None:
        """Show the present place; go to the field that is wished for."""
        moved = self._state is None or self._state.spot != state.spot
        self._state = state
        self.head.setVisible(state.spot.section < 0)
        self.section_card.setVisible(state.spot.section >= 0 and state.item is None)
        if state.spot.section < 0:
            self.title.show_state(state)
            self.description.show_state(state)
        elif state.item is None:
            self.section.show_state(state)
        for group in self.groups:
            group.show_state(state)
        if moved:
            self.verticalScrollBar().setValue(0)
        path, wish = state.wanted
        if wish != self._wish:
            self._wish = wish
            self.go_to(path)

    def go_to(self, path: str = "") -> None:
        """Give the keyboard to the field of a path; without one to the first field."""
        state = self._state
        if state is None:
            return
        sentence = state.problem_at(path)
        if state.spot.section < 0:
            (self.description if path == "description" else self.title).take_focus()
        elif state.item is None:
            self.section.take_focus()
        elif not any(group.open_for(path, sentence) for group in self.groups if not group.isHidden()):
            self.asked.open_for("text", "")

    def group(self, kind: type[Group]) -> Group:
        """Return the group of a kind."""
        return next(group for group in self.groups if isinstance(group, kind))

    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        """Keep what has the keyboard in view."""
        page = self.widget()
        if now is not None and page is not None and page.isAncestorOf(now):
            self.ensureWidgetVisible(now, 0, 96)
