"""What goes into reports and what comes out: frozen values that import nothing heavy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Literal

from qa_desktop.domain.canonical import Json
from qa_desktop.domain.record import Anchor, InspectionRecord
from qa_desktop.domain.signature import Meaning, Stage

Page = Literal["A4", "Letter"]


@dataclass(frozen=True, slots=True)
class RenderInput:
    """Everything that a report shows.

    ``photos`` maps the SHA-256 of each original (64 hexadecimal digits) to its bytes: JPEG, PNG or WebP.  A photo that is missing
    or cannot be decoded is named on the page instead of shown.  ``frozen_at`` is ISO 8601 with offset; it becomes the creation
    date of the file, so that the same input gives the same bytes.
    """

    record: InspectionRecord
    photos: Mapping[str, bytes]
    anchor: Anchor
    site: str
    frozen_at: str
    logo: bytes | None = None
    page: Page = "A4"


@dataclass(frozen=True, slots=True)
class SignerKey:
    """A person's key and certificate chain as PKCS#12, and the password that opens it."""

    pkcs12: bytes
    password: bytes


@dataclass(frozen=True, slots=True)
class SignRequest:
    """Who signs, at which stage, stating what.

    ``printed_name`` must be the common name of the certificate.  ``at`` is an aware moment, shown with its offset.
    ``statement`` is the sentence that is printed and put into the signature as its reason.  ``content_digest`` is the digest that
    the screen showed (64 hexadecimal digits); signing refuses a file that carries another content.  ``capacity`` is what the
    signer is, printed in the stamp instead of stage and meaning.
    """

    stage: Stage
    printed_name: str
    meaning: Meaning
    at: datetime
    statement: str
    content_digest: str
    capacity: str = ""


@dataclass(frozen=True, slots=True)
class TimeStampServer:
    """A time-stamp authority (RFC 3161) and how long to wait for it, in seconds."""

    url: str
    timeout_seconds: float = 10.0


@dataclass(frozen=True, slots=True)
class SignedPdf:
    """A signed file, and whether the time-stamp authority answered in time."""

    data: bytes
    time_stamped: bool


@dataclass(frozen=True, slots=True)
class IssuedCertificate:
    """A new key with its certificate: PKCS#12 bytes, the certificate as DER and its SHA-256 in hexadecimal digits."""

    pkcs12: bytes
    certificate_der: bytes
    fingerprint: str


class Outcome(IntEnum):
    """What a verification found; the number is the exit code of ``verify``."""

    VALID = 0
    CHANGED = 1
    UNREADABLE = 2
    WAITING = 3


@dataclass(frozen=True, slots=True)
class SignatureShown:
    """One signature in words.

    ``name`` comes from the certificate, not from the page.  ``at`` is the moment that the time-stamp authority states where there
    is a time stamp, otherwise the moment that the signing computer stated, as ISO 8601.
    """

    stage: Stage
    name: str
    meaning: str
    at: str
    time_stamped: bool
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Verification:
    """The result of checking one file.

    ``sentence`` says the result in one plain sentence; ``findings`` are the reasons why the file is not accepted, in words;
    ``notes`` are remarks that do not count against it.  ``record`` is the embedded document (``None`` when it cannot be read).
    ``base_sha256`` is the digest of the bytes before the first signature.
    """

    outcome: Outcome
    sentence: str
    findings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    signatures: tuple[SignatureShown, ...] = ()
    record: Json = None
    base_sha256: str = ""
    content_digest: str = ""


@dataclass(frozen=True, slots=True)
class TrustList:
    """Whom the verifier trusts.

    ``root_certificates`` are DER.  ``roles`` maps the fingerprint of a certificate (SHA-256 of the DER, hexadecimal) to the
    stages that it may sign; ``None`` takes the stages that the authority wrote into the certificate.  ``base_digests`` maps the
    content digest, or the id of the record, to length and SHA-256 of the unsigned file as the ledger keeps them; ``None`` (a
    third party without the ledger) compares the printed pages with the embedded record instead.  ``time_stamp_roots`` are DER;
    when empty, a time stamp is checked but its authority is named as unknown.  ``revoked`` maps fingerprints to the moment (ISO
    8601 with offset) from which on a certificate may not be used any more; what it signed before stays valid.
    """

    root_certificates: tuple[bytes, ...]
    roles: Mapping[str, frozenset[Stage]] | None = None
    base_digests: Mapping[str, tuple[int, str]] | None = None
    time_stamp_roots: tuple[bytes, ...] = ()
    revoked: Mapping[str, str] | None = None
