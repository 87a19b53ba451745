"""One's own account: what it may do, its certificate, its password and its PIN.

Whatever compares a secret runs in the writer: it leaves an audit entry, and it never waits behind a long export.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

from qa_desktop.domain.errors import InputError, QaError
from qa_desktop.domain.people import ROLE_PERMISSIONS, Permission, Role

if TYPE_CHECKING:  # services bring SQLAlchemy, which must not load before the window is painted
    from qa_desktop.domain.people import Actor
    from qa_desktop.services.access import OwnAccount
    from qa_desktop.services.program import Program
    from qa_desktop.ui.settings.view_model import Lane

SOON: Final = timedelta(days=60)
"""How long before its end a certificate asks to be renewed."""


class Sheet(Enum):
    """Which sheet lies over the page."""

    NONE = "none"
    PASSWORD = "password"  # noqa: S105  (a word, no secret)
    PIN = "pin"


class Deed(Enum):
    """What was done last."""

    PASSWORD_CHANGED = "password_changed"  # noqa: S105  (a word, no secret)
    PIN_SET = "pin_set"
    PIN_REMOVED = "pin_removed"


class Standing(Enum):
    """How it is with the certificate."""

    NOT_NEEDED = "not_needed"
    MISSING = "missing"
    VALID = "valid"
    SOON = "soon"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class AccountState:
    """Everything that the page shows.  ``sheet_error`` belongs to the open sheet, ``error`` to the page."""

    account: OwnAccount | None = None
    standing: Standing = Standing.NOT_NEEDED
    sheet: Sheet = Sheet.NONE
    busy: bool = False
    error: QaError | None = None
    sheet_error: QaError | None = None
    deed: Deed | None = None


def standing_of(account: OwnAccount, now: datetime) -> Standing:
    """Return how it is with somebody's certificate."""
    if account.certificate_ends is None:
        signs = {Permission.SIGN, Permission.COUNTERSIGN}
        return Standing.MISSING if _may_any(account.roles, signs) else Standing.NOT_NEEDED
    left = datetime.fromisoformat(account.certificate_ends) - now
    if left <= timedelta(0):
        return Standing.ENDED
    return Standing.SOON if left < SOON else Standing.VALID


class AccountModel:
    """The intents of the page."""

    def __init__(
        self,
        program: Program,
        actor: Actor,
        jobs: Lane,
        *,
        changed: Callable[[], None],
        saved: Callable[[], None],
        owner: object = None,
    ) -> None:
        self.state = AccountState()
        self._program, self._actor, self._jobs = program, actor, jobs
        self._changed, self._saved, self._owner = changed, saved, owner

    def load(self) -> None:
        """Load the account as it stands now."""
        self._jobs.read(self._read, self._loaded, self._not_loaded, owner=self._owner)

    def ask_password(self) -> None:
        """Open the sheet for a new password."""
        self._open(Sheet.PASSWORD)

    def ask_pin(self) -> None:
        """Open the sheet for a PIN."""
        self._open(Sheet.PIN)

    def dismiss(self) -> None:
        """Put the sheet away."""
        self._set(sheet=Sheet.NONE, sheet_error=None)

    def change_password(self, old: str, new: str, repeated: str) -> None:
        """Take a new password."""
        if self.state.busy:
            return
        if new != repeated:
            self._set(sheet_error=InputError("The two passwords are not the same. Type the new one twice."))
            return
        access, actor = self._program.access, self._actor
        self._begin(lambda: access.change_password(actor, old, new), Deed.PASSWORD_CHANGED)

    def set_pin(self, password: str, pin: str, repeated: str) -> None:
        """Take a new PIN."""
        if self.state.busy:
            return
        if pin != repeated:
            self._set(sheet_error=InputError("The two PINs are not the same. Type the new one twice."))
            return
        access, actor = self._program.access, self._actor
        self._begin(lambda: access.set_pin(actor, password, pin), Deed.PIN_SET)

    def remove_pin(self) -> None:
        """Give up the PIN."""
        if not self.state.busy:
            access, actor = self._program.access, self._actor
            self._begin(lambda: access.remove_pin(actor), Deed.PIN_REMOVED)

    def _open(self, sheet: Sheet) -> None:
        if not self.state.busy:
            self._set(sheet=sheet, sheet_error=None, error=None, deed=None)

    def _begin(self, act: Callable[[], None], deed: Deed) -> None:
        self._set(busy=True, sheet_error=None, error=None, deed=None)
        self._jobs.write(_Doing(act, deed), self._done, self._failed, owner=self._owner)

    def _done(self, deed: Deed) -> None:
        self._saved()
        self._set(busy=False, sheet=Sheet.NONE, deed=deed)
        self.load()

    def _failed(self, error: QaError) -> None:
        on_sheet = self.state.sheet is not Sheet.NONE
        self._set(busy=False, sheet_error=error if on_sheet else None, error=None if on_sheet else error)

    def _read(self) -> tuple[OwnAccount, datetime]:
        return self._program.access.own_account(self._actor), self._program.workspace.store.clock().astimezone(UTC)

    def _loaded(self, found: tuple[OwnAccount, datetime]) -> None:
        account, now = found
        self._set(account=account, standing=standing_of(account, now))

    def _not_loaded(self, error: QaError) -> None:
        self._set(error=error)

    def _set(self, **what: Any) -> None:
        self.state = replace(self.state, **what)
        self._changed()


@dataclass(frozen=True, slots=True)
class _Doing:
    act: Callable[[], None]
    deed: Deed

    def __call__(self) -> Deed:
        self.act()
        return self.deed


def _may_any(roles: frozenset[Role], wanted: set[Permission]) -> bool:
    return any(ROLE_PERMISSIONS[role] & wanted for role in roles)
