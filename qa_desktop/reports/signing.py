"""Signing a report: the inspector certifies, the supervisor countersigns, each as an update that only appends.

pyHanko does the cryptography (PAdES, RSA with SHA-256).  Two habits of it are switched off: it rewrites the metadata on every
save, which would forbid the rule that metadata never change, and its own stamp font is not embedded, which breaks PDF/A.
"""

from __future__ import annotations

import io
from typing import Any

from qa_desktop.domain.errors import FaultError, InputError, RefusedError
from qa_desktop.domain.signature import Stage, require_meaning
from qa_desktop.reports.stamp import FIELD_NAMES, signed_appearance
from qa_desktop.reports.types import SignedPdf, SignerKey, SignRequest, TimeStampServer

_DIGEST = "sha256"


def reason_text(request: SignRequest) -> str:
    """Return the reason in the signature: meaning and statement, for example ``Approved: I reviewed …``."""
    return f"{request.meaning.value.capitalize()}: {request.statement}"


def sign(pdf: bytes, key: SignerKey, request: SignRequest, *, server: TimeStampServer | None = None) -> SignedPdf:
    """Return ``pdf`` with one more signature appended.

    With a time-stamp server the signature carries its time stamp; when the server does not answer in time or answers nonsense,
    the signature is made without one and ``time_stamped`` is false.  Raises :class:`RefusedError` when the file is not in the
    state for this stage or carries other content than was shown, and :class:`FaultError` when the key cannot be opened.
    """
    from pyhanko.sign.timestamps.common_utils import TimestampRequestError

    require_meaning(request.stage, request.meaning)
    if request.at.tzinfo is None:
        raise InputError("The moment of signing lacks its offset from UTC.")
    signer = _signer(key, request)
    _require_state(pdf, request)
    if server is not None:
        try:
            return SignedPdf(_signed(pdf, signer, request, _time_stamper(server)), time_stamped=True)
        except (TimestampRequestError, OSError, ValueError, TypeError, KeyError):
            # Whatever the authority does, the signature of the person must not be lost.
            pass
    return SignedPdf(_signed(pdf, signer, request, None), time_stamped=False)


def _signer(key: SignerKey, request: SignRequest) -> Any:
    from pyhanko.sign.signers import SimpleSigner

    try:
        signer = SimpleSigner.load_pkcs12_data(key.pkcs12, other_certs=[], passphrase=key.password)
    except ValueError as error:
        raise FaultError("The signing key cannot be opened. Sign in again, or ask an administrator for a new key.") from error
    name = signer.signing_cert.subject.native.get("common_name")
    if name != request.printed_name:
        raise RefusedError(
            "The certificate is issued to “{certificate}” but the signature would print “{printed}”. "
            "Ask an administrator for a certificate with the present name.",
            certificate=name,
            printed=request.printed_name,
        )
    return signer


def _require_state(pdf: bytes, request: SignRequest) -> None:
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    from qa_desktop.reports.embedded import embedded_document

    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=True)
        signed = [signature.field_name for signature in reader.embedded_signatures]
        document = embedded_document(reader)
    except (PdfError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise RefusedError("This file is not a report of this program, so it cannot be signed.") from error
    wanted = [] if request.stage is Stage.INSPECTOR else [FIELD_NAMES[Stage.INSPECTOR]]
    if signed != wanted:
        raise RefusedError(
            "This report carries {count} signatures; the {stage} cannot sign it now.", count=len(signed), stage=request.stage.value
        )
    if document.content_digest != request.content_digest:
        raise RefusedError("The report holds other content than was shown for signing. Open it again and look once more.")


def _time_stamper(server: TimeStampServer) -> Any:
    from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper

    return RequestsHTTPTimeStamper(server.url, timeout=server.timeout_seconds)


def _signed(pdf: bytes, signer: Any, request: SignRequest, time_stamper: Any) -> bytes:
    from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

    from qa_desktop.reports.appearance import PageStampStyle, PlainWriter

    first = request.stage is Stage.INSPECTOR
    meta = PdfSignatureMetadata(
        field_name=FIELD_NAMES[request.stage],
        md_algorithm=_DIGEST,
        name=request.printed_name,
        reason=reason_text(request),
        subfilter=SigSeedSubFilter.PADES,
        certify=first,
        docmdp_permissions=MDPPerm.FILL_FORMS if first else MDPPerm.NO_CHANGES,
    )
    style = PageStampStyle(draw=lambda wide, high: signed_appearance(request, wide, high))
    writer = PlainWriter(io.BytesIO(pdf), strict=True)
    pdf_signer = PdfSigner(meta, signer=signer, timestamper=time_stamper, stamp_style=style)
    out = io.BytesIO()
    pdf_signer.sign_pdf(writer, existing_fields_only=True, output=out)
    return out.getvalue()
