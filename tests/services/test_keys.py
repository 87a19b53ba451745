"""Signing keys, the certificate authority, and whom a verifier trusts."""

from __future__ import annotations

import hashlib

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from sqlalchemy import select, update

from qa_desktop.domain.errors import FaultError, NotAllowedError, RefusedError
from qa_desktop.domain.people import Role
from qa_desktop.domain.signature import REPORT_STAGES, Stage
from qa_desktop.services import credentials
from qa_desktop.services.demo_signing import KeptKeys
from qa_desktop.services.keys import stages_in, stages_text
from qa_desktop.storage.models import KeyWrap
from qa_desktop.storage.queries import keys as rows
from qa_desktop.storage.secrets import Cost

PASSWORD = "correct horse battery"


def test_the_key_opens_for_its_person_and_matches_the_certificate(keys, people) -> None:
    key = keys.signer_for(people["supervisor"].person_id, PASSWORD)
    private, certificate, chain = pkcs12.load_key_and_certificates(key.signer.pkcs12, key.signer.password)
    assert certificate is not None
    assert private.public_key() == certificate.public_key()
    assert certificate.fingerprint(SHA256()).hex() == key.fingerprint
    assert certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value == key.printed_name == "Sara Supervisor"
    assert key.stages == {Stage.INSPECTOR, Stage.SUPERVISOR}
    assert [x.subject for x in chain] == [certificate.issuer]


@pytest.mark.parametrize(
    ("login", "stages"),
    [
        ("inspector", {Stage.INSPECTOR}),
        ("supervisor", {Stage.INSPECTOR, Stage.SUPERVISOR}),
        ("engineer", {Stage.SUPERVISOR}),
    ],
)
def test_the_certificate_says_what_the_role_may_sign(keys, people, login, stages) -> None:
    key = keys.signer_for(people[login].person_id, PASSWORD)
    assert key.stages == stages == keys.trust().roles[key.fingerprint]
    certificate = pkcs12.load_key_and_certificates(key.pkcs12, key.password)[1]
    units = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)
    assert {unit.value for unit in units} == {stage.value for stage in stages}


@pytest.mark.parametrize(("login", "stage"), [("inspector", Stage.SUPERVISOR), ("engineer", Stage.INSPECTOR)])
def test_the_key_stays_closed_for_a_stage_that_the_certificate_does_not_allow(keys, people, login, stage) -> None:
    assert keys.signer_for(people["supervisor"].person_id, PASSWORD, stage)
    with pytest.raises(RefusedError, match="does not allow"):
        keys.signer_for(people[login].person_id, PASSWORD, stage)


@pytest.mark.parametrize("login", ["auditor", "admin"])
def test_who_never_signs_has_no_certificate(keys, people, login) -> None:
    with pytest.raises(RefusedError, match="no signing certificate"):
        keys.signer_for(people[login].person_id, PASSWORD)


def test_a_wrong_password_opens_nothing(keys, people) -> None:
    with pytest.raises(RefusedError, match="password is not right"):
        keys.signer_for(people["inspector"].person_id, "wrong")
    with pytest.raises(RefusedError, match="password is not right"):
        keys.open_authority(people["admin"].person_id, "wrong")


def test_an_expired_certificate_signs_nothing(keys, people, clock) -> None:
    clock.forward(days=365 * 5 + 1)
    with pytest.raises(RefusedError, match="ended on 2031-03-01"):
        keys.signer_for(people["inspector"].person_id, PASSWORD)


@pytest.mark.parametrize("login", ["inspector", "supervisor", "engineer", "auditor"])
def test_only_an_administrator_opens_the_authority(keys, people, login) -> None:
    with pytest.raises(RefusedError, match="Only an administrator"):
        keys.open_authority(people[login].person_id, PASSWORD)


def test_every_certificate_is_signed_by_the_root(keys, people, workspace) -> None:
    (root_der,) = keys.trust().roots
    root = x509.load_der_x509_certificate(root_der)
    with workspace.store.reading() as connection:
        issued = rows.certificates(connection, purpose=rows.SIGNING)
    assert len(issued) == 6
    for row in issued:
        certificate = x509.load_der_x509_certificate(row.der)
        root.public_key().verify(
            certificate.signature, certificate.tbs_certificate_bytes, padding.PKCS1v15(), certificate.signature_hash_algorithm
        )


