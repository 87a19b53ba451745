"""Whether an item is asked for each piece, and by which plan pieces are drawn, said for a lot of an example size."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from qa_desktop.domain.changed_fields import sampling_words
from qa_desktop.domain.checklist import Item
from qa_desktop.domain.sampling import AQLS, Level, SamplingKind, TableSet
from qa_desktop.ui.designer.groups.base import COLUMNS, Group
from qa_desktop.ui.designer.inputs import CheckInput, ChoiceInput, Input, LineInput
from qa_desktop.ui.designer.plan_words import plan_for_lot
from qa_desktop.ui.designer.state import DesignerState
from qa_desktop.ui.designer.view_model import DesignerModel
from qa_desktop.ui.designer.words import designer_words
from qa_desktop.ui.widgets.fields import LabelledField
from qa_desktop.ui.widgets.text import PlainLabel

_K = SamplingKind
_EXAMPLE = "500"


class SamplingGroup(Group):
    """Pieces and sampling."""

    def __init__(self, model: DesignerModel, parent: QWidget | None = None) -> None:
        super().__init__(model, "", parent)
        self.head.setText(self.tr("Pieces and sampling"))

    def paths(self) -> tuple[str, ...]:
        """Pieces and the rule."""
        return ("rules.asks.per_piece", "rules.sampling")

    def summary(self, item: Item) -> str:
        """Return whether it is asked for each piece, and the plan."""
        once = self.tr("For each piece") if item.rules.asks.per_piece else self.tr("Asked once")
        rule = item.rules.sampling
        return once if rule is None else f"{once}, {sampling_words(rule)}"

    def build(self, grid: QGridLayout) -> None:
        """Make the fields."""
        give, words = self.model.give, designer_words()
        self.add(CheckInput("rules.asks.per_piece", self.tr("Asked for each piece of the sample"), give, self), grid, 0)
        kinds = [(words.sampling(kind), kind) for kind in (None, *SamplingKind)]
        self.add(ChoiceInput("rules.sampling.kind", self.tr("How many pieces"), kinds, give, self), grid, 1, 0, 3)
        hint = self.tr("Lines of one class share a plan. Empty: the severity is the class.")
        self.group = LineInput("rules.sampling.group", self.tr("Class"), give, self, hint=hint, limit=80)
        self.add(self.group, grid, 1, 3, 3)
        self._rules: dict[SamplingKind, tuple[Input, ...]] = {}
        levels = [(level.value, level) for level in Level]
        tables = [("MIL-STD-105E / Z1.4", TableSet.Z14), ("ISO 2859-1:1999", TableSet.ISO)]
        aql = ChoiceInput("rules.sampling.aql", self.tr("AQL"), [(text, text) for text in AQLS], give, self)
        level = ChoiceInput("rules.sampling.level", self.tr("Inspection level"), levels, give, self)
        table = ChoiceInput("rules.sampling.tables", self.tr("Tables"), tables, give, self)
        count = LineInput("rules.sampling.count", self.tr("Pieces"), give, self, limit=7)
        share = LineInput("rules.sampling.percent", self.tr("Percent of the lot"), give, self)
        accept = LineInput("rules.sampling.accept", self.tr("Accepted with up to"), give, self, limit=7)
        hint = self.tr("Share of bad pieces that must be found out, in percent.")
        limiting = LineInput("rules.sampling.limiting_percent", self.tr("Limiting quality"), give, self, hint=hint)
        hint = self.tr("Chance that such a lot still passes.")
        beta = LineInput("rules.sampling.beta", self.tr("β"), give, self, hint=hint)
        k = LineInput("rules.sampling.k", self.tr("Constant k"), give, self)
        self._rules = {
            _K.ALL: (accept,),
            _K.FIXED: (count, accept),
            _K.PERCENT: (share, accept),
            _K.AQL: (aql, level, table),
            _K.ZERO: (limiting, beta),
            _K.VARIABLES: (count, k),
        }
        for place, field in enumerate((aql, level, table, count, share, limiting, beta, accept, k)):
            row, column = divmod(place, 3)
            self.add(field, grid, row + 2, column * 2, 2)
        self.lot = QLineEdit(_EXAMPLE)
        self.lot.setMaxLength(9)
        self.lot.textEdited.connect(self._say)
        self.example = LabelledField(self.tr("For a lot of"), self.lot, self)
        self.plan = PlainLabel("", self, strong=True)
        grid.addWidget(self.example, 5, 0, 1, 2)
        grid.addWidget(self.plan, 5, 2, 1, COLUMNS - 2)

    def fill(self, state: DesignerState) -> None:
        """Show the fields of the kind of plan."""
        super().fill(state)
        rule = state.item.rules.sampling if state.item is not None else None
        shown = self._rules[rule.kind] if rule is not None else ()
        for field in {one for fields in self._rules.values() for one in fields}:
            field.setVisible(field in shown)
        self.group.setVisible(rule is not None)
        self.example.setVisible(rule is not None)
        self.plan.setVisible(rule is not None)
        self._say()

    def _say(self) -> None:
        rule = self._state.item.rules.sampling if self._state is not None and self._state.item is not None else None
        if rule is not None:
            self.plan.setText(plan_for_lot(rule, self.lot.text()))
