"""Checking a password or PIN, and counting the wrong ones.

After five wrong tries in a row the secret rests for 30 seconds, then twice as long after each further one, up to 15 minutes.  A
PIN is out of use after ten, a password after a hundred.  The counters lie in the database, so that a restart forgives nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets as randomness
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from platformdirs import user_data_dir

from qa_desktop.domain.canonical import Json
from qa_desktop.domain.errors import RefusedError
from qa_desktop.storage import secrets
from qa_desktop.storage.clock import local_time, utc_text
from qa_desktop.storage.files import file_fault, write_safely
from qa_desktop.storage.queries import people as rows
from qa_desktop.storage.queries.people import CredentialRow
from qa_desktop.storage.unit import Store

PASSWORD, PIN, BADGE, RECOVERY = "password", "pin", "badge", "recovery"

FREE_TRIES: Final = 4
FIRST_WAIT: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(minutes=15)
OUT_OF_USE: Final = {PASSWORD: 100, PIN: 10}

WRONG_LOGIN: Final = "The log-in name or the password is not right. Check the caps lock key and type both again."
WRONG_PASSWORD: Final = "The password is not right. Nothing was signed or changed. Type it again."  # noqa: S105  (a sentence)
WRONG_PIN: Final = "The PIN is not right. Type it again, or log in with your password."

_STRANGERS_REMEMBERED = 1_000
_TEMPORARY = "abcdefghjkmnpqrstuvwxyz23456789"
_CODE = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def wait_after(failures: int) -> timedelta:
    """Return how long a secret rests after this many wrong tries in a row."""
    if failures <= FREE_TRIES:
        return timedelta(0)
    # Bounded before it is doubled: a hundred failures would overflow a time span.
    doublings: int = min(failures - FREE_TRIES - 1, 10)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def as_typed(secret: str) -> str:
    """Return ``secret`` without half characters, which no hash can take; no keyboard makes them."""
    return secret.encode("utf-8", "replace").decode("utf-8")


def check_new_password(password: str, *names: str) -> None:
    """Raise when a new password is too short, too common, or only one of ``names`` with or without blanks."""
    secrets.check_password(as_typed(password), names=(*names, *("".join(name.split()) for name in names)))


def temporary_password() -> str:
    """Return a password for one use, easy to read out: 59 random bits."""
    return "-".join("".join(randomness.choice(_TEMPORARY) for _ in range(4)) for _ in range(3))


def recovery_code() -> str:
    """Return a one-time code of 80 random bits, in groups of four."""
    code = "".join(randomness.choice(_CODE) for _ in range(16))
    return "-".join(code[start : start + 4] for start in range(0, 16, 4))


def plain_code(typed: str) -> str:
    """Return a recovery code as it is hashed, whatever way it was typed from paper."""
    folded = "".join(letter for letter in as_typed(typed).upper() if letter.isalnum())
    return folded.translate(str.maketrans("OIL", "011"))


class Pepper:
    """A secret of this computer, outside the database: without it nobody can try PINs on a stolen database."""

    def __init__(self, station_id: str, folder: Path | None = None) -> None:
        place = folder or Path(user_data_dir("qa-desktop", appauthor=False)) / "stations"
        self.path = place / f"{station_id}.key"

    def read(self) -> bytes | None:
        """Return the secret, or ``None`` on a computer that has none (new, moved or cleaned up)."""
        try:
            found = self.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise file_fault(error, self.path) from error
        return found if len(found) == 32 else None

    def read_or_make(self) -> bytes:
        """Return the secret; makes it on first use."""
        found = self.read()
        if found is None:
            found = os.urandom(32)
            write_safely(self.path, found, mode=0o600)
        return found


@dataclass(frozen=True, slots=True)
class _PinHash:
    """A PIN as it is stored: which computer's secret went into it, and the hash."""

    pepper_name: str
    hash: str

    @classmethod
    def of(cls, stored: str) -> _PinHash:
        name, _, rest = stored.partition(":")
        return cls(name, rest)


def pin_hash(pepper: bytes, pin: str) -> str:
    """Return what is stored of a PIN."""
    return f"{_pepper_name(pepper)}:{secrets.hash_secret(_peppered(pepper, pin), secrets.PIN_COST)}"


def pin_usable(pepper: bytes | None, row: CredentialRow | None) -> bool:
    """Return whether this PIN can be typed on this computer."""
    if pepper is None or row is None or row.failures >= OUT_OF_USE[PIN]:
        return False
    return _PinHash.of(row.secret_hash).pepper_name == _pepper_name(pepper)