def test_key_files_are_named_by_their_certificate_and_readable_by_the_owner_only(keys, people, workspace) -> None:
    files = sorted(workspace.keys.glob("*.p12"))
    with workspace.store.reading() as connection:
        assert [file.name for file in files] == sorted(row.key_file for row in rows.certificates(connection))
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_nothing_secret_is_in_a_repr(keys, people) -> None:
    key = keys.signer_for(people["inspector"].person_id, PASSWORD)
    authority = keys.open_authority(people["admin"].person_id, PASSWORD)
    for thing in (key, authority):
        assert thing.password.decode() not in repr(thing)
        assert repr(thing.pkcs12)[2:20] not in repr(thing)


def test_a_wrapped_password_cannot_be_moved_to_another_person(keys, people, workspace) -> None:
    """A thief with write access and an account of their own copies the administrator's row; it does not open."""
    admin, thief = people["admin"].person_id, people["inspector"].person_id
    with workspace.store.writing(None) as work:
        work.connection.execute(update(KeyWrap).where(KeyWrap.person_id == admin).values(person_id=thief))
        work.audit("test.moved", "person", thief)
    with workspace.store.reading() as connection:
        wraps = rows.wraps_of(connection, thief)
    authority = next(wrap for wrap in wraps if wrap.purpose == rows.AUTHORITY)
    with pytest.raises(FaultError, match="does not open"):
        keys._secret((authority,), authority.fingerprint, PASSWORD)


def test_a_damaged_wrap_is_not_blamed_on_the_password(keys, people, workspace) -> None:
    inspector = people["inspector"].person_id
    with workspace.store.writing(None) as work:
        work.connection.execute(update(KeyWrap).where(KeyWrap.person_id == inspector).values(wrapped=b"\0" * 80))
        work.audit("test.damaged", "person", inspector)
    with pytest.raises(FaultError, match="does not open"):
        keys.signer_for(inspector, PASSWORD)


def test_a_missing_key_file_is_told_in_a_sentence(keys, people, workspace) -> None:
    key = keys.signer_for(people["inspector"].person_id, PASSWORD)
    (workspace.keys / f"{key.fingerprint}.p12").unlink()
    with pytest.raises(FaultError, match="missing from the keys folder"):
        keys.signer_for(people["inspector"].person_id, PASSWORD)


def test_a_key_file_alone_does_not_open_with_the_persons_password(keys, people) -> None:
    key = keys.signer_for(people["inspector"].person_id, PASSWORD)
    with pytest.raises(ValueError, match=r"(?i)password"):
        pkcs12.load_key_and_certificates(key.pkcs12, PASSWORD.encode())
    assert len(key.password) == 64


def test_wraps_carry_the_cost_that_they_were_made_with(keys, people, workspace, monkeypatch) -> None:
    """Raising the cost later must not lock anybody out."""
    monkeypatch.setattr("qa_desktop.storage.secrets.PASSWORD_COST", Cost(memory_kib=16, passes=2, lanes=1))
    assert keys.signer_for(people["inspector"].person_id, PASSWORD)
    with workspace.store.reading() as connection:
        assert set(connection.execute(select(KeyWrap.memory_kib)).scalars()) == {8}


def test_revoked_certificates_stay_in_the_trust_with_their_day(keys, people, people_service, clock, workspace) -> None:
    old = keys.signer_for(people["supervisor"].person_id, PASSWORD)
    before = workspace.store.now().utc
    clock.forward(days=1)
    people_service.deactivate(people["admin"], people["supervisor"].person_id, "left")
    clock.forward(days=1)
    trust = keys.trust()
    assert trust.roles[old.fingerprint] == {Stage.INSPECTOR, Stage.SUPERVISOR}
    assert not trust.was_revoked(old.fingerprint, before)
    assert trust.was_revoked(old.fingerprint, workspace.store.now().utc)
    assert not trust.was_revoked("somebody else's", workspace.store.now().utc)


