# ruff: noqa: INP001  # a script beside its data, not a package
"""Writes the sample checklists that are shipped, in the program's own JSON form.

Run it after a change: ``python resources/templates/make_samples.py``.  The same text always gives the same files.
"""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path

from qa_desktop.domain.checklist import Checklist, Choice, Evidence, Item, ItemKind, Section, Severity
from qa_desktop.domain.decision import DecisionRule
from qa_desktop.domain.item_rules import Asking, EvidenceWhen, Origin, Rules, Translation, Why
from qa_desktop.domain.sampling import SamplingKind, SamplingRule
from qa_desktop.domain.tolerance import Limits
from qa_desktop.exchange.template_json import TemplateFile, to_json

HERE = Path(__file__).resolve().parent
K = ItemKind
D = Decimal
MAJOR = SamplingRule(SamplingKind.AQL, aql="6.5")
MINOR = SamplingRule(SamplingKind.AQL, aql="10")
FIVE = SamplingRule(SamplingKind.FIXED, count=5)


def _german(text: str, help_: str = "", *choices: tuple[str, str]) -> tuple[Translation, ...]:
    return (Translation("de", text, help_, tuple(choices)),)


SHAFT = Checklist(
    "Incoming sample: turned shaft",
    (
        Section(
            "Delivery",
            (
                Item(
                    "papers",
                    K.YES_NO,
                    "Delivery note and order say the same",
                    expected="yes",
                    rules=Rules(texts=_german("Lieferschein und Bestellung stimmen überein")),
                ),
                Item(
                    "certificate",
                    K.YES_NO,
                    "Material certificate lies with the delivery",
                    expected="yes",
                    rules=Rules(texts=_german("Werkszeugnis liegt bei")),
                ),
                Item(
                    "certificate_number",
                    K.TEXT,
                    "Number of the certificate",
                    evidence=Evidence.NONE,
                    rules=Rules(asks=Asking(show_when="{certificate} = 'yes'"), texts=_german("Nummer des Zeugnisses")),
                ),
            ),
        ),
        Section(
            "Shaft",
            (
                Item(
                    "od",
                    K.MEASUREMENT,
                    "Outer diameter",
                    limits=Limits(D("24.990"), D("24.979"), D("25.000")),
                    unit="mm",
                    decimals=3,
                    help="Middle of the seat, two directions; the larger value counts.",
                    rules=Rules(
                        origin=Origin("1", "B3", "Micrometer 25 mm", key_characteristic=True),
                        asks=Asking(per_piece=True, typing_lower=D(20), typing_upper=D(30)),
                        decision=DecisionRule(uncertainty=D("0.001")),
                        sampling=MAJOR,
                        why=Why("The bearing seat; too large splits the inner ring."),
                        texts=_german("Außendurchmesser", "Mitte des Sitzes, zwei Richtungen; der größere Wert zählt."),
                    ),
                ),
                Item(
                    "bore",
                    K.MEASUREMENT,
                    "Bore",
                    limits=Limits(D("12.00"), D("12.00"), D("12.05")),
                    unit="mm",
                    decimals=2,
                    rules=Rules(
                        origin=Origin("2", "B4", "Plug gauge or bore gauge"),
                        asks=Asking(per_piece=True, typing_lower=D(10), typing_upper=D(14)),
                        sampling=MAJOR,
                        texts=_german("Bohrung"),
                    ),
                ),
                Item(
                    "wall",
                    K.CALCULATED,
                    "Wall thickness",
                    limits=Limits(None, D("6.45"), None),
                    unit="mm",
                    decimals=3,
                    rules=Rules(
                        origin=Origin("3", "B4", "Calculated from 1 and 2"),
                        asks=Asking(per_piece=True, formula="({od} - {bore}) / 2"),
                        sampling=MAJOR,
                        texts=_german("Wandstärke"),
                    ),
                ),
                Item(
                    "length",
                    K.MEASUREMENT,
                    "Length",
                    limits=Limits(D("120.0"), D("119.8"), D("120.2")),
                    unit="mm",
                    decimals=1,
                    rules=Rules(
                        origin=Origin("4", "A1", "Caliper"),
                        asks=Asking(per_piece=True),
                        sampling=MAJOR,
                        texts=_german("Länge"),
                    ),
                ),
                Item(
                    "thread",
                    K.CONFORMITY,
                    "Thread gauge goes, no-go stops",
                    severity=Severity.MINOR,
                    rules=Rules(
                        origin=Origin("5", "C2", "Thread gauge M8"),
                        asks=Asking(per_piece=True, pass_rest=True),
                        sampling=MINOR,
                        texts=_german("Gewindelehre: Gut geht, Ausschuss stoppt"),
                    ),
                ),
                Item(
                    "looks",
                    K.DEFECTS,
                    "Marks on the surface",
                    severity=Severity.MINOR,
                    choices=(Choice("scratch", "Scratch"), Choice("dent", "Dent"), Choice("stain", "Stain", conforming=True)),
                    rules=Rules(
                        origin=Origin("6", "", "By eye under the lamp"),
                        asks=Asking(per_piece=True),
                        sampling=MINOR,
                        texts=_german(
                            "Fehler auf der Oberfläche", "", ("scratch", "Kratzer"), ("dent", "Delle"), ("stain", "Fleck")
                        ),
                    ),
                ),
            ),
        ),
    ),
    description="As drawing SH-2001, sheet 1",
)