def pin_matches(pepper: bytes, stored: str, pin: str) -> bool:
    """Return whether ``pin`` is the one that was hashed on this computer."""
    return secrets.verify_secret(_PinHash.of(stored).hash, _peppered(pepper, pin))


def _peppered(pepper: bytes, pin: str) -> str:
    return hmac.new(pepper, as_typed(pin).encode(), hashlib.sha256).hexdigest()


def _pepper_name(pepper: bytes) -> str:
    return hashlib.sha256(b"name of " + pepper).hexdigest()[:16]


class Gate:
    """Compares secrets with what is stored, counts failures and makes guessing slow."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._strangers: OrderedDict[str, tuple[int, datetime]] = OrderedDict()

    def require_password(self, person_id: str, password: str, *, wrong: str = WRONG_PASSWORD) -> CredentialRow:
        """Return the credential when ``password`` is right; raises :class:`RefusedError` otherwise, after counting it."""
        with self._store.reading() as connection:
            row = rows.credential(connection, person_id, PASSWORD)
        if row is None:
            secrets.pretend_to_verify()
            raise RefusedError(wrong)
        self.attempt(row, lambda: secrets.verify_secret(row.secret_hash, as_typed(password)), wrong=wrong)
        return row

    def attempt(self, row: CredentialRow, matches: Callable[[], bool], *, wrong: str) -> None:
        """Run one comparison under the rules of this module."""
        self._refuse_resting(row)
        if not matches():
            self._count(row)
            raise RefusedError(wrong)
        if row.failures:
            with self._store.writing(row.person_id) as work:
                rows.count_failures(work, row.id, 0, None)
                work.audit("access.failures_cleared", "person", row.person_id, {"kind": row.kind, "failures": row.failures})

    def stranger(self, login: str) -> RefusedError:
        """Treat an unknown log-in name as slowly as a known one, and return the same refusal.

        The name is not audited: people type their password into the wrong field.
        """
        failures, until = self._strangers.get(login, (0, datetime.min.replace(tzinfo=UTC)))
        now = self._store.clock()
        if now < until:
            return _rest(until - now)
        secrets.pretend_to_verify()
        self._strangers[login] = (failures + 1, now + wait_after(failures + 1))
        self._strangers.move_to_end(login)
        if len(self._strangers) > _STRANGERS_REMEMBERED:
            self._strangers.popitem(last=False)
        with self._store.writing(None) as work:
            work.audit("access.refused", "person", "", {"kind": PASSWORD, "unknown": True, "failures": failures + 1})
        return RefusedError(WRONG_LOGIN)

    def _refuse_resting(self, row: CredentialRow) -> None:
        if row.failures >= OUT_OF_USE.get(row.kind, 100):
            raise out_of_use(row)
        if row.locked_until is not None:
            until, now = local_time(row.locked_until, 0), self._store.clock()
            if now < until:
                raise _rest(until - now)

    def _count(self, row: CredentialRow) -> None:
        with self._store.writing(None) as work:
            # Read again: two windows may have failed at the same time, and each failure counts.
            fresh = rows.credential_by_id(work.connection, row.id)
            failures = (fresh or row).failures + 1
            wait = wait_after(failures)
            until = utc_text(self._store.clock() + wait) if wait else None
            rows.count_failures(work, row.id, failures, until)
            details: Json = {"kind": row.kind, "failures": failures, "locked_until": until}
            if failures >= OUT_OF_USE.get(row.kind, 100):
                work.audit("access.locked", "person", row.person_id, details)
            else:
                work.audit("access.refused", "person", row.person_id, details)


def out_of_use(row: CredentialRow) -> RefusedError:
    """Return the refusal of a secret that was typed wrong too often."""
    if row.kind == PIN:
        return RefusedError(
            "The PIN is out of use after {count} wrong tries. Log in with your password and set a new PIN.", count=row.failures
        )
    return RefusedError(
        "The password is locked after {count} wrong tries. Nothing was changed. Ask an administrator to unlock it.",
        count=row.failures,
    )


def _rest(span: timedelta) -> RefusedError:
    return RefusedError(
        "Too many wrong tries. Wait {seconds} seconds and try again. Your work is safe.",
        seconds=max(1, -int(-span.total_seconds() // 1)),
    )
