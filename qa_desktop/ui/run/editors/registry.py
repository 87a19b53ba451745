"""Which editor draws which item."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QWidget

from qa_desktop.domain.checklist import Item, ItemKind
from qa_desktop.ui.run.editors.base import Editor
from qa_desktop.ui.run.editors.calculated import CalculatedEditor
from qa_desktop.ui.run.editors.choice import ChoiceEditor
from qa_desktop.ui.run.editors.defects import DefectsEditor
from qa_desktop.ui.run.editors.judgement import JudgementEditor
from qa_desktop.ui.run.editors.moment import MomentEditor
from qa_desktop.ui.run.editors.plain import InstructionEditor, PhotoEditor
from qa_desktop.ui.run.editors.reading import ReadingEditor
from qa_desktop.ui.run.editors.text import BarcodeEditor, TextEditor


def editor_key(item: Item) -> str:
    """Return which items can share one editor."""
    match item.kind:
        case ItemKind.MEASUREMENT | ItemKind.NUMBER:
            return "reading"
        case ItemKind.YES_NO:
            return f"yes_no:{item.expected}"
        case _:
            return item.kind.value


def make_editor(item: Item, parent: QWidget) -> Editor:
    """Return a new editor for ``item`` and all that share its key."""
    match item.kind:
        case ItemKind.CONFORMITY | ItemKind.YES_NO:
            return JudgementEditor(item, parent)
        case ItemKind.SINGLE_CHOICE | ItemKind.MULTIPLE_CHOICE:
            return ChoiceEditor(multiple=item.kind is ItemKind.MULTIPLE_CHOICE, parent=parent)
        case _:
            return _PLAIN[item.kind](parent)


_PLAIN: Final[dict[ItemKind, Callable[[QWidget], Editor]]] = {
    ItemKind.MEASUREMENT: ReadingEditor,
    ItemKind.NUMBER: ReadingEditor,
    ItemKind.TEXT: TextEditor,
    ItemKind.BARCODE: BarcodeEditor,
    ItemKind.DATE_TIME: MomentEditor,
    ItemKind.PHOTO: PhotoEditor,
    ItemKind.INSTRUCTION: InstructionEditor,
    ItemKind.DEFECTS: DefectsEditor,
    ItemKind.CALCULATED: CalculatedEditor,
}
