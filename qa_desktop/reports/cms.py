"""The signature container, read strictly: every byte in it must be accounted for.

The container lies in the one place that a PDF signature does not cover.  A library that skips what it does not need would accept
a file in which such bytes were changed, so everything that is neither signed nor checked elsewhere is refused here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from asn1crypto import cms, x509  # type: ignore[import-untyped]
from asn1crypto.parser import peek  # type: ignore[import-untyped]
from cryptography import x509 as pyca
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding

from qa_desktop.reports.authority import fingerprint
from qa_desktop.reports.flaw import FlawError

DIGESTS = frozenset({"sha256", "sha384", "sha512"})


def unpack(raw: bytes) -> cms.SignedData:
    """Return the signed data in the bytes between the brackets; raises :class:`FlawError`."""
    try:
        length = peek(raw)
        info = cms.ContentInfo.load(raw[:length], strict=True)
        if info["content_type"].native != "signed_data":
            raise FlawError("the signature is not of a known kind")
        signed: cms.SignedData = info["content"]
        _require_canonical(info, raw[:length])
    except (ValueError, TypeError, KeyError) as error:
        raise FlawError("the signature cannot be decoded") from error
    if raw[length:].strip(b"\x00"):
        raise FlawError("there is junk behind the signature, inside its padding")
    return signed


def _require_canonical(value: Any, raw: bytes) -> None:
    """Re-encode from the parsed parts and compare: what the parser skipped would be missing."""
    _ = value.native
    if value.copy().dump(force=True) != raw:
        raise FlawError("the signature is not encoded in the one way that is allowed")


def require_tidy(signed: cms.SignedData, allowed: Collection[bytes]) -> None:
    """Raise :class:`FlawError` unless ``signed`` is exactly what this program writes.

    ``allowed`` are the certificates (DER) that may stand beside the signer's.
    """
    signer = _only_signer(signed)
    if signed["version"].native != "v1" or signer["version"].native != "v1":
        raise FlawError("the signature has an unexpected version")
    enclosed = signed["encap_content_info"]
    if enclosed["content_type"].native != "data" or enclosed["content"].native is not None:
        raise FlawError("the signature encloses other content")
    own = _certificate_of(signed, signer)
    for choice in signed["certificates"]:
        der = choice.chosen.dump()
        if der != own.dump() and der not in allowed:
            raise FlawError("the signature brings a certificate that does not belong to it")
    mechanism = signer["signature_algorithm"]["algorithm"].native
    if mechanism not in {"rsassa_pkcs1v15", "sha256_rsa", "sha384_rsa", "sha512_rsa"}:
        raise FlawError("the signature uses an algorithm that is not allowed")
    for attribute in _unsigned(signer):
        if attribute["type"].native != "signature_time_stamp_token" or len(attribute["values"]) != 1:
            raise FlawError("the signature carries something that it does not cover")


def token_of(signed: cms.SignedData) -> cms.SignedData | None:
    """Return the time-stamp token of a signature, checked for stray content, or ``None``; raises :class:`FlawError`."""
    attributes = _unsigned(_only_signer(signed))
    if not attributes:
        return None
    if len(attributes) != 1:
        raise FlawError("the signature carries more than one time stamp")
    token: cms.SignedData = attributes[0]["values"][0]["content"]
    require_tidy_token(token)
    return token


def require_tidy_token(token: cms.SignedData) -> None:
    """Raise :class:`FlawError` when a time-stamp token has parts that nothing vouches for."""
    signer = _only_signer(token)
    if token["encap_content_info"]["content_type"].native != "tst_info":
        raise FlawError("the time stamp is not a time stamp")
    if token["version"].native != "v3" or signer["version"].native != "v1":
        raise FlawError("the time stamp has an unexpected version")
    if len(_unsigned(signer)):
        raise FlawError("the time stamp carries something that it does not cover")
    own = _certificate_of(token, signer)
    _require_vouched([choice.chosen for choice in token["certificates"]], own)


def _only_signer(signed: cms.SignedData) -> cms.SignerInfo:
    signers = signed["signer_infos"]
    if len(signers) != 1:
        raise FlawError("the signature does not have exactly one signer")
    if signed["crls"].native:
        raise FlawError("the signature carries something that it does not cover")
    signer = signers[0]
    digest = signer["digest_algorithm"]["algorithm"].native
    if digest not in DIGESTS:
        raise FlawError(f"the signature uses the digest {digest}, which is not allowed")
    named = [(entry["algorithm"].native, entry["parameters"].native) for entry in signed["digest_algorithms"]]
    if named != [(digest, None)] or signer["digest_algorithm"]["parameters"].native is not None:
        raise FlawError("the signature names other digests than it uses")
    return signer


def _certificate_of(signed: cms.SignedData, signer: cms.SignerInfo) -> x509.Certificate:
    identifier = signer["sid"].chosen.native
    for choice in signed["certificates"]:
        certificate = choice.chosen
        if choice.name != "certificate" or identifier["serial_number"] != certificate.serial_number:
            continue
        if signer["sid"].chosen["issuer"].dump() == certificate.issuer.dump():
            return certificate
    raise FlawError("the signature does not bring the certificate of its signer")


def _unsigned(signer: cms.SignerInfo) -> Any:
    attributes = signer["unsigned_attrs"]
    return [] if attributes.native is None else attributes


def _require_vouched(certificates: Iterable[x509.Certificate], own: x509.Certificate) -> None:
    """Each certificate of a time stamp must be signed by another one in it, or be the signer's, which is checked later."""
    loaded = [pyca.load_der_x509_certificate(certificate.dump()) for certificate in certificates]
    own_print = fingerprint(own.dump())
    for certificate in loaded:
        if fingerprint(certificate.public_bytes(Encoding.DER)) == own_print:
            continue
        if not any(_issued(certificate, issuer) for issuer in loaded):
            raise FlawError("the time stamp brings a certificate that nothing vouches for")


def _issued(certificate: pyca.Certificate, issuer: pyca.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True
