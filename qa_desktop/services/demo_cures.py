"""What was found and done about the issues of the demo, in the words of the trade that they come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qa_desktop.domain.causes import Track
from qa_desktop.domain.issue import IssueState

_S = IssueState
Whys = tuple[tuple[str, str], ...]
"""Answers to why with how each is known; the last one is the root."""


@dataclass(frozen=True, slots=True)
class Cure:
    """The way of an issue: failure code, the remark of each step, whys and cause codes of both questions, action, decision."""

    code: str
    remarks: Mapping[IssueState, str]
    whys: Mapping[Track, Whys]
    causes: Mapping[Track, str]
    action: str
    done: str
    seen: str
    overridden: str
    way: str
    decided: str
    lifted: str


_MACHINED = Cure(
    "DIM",
    {
        _S.CONTAINED: "Lot checked piece by piece, bad pieces in the red bin.",
        _S.ANALYSED: "Worn insert; the change interval was too long.",
        _S.ACTING: "Interval halved in the setting sheet, operators told.",
        _S.VERIFYING: "Next three lots are watched.",
        _S.CLOSED: "Three lots without a repeat.",
    },
    {
        Track.OCCURRENCE: (
            ("The insert was worn beyond its limit", "Wear land 0.4 mm under the microscope"),
            ("It is changed by feel, not by count", "No count in the setting sheet"),
        ),
        Track.DETECTION: (
            ("Only the first piece of the run was measured", "Process sheet, revision C"),
            ("The plan does not say when to measure again", "Read together with the setter"),
        ),
    },
    {Track.OCCURRENCE: "TOOL", Track.DETECTION: "NOT-CHECKED"},
    "Change the insert after 200 pieces; the counter of the machine stops it",
    "Counter set at the machine, setting sheet changed to revision D",
    "Looked at the counter and at the sheet on the machine.",
    "Three lots without a repeat; the part runs out next month.",
    "return_to_supplier",
    "The supplier takes them back and credits them.",
    "Sorted piece by piece; the good ones are marked.",
)
_WELDED = Cure(
    "WELD",
    {
        _S.CONTAINED: "Frame tagged red and set aside; the two before it looked at.",
        _S.ANALYSED: "The card at the station is older than the welding procedure.",
        _S.ACTING: "New card printed, welders shown.",
        _S.VERIFYING: "Every frame of the next week is measured.",
        _S.CLOSED: "Ten frames in a row are good.",
    },
    {
        Track.OCCURRENCE: (
            ("The values were set by the card at the station", "Seen with the welder, card of March"),
            ("The card was not changed with the welding procedure", "Card revision 2, procedure revision 4"),
        ),
        Track.DETECTION: (
            ("The values were read after the seam was finished", "Times in the inspection"),
            ("Nobody said when they are to be read", "The line asks for a value, not for a moment"),
        ),
    },
    {Track.OCCURRENCE: "METHOD", Track.DETECTION: "CRITERION"},
    "Cards at the stations carry the revision of the procedure; the shift lead compares them on Mondays",
    "Five cards changed, list of Mondays hangs beside the station",
    "Compared all five cards with the procedure.",
    "Ten frames in a row are good; the next order comes in spring.",
    "scrap",
    "The seam was ground out twice already; the joint may not be welded again.",
    "Both neighbours measured: inside the limits.",
)
_ELECTRONICS = Cure(
    "ASSY",
    {
        _S.CONTAINED: "Boards of the shift are in the blue trays, locked.",
        _S.ANALYSED: "Kit with two kinds of one part in one bag.",
        _S.ACTING: "Bags are packed by kind; the picture of pin 1 is on the bench.",
        _S.VERIFYING: "The next two lots are looked at piece by piece.",
        _S.CLOSED: "Two lots without a repeat.",
    },
    {
        Track.OCCURRENCE: (
            ("The connector goes in both ways round", "Tried at the bench"),
            ("The instruction shows no picture of pin 1", "Work instruction MC-14, page 3"),
        ),
        Track.DETECTION: (
            ("It was seen at the final inspection only", "Test bench has no step for it"),
            ("The test before housing was left out at the start of the series", "Test plan of January"),
        ),
    },
    {Track.OCCURRENCE: "TRAINING", Track.DETECTION: "NOT-CHECKED"},
    "Put the picture of pin 1 into the instruction and on the bench",
    "Instruction MC-14 revision 5, picture on benches 3 and 4",
    "Asked two assemblers to show it; both did it right.",
    "Two lots looked at piece by piece without a repeat.",
    "scrap",
    "The tracks lift when it is soldered out.",
    "Every board of the trays looked at; the good ones have a green dot.",
)
_ORDERLY = Cure(
    "DOC",
    {
        _S.CONTAINED: "Put right on the spot.",
        _S.ANALYSED: "The round has no owner on the late shift.",
        _S.ACTING: "The late shift has its own round.",
        _S.VERIFYING: "Looked at every evening for two weeks.",
        _S.CLOSED: "Two weeks in order.",
    },
    {
        Track.OCCURRENCE: (
            ("Nobody felt responsible in the late shift", "Asked both shift leads"),
            ("The duty roster names the early shift only", "Roster of hall 2"),
        ),
        Track.DETECTION: (
            ("The round was made in the morning only", "Plan of the rounds"),
            ("The plan was made before there was a late shift", "Plan of last year"),
        ),
    },
    {Track.OCCURRENCE: "METHOD", Track.DETECTION: "NOT-CHECKED"},
    "A round of its own for the late shift, with a name",
    "Roster changed, first round made",
    "Walked along on Tuesday evening.",
    "Two weeks in order.",
    "scrap",
    "Worn out; a new one is there.",
    "Put right on the spot.",
)
SHAFTS = Cure(
    "DIM",
    {
        _S.CONTAINED: "The rest of the lot is held; assembly has none of it.",
        _S.ANALYSED: "The supplier saws to a stop that had moved; nobody measured the first piece.",
        _S.ACTING: "The supplier pins the stop and sends the first reading along.",
        _S.VERIFYING: "The next lots are watched.",
        _S.CLOSED: "No short shaft in the next lot.",
    },
    {
        Track.OCCURRENCE: (
            ("The stop of the saw had moved", "Visit at the supplier, photograph of the scale"),
            ("It is clamped, not pinned", "Drawing of the stop"),
        ),
        Track.DETECTION: (
            ("The supplier measures the last piece only", "Test sheet of the supplier"),
            ("Nobody asked for the first reading", "Order text of last year"),
        ),
    },
    {Track.OCCURRENCE: "MACHINE", Track.DETECTION: "TOO-SELDOM"},
    "The supplier pins the stop and sends the length of the first piece with each lot",
    "Photograph of the pinned stop; first readings came with the delivery",
    "Readings compared with our own: they agree.",
    "The supplier has changed; this saw makes nothing for us any more.",
    "scrap",
    "Too short for the assembly, even with the thicker washer.",
    "Sorted; 48 good pieces went to the store.",
)
_FAMILIES = (("W-", _WELDED), ("E-", _ELECTRONICS), ("AREA", _ORDERLY))


def cure_of(part: str) -> Cure:
    """Return what is told about issues of a part, by the beginning of its number; turned and milled parts are the rest."""
    return next((cure for beginning, cure in _FAMILIES if part.startswith(beginning)), _MACHINED)
