"""The words of the designer, in the language of the screen."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QObject

from qa_desktop.domain.checklist import Evidence, Item, ItemKind
from qa_desktop.domain.decision import Comparison
from qa_desktop.domain.item_rules import EvidenceWhen, IssueWhen
from qa_desktop.domain.item_types.numeric import number_for_people, with_unit
from qa_desktop.domain.sampling import SamplingKind


class DesignerWords(QObject):
    """Words for rules."""

    def kind_hint(self, kind: ItemKind) -> str:
        """Return what people do at an item of such a kind."""
        hints = {
            ItemKind.INSTRUCTION: self.tr("Something to read; it is confirmed, not answered."),
            ItemKind.CALCULATED: self.tr("Nobody types it: it is calculated from other answers."),
            ItemKind.DEFECTS: self.tr("Counts how many of each type of defect were found."),
        }
        return hints.get(kind, "")

    def when(self, when: EvidenceWhen) -> str:
        """Return when evidence is asked for."""
        match when:
            case EvidenceWhen.NEVER:
                return self.tr("Never")
            case EvidenceWhen.ON_FAIL:
                return self.tr("When it fails")
            case EvidenceWhen.ALWAYS:
                return self.tr("Always")
            case EvidenceWhen.NTH:
                return self.tr("At every Nth piece")

    def issue_when(self, when: IssueWhen) -> str:
        """Return what a failure does about an issue."""
        match when:
            case IssueWhen.ASK:
                return self.tr("Ask the inspector")
            case IssueWhen.AUTOMATIC:
                return self.tr("Log it by itself")
            case IssueWhen.NEVER:
                return self.tr("Never from this line")

    def evidence(self, evidence: Evidence) -> str:
        """Return which evidence is asked for."""
        match evidence:
            case Evidence.NONE:
                return self.tr("Nothing")
            case Evidence.NOTE:
                return self.tr("A note")
            case Evidence.PHOTO:
                return self.tr("A photo")
            case Evidence.PHOTO_OR_NOTE:
                return self.tr("A photo or a note")
            case Evidence.PHOTO_AND_NOTE:
                return self.tr("A photo and a note")

    def comparison(self, comparison: Comparison) -> str:
        """Return how a reading is compared."""
        if comparison is Comparison.ABSOLUTE:
            return self.tr("As read (absolute method)")
        return self.tr("Rounded to the limit first (ASTM E29)")

    def sampling(self, kind: SamplingKind | None) -> str:
        """Return how pieces are sampled."""
        match kind:
            case None:
                return self.tr("No plan of its own")
            case SamplingKind.ALL:
                return self.tr("Every piece (100 %)")
            case SamplingKind.FIXED:
                return self.tr("A fixed number")
            case SamplingKind.PERCENT:
                return self.tr("A share of the lot")
            case SamplingKind.AQL:
                return self.tr("AQL tables")
            case SamplingKind.ZERO:
                return self.tr("Zero acceptance")
            case SamplingKind.VARIABLES:
                return self.tr("Variables (k method)")

    def zone(self, item: Item) -> str:
        """Return in words which readings prove conformity, are uncertain, or prove nonconformity."""
        limits, rule = item.limits, item.rules.decision
        if limits.is_open:
            return self.tr("There are no limits, so readings are only recorded.")
        band = rule.guard_band
        lower, upper = limits.lower, limits.upper
        if not band:
            sentence = self.tr("Readings {zone} conform. All others do not.")
            return sentence.format(zone=self._range(lower, upper, item.unit))
        inner = (None if lower is None else lower + band, None if upper is None else upper - band)
        outer = (None if lower is None else lower - band, None if upper is None else upper + band)
        if inner[0] is not None and inner[1] is not None and inner[0] > inner[1]:
            words = self.tr("A guard band of {band} on each side leaves no reading that could prove conformity.")
            return words.format(band=with_unit(band, item.unit))
        words = self.tr(
            "Guard band {band}. Readings {inner} prove conformity. Readings beyond {outer} prove nonconformity. Between them "
            "it is uncertain."
        )
        return words.format(
            band=with_unit(band, item.unit),
            inner=self._range(*inner, item.unit),
            outer=self._ends(*outer, item.unit),
        )

    def _range(self, lower: Decimal | None, upper: Decimal | None, unit: str) -> str:
        if lower is not None and upper is not None:
            words = self.tr("from {lower} to {upper}")
            return words.format(lower=number_for_people(lower), upper=with_unit(upper, unit))
        if lower is not None:
            return self.tr("of at least {limit}").format(limit=with_unit(lower, unit))
        return self.tr("of at most {limit}").format(limit=with_unit(upper or Decimal(0), unit))

    def _ends(self, lower: Decimal | None, upper: Decimal | None, unit: str) -> str:
        found = [number_for_people(limit) for limit in (lower, upper) if limit is not None]
        words = self.tr("{lower} and {upper}").format(lower=found[0], upper=found[1]) if len(found) == 2 else found[0]
        return f"{words}\u00a0{unit}" if unit else words


_words: list[DesignerWords] = []


def designer_words() -> DesignerWords:
    """Return the words."""
    if not _words:
        _words.append(DesignerWords())
    return _words[0]
