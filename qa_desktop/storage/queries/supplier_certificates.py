"""Certificates of suppliers: received with a lot, checked once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.orm import aliased

from qa_desktop.domain.errors import NotFoundError
from qa_desktop.domain.trade import CertificateVerdict
from qa_desktop.storage.models import Company, Lot, Person, SupplierCertificate
from qa_desktop.storage.unit import Work, new_id


@dataclass(frozen=True, slots=True)
class SupplierCertificateRow:
    """A certificate of a supplier.  ``attachment`` is the digest of a file in the attachments folder, when there is one."""

    id: str
    lot_id: str
    kind: str
    number: str
    received_on: date
    received_by: str
    verdict: CertificateVerdict
    remark: str
    checked_at: str
    checked_by: str
    attachment: str


class Missing(StrEnum):
    """What keeps the papers of a lot from being complete: everything, the check, or a good one."""

    NOTHING = "nothing"
    ALL = "all"
    CHECK = "check"
    GOOD = "good"


@dataclass(frozen=True, slots=True)
class Papers:
    """What the papers of a lot say.

    Whether its supplier needs a certificate, how many came, how many passed the check and how many still wait for it;
    ``is_listed`` says that the supplier is in the list of suppliers, or that nobody keeps one.
    """

    supplier: str
    is_needed: bool
    received: int
    good: int
    unchecked: int = 0
    is_listed: bool = True

    @property
    def is_missing(self) -> bool:
        """Whether the lot waits for a checked certificate."""
        return self.is_needed and not self.good

    @property
    def missing(self) -> Missing:
        """What the lot waits for."""
        if not self.is_missing:
            return Missing.NOTHING
        if not self.received:
            return Missing.ALL
        return Missing.CHECK if self.unchecked else Missing.GOOD


def of_lot(connection: Connection, lot_id: str) -> tuple[SupplierCertificateRow, ...]:
    """Return the certificates of a lot, oldest first."""
    return tuple(_row(row) for row in connection.execute(_rows().where(SupplierCertificate.lot_id == lot_id)))


def by_id(connection: Connection, certificate_id: str) -> SupplierCertificateRow:
    """Return one certificate; raises :class:`NotFoundError`."""
    row = connection.execute(_rows().where(SupplierCertificate.id == certificate_id)).one_or_none()
    if row is None:
        raise NotFoundError("This certificate does not exist. Open the lot again.")
    return _row(row)


def papers_of(connection: Connection, lot_id: str) -> Papers:
    """Return what the papers of a lot say; the supplier is matched by its key."""
    query = (
        select(
            Lot.supplier,
            func.coalesce(func.max(Company.needs_certificate), 0).label("needed"),
            func.max(Company.id).label("company"),
        )
        .outerjoin(Company, (Company.name_key == Lot.supplier_key) & (Lot.supplier_key != ""))
        .where(Lot.id == lot_id)
        .group_by(Lot.id)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFoundError("This lot does not exist. Go back to the list and choose again.")
    verdicts = [one.verdict for one in of_lot(connection, lot_id)]
    good, waiting = verdicts.count(CertificateVerdict.GOOD), verdicts.count(CertificateVerdict.WAITING)
    kept = connection.execute(select(Company.id).where(Company.kind != "customer").limit(1)).first() is not None
    is_listed = not row.supplier or row.company is not None or not kept
    return Papers(row.supplier, bool(row.needed), len(verdicts), good, waiting, is_listed)


def receive(work: Work, lot_id: str, *, kind: str, number: str, received_on: date, attachment: str | None) -> str:
    """Enter a certificate that came; return its key."""
    key = new_id()
    values = {"kind": kind, "number": number, "received_on": received_on.isoformat(), "attachment": attachment}
    who = {"received_by": work.actor_id, "entered_at": work.now.utc}
    work.connection.execute(insert(SupplierCertificate).values(id=key, lot_id=lot_id, **values, **who))
    return key


def attach(work: Work, certificate_id: str, sha256: str) -> None:
    """Let a certificate have its file."""
    work.connection.execute(update(SupplierCertificate).where(SupplierCertificate.id == certificate_id).values(attachment=sha256))


def check(work: Work, certificate_id: str, verdict: CertificateVerdict, remark: str) -> None:
    """Keep what the check said."""
    said = {"verdict": verdict.value, "remark": remark, "checked_at": work.now.utc, "checked_by": work.actor_id}
    work.connection.execute(update(SupplierCertificate).where(SupplierCertificate.id == certificate_id).values(**said))


@cache
def _rows() -> Any:
    s, taker, checker = SupplierCertificate, aliased(Person), aliased(Person)
    return (
        select(
            *(s.id, s.lot_id, s.kind, s.number, s.received_on, taker.name.label("received_by"), s.verdict, s.remark),
            *(s.checked_at, checker.name.label("checked_by"), s.attachment),
        )
        .join(taker, taker.id == s.received_by)
        .outerjoin(checker, checker.id == s.checked_by)
        .order_by(s.id)
    )


def _row(row: Any) -> SupplierCertificateRow:
    return SupplierCertificateRow(
        *(row.id, row.lot_id, row.kind, row.number, date.fromisoformat(row.received_on), row.received_by),
        *(CertificateVerdict(row.verdict), row.remark, row.checked_at or "", row.checked_by or "", row.attachment or ""),
    )
