"""The place for the signatures, and what proves that this file is the one that was signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qa_desktop.domain.signature import Stage
from qa_desktop.reports.blocks import Heading, fact_rows, paragraph
from qa_desktop.reports.document import ATTACHMENT_NAME
from qa_desktop.reports.fonts import Font
from qa_desktop.reports.layout import Block, Space
from qa_desktop.reports.pen import Pen
from qa_desktop.reports.stamp import FIELD_HEIGHT, FIELD_NAMES, WAITING
from qa_desktop.reports.style import SMALL, SOFT, TINY
from qa_desktop.reports.text import one_line
from qa_desktop.reports.types import RenderInput

_GAP = 14.0
_NOTE = (
    "The inspector signs first and certifies this document; the supervisor then countersigns and locks it. A report whose second "
    "field says “waiting for countersignature” is not released. Any later change is found by checking the signatures."
)


@dataclass(frozen=True, slots=True)
class SignatureFields:
    """Boxes side by side, where the signature fields are put: ``fields`` maps stages to the words before they are signed.

    ``label`` stands above the boxes instead of the names of the fields.
    """

    width: float
    fields: Mapping[Stage, str]
    keep_with_next: bool = False
    label: str = ""

    @property
    def height(self) -> float:
        """Labels and boxes."""
        return FIELD_HEIGHT + 14.0

    @property
    def least(self) -> float:
        """One piece."""
        return self.height

    def split(self, room: float) -> tuple[Block, Block] | None:
        """One piece."""
        return None

    def boxes(self, x: float, top: float) -> dict[Stage, tuple[float, float, float, float]]:
        """Return left, bottom, right and top of each field when the block stands at ``x``, ``top``."""
        # Whole points, because pyHanko hands whole points to the stamp.
        each = float((self.width - _GAP) // 2)
        upper = top - 12.0
        lower = upper - FIELD_HEIGHT
        lefts = (x, x + self.width - each)
        return {stage: (left, lower, left + each, upper) for stage, left in zip(self.fields, lefts, strict=False)}

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Draw the labels; the fields bring their own frame."""
        for stage, box in self.boxes(x, top).items():
            words = one_line(self.label or FIELD_NAMES[stage], Font.BOLD, SMALL, box[2] - box[0])
            pen.text(box[0], top - 8.0, words, Font.BOLD, SMALL, SOFT)


def signature_blocks(given: RenderInput, room: float, digest: str) -> list[Block]:
    """Return the last chapter: signatures and origin; ``digest`` is the digest of the content."""
    record, anchor = given.record, given.anchor
    origin = (
        ("Content digest (SHA-256)", digest),
        ("Criteria digest (SHA-256)", record.criteria_digest),
        (f"Audit chain of station {anchor.station}, entry {anchor.sequence}", anchor.head),
        (f"Record, embedded in this file as {ATTACHMENT_NAME}", record.id),
    )
    note = paragraph(_NOTE, room, size=SMALL, colour=SOFT, keep=True)
    return [
        Heading("Signatures", room),
        note,
        Space(6, keep_with_next=True),
        SignatureFields(room, WAITING, keep_with_next=True),
        Space(8),
        *fact_rows(origin, room, columns=2, size=TINY),
    ]
