"""Passwords, PINs and wrapped key passwords (argon2id, RFC 9106; AES-256-GCM)."""

from __future__ import annotations

import os
import secrets
import threading
import unicodedata
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type, hash_secret_raw

from qa_desktop.domain.errors import InputError, RefusedError

MIN_PASSWORD = 8
MIN_PIN, MAX_PIN = 4, 12

_COMMON = frozenset(
    {"password", "passwort", "12345678", "123456789", "1234567890", "qwertyui", "qwertzui", "11111111", "qadesktop"}
)

_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess costs: memory in KiB, passes, lanes."""

    memory_kib: int = 65_536
    passes: int = 3
    lanes: int = 4


PASSWORD_COST = Cost()
PIN_COST = Cost(memory_kib=19_456, passes=2, lanes=1)


def check_password(password: str, *, names: tuple[str, ...] = ()) -> None:
    """Raise :class:`InputError` when a new password is too short, too common or only the person's name."""
    plain = normal(password)
    if len(plain) < MIN_PASSWORD:
        raise InputError("The password needs at least {count} characters. A short sentence works well.", count=MIN_PASSWORD)
    if len(plain) > 256:
        raise InputError("The password is longer than {count} characters.", count=256)
    folded = plain.casefold().replace(" ", "")
    if folded in _COMMON or len(set(folded)) < 3 or any(name and folded == name.casefold() for name in names):
        raise InputError("This password is too easy to guess. Choose a short sentence of your own.")


def check_pin(pin: str) -> None:
    """Raise :class:`InputError` when a new PIN is not 4 to 12 digits or all the same."""
    if not (pin.isascii() and pin.isdigit() and MIN_PIN <= len(pin) <= MAX_PIN):
        raise InputError("A PIN has {low} to {high} digits.", low=MIN_PIN, high=MAX_PIN)
    if len(set(pin)) == 1 or pin in "01234567890" or pin in "09876543210":
        raise InputError("This PIN is too easy to guess. Choose other digits.")


def normal(secret: str) -> str:
    """Return the Unicode form that is hashed, so that the same keys give the same secret on every keyboard."""
    return unicodedata.normalize("NFKC", secret)


def hash_secret(secret: str, cost: Cost = PASSWORD_COST) -> str:
    """Return the argon2id hash with its salt and parameters."""
    with _ONE_AT_A_TIME:
        return _hasher(cost).hash(normal(secret))


def verify_secret(stored: str, secret: str) -> bool:
    """Return whether ``secret`` is the one that was hashed."""
    with _ONE_AT_A_TIME:
        try:
            return PasswordHasher().verify(stored, normal(secret))
        except (VerificationError, InvalidHashError):
            return False


def pretend_to_verify() -> None:
    """Spend the time of a check, so that an unknown log-in name answers no faster than a wrong password."""
    hash_secret("nobody")


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A secret encrypted with a key derived from a password."""

    salt: bytes
    nonce: bytes
    wrapped: bytes
    cost: Cost


def random_secret() -> bytes:
    """Return 256 random bits as text bytes, for use as the password of a key file."""
    return secrets.token_hex(32).encode("ascii")


def wrap(secret: bytes, password: str, *, label: str, cost: Cost = PASSWORD_COST) -> Wrapped:
    """Encrypt ``secret``; ``label`` ties it to what it opens, so that it cannot be moved elsewhere."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415  (slow to import)

    salt, nonce = os.urandom(16), os.urandom(12)
    sealed = AESGCM(_derive(password, salt, cost)).encrypt(nonce, secret, label.encode())
    return Wrapped(salt, nonce, sealed, cost)


def unwrap(sealed: Wrapped, password: str, *, label: str) -> bytes:
    """Return the secret; raises :class:`RefusedError` when the password is wrong or the record was changed."""
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    try:
        return AESGCM(_derive(password, sealed.salt, sealed.cost)).decrypt(sealed.nonce, sealed.wrapped, label.encode())
    except InvalidTag as error:
        raise RefusedError("The password is not right. Nothing was signed. Type it again.") from error


def _derive(password: str, salt: bytes, cost: Cost) -> bytes:
    with _ONE_AT_A_TIME:
        return hash_secret_raw(
            normal(password).encode(),
            salt,
            time_cost=cost.passes,
            memory_cost=cost.memory_kib,
            parallelism=cost.lanes,
            hash_len=32,
            type=Type.ID,
        )


def _hasher(cost: Cost) -> PasswordHasher:
    return PasswordHasher(time_cost=cost.passes, memory_cost=cost.memory_kib, parallelism=cost.lanes)
