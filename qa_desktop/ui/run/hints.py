"""Which keys matter at the current item of the run."""

from __future__ import annotations

from PySide6.QtCore import QObject

from qa_desktop.domain.checklist import ItemKind
from qa_desktop.ui.places import Place, key_of
from qa_desktop.ui.run.state import RunState, Stage
from qa_desktop.ui.widgets.keyhints import KeyHint


class RunHints(QObject):
    """The words for the keys."""

    def of(self, state: RunState) -> tuple[KeyHint, ...]:
        """Return the keys in the order in which they matter."""
        if state.stage is not Stage.READY or state.panel is None:
            return (KeyHint(key_of(Place.HOME), self.tr("My work")),)
        hints = [KeyHint("Space", self.tr("Next open"))]
        if state.may_edit:
            enter = self.tr("Accept as fail, go on") if state.panel.failed else self.tr("Accept, go on")
            hints = [KeyHint("Enter", enter), *hints]
            allows_na = state.panel.item.allow_na
            if state.panel.item.kind in {ItemKind.CONFORMITY, ItemKind.YES_NO}:
                hints.insert(0, KeyHint("1 2 3" if allows_na else "1 2", self.tr("Answer")))
            elif state.panel.item.choices:
                hints.insert(0, KeyHint(f"1 … {min(9, len(state.panel.item.choices))}", self.tr("Choose")))
            hints += [KeyHint("N", self.tr("Note")), KeyHint("P", self.tr("Photo")), KeyHint("I", self.tr("Issue"))]
            hints += [KeyHint("Ctrl+Enter", self.tr("Sign")), KeyHint("Ctrl+Z", self.tr("Undo"))]
            hints += [KeyHint("A", self.tr("N/A"))] if allows_na else []
            hints += [KeyHint("Ctrl+R", self.tr("Retract, retest, reject"))]
            hints += [KeyHint("T", self.tr("Returned or all lines"))] if state.only_returned is not None else []
        hints += [
            *([KeyHint("F4", self.tr("Pieces"))] if state.pieces.is_there else []),
            KeyHint("G", self.tr("Go to number")),
            KeyHint("F7", self.tr("Next failed")),
            KeyHint("F9", self.tr("Next missing")),
            KeyHint("Esc", self.tr("Leave the field")),
            KeyHint("F6", self.tr("List or editor")),
            KeyHint("PgDn", self.tr("Next section")),
            KeyHint("L", self.tr("Last readings")),
            KeyHint("K", self.tr("What we know")),
            KeyHint("M", self.tr("Which gauge")),
            KeyHint("F2", self.tr("Edit the value")),
            KeyHint("F8", self.tr("Gauge or clock")),
            KeyHint("Ctrl+Y", self.tr("Redo")),
            KeyHint("Alt+N, P, I", self.tr("The same from inside a text field")),
        ]
        return tuple(hints)
