"""Why a series of lots is inspected as hard as it is, in words."""

from __future__ import annotations

from collections.abc import Sequence

from qa_desktop.domain.sampling import SamplingSeverity, TableSet
from qa_desktop.methods.sampling.switching import (
    LOTS_BACK_TO_NORMAL,
    LOTS_FOR_REDUCED,
    REJECTIONS_IN_WINDOW,
    REJECTIONS_TO_STOP,
    SCORE_FOR_REDUCED,
    Event,
    LotResult,
    Step,
)

_NAMES = {
    SamplingSeverity.NORMAL: "Normal inspection",
    SamplingSeverity.TIGHTENED: "Tightened inspection",
    SamplingSeverity.REDUCED: "Reduced inspection",
    SamplingSeverity.SUSPENDED: "Inspection is suspended",
}

_EVENTS = {
    Event.PRODUCTION_UNSTEADY: "production became irregular",
    Event.REDUCED_WITHDRAWN: "the approval of reduced inspection was withdrawn",
    Event.OTHER_CONDITIONS: "other conditions ended reduced inspection",
    Event.CAUSE_REMOVED: "the cause was removed",
    Event.REDUCED_APPROVED: "reduced inspection was approved",
    Event.PRODUCTION_STEADY: "production became steady",
}


def severity_in_words(severity: SamplingSeverity) -> str:
    """Return the name of a severity, at the beginning of a sentence."""
    return _NAMES[severity]


def reason_in_words(steps: Sequence[Step], rules: TableSet) -> str:
    """Return why the next lot is inspected as ``steps`` (oldest first) left it: the last switch, and what was counted since."""
    lots = sum(1 for step in steps if isinstance(step.entry, LotResult) and step.counted)
    switch = next((place for place in range(len(steps) - 1, -1, -1) if _switches(steps[place])), None)
    if switch is None:
        return f"{_NAMES[SamplingSeverity.NORMAL]}: {_so_far(lots)}."
    step = steps[switch]
    since = sum(1 for later in steps[switch + 1 :] if isinstance(later.entry, LotResult) and later.counted)
    words = f"{_NAMES[step.after.severity]}, because {_why(step, rules)}"
    return words + (f"; {_lots(since)} since." if since else ".")


def _switches(step: Step) -> bool:
    return step.after.severity is not step.severity


def _so_far(lots: int) -> str:
    return "the first lot of this series" if not lots else f"{_lots(lots)} so far"


def _lots(count: int) -> str:
    return "1 lot" if count == 1 else f"{count} lots"


def _why(step: Step, rules: TableSet) -> str:
    entry = step.entry
    if isinstance(entry, Event):
        return _EVENTS[entry]
    match step.after.severity:
        case SamplingSeverity.TIGHTENED:
            return f"{REJECTIONS_IN_WINDOW} of 5 or fewer consecutive lots were not accepted"
        case SamplingSeverity.SUSPENDED:
            return f"{REJECTIONS_TO_STOP} lots were not accepted under tightened inspection"
        case SamplingSeverity.REDUCED if rules is TableSet.ISO:
            return f"the switching score reached {SCORE_FOR_REDUCED}"
        case SamplingSeverity.REDUCED:
            return f"{LOTS_FOR_REDUCED} lots in a row were accepted"
    if step.severity is SamplingSeverity.TIGHTENED:
        return f"{LOTS_BACK_TO_NORMAL} lots in a row were accepted under tightened inspection"
    if not entry.accepted:
        return "a lot was not accepted under reduced inspection"
    return "a lot fell between Ac and Re" if entry.in_gap else "production was not steady"
