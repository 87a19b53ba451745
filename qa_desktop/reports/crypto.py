"""The cryptographic check of one signature or document time stamp, and who made it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from asn1crypto import tsp, x509  # type: ignore[import-untyped]
from pyhanko.sign.general import CMSExtractionError
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator import ValidationContext

from qa_desktop.domain.signature import Stage
from qa_desktop.reports.authority import fingerprint
from qa_desktop.reports.cms import DIGESTS, require_tidy, require_tidy_token, token_of, unpack
from qa_desktop.reports.flaw import FlawError
from qa_desktop.reports.types import TrustList

# What they would log as tracebacks is returned here in words.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Checked:
    """What the cryptography says about one signature.  ``moment`` is the time stamp's where there is one."""

    name: str
    login: str
    stages: frozenset[Stage]
    fingerprint: str
    public_key: bytes
    claimed: datetime
    moment: datetime
    time_stamped: bool
    notes: tuple[str, ...]


def check_signature(embedded: Any, gap: bytes, stage: Stage, trust: TrustList) -> Checked:
    """Return what is proven about a signature; raises :class:`FlawError` when anything is not."""
    claimed = embedded.self_reported_timestamp
    if claimed is None or claimed.tzinfo is None:
        raise FlawError(f"the signature of the {stage.value} does not state when it was made")
    try:
        token = _token(embedded, gap, stage, trust)
        moment = claimed if token is None else stated_moment(token)
        status = validate_pdf_signature(
            embedded,
            signer_validation_context=_context(trust.root_certificates, moment),
            ts_validation_context=_context(trust.time_stamp_roots, moment),
            skip_diff=True,
        )
    except (SignatureValidationError, CMSExtractionError, ValueError, TypeError, KeyError) as error:
        raise FlawError(f"the signature of the {stage.value} cannot be decoded") from error
    if not status.intact:
        raise FlawError(f"the document was changed after the {stage.value} signed it")
    if not status.valid or status.md_algorithm not in DIGESTS:
        raise FlawError(f"the signature of the {stage.value} is false")
    if not status.trusted:
        raise FlawError(_distrust(status, stage, moment))
    notes = [] if token is None else _token_notes(status.timestamp_validity, trust)
    certificate = status.signing_cert
    if token is None and certificate.not_valid_after < datetime.now(UTC):
        notes.append(f"The certificate of the {stage.value} has expired since, and no time stamp proves when it was used.")
    return _described(certificate, claimed, moment, token is not None, tuple(notes))


def _token(embedded: Any, gap: bytes, stage: Stage, trust: TrustList) -> Any:
    """Read the container strictly and return its time stamp, if it has one."""
    signed = unpack(gap)
    if embedded.pkcs7_content.rstrip(b"\x00") != gap.rstrip(b"\x00"):
        raise FlawError(f"the signature of the {stage.value} can be read in two ways")
    require_tidy(signed, trust.root_certificates)
    return token_of(signed)


def _distrust(status: Any, stage: Stage, moment: datetime) -> str:
    certificate = status.signing_cert
    if not certificate.not_valid_before <= moment <= certificate.not_valid_after:
        return f"the certificate of the {stage.value} was not valid at the time of signing"
    return f"the certificate of the {stage.value} was not issued by an authority that is trusted here"


def _described(
    certificate: x509.Certificate, claimed: datetime, moment: datetime, time_stamped: bool, notes: tuple[str, ...]
) -> Checked:
    subject = certificate.subject.native
    units = subject.get("organizational_unit_name", [])
    named = {units} if isinstance(units, str) else set(units)
    return Checked(
        name=str(subject.get("common_name", "")),
        login=str(subject.get("user_id", "")),
        stages=frozenset(stage for stage in Stage if stage.value in named),
        fingerprint=fingerprint(certificate.dump()),
        public_key=certificate.public_key.dump(),
        claimed=claimed,
        moment=moment,
        time_stamped=time_stamped,
        notes=notes,
    )


def check_time_stamp(embedded: Any, gap: bytes, trust: TrustList) -> tuple[str, ...]:
    """Check a document time stamp and return remarks; raises :class:`FlawError`."""
    token = unpack(gap)
    require_tidy_token(token)
    status = validate_pdf_timestamp(
        embedded, validation_context=_context(trust.time_stamp_roots, stated_moment(token)), skip_diff=True
    )
    return tuple(_token_notes(status, trust))


def stated_moment(token: Any) -> datetime:
    """Return the moment that a time-stamp token states."""
    info: tsp.TSTInfo = token["encap_content_info"]["content"].parsed
    moment: datetime = info["gen_time"].native
    return moment


def _token_notes(status: Any, trust: TrustList) -> list[str]:
    if status is None or not status.intact or not status.valid:
        raise FlawError("a time stamp does not belong to what it stands on, or was changed")
    if status.trusted:
        return []
    if trust.time_stamp_roots:
        raise FlawError("a time stamp was not issued by an authority that is trusted here")
    return ["The authority of a time stamp is not known here, so only its connection to the signature was checked."]


def _context(roots: Sequence[bytes], moment: datetime) -> ValidationContext:
    """Return a context that looks at the certificates as they were at ``moment`` and fetches nothing."""
    return ValidationContext(
        trust_roots=[x509.Certificate.load(root) for root in roots],
        moment=moment,
        best_signature_time=moment,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )
