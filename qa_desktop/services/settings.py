"""Settings of the workspace, kept in its database."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import get_args
from urllib.parse import urlsplit

from qa_desktop.domain.address import clean_address
from qa_desktop.domain.errors import FaultError, InputError
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.text import clean_identifier, clean_text
from qa_desktop.services.guard import needs, open_to
from qa_desktop.settings import Page, WorkspaceSettings
from qa_desktop.storage.queries import languages, stations
from qa_desktop.storage.unit import Store

_PREFIX = "setting."


class SettingsService:
    """Settings of the workspace."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: WorkspaceSettings | None = None

    @open_to("every part of the program")
    def current(self) -> WorkspaceSettings:
        """Return the settings; read once, then kept until they are changed."""
        if self._known is None:
            with self._store.reading() as connection:
                found = stations.facts(connection, _PREFIX)
                site = stations.fact(connection, "site")
            self._known = _from_text({name.removeprefix(_PREFIX): text for name, text in found.items()} | {"site": site})
        return self._known

    @open_to("anyone at the log-in screen")
    def station(self) -> str:
        """Return code and name of this station, as the log-in screen shows them."""
        with self._store.reading() as connection:
            row = stations.station(connection, self._store.station_id)
        return f"{row.code} {row.name}".strip()

    @needs(Permission.READ_ALL)
    def checklist_languages(self, actor: Actor) -> tuple[str, ...]:
        """Return the languages in which published checklists have words besides their own, in order."""
        with self._store.reading() as connection:
            return languages.of_published(connection)

    @open_to("the log-in screen, which then shows how to enter")
    def is_demo(self) -> bool:
        """Return whether this workspace was made for trying the program."""
        with self._store.reading() as connection:
            return stations.fact(connection, "demo") == "1"

    @needs(Permission.MANAGE_WORKSPACE)
    def change(self, actor: Actor, wanted: WorkspaceSettings) -> WorkspaceSettings:
        """Store new settings; each changed one is audited.  Raises :class:`InputError` naming what is wrong."""
        checked = _checked(wanted)
        old, new = asdict(self.current()), asdict(checked)
        changed = {name: {"old": str(old[name]), "new": str(new[name])} for name in new if old[name] != new[name]}
        if not changed:
            return checked
        with self._store.writing(actor.person_id) as work:
            for name in changed:
                stations.set_fact(work, "site" if name == "site" else _PREFIX + name, str(new[name]))
            work.audit("settings.change", "workspace", "settings", changed)
        self._known = checked
        return checked


def _from_text(found: dict[str, str]) -> WorkspaceSettings:
    values: dict[str, object] = {}
    for field in fields(WorkspaceSettings):
        text = found.get(field.name)
        if text is not None:
            values[field.name] = int(text) if field.name == "idle_minutes" else text
    return WorkspaceSettings(**values)  # type: ignore[arg-type]


def _checked(wanted: WorkspaceSettings) -> WorkspaceSettings:
    if wanted.page not in get_args(Page):
        raise InputError("The page is A4 or Letter.")
    if not 1 <= wanted.idle_minutes <= 60:
        raise InputError("The screen locks after 1 to 60 minutes.")
    url = wanted.time_stamp_url.strip()
    if url and not _is_address(url):
        raise InputError("“{url}” is not the address of a time-stamp server. Type it like https://tsa.example.com.", url=url)
    for folder in (wanted.backup_folder, wanted.watch_folder):
        if folder and not Path(folder).is_dir():
            raise FaultError("The folder “{folder}” does not exist. Make it first, then choose it.", folder=folder)
    return replace(
        wanted,
        site=clean_identifier(wanted.site, what="The name of the site", limit=120),
        time_stamp_url=clean_text(url, limit=500),
        address=clean_address(wanted.address),
    )


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return (
            parts.scheme in {"http", "https"}
            and bool(parts.hostname)
            and parts.port != 0
            and not (parts.username or parts.password)
        )
    except ValueError:
        return False
