"""The signature container, read strictly: every byte in it must be accounted for.

The container lies in the one place that a PDF signature does not cover.  A library that skips what it does not need would accept
a file in which such bytes were changed, so everything that is neither signed nor checked elsewhere is compared with the few
values that it may have.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from typing import Any

from asn1crypto import cms, x509  # type: ignore[import-untyped]
from cryptography import x509 as pyca
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding

from qa_desktop.reports.authority import fingerprint
from qa_desktop.reports.der import require_der, require_parts, value_length
from qa_desktop.reports.flaw import FlawError

DIGESTS = frozenset({"sha256", "sha384", "sha512"})

# The tags of the parts, in their order (RFC 5652): nothing may be missing or too many.
_CONTENT_INFO, _SIGNED_DATA, _ENCLOSED, _ATTRIBUTE = "06 a0", "02 31 30 a0 31", "06 a0", "06 31"
_SIGNER, _SIGNER_WITH_MORE = "02 30 30 a0 30 04", "02 30 30 a0 30 04 a1"
_ENCLOSES_NOTHING = bytes.fromhex("300b06092a864886f70d010701")
_VERSION_1, _VERSION_3 = bytes.fromhex("020101"), bytes.fromhex("020103")
# Algorithm identifiers as they are written: SHA-256, -384 and -512 with and without the empty parameter.
_DIGEST_NAMES = {
    bytes.fromhex("300d0609608648016503040201 0500"): "sha256",
    bytes.fromhex("300b0609608648016503040201"): "sha256",
    bytes.fromhex("300d0609608648016503040202 0500"): "sha384",
    bytes.fromhex("300b0609608648016503040202"): "sha384",
    bytes.fromhex("300d0609608648016503040203 0500"): "sha512",
    bytes.fromhex("300b0609608648016503040203"): "sha512",
}
_RSA = frozenset(bytes.fromhex(f"300d06092a864886f70d0101{last} 0500") for last in ("01", "0b", "0c", "0d"))
_ECDSA = frozenset(bytes.fromhex(f"300a06082a8648ce3d0403{last}") for last in ("02", "03", "04"))


def unpack(raw: bytes) -> cms.SignedData:
    """Return the signed data in the bytes between the brackets; raises :class:`FlawError`."""
    length = value_length(raw)
    require_der(raw[:length])
    if raw[length:].strip(b"\x00"):
        raise FlawError("there is junk behind the signature, inside its padding")
    try:
        info = cms.ContentInfo.load(raw[:length], strict=True)
        require_parts(info.contents, _CONTENT_INFO)
        if info["content_type"].native != "signed_data":
            raise FlawError("the signature is not of a known kind")
    except (ValueError, TypeError, KeyError) as error:
        raise FlawError("the signature cannot be decoded") from error
    return info["content"]


def require_tidy(signed: cms.SignedData, allowed: Collection[bytes]) -> None:
    """Raise :class:`FlawError` unless ``signed`` is exactly what this program writes.

    ``allowed`` are the certificates (DER) that may stand beside the signer's.
    """
    signer = _only_signer(signed)
    if signed["version"].dump() != _VERSION_1 or signed["encap_content_info"].dump() != _ENCLOSES_NOTHING:
        raise FlawError("the signature encloses something that it should not")
    own = _certificate_of(signed, signer)
    others = [choice.chosen.dump() for choice in signed["certificates"]]
    others.remove(own.dump())
    if not set(others) <= set(allowed) or len(set(others)) != len(others):
        raise FlawError("the signature brings a certificate that does not belong to it")
    if signer["signature_algorithm"].dump() not in _RSA:
        raise FlawError("the signature uses an algorithm that is not allowed")
    _require_own_certificate(signer, own)
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
    require_parts(attributes[0].contents, _ATTRIBUTE)
    require_parts(attributes[0]["values"][0].contents, _CONTENT_INFO)
    if attributes[0]["values"][0]["content_type"].native != "signed_data":
        raise FlawError("the time stamp is not a time stamp")
    token: cms.SignedData = attributes[0]["values"][0]["content"]
    require_tidy_token(token)
    return token


def require_tidy_token(token: cms.SignedData) -> None:
    """Raise :class:`FlawError` when a time-stamp token has parts that nothing vouches for."""
    signer = _only_signer(token)
    require_parts(token["encap_content_info"].contents, _ENCLOSED)
    if token["version"].dump() != _VERSION_3 or token["encap_content_info"]["content_type"].native != "tst_info":
        raise FlawError("the time stamp is not a time stamp")
    if signer["signature_algorithm"].dump() not in _RSA | _ECDSA:
        raise FlawError("the time stamp uses an algorithm that is not allowed")
    if len(_unsigned(signer)):
        raise FlawError("the time stamp carries something that it does not cover")
    own = _certificate_of(token, signer)
    _require_vouched([choice.chosen for choice in token["certificates"]], own)


def _only_signer(signed: cms.SignedData) -> cms.SignerInfo:
    require_parts(signed.contents, _SIGNED_DATA)
    signers = signed["signer_infos"]
    if len(signers) != 1:
        raise FlawError("the signature does not have exactly one signer")
    if signed["crls"].native:
        raise FlawError("the signature carries something that it does not cover")
    signer = signers[0]
    require_parts(signer.contents, _SIGNER, _SIGNER_WITH_MORE)
    if signer["version"].dump() != _VERSION_1:
        raise FlawError("the signature has an unexpected version")
    digest = signer["digest_algorithm"].dump()
    if digest not in _DIGEST_NAMES:
        raise FlawError(f"the signature uses the digest {signer['digest_algorithm']['algorithm'].native}, which is not allowed")
    named = [entry.dump() for entry in signed["digest_algorithms"]]
    if len(named) != 1 or _DIGEST_NAMES.get(named[0]) != _DIGEST_NAMES[digest]:
        raise FlawError("the signature names other digests than it uses")
    return signer


def _certificate_of(signed: cms.SignedData, signer: cms.SignerInfo) -> x509.Certificate:
    identifier = signer["sid"]
    if identifier.name != "issuer_and_serial_number":
        raise FlawError("the signature does not name its signer")
    for choice in signed["certificates"]:
        certificate = choice.chosen
        if choice.name != "certificate":
            raise FlawError("the signature brings a certificate that does not belong to it")
        same = identifier.chosen["serial_number"].native == certificate.serial_number
        if same and identifier.chosen["issuer"].dump() == certificate.issuer.dump():
            return certificate
    raise FlawError("the signature does not bring the certificate of its signer")


def _require_own_certificate(signer: cms.SignerInfo, own: x509.Certificate) -> None:
    """The certificate itself is signed along (signing-certificate-v2, RFC 5035), so that it cannot be exchanged."""
    digest = hashlib.sha256(own.dump()).digest()
    for attribute in signer["signed_attrs"]:
        if attribute["type"].native == "signing_certificate_v2":
            entry = attribute["values"][0]["certs"][0]
            if entry["hash_algorithm"]["algorithm"].native == "sha256" and entry["cert_hash"].native == digest:
                return
    raise FlawError("the signature does not name its own certificate")


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