def test_what_opened_a_revoked_key_is_forgotten(keys, people, people_service, workspace) -> None:
    supervisor = people["supervisor"].person_id
    people_service.deactivate(people["admin"], supervisor, "left")
    with workspace.store.reading() as connection:
        assert rows.wraps_of(connection, supervisor) == ()


@pytest.mark.parametrize("name", ["root.cer", "root.pem"])
def test_the_root_is_exported_with_a_text_that_says_what_it_is(keys, people, tmp_path, name) -> None:
    exported = keys.export_root(people["auditor"], tmp_path / "out" / name)
    data = exported.certificate.read_bytes()
    read = x509.load_pem_x509_certificate if name.endswith(".pem") else x509.load_der_x509_certificate
    root = read(data)
    digest = root.fingerprint(SHA256()).hex().upper()
    assert exported.fingerprint.replace(" ", "") == digest
    text = exported.text.read_text(encoding="utf-8")
    assert exported.fingerprint in text
    assert "Test Works" in text
    assert name in text
    assert "2051" in text
    (own,) = keys.trust().roots
    assert hashlib.sha256(own).hexdigest().upper() == digest


def test_exporting_the_root_needs_the_permission(keys, people, tmp_path) -> None:
    nobody = people["auditor"].__class__("x", "x", "Nobody", frozenset(), people["auditor"].station_id)
    with pytest.raises(NotAllowedError):
        keys.export_root(nobody, tmp_path / "root.cer")
    assert not (tmp_path / "root.cer").exists()


def test_stages_as_text_and_back() -> None:
    assert stages_text({Stage.SUPERVISOR, Stage.INSPECTOR}) == "inspector,supervisor"
    assert stages_in("inspector,supervisor") == set(REPORT_STAGES)
    assert stages_in("") == stages_in(stages_text(())) == frozenset()


def test_an_administrator_who_lost_the_role_no_longer_opens_the_authority(keys, people, people_service, workspace) -> None:
    second = people["engineer"].person_id
    people_service.grant_role(people["admin"], second, Role.ADMINISTRATOR, admin_password=PASSWORD, person_password=PASSWORD)
    assert (
        keys.open_authority(second, PASSWORD).fingerprint == keys.open_authority(people["admin"].person_id, PASSWORD).fingerprint
    )
    people_service.revoke_role(people["admin"], second, Role.ADMINISTRATOR, admin_password=PASSWORD, person_password=PASSWORD)
    with pytest.raises(RefusedError, match="Only an administrator"):
        keys.open_authority(second, PASSWORD)
    with workspace.store.reading() as connection:
        assert {wrap.purpose for wrap in rows.wraps_of(connection, second)} == {rows.SIGNING}
    # Nor with a copy of the row from an old backup.
    authority = keys.open_authority(people["admin"].person_id, PASSWORD)
    with workspace.store.writing(None) as work:
        rows.put_wrap(work, keys.share(authority, person_id=second, password=PASSWORD))
        work.audit("test.restored", "person", second)
    with pytest.raises(RefusedError, match="Only an administrator"):
        keys.open_authority(second, PASSWORD)


def test_temporary_passwords_and_codes_have_the_promised_strength() -> None:
    assert len({credentials.recovery_code() for _ in range(500)}) == 500
    assert len(credentials.plain_code(credentials.recovery_code())) == 16
    assert credentials.plain_code(" o1il-abcd ") == "0111ABCD"
    assert len(credentials.temporary_password().replace("-", "")) == 12


def test_a_key_that_is_kept_open_still_asks_for_the_right_password_and_stage(workspace, people) -> None:
    kept, person_id = KeptKeys(workspace), people["inspector"].person_id
    key = kept.signer_for(person_id, PASSWORD, Stage.INSPECTOR)
    assert kept.signer_for(person_id, PASSWORD, Stage.INSPECTOR) is key
    with pytest.raises(RefusedError, match="password is not right"):
        kept.signer_for(person_id, "another one", Stage.INSPECTOR)
    with pytest.raises(RefusedError, match="does not allow"):
        kept.signer_for(person_id, PASSWORD, Stage.SUPERVISOR)
