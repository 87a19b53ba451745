"""The words for items and revisions, in the language of the screen."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QObject

from qa_desktop.domain.checklist import Evidence, Item, ItemKind, RevisionState, Severity
from qa_desktop.domain.item_types.numeric import number_for_people, with_unit
from qa_desktop.ui.theme.tokens import Tone

STATE_TONES = {
    RevisionState.DRAFT: Tone.WARNING,
    RevisionState.APPROVED: Tone.ACCENT,
    RevisionState.PUBLISHED: Tone.CONFORMS,
    RevisionState.RETIRED: Tone.NA,
}
STATE_ICONS = {
    RevisionState.DRAFT: "pencil",
    RevisionState.APPROVED: "badge-check",
    RevisionState.PUBLISHED: "circle-check",
    RevisionState.RETIRED: "history",
}
SEVERITY_TONES = {Severity.CRITICAL: Tone.FAILS, Severity.MAJOR: Tone.WARNING, Severity.MINOR: Tone.NEUTRAL}


class TemplateWords(QObject):
    """Words for what a checklist asks."""

    def kind(self, kind: ItemKind) -> str:
        """Return the name of a kind of item."""
        match kind:
            case ItemKind.CONFORMITY:
                return self.tr("Conforms or not")
            case ItemKind.YES_NO:
                return self.tr("Yes or no")
            case ItemKind.SINGLE_CHOICE:
                return self.tr("One choice")
            case ItemKind.MULTIPLE_CHOICE:
                return self.tr("Several choices")
            case ItemKind.MEASUREMENT:
                return self.tr("Measurement")
            case ItemKind.NUMBER:
                return self.tr("Number")
            case _:
                return self._other_kind(kind)

    def _other_kind(self, kind: ItemKind) -> str:
        match kind:
            case ItemKind.TEXT:
                return self.tr("Text")
            case ItemKind.DATE_TIME:
                return self.tr("Date and time")
            case ItemKind.PHOTO:
                return self.tr("Photo")
            case ItemKind.BARCODE:
                return self.tr("Barcode")
            case ItemKind.CALCULATED:
                return self.tr("Calculated value")
            case ItemKind.DEFECTS:
                return self.tr("Defect tally")
            case _:
                return self.tr("Instruction")

    def severity(self, severity: Severity) -> str:
        """Return the name of a severity class."""
        match severity:
            case Severity.CRITICAL:
                return self.tr("Critical")
            case Severity.MAJOR:
                return self.tr("Major")
            case Severity.MINOR:
                return self.tr("Minor")

    def evidence(self, evidence: Evidence) -> str:
        """Return what has to accompany a failed answer."""
        match evidence:
            case Evidence.NONE:
                return self.tr("Nothing more is asked for")
            case Evidence.NOTE:
                return self.tr("A note is asked for")
            case Evidence.PHOTO:
                return self.tr("A photo is asked for")
            case Evidence.PHOTO_OR_NOTE:
                return self.tr("A photo or a note is asked for")
            case Evidence.PHOTO_AND_NOTE:
                return self.tr("A photo and a note are asked for")

    def state(self, state: RevisionState) -> str:
        """Return the name of a state."""
        match state:
            case RevisionState.DRAFT:
                return self.tr("Draft")
            case RevisionState.APPROVED:
                return self.tr("Approved")
            case RevisionState.PUBLISHED:
                return self.tr("Published")
            case RevisionState.RETIRED:
                return self.tr("Retired")

    def limits(self, item: Item) -> str:
        """Return limits and nominal with the unit, empty when there are none."""
        limits, parts = item.limits, []
        if limits.lower is not None and limits.upper is not None:
            lower, upper = number_for_people(limits.lower), with_unit(limits.upper, item.unit)
            parts.append(self.tr("{lower} … {upper}").format(lower=lower, upper=upper))
        elif limits.lower is not None:
            parts.append(self.tr("at least {limit}").format(limit=with_unit(limits.lower, item.unit)))
        elif limits.upper is not None:
            parts.append(self.tr("at most {limit}").format(limit=with_unit(limits.upper, item.unit)))
        if isinstance(limits.nominal, Decimal):
            parts.append(self.tr("nominal {value}").format(value=with_unit(limits.nominal, item.unit)))
        return ", ".join(parts)

    def asks(self, item: Item) -> str:
        """Return in one line what an item asks for."""
        parts = [self.kind(item.kind), self.limits(item)]
        if item.expected is not None:
            parts.append(self.tr("“yes” conforms") if item.expected == "yes" else self.tr("“no” conforms"))
        if item.choices:
            parts.append(self.tr("{count} choices").format(count=len(item.choices)))
        if not item.required:
            parts.append(self.tr("not required"))
        return " · ".join(part for part in parts if part)


_words: list[TemplateWords] = []


def template_words() -> TemplateWords:
    """Return the words."""
    if not _words:
        _words.append(TemplateWords())
    return _words[0]
