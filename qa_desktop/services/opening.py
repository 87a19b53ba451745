"""Opening an inspection inside a running transaction: subject, pinned plans, pieces, audit entry.

Used wherever an inspection begins: by a person, by a round of a patrol.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from qa_desktop.domain.checklist import Checklist, RevisionState
from qa_desktop.domain.decimals import decimal_text, scaled, unscaled
from qa_desktop.domain.errors import InputError, RefusedError
from qa_desktop.domain.ids import inspection_number
from qa_desktop.domain.inspection import InspectionState, InspectionType, counts
from qa_desktop.domain.lines import has_pieces
from qa_desktop.domain.text import clean_identifier
from qa_desktop.domain.trade import company_key
from qa_desktop.domain.units import parse_measure, with_unit
from qa_desktop.services import lines, planning, skipping
from qa_desktop.services.planning import PlanFor
from qa_desktop.services.skipping import Draw
from qa_desktop.storage import place
from qa_desktop.storage.clock import utc_text
from qa_desktop.storage.queries import inspections, known, production, sample, stations, templates
from qa_desktop.storage.unit import Work, new_id

MAX_PIECES = 10_000
"""Most pieces of one inspection."""


@dataclass(frozen=True, slots=True)
class WhatToInspect:
    """What the person typed or scanned to begin an inspection.  Only the part number is necessary.

    ``covers`` is how much of the lot this inspection is about, empty for all of it.  Quantities are typed with their unit behind
    them, or without one for pieces; :func:`clean_subject` leaves numbers and puts the unit into ``unit``.  ``pieces`` is how many
    pieces are looked at where no sampling plan says so; ``serials`` name the first of them.
    """

    part_number: str
    part_name: str = ""
    part_revision: str = ""
    order: str = ""
    lot: str = ""
    lot_quantity: str = ""
    serial: str = ""
    supplier: str = ""
    operation: str = ""
    covers: str = ""
    type: InspectionType | None = None
    pieces: int | None = None
    serials: tuple[str, ...] = ()
    unit: str = ""


def require_room(folder: Path) -> None:
    """Raise :class:`RefusedError` when the drive of the workspace is nearly full."""
    if place.free_bytes(folder) < place.FEW_BYTES:
        raise RefusedError("The drive of the workspace is nearly full. Free some space before you begin a new inspection.")


def open_inspection(
    work: Work,
    revision_id: str,
    what: WhatToInspect,
    *,
    inspector_id: str | None,
    due: datetime | None = None,
    patrol_id: str | None = None,
) -> str:
    """Open an inspection of what :func:`clean_subject` returned, and return its key.

    Raises :class:`InputError` for what was typed and :class:`RefusedError` for a revision that is not published or a series whose
    inspection is suspended.
    """
    revision = templates.revision_by_id(work.connection, revision_id)
    if revision.state is not RevisionState.PUBLISHED:
        raise RefusedError("This revision of the checklist is not published. Choose the published one.")
    subject = _subject(work, what)
    template = templates.load_checklist(work.connection, revision_id)
    wanted, draw = _plan_for(work, revision_id, template, what, subject)
    key, state = new_id(), InspectionState.IN_PROGRESS.value
    number = inspection_number(stations.code_of(work.connection, work.station_id), work.next_number("inspection"))
    inspections.insert_inspection(
        work,
        id=key,
        number=number,
        station_id=work.station_id,
        revision_id=revision_id,
        criteria_digest=revision.criteria_digest,
        part_id=subject.part_id,
        order_id=subject.order_id,
        lot_id=subject.lot_id,
        piece_id=subject.piece_id,
        state=state,
        inspector_id=inspector_id,
        opened_at=work.now.utc,
        opened_offset=work.now.offset,
        updated_at=work.now.utc,
        due_at=None if due is None else utc_text(due),
        item_total=0,
        search=_search_text(number, what, revision.template_name),
        type="" if what.type is None else what.type.value,
        operation=what.operation,
        covers=what.covers,
        ordinal=inspections.next_ordinal(work.connection, revision_id),
        patrol_id=patrol_id,
    )
    pieces = _draw_sample(work, key, template, what, planning.pin(work, key, template, wanted, draw))
    asked = lines.load(work.connection, key).checklist.items
    inspections.set_totals(work, key, total=sum(1 for line in asked if counts(line)), answered=0, failed=0)
    if draw is not None and subject.lot_id is not None:
        skipping.record(work, draw, subject.lot_id)
    facts = {"number": number, "revision": revision_id, "criteria": revision.criteria_digest, "part": subject.part_id}
    more = _said(pieces=pieces, patrol=patrol_id, type=what.type, covers=what.covers)
    work.audit("inspection.begin", "inspection", key, {**facts, **more})
    return key


def clean_subject(what: WhatToInspect) -> WhatToInspect:
    """Return what was typed, cleaned; raises :class:`InputError` naming the field."""

    def optional(text: str, what_: str) -> str:
        return clean_identifier(text, what=what_) if text.strip() else ""

    quantity, unit = _measured(what.lot_quantity, what.unit)
    covers, covered_in = _measured(what.covers, unit)
    if covered_in != unit:
        raise InputError(
            "The lot is stated in {unit} and what is inspected of it in {other}. Type both in the same unit.",
            unit=unit or "pieces",
            other=covered_in or "pieces",
        )
    return WhatToInspect(
        clean_identifier(what.part_number, what="The part number"),
        optional(what.part_name, "The part name"),
        optional(what.part_revision, "The part revision"),
        optional(what.order, "The order number"),
        optional(what.lot, "The lot number"),
        quantity,
        optional(what.serial, "The serial number"),
        optional(what.supplier, "The supplier"),
        optional(what.operation, "The operation"),
        covers,
        what.type,
        what.pieces,
        tuple(clean_identifier(serial, what="The serial number") for serial in what.serials),
        unit,
    )


def _measured(text: str, unit: str) -> tuple[str, str]:
    """Return a typed quantity as decimal text with its unit; ``unit`` is meant where none is written."""
    if not text.strip():
        return "", unit
    found = parse_measure(text)
    return decimal_text(found.value), found.unit if found.says_unit else unit


def _search_text(number: str, what: WhatToInspect, template: str) -> str:
    words = (number, what.part_number, what.part_name, what.order, what.lot, what.serial, template)
    return " ".join(words).casefold()


def _said(**facts: str | int | None) -> dict[str, str | int | None]:
    """Return the facts of the audit entry that there are; an enumeration is its text."""
    return {name: str(value) if isinstance(value, str) else value for name, value in facts.items() if value}


def _plan_for(
    work: Work, revision_id: str, template: Checklist, what: WhatToInspect, subject: production.Subject
) -> tuple[PlanFor, Draw | None]:
    """Return what the plans are made for, and whether the option "one lot in f" draws this lot."""
    quantity = with_unit(what.covers or what.lot_quantity, what.unit)
    wanted = PlanFor(what.part_number, what.supplier, what.operation, what.type, subject.lot_id, what.lot, quantity)
    if subject.lot_id is None:
        if what.covers:
            raise InputError("How much of the lot is inspected was said without a lot. Type the lot, or clear the field.")
        return wanted, None
    wanted = planning.as_known(work.connection, wanted, what.covers)
    _require_quantity(work, what, subject.lot_id)
    draw = skipping.decide(work.connection, revision_id, template, wanted.conditions, subject.lot_id)
    if draw is not None and not draw.inspect and what.pieces:
        draw = skipping.wished(draw)
    return wanted, draw


def _require_quantity(work: Work, what: WhatToInspect, lot_id: str) -> None:
    """Hold what was typed against what the lot is known by, and what is left of it."""
    head = known.lot_head(work.connection, lot_id)
    if what.lot_quantity and head.quantity:
        typed = Decimal(what.lot_quantity), what.unit
        if typed != (Decimal(head.quantity), head.unit):
            raise _known_otherwise(head.number, with_unit(head.quantity, head.unit), with_unit(what.lot_quantity, what.unit))
    if what.supplier and head.supplier and company_key(what.supplier) != company_key(head.supplier):
        raise _known_otherwise(head.number, head.supplier, what.supplier)
    if not what.covers:
        return
    covers = scaled(Decimal(what.covers))
    if covers <= 0:
        raise InputError("How much of the lot is inspected now must be above zero; {covers} is not.", covers=what.covers)
    if head.scaled is None:
        return
    others = known.covered(work.connection, lot_id, "" if what.type is None else what.type.value)
    left = head.scaled - known.decided(work.connection, lot_id) - sum(scaled(Decimal(text)) for text in others)
    if covers > left:
        raise InputError(
            "Of lot {lot} {left} of {quantity} are left to inspect, and {covers} were asked for. "
            "The rest is decided or being inspected. Type {left} or less.",
            lot=head.number,
            left=decimal_text(unscaled(max(0, left)).normalize() + 0),
            quantity=head.quantity,
            covers=what.covers,
        )


def _known_otherwise(lot: str, known_as: str, typed: str) -> InputError:
    return InputError(
        "Lot {lot} is known with “{known}”, and “{typed}” was typed. Type it as it is known, or give a new lot another number.",
        lot=lot,
        known=known_as,
        typed=typed,
    )


def _draw_sample(work: Work, inspection_id: str, template: Checklist, what: WhatToInspect, planned: int | None) -> int:
    """Lay out the pieces that are looked at and return how many; an inspection without questions about pieces has none.

    The plans say how many at least; more may be wished for, by number or by naming them.
    """
    if not has_pieces(template):
        return 0
    if planned is None:
        count = what.pieces if what.pieces is not None else max(1, len(what.serials))
    elif planned == 0:
        return 0  # a lot that was not drawn
    else:
        count = max(planned, what.pieces or 0, len(what.serials))
    if not 1 <= count <= MAX_PIECES:
        raise InputError("{count} pieces cannot be inspected at once. Choose 1 to {limit}.", count=count, limit=MAX_PIECES)
    sample.add_pieces(work, inspection_id, range(1, count + 1), what.serials)
    return count


def _subject(work: Work, what: WhatToInspect) -> production.Subject:
    part = production.ensure_part(work, what.part_number, what.part_name, what.part_revision)
    order = production.ensure_order(work, what.order) if what.order else None
    lot = None
    if what.lot:
        lot = production.ensure_lot(work, part, what.lot, what.lot_quantity, order, supplier=what.supplier, unit=what.unit)
    piece = production.ensure_piece(work, part, what.serial, lot) if what.serial else None
    return production.Subject(part, order, lot, piece)
