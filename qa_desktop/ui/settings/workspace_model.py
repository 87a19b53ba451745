"""The settings of the workspace: drafted on the page, stored by its button."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from qa_desktop.domain.errors import InputError, QaError
from qa_desktop.domain.people import Permission
from qa_desktop.settings import Page, WorkspaceSettings

if TYPE_CHECKING:
    from qa_desktop.domain.people import Actor
    from qa_desktop.services.program import Program
    from qa_desktop.ui.settings.view_model import Lane

PAGES: Final[tuple[Page, ...]] = ("A4", "Letter")
_MOST_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Draft:
    """The settings as they stand in the fields."""

    site: str = ""
    page: Page = "A4"
    time_stamp_url: str = ""
    backup_folder: str = ""
    watch_folder: str = ""
    idle_minutes: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class WorkspaceState:
    """Everything that the page shows.  ``saved`` is true until the next change."""

    may_edit: bool
    stored: WorkspaceSettings | None = None
    draft: Draft = Draft()
    own_backups: str = ""
    busy: bool = False
    error: QaError | None = None
    saved: bool = False

    @property
    def changed(self) -> bool:
        """Whether the fields hold something that is not stored yet."""
        return self.stored is not None and self.draft != draft_of(self.stored)


def draft_of(settings: WorkspaceSettings) -> Draft:
    """Return settings as fields show them."""
    return Draft(
        settings.site,
        settings.page,
        settings.time_stamp_url,
        settings.backup_folder,
        settings.watch_folder,
        str(settings.idle_minutes),
        settings.address,
    )


def wanted_of(draft: Draft) -> WorkspaceSettings:
    """Return what the fields ask for; raises :class:`InputError` when the minutes are no whole number."""
    typed = draft.idle_minutes.strip()
    if not (typed.isascii() and typed.isdigit() and len(typed) <= _MOST_DIGITS):
        raise InputError("The minutes before the screen locks are a whole number from 1 to 60.")
    return WorkspaceSettings(
        draft.site,
        draft.page,
        draft.time_stamp_url.strip(),
        draft.backup_folder.strip(),
        draft.watch_folder.strip(),
        int(typed),
        draft.address,
    )


class WorkspaceModel:
    """The intents of the page."""

    def __init__(
        self,
        program: Program,
        actor: Actor,
        jobs: Lane,
        *,
        changed: Callable[[], None],
        stored: Callable[[], None],
        owner: object = None,
    ) -> None:
        self.state = WorkspaceState(actor.may(Permission.MANAGE_WORKSPACE), own_backups=str(program.workspace.backups))
        self._program, self._actor, self._jobs = program, actor, jobs
        self._changed, self._stored, self._owner = changed, stored, owner

    def load(self) -> None:
        """Load the settings; what was typed and not saved stays."""
        self._jobs.read(self._program.settings.current, self._loaded, self._failed, owner=self._owner)

    def edit(self, **what: Any) -> None:
        """Take what was typed."""
        if self.state.may_edit and not self.state.busy:
            self._set(draft=replace(self.state.draft, **what), saved=False, error=None)

    def discard(self) -> None:
        """Return to what is stored."""
        if self.state.stored is not None and not self.state.busy:
            self._set(draft=draft_of(self.state.stored), saved=False, error=None)

    def save(self) -> None:
        """Store what the fields hold."""
        if not self.state.may_edit or self.state.busy or not self.state.changed:
            return
        try:
            wanted = wanted_of(self.state.draft)
        except InputError as error:
            self._set(error=error)
            return
        self._set(busy=True, error=None, saved=False)
        change, actor = self._program.settings.change, self._actor
        self._jobs.write(lambda: change(actor, wanted), self._done, self._failed, owner=self._owner)

    def _loaded(self, settings: WorkspaceSettings) -> None:
        keep = self.state.changed
        self._set(stored=settings, draft=self.state.draft if keep else draft_of(settings))

    def _done(self, settings: WorkspaceSettings) -> None:
        self._set(busy=False, stored=settings, draft=draft_of(settings), saved=True)
        self._stored()

    def _failed(self, error: QaError) -> None:
        self._set(busy=False, error=error)

    def _set(self, **what: Any) -> None:
        self.state = replace(self.state, **what)
        self._changed()
