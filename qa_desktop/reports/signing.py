"""Signing: the inspector certifies a report, the supervisor countersigns, each as an update that only appends.

A statement has one signature, which certifies and locks it.

pyHanko does the cryptography (PAdES, RSA with SHA-256).  Two habits of it are switched off: it rewrites the metadata on every
save, which would forbid the rule that metadata never change, and its own stamp font is not embedded, which breaks PDF/A.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_private_key
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfTimeStamper, SimpleSigner
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper

from qa_desktop.domain.errors import FaultError, InputError, RefusedError
from qa_desktop.domain.signature import Stage, require_meaning
from qa_desktop.reports.appearance import PageStampStyle, PlainWriter, PunctualSigner
from qa_desktop.reports.archive import tidy_appearance
from qa_desktop.reports.cms import token_of
from qa_desktop.reports.embedded import embedded_document
from qa_desktop.reports.flaw import FlawError
from qa_desktop.reports.stamp import FIELD_NAMES, signed_appearance
from qa_desktop.reports.types import SignedPdf, SignerKey, SignRequest, TimeStampServer

STAMP_FIELD = "TimeStamp"
_DIGEST = "sha256"
_SERVER_FAILURES = (TimestampRequestError, FlawError, OSError, ValueError, TypeError, KeyError, AttributeError)


@dataclass(frozen=True, slots=True)
class OpenedKey(SignerKey):
    """A key whose file was opened and checked already, for signing a series of files.  Let go of it after the last one."""

    loaded: SimpleSigner


def open_key(key: SignerKey) -> OpenedKey:
    """Open the file of a key; raises :class:`FaultError` when it cannot be opened.

    Checking the numbers of the key takes most of the time of a signature.
    """
    try:
        loaded: SimpleSigner = SimpleSigner.load_pkcs12_data(key.pkcs12, other_certs=[], passphrase=key.password)
    except ValueError as error:
        raise FaultError("The signing key cannot be opened. Sign in again, or ask an administrator for a new key.") from error
    return OpenedKey(key.pkcs12, key.password, loaded)


def reason_text(request: SignRequest) -> str:
    """Return the reason in the signature: meaning and statement, for example ``Approved: I reviewed …``."""
    return f"{request.meaning.value.capitalize()}: {request.statement}"


_ROOM = 12_288
_ROOM_WITH_STAMP = 40_960
"""Hexadecimal digits kept free for the signature container: certificate, signature, and the token of a time-stamp server."""


def sign(pdf: bytes, key: SignerKey, request: SignRequest, *, server: TimeStampServer | None = None) -> SignedPdf:
    """Return ``pdf`` with one more signature appended.

    With a time-stamp server the signature carries its time stamp; when the server does not answer in time or answers nonsense,
    the signature is made without one and ``time_stamped`` is false.  Raises :class:`RefusedError` when the file is not in the
    state for this stage or carries other content than was shown, and :class:`FaultError` when the key cannot be opened.
    """
    require_meaning(request.stage, request.meaning)
    if request.at.tzinfo is None:
        raise InputError("The moment of signing lacks its offset from UTC.")
    signer = _signer(key, request)
    stages = _require_state(pdf, request)
    if server is not None:
        try:
            stamped = _signed(pdf, signer, request, stages, _time_stamper(server))
            token_of(PdfFileReader(io.BytesIO(stamped)).embedded_signatures[-1].signed_data)
            return SignedPdf(stamped, time_stamped=True)
        except _SERVER_FAILURES:
            # Whatever the authority does, the signature of the person must not be lost.
            pass
    return SignedPdf(_signed(pdf, signer, request, stages, None), time_stamped=False)


def add_time_stamp(pdf: bytes, server: TimeStampServer) -> bytes | None:
    """Return a countersigned file with a document time stamp appended, or ``None`` when the server does not answer.

    For a file that was signed while the time-stamp authority was out of reach.
    """
    writer = PlainWriter(io.BytesIO(pdf), strict=True)
    stamper: Any = PdfTimeStamper(_time_stamper(server), field_name=STAMP_FIELD)
    out = io.BytesIO()
    try:
        stamper.timestamp_pdf(writer, _DIGEST, validation_context=None, output=out)
    except _SERVER_FAILURES:
        return None
    return out.getvalue()


def _signer(key: SignerKey, request: SignRequest) -> SimpleSigner:
    loaded = (key if isinstance(key, OpenedKey) else open_key(key)).loaded
    certificate = loaded.signing_cert
    name = None if certificate is None else certificate.subject.native.get("common_name")
    if name != request.printed_name:
        raise RefusedError(
            "The certificate is issued to “{certificate}” but the signature would print “{printed}”. "
            "Ask an administrator for a certificate with the present name.",
            certificate=name,
            printed=request.printed_name,
        )
    return _CheckedSigner(signing_key=loaded.signing_key, signing_cert=certificate, cert_registry=loaded.cert_registry)


class _CheckedSigner(SimpleSigner):
    """Signs with an RSA key that was checked when its file was opened, without checking it again at every signature."""

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        """Return the PKCS#1 v1.5 signature of ``data`` (RFC 8017)."""
        key = load_der_private_key(self.signing_key.dump(), None, unsafe_skip_rsa_key_validation=True)
        if not isinstance(key, RSAPrivateKey) or digest_algorithm != _DIGEST:
            raise FaultError("The signing key is of another kind than this program makes. Ask an administrator for a new one.")
        return key.sign(data, PKCS1v15(), SHA256())


