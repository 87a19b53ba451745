"""The workspace's own certificate authority: a root, and a certificate for each person who signs.

RSA-3072 with SHA-256, because every reader that was tried accepts it.  The root signs nothing but certificates of people
(path length 0).  What a person may sign is written into the certificate as its organisational units, so that a customer
without the workspace can check the role too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, KeySerializationEncryption, PrivateFormat, pkcs12
from cryptography.x509.oid import NameOID

from qa_desktop.domain.errors import FaultError, InputError
from qa_desktop.domain.signature import Stage
from qa_desktop.reports.types import IssuedCertificate

_BITS = 3072
_ROOT_LIFE = timedelta(days=365 * 25)
_PERSON_LIFE = timedelta(days=365 * 5)
_CLOCK_SKEW = timedelta(minutes=5)
# The password is 256 random bits, so more rounds would only slow the owner down.
_ROUNDS = 20_000


def fingerprint(certificate_der: bytes) -> str:
    """Return the SHA-256 of a certificate as 64 hexadecimal digits."""
    return hashlib.sha256(certificate_der).hexdigest()


def make_authority(site_name: str, *, now: datetime, password: bytes) -> bytes:
    """Return a new root key and certificate as PKCS#12 under ``password``; ``now`` is an aware moment."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=_BITS)
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _bounded(site_name)),
            x509.NameAttribute(NameOID.COMMON_NAME, _bounded(f"{site_name[:40]} inspection authority")),
        ]
    )
    certificate = (
        _builder(name, name, key.public_key(), now, _ROOT_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return pkcs12.serialize_key_and_certificates(b"authority", key, certificate, None, _encryption(password))


def issue_certificate(
    authority_pkcs12: bytes,
    authority_password: bytes,
    *,
    common_name: str,
    login: str,
    stages: Collection[Stage],
    now: datetime,
    password: bytes,
) -> IssuedCertificate:
    """Return a new key and certificate for one person, with the root in the same PKCS#12.

    Raises :class:`FaultError` when the authority cannot be opened.
    """
    root_key, root = _open(authority_pkcs12, authority_password)
    key = rsa.generate_private_key(public_exponent=65537, key_size=_BITS)
    units = [x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, stage.value) for stage in Stage if stage in stages]
    subject = x509.Name(
        [
            *root.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME),
            *units,
            x509.NameAttribute(NameOID.USER_ID, login),
            x509.NameAttribute(NameOID.COMMON_NAME, _bounded(common_name)),
        ]
    )
    end = min(now + _PERSON_LIFE, root.not_valid_after_utc)
    certificate = (
        _builder(subject, root.subject, key.public_key(), now, end - now)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(certificates=False), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    der = certificate.public_bytes(Encoding.DER)
    bundle = pkcs12.serialize_key_and_certificates(login.encode(), key, certificate, [root], _encryption(password))
    return IssuedCertificate(bundle, der, fingerprint(der))


def root_certificate(authority_pkcs12: bytes, password: bytes) -> bytes:
    """Return the root certificate as DER: what customers are given to trust."""
    return _open(authority_pkcs12, password)[1].public_bytes(Encoding.DER)


def _open(bundle: bytes, password: bytes) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    try:
        key, certificate, _ = pkcs12.load_key_and_certificates(bundle, password)
    except ValueError as error:
        raise FaultError(
            "The certificate authority of this workspace cannot be opened. Restore its keys from a backup."
        ) from error
    if not isinstance(key, rsa.RSAPrivateKey) or certificate is None:
        raise FaultError("The certificate authority of this workspace is incomplete. Restore its keys from a backup.")
    return key, certificate


def _builder(
    subject: x509.Name, issuer: x509.Name, key: rsa.RSAPublicKey, now: datetime, life: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCK_SKEW)
        .not_valid_after(now + life)
    )


def _usage(*, certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certificates,
        content_commitment=not certificates,
        key_cert_sign=certificates,
        crl_sign=certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _encryption(password: bytes) -> KeySerializationEncryption:
    return (
        PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(_ROUNDS)
        .key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
        .hmac_hash(hashes.SHA256())
        .build(password)
    )


def _bounded(text: str) -> str:
    """X.520 allows 64 characters in a name; a longer one is refused rather than cut."""
    cleaned = text.strip()
    if not 1 <= len(cleaned) <= 64:
        raise InputError("The name “{name}” must have 1 to 64 characters to be put on a certificate.", name=text)
    return cleaned
