"""One module per family of item types, one line per type in the registry."""

from __future__ import annotations

from typing import Final

from qa_desktop.domain.checklist import ItemKind
from qa_desktop.domain.item_types.base import ItemType
from qa_desktop.domain.item_types.choice import MultipleChoiceType, SingleChoiceType
from qa_desktop.domain.item_types.defects import DefectsType
from qa_desktop.domain.item_types.judgement import ConformityType, YesNoType
from qa_desktop.domain.item_types.numeric import CalculatedType, MeasurementType, NumberType
from qa_desktop.domain.item_types.plain import BarcodeType, DateTimeType, InstructionType, PhotoType, TextType

_REGISTRY: Final[dict[ItemKind, ItemType]] = {
    ItemKind.CONFORMITY: ConformityType(),
    ItemKind.YES_NO: YesNoType(),
    ItemKind.SINGLE_CHOICE: SingleChoiceType(),
    ItemKind.MULTIPLE_CHOICE: MultipleChoiceType(),
    ItemKind.MEASUREMENT: MeasurementType(),
    ItemKind.NUMBER: NumberType(),
    ItemKind.TEXT: TextType(),
    ItemKind.DATE_TIME: DateTimeType(),
    ItemKind.PHOTO: PhotoType(),
    ItemKind.BARCODE: BarcodeType(),
    ItemKind.INSTRUCTION: InstructionType(),
    ItemKind.CALCULATED: CalculatedType(),
    ItemKind.DEFECTS: DefectsType(),
}


def item_type(kind: ItemKind) -> ItemType:
    """Return the rules of a kind of item."""
    return _REGISTRY[kind]
