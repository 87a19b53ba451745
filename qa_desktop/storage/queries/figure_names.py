"""How names are written in the tables that figures are restricted by."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Connection, func, select

from qa_desktop.domain.trade import company_key
from qa_desktop.storage.models import Lot, Part, Station, Template
from qa_desktop.storage.queries import companies

_COLUMNS: Final[dict[str, Any]] = {"part": Part.number, "template": Template.name, "station": Station.code}


def spelled(connection: Connection, kind: str, typed: str) -> str | None:
    """Return how a part, template, station or supplier is written; capitals make no difference where one is meant.

    ``None`` where nothing is called so.
    """
    if kind == "supplier":
        company = companies.named_alike(connection, typed)
        known = select(Lot.supplier).where(Lot.supplier_key == company_key(typed), Lot.supplier_key != "").limit(1)
        return company.name if company is not None else connection.execute(known).scalar()
    column = _COLUMNS[kind]
    alike = select(column).distinct().where(func.lower(column) == func.lower(typed)).order_by(column).limit(2)
    names = [str(name) for name in connection.execute(alike).scalars()]
    exact = connection.execute(select(column).where(column == typed).limit(1)).scalar()
    if exact is not None:
        return str(exact)
    return names[0] if len(names) == 1 else None