PIN = Checklist(
    "Hardened pin: sample with second reading",
    (
        Section(
            "Pin",
            (
                Item(
                    "hardness",
                    K.MEASUREMENT,
                    "Hardness",
                    limits=Limits(D(60), D(58), D(62)),
                    unit="HRC",
                    decimals=1,
                    severity=Severity.CRITICAL,
                    rules=Rules(
                        origin=Origin("1", "", "Rockwell C", key_characteristic=True),
                        asks=Asking(per_piece=True, second_reading=True, agreement=D("1.0")),
                        sampling=SamplingRule(SamplingKind.FIXED, count=2),
                        texts=_german("Härte"),
                    ),
                ),
                Item(
                    "diameter",
                    K.MEASUREMENT,
                    "Diameter",
                    limits=Limits(D("8.00"), D("7.98"), D("8.00")),
                    unit="mm",
                    decimals=2,
                    rules=Rules(
                        origin=Origin("2", "", "Micrometer"),
                        asks=Asking(per_piece=True, evidence_when=EvidenceWhen.NTH, evidence_every=5),
                        sampling=FIVE,
                        texts=_german("Durchmesser"),
                    ),
                ),
            ),
        ),
    ),
    description="As drawing PN-310",
)

PATROL = Checklist(
    "Patrol: press 7",
    (
        Section(
            "Press 7",
            (
                Item("guard", K.CONFORMITY, "Guard closed and light curtain tried", severity=Severity.CRITICAL),
                Item(
                    "weight",
                    K.MEASUREMENT,
                    "Weight of the blank",
                    limits=Limits(D("41.5"), D("41.0"), D("42.0")),
                    unit="g",
                    decimals=1,
                    rules=Rules(asks=Asking(per_piece=True), texts=_german("Gewicht des Rohlings")),
                ),
                Item("burr", K.CONFORMITY, "No burr at the parting line", severity=Severity.MINOR),
            ),
        ),
    ),
)

SAMPLES = {"turned_shaft": SHAFT, "hardened_pin": PIN, "patrol_press": PATROL}


def file_bytes(checklist: Checklist) -> bytes:
    """Return the file of a checklist."""
    return to_json(TemplateFile(checklist, name=checklist.title))


def main() -> None:
    """Write every sample checklist."""
    for name, checklist in SAMPLES.items():
        (HERE / f"{name}.json").write_bytes(file_bytes(checklist))
        sys.stdout.write(f"{name}.json\n")


if __name__ == "__main__":
    main()
