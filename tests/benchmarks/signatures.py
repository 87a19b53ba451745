"""Signing and verifying against the cryptography alone."""

from __future__ import annotations

import hashlib
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import pkcs12

from qa_desktop.reports.types import Outcome
from qa_desktop.reports.verify import verify
from tests.benchmarks.measure import Row, in_turns, row
from tests.reports import people


def measure(*, repeats: int = 9) -> list[Row]:
    """Measure on one report with both signatures."""
    files = people.good()
    key: Any
    key, certificate, _ = pkcs12.load_key_and_certificates(people.jana().pkcs12, people.PASSWORD)
    assert isinstance(certificate, x509.Certificate)
    public: Any = certificate.public_key()
    signature = key.sign(files.released, padding.PKCS1v15(), SHA256())

    def check() -> None:
        assert verify(files.released, files.trust()).outcome is Outcome.VALID

    def only_mathematics() -> None:
        hashlib.sha256(files.base).digest()
        for _ in range(2):
            public.verify(signature, files.released, padding.PKCS1v15(), SHA256())

    rows = [
        row(
            "verify a report with two signatures",
            "hashing and RSA alone",
            "",
            *in_turns(check, only_mathematics, repeats=repeats),
        )
    ]
    ours, base = in_turns(
        lambda: people.first_signed(files.base, files.digest),
        lambda: key.sign(files.base, padding.PKCS1v15(), SHA256()),
        repeats=repeats,
    )
    rows.append(row("sign a report", "RSA-3072 alone", "", ours, base))
    return rows
