"""Sealing texts for readers who are not there: X25519 (RFC 7748), HKDF-SHA256 (RFC 5869) and AES-256-GCM.

A text is encrypted under a random key of its own thread; that key is sealed for each reader's public key with a key pair that is
thrown away, so that nobody without a reader's private key opens it, not even the program that sealed it.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qa_desktop.domain.errors import FaultError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_BLOCK = 1_024
_NONCE = 12


@dataclass(frozen=True, slots=True)
class Pair:
    """A new key pair, raw: 32 bytes each."""

    public: bytes
    private: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sealed:
    """Something sealed.  ``opener`` is the public half of the pair that was thrown away, or the salt of a code word."""

    opener: bytes
    nonce: bytes
    sealed: bytes


def new_pair() -> Pair:
    """Return a new key pair."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey  # noqa: PLC0415  (slow to import)

    key = X25519PrivateKey.generate()
    return Pair(key.public_key().public_bytes_raw(), key.private_bytes_raw())


def fingerprint(public: bytes) -> str:
    """Return the SHA-256 of a public key as 64 hexadecimal digits."""
    return hashlib.sha256(public).hexdigest()


def new_key() -> bytes:
    """Return 256 random bits for a thread of texts."""
    return os.urandom(32)


def seal_for(public: bytes, key: bytes, *, label: str) -> Sealed:
    """Seal ``key`` for the owner of ``public``; ``label`` ties it to its thread."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import (  # noqa: PLC0415  (slow to import)
        X25519PrivateKey,
        X25519PublicKey,
    )

    once = X25519PrivateKey.generate()
    opener = once.public_key().public_bytes_raw()
    shared = once.exchange(X25519PublicKey.from_public_bytes(public))
    return _encrypt(_derived(shared, opener + public, label), key, label, opener)


def open_with(private: bytes, sealed: Sealed, *, label: str) -> bytes:
    """Return what :func:`seal_for` sealed; raises :class:`FaultError` when it is for somebody else or was changed."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import (  # noqa: PLC0415  (slow to import)
        X25519PrivateKey,
        X25519PublicKey,
    )

    mine = X25519PrivateKey.from_private_bytes(private)
    shared = mine.exchange(X25519PublicKey.from_public_bytes(sealed.opener))
    return _decrypt(_derived(shared, sealed.opener + mine.public_key().public_bytes_raw(), label), sealed, label)


def hand_of(private: bytes) -> bytes:
    """Return the public half of the hand that a reader vouches with: an Ed25519 key derived from their private key."""
    return _hand(private).public_key().public_bytes_raw()


def vouch(private: bytes, statement: str) -> bytes:
    """Return the signature of a reader under a statement (Ed25519, RFC 8032)."""
    return _hand(private).sign(statement.encode())


def is_vouched(hand: bytes, statement: str, signature: bytes) -> bool:
    """Return whether the owner of a hand signed a statement."""
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415  (slow to import)
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415

    try:
        Ed25519PublicKey.from_public_bytes(hand).verify(signature, statement.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def seal_by_code(code: str, key: bytes, *, label: str) -> Sealed:
    """Seal ``key`` under a code word of at least 80 random bits, which needs no slow hash."""
    salt = os.urandom(16)
    return _encrypt(_derived(code.encode(), salt, label), key, label, salt)


def open_by_code(code: str, sealed: Sealed, *, label: str) -> bytes:
    """Return what :func:`seal_by_code` sealed; raises :class:`FaultError` when the code is another or it was changed."""
    return _decrypt(_derived(code.encode(), sealed.opener, label), sealed, label)


def seal_text(key: bytes, text: str, *, label: str) -> Sealed:
    """Encrypt a text under the key of its thread; its length is rounded up, so that it tells little."""
    data = text.encode()
    return _encrypt(key, data + b"\x01" + b"\x00" * (-(len(data) + 1) % _BLOCK), label, b"")


def open_text(key: bytes, sealed: Sealed, *, label: str) -> str:
    """Return what :func:`seal_text` encrypted; raises :class:`FaultError` when it was changed."""
    return _decrypt(key, sealed, label).rstrip(b"\x00")[:-1].decode()


def lookup_of(code: str) -> str:
    """Return the hash by which a thread is found again; the code word itself is never stored."""
    return hashlib.sha256(f"qa-desktop concern lookup {code}".encode()).hexdigest()


def _hand(private: bytes) -> Ed25519PrivateKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415  (slow to import)

    return Ed25519PrivateKey.from_private_bytes(_derived(private, b"", "qa-desktop hand of a confidant"))


def _derived(secret: bytes, salt: bytes, label: str) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415  (slow to import)
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415

    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=label.encode()).derive(secret)


def _encrypt(key: bytes, data: bytes, label: str, opener: bytes) -> Sealed:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415  (slow to import)

    nonce = os.urandom(_NONCE)
    return Sealed(opener, nonce, AESGCM(key).encrypt(nonce, data, label.encode()))


def _decrypt(key: bytes, sealed: Sealed, label: str) -> bytes:
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415  (slow to import)
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    try:
        return AESGCM(key).decrypt(sealed.nonce, sealed.sealed, label.encode())
    except InvalidTag as error:
        raise FaultError("A sealed text does not open: it is for somebody else, or it was changed. Restore a backup.") from error
