"""Dashboards as files: CSV for spreadsheets, PDF for people."""

from __future__ import annotations

from pathlib import Path

from qa_desktop.domain.canonical import Json
from qa_desktop.domain.errors import InputError, RefusedError
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.exchange.csvsafe import csv_table
from qa_desktop.services import dashboards
from qa_desktop.services.dashboard_data import NO_DATA, as_data, as_parts
from qa_desktop.services.dashboards import Dashboard
from qa_desktop.services.figure_values import FigureQuery
from qa_desktop.services.guard import needs
from qa_desktop.services.settings import SettingsService
from qa_desktop.storage.files import write_safely
from qa_desktop.storage.unit import Store


class DashboardFileService:
    """Figures out of the house."""

    def __init__(self, store: Store, settings: SettingsService) -> None:
        self._store = store
        self._settings = settings

    @needs(Permission.EXPORT)
    def export(self, actor: Actor, query: FigureQuery, target: Path) -> Path:
        """Write the dashboard of a period and filter as ``.csv`` or ``.pdf``, read anew.

        Raises :class:`InputError` for another ending, :class:`RefusedError` when the target exists.
        """
        ending = target.suffix.lower()
        if ending not in {".csv", ".pdf"}:
            raise InputError("Figures are exported as .csv or .pdf. Name the file “{stem}.pdf”.", stem=target.stem)
        if target.exists():
            raise RefusedError("“{name}” exists already. Nothing was written. Choose another name.", name=target.name)
        with self._store.reading() as connection:
            found = dashboards.read(connection, query, self._store.now())
        data = _csv(found) if ending == ".csv" else self._pdf(actor, found)
        with self._store.writing(actor.person_id) as work:
            details: Json = {"period": str(query.period), "filter": query.names(), "file": target.name}
            work.audit("figures.export", "workspace", "figures", details)
        write_safely(target, data)
        return target

    def _pdf(self, actor: Actor, found: Dashboard) -> bytes:
        from qa_desktop.reports.tables_pages import Tables, render_tables  # noqa: PLC0415  (reportlab is slow to import)

        settings, period = self._settings.current(), found.query.period
        names = tuple((name.capitalize(), text) for name, text in found.query.names().items())
        facts = (("Period", f"{period.first} to {period.last}, {period.days} days"), *names)
        title = f"{period.first} to {period.last}"
        document = Tables(
            "Figures", title, settings.site, actor.name, found.at, facts, as_parts(found), as_data(found), settings.page
        )
        return render_tables(document)


def _csv(found: Dashboard) -> bytes:
    """Return every table one below the other, each with its title and definition; text that would be a formula stays text."""
    rows: list[tuple[str, ...]] = [("Period", str(found.query.period)), ("As of", found.at)]
    rows += [(name.capitalize(), text) for name, text in found.query.names().items()]
    for part in as_parts(found):
        table = part.table
        said = [(text,) for text in (table.title, part.words, table.aside) if text]
        rows += [(), *said]
        if table.rows:
            rows += [tuple(head.text for head in table.heads), *table.rows]
        elif part.drawing is None:
            rows.append((NO_DATA,))
    return csv_table(rows).data