def _require_state(pdf: bytes, request: SignRequest) -> tuple[Stage, ...]:
    """Return who signs this document in which order; raises unless it is the turn of the stage of ``request``."""
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=True)
        signed = [signature.field_name for signature in reader.embedded_signatures]
        document = embedded_document(reader)
    except (PdfError, FlawError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise RefusedError("This file is not a report of this program, so it cannot be signed.") from error
    order = [FIELD_NAMES[stage] for stage in document.stages]
    turn = order.index(FIELD_NAMES[request.stage]) if request.stage in document.stages else -1
    if turn < 0 or signed != order[:turn]:
        count, stage = len(signed), request.stage.value
        raise RefusedError("This report carries {count} signatures; the {stage} cannot sign it now.", count=count, stage=stage)
    if document.content_digest != request.content_digest:
        raise RefusedError("The report holds other content than was shown for signing. Open it again and look once more.")
    return document.stages


def _time_stamper(server: TimeStampServer) -> Any:
    make: Any = RequestsHTTPTimeStamper
    return make(server.url, timeout=server.timeout_seconds)


def _signed(pdf: bytes, signer: SimpleSigner, request: SignRequest, stages: tuple[Stage, ...], time_stamper: Any) -> bytes:
    first, last = request.stage is stages[0], request.stage is stages[-1]
    meta = PdfSignatureMetadata(
        field_name=FIELD_NAMES[request.stage],
        md_algorithm=_DIGEST,
        name=request.printed_name,
        reason=reason_text(request),
        subfilter=SigSeedSubFilter.PADES,
        certify=first,
        docmdp_permissions=MDPPerm.NO_CHANGES if last else MDPPerm.FILL_FORMS,
    )
    style = PageStampStyle(draw=lambda wide, high: tidy_appearance(signed_appearance(request, wide, high)))
    writer = PlainWriter(io.BytesIO(pdf), strict=True)
    pdf_signer = PunctualSigner(meta, signer=signer, timestamper=time_stamper, stamp_style=style)
    pdf_signer.moment = request.at
    out = io.BytesIO()
    # A fixed room for the container spares pyHanko a whole rehearsal of the signature just to learn its size.
    room = _ROOM if time_stamper is None else _ROOM_WITH_STAMP
    pdf_signer.sign_pdf(writer, existing_fields_only=True, bytes_reserved=room, output=out)
    return out.getvalue()
