"""Made-up inspections for the tests of the report."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from decimal import Decimal
from functools import cache

from PIL import Image, ImageDraw

from qa_desktop.domain.answers import Answer
from qa_desktop.domain.checklist import Choice, Item, ItemKind, Severity
from qa_desktop.domain.inspection import InspectionState
from qa_desktop.domain.record import (
    Anchor,
    Change,
    InspectionRecord,
    IssueRef,
    Line,
    PhotoRef,
    Remark,
    SignatureRef,
)
from qa_desktop.domain.tolerance import Limits
from qa_desktop.reports.types import RenderInput

ANCHOR = Anchor(station="A-07", sequence=1843, head="9f" * 32)
FROZEN = "2026-11-22T14:05:09+01:00"


def measured(
    key: str, text: str, nominal: str | None, lower: str | None, upper: str | None, unit: str, reading: str | None, **more: object
) -> tuple[Item, Answer]:
    limits = Limits(*(None if limit is None else Decimal(limit) for limit in (nominal, lower, upper)))
    item = Item(key=key, id=key, kind=ItemKind.MEASUREMENT, text=text, limits=limits, unit=unit, **more)  # type: ignore[arg-type]
    return item, Answer(value=reading)


def asked(key: str, kind: ItemKind, text: str, value: str | None, **more: object) -> tuple[Item, Answer]:
    return Item(key=key, id=key, kind=kind, text=text, **more), Answer(value=value)  # type: ignore[arg-type]


def lines_of(pairs: list[tuple[str, tuple[Item, Answer]]]) -> tuple[Line, ...]:
    return tuple(
        Line(number=str(n), section=section, item=item, answer=answer, by="Jana Nowak", at="2026-11-22T13:40:00+01:00")
        for n, (section, (item, answer)) in enumerate(pairs, 1)
    )


def record_of(lines: tuple[Line, ...], **more: object) -> InspectionRecord:
    base = InspectionRecord(
        id="01939f0a-7c11-7000-8000-00000000002a",
        number="INS-2026-00042",
        state=InspectionState.IN_PROGRESS,
        round=1,
        site="Werk Nord",
        station="A-07",
        part_number="4711-08-15",
        part_name="Bearing housing",
        part_revision="C",
        order_number="PO-88123",
        lot_number="L-2026-311",
        lot_quantity="120",
        serial="SN 000187",
        template_name="Incoming inspection, machined part",
        template_revision=4,
        criteria_digest="c0ffee" + "0" * 58,
        inspector="Jana Nowak",
        inspector_login="jnowak",
        opened_at="2026-11-22T13:02:00+01:00",
        lines=lines,
    )
    return replace(base, **more)  # type: ignore[arg-type]


def given_of(record: InspectionRecord, photos: dict[str, bytes] | None = None, **more: object) -> RenderInput:
    given = RenderInput(
        record=record, photos=photos or {}, anchor=ANCHOR, site="Muster Präzision GmbH, Werk Nord", frozen_at=FROZEN
    )
    return replace(given, **more)  # type: ignore[arg-type]


_K = ItemKind
_SHORT: list[tuple[str, tuple[Item, Answer]]] = [
    ("Identification", asked("label", _K.BARCODE, "Part label scanned", "4711-08-15/C/000187")),
    ("Identification", asked("cert", _K.YES_NO, "Material certificate 3.1 is present", "yes", expected="yes")),
    ("Dimensions", measured("bore", "Bore ⌀ H7", "52.000", "52.000", "52.030", "mm", "52.012", severity=Severity.CRITICAL)),
    ("Dimensions", measured("len", "Overall length", "118.0", "117.8", "118.2", "mm", "117.93")),
    ("Dimensions", measured("par", "Parallelism of face B to A", "0", None, "0.05", "mm", "0.021")),
    ("Dimensions", measured("ra", "Surface roughness Ra, bearing seat", None, None, "1.6", "µm", "0.9")),
    ("Dimensions", measured("hard", "Hardness", "210", "190", "230", "HBW", "204")),
    ("Appearance", asked("burr", _K.CONFORMITY, "Edges are free of burrs", "pass")),
    (
        "Appearance",
        asked(
            "colour",
            _K.SINGLE_CHOICE,
            "Coating",
            "ok",
            choices=(Choice("ok", "Even, no runs", True), Choice("runs", "Runs", False)),
        ),
    ),
    ("Appearance", asked("note", _K.TEXT, "Remarks on packing", "VCI bag, box 3 of 3")),
]


def short_pass() -> RenderInput:
    return given_of(record_of(lines_of(_SHORT)))


def failing() -> RenderInput:
    pairs = list(_SHORT)
    pairs[2] = (
        "Dimensions",
        measured("bore", "Bore ⌀ H7", "52.000", "52.000", "52.030", "mm", "52.0415", severity=Severity.CRITICAL),
    )
    pairs[3] = ("Dimensions", measured("len", "Overall length", "118.0", "117.8", "118.2", "mm", "117.62"))
    pairs[7] = ("Appearance", asked("burr", _K.CONFORMITY, "Edges are free of burrs", "fail"))
    pairs.append(("Appearance", asked("gauge", _K.CONFORMITY, "Thread gauge M8 6H, go and no-go", None)))
    pairs.append(("Appearance", measured("offs", "Offset of slot to centre line", "0", "-0.10", "0.10", "mm", "-0.034")))
    lines = list(lines_of(pairs))
    lines[2] = replace(lines[2], answer=replace(lines[2].answer, note="Measured twice with bore gauge G-118; same result."))
    lines[7] = replace(
        lines[7],
        answer=replace(lines[7].answer, note="Burr at the slot outlet, about 0.3 mm", photos=1),
        photos=(photo_ref(1, "Burr at the slot outlet"),),
    )
    lines[10] = replace(lines[10], answer=Answer(na_reason="No thread on this variant"))
    issue = IssueRef(
        "NC-2026-0117",
        "nonconformity",
        "Bore over size",
        "Bore is 11.5 µm over the upper limit. Lot is held in the quarantine rack Q2 until the supplier answers.",
        "critical",
        "3",
        "Jana Nowak",
        "2026-11-22T13:51:00+01:00",
        "3",
        (photo_ref(2, "Bore gauge reading"),),
    )
    record = record_of(
        tuple(lines),
        issues=(issue,),
        changes=(
            Change("4", "Overall length", "2026-11-22T13:44:00+01:00", "Jana Nowak", "117.26 mm", "117.62 mm", "Digits swapped"),
        ),
    )
    return given_of(record, {photo_hash(n): photo_bytes(n) for n in (1, 2)})


def voided() -> RenderInput:
    given = failing()
    signatures = (
        SignatureRef(
            "inspector",
            "Jana Nowak",
            "performed",
            "2026-11-21T16:20:00+01:00",
            1,
            "ab" * 32,
            "12" * 32,
            "Returned by Piotr Zieliński: bore to be measured again with the calibrated gauge",
        ),
    )
    remarks = (
        Remark(
            "3",
            "Bore ⌀ H7",
            "Measure again with G-118 (calibrated), the old one is overdue.",
            "Piotr Zieliński",
            "2026-11-21T17:02:00+01:00",
            1,
        ),
    )
    return replace(given, record=replace(given.record, round=2, signatures=signatures, remarks=remarks))


def many(count: int = 200, failed_every: int = 17) -> RenderInput:
    pairs = []
    for n in range(count):
        nominal = Decimal("10.000") + n
        reading = nominal + Decimal((n * 7) % 19 - 9) / 1000 + (Decimal("0.031") if n % failed_every == 5 else 0)
        pairs.append(
            (
                f"Section {n // 25 + 1}",
                measured(
                    f"m{n}",
                    f"Diameter {n + 1} at measuring plane {n % 7 + 1}",
                    str(nominal),
                    str(nominal - Decimal("0.020")),
                    str(nominal + Decimal("0.020")),
                    "mm",
                    str(reading),
                ),
            )
        )
    return given_of(record_of(lines_of(pairs)))


def german() -> RenderInput:
    long = (
        "Die Schweißnahtvorbereitung entspricht der Zeichnung und der Arbeitsanweisung AA-117 einschließlich der "
        "Oberflächenvorbehandlung; Donaudampfschifffahrtsgesellschaftskapitänsmützenhalterung vollständig montiert"
    )
    section = "Sichtprüfung gemäß DIN EN ISO 17637"
    pairs = [(section, asked(f"g{n}", _K.CONFORMITY, f"{long} ({n + 1})", "fail" if n in {3, 9} else "pass")) for n in range(14)]
    lines = list(lines_of(pairs))
    lines[3] = replace(lines[3], answer=replace(lines[3].answer, note=(long + ". ") * 6))
    record = record_of(
        tuple(lines),
        part_name="Schweißbaugruppe Längsträger links, verstärkt, grundiert",
        template_name="Zwischenprüfung Schweißen, tragende Bauteile, Prüfumfang 100 %",
    )
    return given_of(record)


def with_photos(count: int = 12) -> RenderInput:
    lines = list(lines_of(_SHORT))
    refs = tuple(photo_ref(n, f"View {n} of the delivered piece, side {'ABCD'[n % 4]}") for n in range(count))
    lines[7] = replace(lines[7], photos=refs)
    return given_of(record_of(tuple(lines)), {photo_hash(n): photo_bytes(n) for n in range(count)})


@cache
def photo_bytes(seed: int) -> bytes:
    size = (1600, 1200) if seed % 3 else (1200, 1600)
    picture = Image.new("RGB", size, (70 + seed * 13 % 120, 90, 110))
    pen = ImageDraw.Draw(picture)
    for step in range(0, 1200, 60):
        pen.line((step, 0, step + 200 + seed * 10, 1200), fill=(160, 170, 180), width=8)
    pen.ellipse((300, 300, 900, 900), outline=(240, 240, 240), width=20)
    pen.text((40, 40), f"PHOTO {seed}", fill="white", font_size=90)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()


def photo_hash(seed: int) -> str:
    return hashlib.sha256(photo_bytes(seed)).hexdigest()


def photo_ref(seed: int, caption: str) -> PhotoRef:
    return PhotoRef(f"p{seed}", photo_hash(seed), "image/jpeg", caption, "2026-11-22T13:46:10+01:00", "Jana Nowak", 1600, 1200)
