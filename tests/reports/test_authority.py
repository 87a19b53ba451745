"""The certificate authority, and what importing the package costs."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from qa_desktop.domain.errors import FaultError, InputError
from qa_desktop.reports.authority import fingerprint, issue_certificate, root_certificate
from tests.reports import people


def test_the_root_signs_people_and_nothing_else():
    root = x509.load_der_x509_certificate(people.root())
    limits = root.extensions.get_extension_for_class(x509.BasicConstraints).value
    assert (limits.ca, limits.path_length) == (True, 0)
    usage = root.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.key_cert_sign
    assert not usage.digital_signature


def test_a_person_gets_a_certificate_for_signing_with_the_role_in_it():
    issued = people.jana()
    made = x509.load_der_x509_certificate(issued.certificate_der)
    made.verify_directly_issued_by(x509.load_der_x509_certificate(people.root()))
    assert isinstance(made.public_key(), rsa.RSAPublicKey)
    assert made.public_key().key_size == 3072
    assert made.signature_hash_algorithm is not None
    assert made.signature_hash_algorithm.name == "sha256"
    usage = made.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.digital_signature
    assert usage.content_commitment
    units = [unit.value for unit in made.subject.get_attributes_for_oid(x509.NameOID.ORGANIZATIONAL_UNIT_NAME)]
    assert units == ["inspector"]
    assert issued.fingerprint == fingerprint(issued.certificate_der)
    assert made.not_valid_before_utc < people.MADE < made.not_valid_after_utc


def test_a_certificate_does_not_outlive_its_authority():
    late = people.MADE + timedelta(days=365 * 23)
    issued = issue_certificate(
        people.authority(people.SITE), people.PASSWORD, common_name="Late", login="late", stages=(), now=late, password=b"x" * 32
    )
    made = x509.load_der_x509_certificate(issued.certificate_der)
    assert made.not_valid_after_utc == x509.load_der_x509_certificate(people.root()).not_valid_after_utc


def test_a_wrong_password_or_an_impossible_name_is_said_in_a_sentence():
    with pytest.raises(FaultError, match="backup"):
        root_certificate(people.authority(people.SITE), b"wrong")
    with pytest.raises(InputError, match="64"):
        issue_certificate(
            people.authority(people.SITE),
            people.PASSWORD,
            common_name="n" * 65,
            login="n",
            stages=(),
            now=people.MADE,
            password=b"x",
        )


def test_importing_the_package_loads_nothing_heavy():
    script = (
        "import sys, qa_desktop.reports, qa_desktop.reports.types;"
        "print([name for name in ('reportlab', 'pikepdf', 'pyhanko', 'PIL', 'pypdfium2', 'cryptography') if name in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert shown.strip() == "[]"
