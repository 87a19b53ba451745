"""Keys, certificates and a time-stamp authority for the tests; made once for a session, because RSA keys take their time."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper

from qa_desktop.domain.signature import STATEMENTS, Meaning, Stage
from qa_desktop.reports.authority import issue_certificate, make_authority, root_certificate
from qa_desktop.reports.render import render
from qa_desktop.reports.signing import sign
from qa_desktop.reports.types import IssuedCertificate, RenderInput, SignerKey, SignRequest, TimeStampServer, TrustList
from tests.reports import samples

MADE = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
AT = datetime(2026, 11, 22, 14, 6, 33, tzinfo=timezone(timedelta(hours=1)))
SITE = "Muster Präzision GmbH"
PASSWORD = b"a random password of 256 bits!!!"


@cache
def authority(site: str = SITE) -> bytes:
    return make_authority(site, now=MADE, password=PASSWORD)


@cache
def certificate(name: str, login: str, *stages: Stage, site: str = SITE) -> IssuedCertificate:
    return issue_certificate(authority(site), PASSWORD, common_name=name, login=login, stages=stages, now=MADE, password=PASSWORD)


def jana() -> IssuedCertificate:
    return certificate("Jana Nowak", "jnowak", Stage.INSPECTOR)


def piotr() -> IssuedCertificate:
    return certificate("Piotr Zieliński", "pzielinski", Stage.SUPERVISOR)


def root() -> bytes:
    return root_certificate(authority(SITE), PASSWORD)


def key_of(issued: IssuedCertificate) -> SignerKey:
    return SignerKey(issued.pkcs12, PASSWORD)


def request(stage: Stage, name: str, digest: str) -> SignRequest:
    meaning = Meaning.PERFORMED if stage is Stage.INSPECTOR else Meaning.APPROVED
    at = AT if stage is Stage.INSPECTOR else AT + timedelta(minutes=25)
    return SignRequest(stage, name, meaning, at, STATEMENTS[meaning], digest)


@dataclass(frozen=True)
class Files:
    """One report in its three states, and the trust that fits it."""

    given: RenderInput
    base: bytes
    inspected: bytes
    released: bytes

    @property
    def digest(self) -> str:
        return self.given.record.digest()

    def trust(self, *, ledger: bool = True) -> TrustList:
        roles = {jana().fingerprint: frozenset({Stage.INSPECTOR}), piotr().fingerprint: frozenset({Stage.SUPERVISOR})}
        known = {self.digest: (len(self.base), hashlib.sha256(self.base).hexdigest())}
        full = TrustList((root(),), roles, known)
        return full if ledger else replace(full, roles=None, base_digests=None)


def first_signed(base: bytes, digest: str, server: TimeStampServer | None = None) -> bytes:
    return sign(base, key_of(jana()), request(Stage.INSPECTOR, "Jana Nowak", digest), server=server).data


def second_signed(inspected: bytes, digest: str, server: TimeStampServer | None = None) -> bytes:
    return sign(inspected, key_of(piotr()), request(Stage.SUPERVISOR, "Piotr Zieliński", digest), server=server).data


def files_of(given: RenderInput, server: TimeStampServer | None = None) -> Files:
    base = render(given)
    digest = given.record.digest()
    inspected = first_signed(base, digest, server)
    return Files(given, base, inspected, second_signed(inspected, digest, server))


@cache
def good() -> Files:
    return files_of(samples.failing())


@cache
def stamped() -> Files:
    with time_stamp_server() as server:
        return files_of(samples.failing(), server)


@cache
def _stamper() -> DummyTimeStamper:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test time-stamp authority")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(77)
        .not_valid_before(MADE - timedelta(days=900))
        .not_valid_after(MADE + timedelta(days=9000))
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = keys.PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
    public = asn1_x509.Certificate.load(made.public_bytes(Encoding.DER))
    return DummyTimeStamper(tsa_cert=public, tsa_key=private, fixed_dt=AT.astimezone(UTC) + timedelta(seconds=2))


def stamp_root() -> bytes:
    return _stamper().tsa_cert.dump()


@contextmanager
def time_stamp_server(broken: bool = False) -> Iterator[TimeStampServer]:
    """A time-stamp authority on this machine; ``broken`` answers nonsense."""
    stamper = _stamper()

    class Handler(BaseHTTPRequestHandler):
        answered: ClassVar[int] = 0

        def do_POST(self) -> None:
            asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            body = b"not a time stamp" if broken else stamper.request_tsa_response(asked).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Keep quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield TimeStampServer(f"http://127.0.0.1:{server.server_port}/", 5.0)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
