"""The root certificate as customers get it: a file to import and a plain text that says what it is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from qa_desktop.storage.files import write_safely

_TEXT = """Certificate of the inspection authority of {site}

This file lets your PDF reader check who signed the inspection reports of {site}.

File                 {name}
Valid until          {until}
SHA-256 fingerprint  {fingerprint}

Before you trust it
  Ask {site} to read the fingerprint to you, by telephone or from paper, and compare it with the one above and with the one that
  your reader shows. Do not trust a certificate that only came by e-mail.

How to trust it
  Adobe Acrobat and Reader   Menu > Preferences > Signatures > Identities & Trusted Certificates > More > Trusted Certificates >
                             Import, choose {name}, then Edit Trust > "Use this certificate as a trusted root".
  Other readers              Import {name} as a trusted authority for document signing, in the reader or in the system's store.

What it means
  A reader that trusts this certificate shows a report's signatures as valid when the file is unchanged and was signed by a person
  of {site}. It says nothing about other files. You can remove it at any time.
"""


@dataclass(frozen=True, slots=True)
class ExportedRoot:
    """Where the certificate and its explanation were written, and the fingerprint to compare."""

    certificate: Path
    text: Path
    fingerprint: str


def expiry_of(der: bytes) -> datetime:
    """Return the moment until which a certificate is valid."""
    from cryptography import x509  # noqa: PLC0415  (slow to import)

    return x509.load_der_x509_certificate(der).not_valid_after_utc


def write_root(der: bytes, path: Path, *, site: str) -> ExportedRoot:
    """Write the certificate to ``path`` (PEM when it ends in ``.pem``, otherwise DER) and the text beside it."""
    digest = hashlib.sha256(der).hexdigest().upper()
    fingerprint = " ".join(digest[start : start + 4] for start in range(0, 64, 4))
    text = path.with_suffix(".txt")
    filled = _TEXT.format(site=site, name=path.name, until=expiry_of(der).date().isoformat(), fingerprint=fingerprint)
    write_safely(path, _as_pem(der) if path.suffix.lower() == ".pem" else der, mode=0o644)
    write_safely(text, filled.encode("utf-8"), mode=0o644)
    return ExportedRoot(path, text, fingerprint)


def _as_pem(der: bytes) -> bytes:
    from cryptography import x509  # noqa: PLC0415  (slow to import)
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415

    return x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM)
