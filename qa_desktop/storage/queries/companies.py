"""Suppliers and customers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from qa_desktop.domain.address import Contact
from qa_desktop.domain.errors import NotFoundError
from qa_desktop.domain.trade import CompanyKind, company_key
from qa_desktop.storage.models import Company, Lot
from qa_desktop.storage.unit import Work, new_id


@dataclass(frozen=True, slots=True)
class CompanyRow:
    """A company.  ``early_days`` is ``None`` where a delivery may come any number of days before its promise."""

    id: str
    name: str
    number: str
    kind: CompanyKind
    contact: str
    early_days: int | None
    late_days: int
    needs_certificate: bool
    is_active: bool
    version: int
    address: str = ""
    contact_mail: str = ""
    contact_phone: str = ""

    @property
    def whom(self) -> Contact:
        """Whom to write to or to call there."""
        return Contact(self.contact, self.contact_mail, self.contact_phone)

    @property
    def supplies(self) -> bool:
        """Whether it is a supplier."""
        return self.kind is not CompanyKind.CUSTOMER

    @property
    def buys(self) -> bool:
        """Whether it is a customer."""
        return self.kind is not CompanyKind.SUPPLIER


def everyone(connection: Connection) -> tuple[CompanyRow, ...]:
    """Return all companies by name; those no longer dealt with come last."""
    query = _rows().order_by(Company.active.desc(), Company.name.collate("NOCASE"), Company.id)
    return tuple(_company(row) for row in connection.execute(query))


def by_id(connection: Connection, company_id: str) -> CompanyRow:
    """Return one company; raises :class:`NotFoundError`."""
    row = connection.execute(_rows().where(Company.id == company_id)).one_or_none()
    if row is None:
        raise NotFoundError("This company does not exist. Go back to the list and choose again.")
    return _company(row)


def named_alike(connection: Connection, name: str) -> CompanyRow | None:
    """Return the company whose name differs at most in capitals and blanks."""
    key = company_key(name)
    row = connection.execute(_rows().where(Company.name_key == key, Company.name_key != "").order_by(Company.id)).first()
    return None if row is None else _company(row)


def supplier_names(connection: Connection) -> dict[str, str]:
    """Return by key how the suppliers of lots are called: as the company is, else by the first of the names in order."""
    query = select(Lot.supplier_key, func.min(Lot.supplier)).where(Lot.supplier_key != "").group_by(Lot.supplier_key)
    typed = {str(row[0]): str(row[1]) for row in connection.execute(query)}
    # The oldest of several companies with one key stands last, so that it is the one that counts.
    known = select(Company.name_key, Company.name).where(Company.name_key != "").order_by(Company.id.desc())
    return {**typed, **{str(row[0]): str(row[1]) for row in connection.execute(known)}}


def add(work: Work, **values: Any) -> str:
    """Add a company; return its key."""
    key = new_id()
    more = {"created_at": work.now.utc, "name_key": company_key(values["name"])}
    work.connection.execute(insert(Company).values(id=key, **more, **values))
    return key


def change(work: Work, company_id: str, version: int, **values: Any) -> bool:
    """Change a company; return whether it still was at ``version``."""
    more = {"version": version + 1, "name_key": company_key(values["name"])}
    query = update(Company).where(Company.id == company_id, Company.version == version).values(**more, **values)
    return work.connection.execute(query).rowcount == 1


def unknown_suppliers(connection: Connection) -> tuple[tuple[str, int], ...]:
    """Return the names that lots give to suppliers and no company has, each with the number of its lots, by name."""
    known = select(Company.name_key)
    query = (
        select(func.min(Lot.supplier), func.count())
        .where(Lot.supplier_key != "", Lot.supplier_key.not_in(known))
        .group_by(Lot.supplier_key)
        .order_by(func.min(Lot.supplier))
    )
    return tuple((str(name), int(count)) for name, count in connection.execute(query))


def count_as(work: Work, old_key: str, new_key: str) -> int:
    """Let the lots that are counted under one key count under another; what they were called stays.  Return how many."""
    query = update(Lot).where(Lot.supplier_key == old_key).values(supplier_key=new_key)
    return int(work.connection.execute(query).rowcount)


def _rows() -> Any:
    c = Company
    head = (c.id, c.name, c.number, c.kind, c.contact, c.early_days, c.late_days, c.needs_certificate, c.active, c.version)
    return select(*head, c.address, c.contact_mail, c.contact_phone)


def _company(row: Any) -> CompanyRow:
    head = (row.id, row.name, row.number, CompanyKind(row.kind), row.contact, row.early_days, row.late_days)
    rest = (row.address, row.contact_mail, row.contact_phone)
    return CompanyRow(*head, bool(row.needs_certificate), bool(row.active), row.version, *rest)
