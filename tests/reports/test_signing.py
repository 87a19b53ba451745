"""Signing: both stages, time stamps, and what is refused."""

from __future__ import annotations

import io
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import page
import pytest
from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from qa_desktop.domain.errors import FaultError, RefusedError
from qa_desktop.domain.signature import Meaning, Stage
from qa_desktop.reports.signing import add_time_stamp, open_key, sign
from qa_desktop.reports.types import Outcome, SignerKey, TimeStampServer
from qa_desktop.reports.verify import verify
from tests.reports import people, samples

LATER = page.ValidationProfile.PDF_A_3B
# An earlier signature never covers what is appended after it; veraPDF agrees that this is right (pdf.md 3.1).
KNOWN_EXCEPTION = "PDFA3B-SIGNATURE-BYTERANGE-001"


def faults(pdf: bytes) -> set[str]:
    return {failure.rule_id for failure in page.validate_pdf_bytes(pdf, profile=LATER).failures}


@pytest.mark.parametrize("make", [samples.short_pass, samples.failing, samples.voided, samples.german, samples.with_photos])
def test_every_kind_of_report_is_pdf_a_3b(make):
    files = people.files_of(make())
    assert faults(files.base) == set()
    assert faults(files.inspected) == set()
    assert faults(files.released) <= {KNOWN_EXCEPTION}


def test_signing_appends_only():
    files = people.good()
    assert files.inspected.startswith(files.base)
    assert files.released.startswith(files.inspected)


def test_released_and_waiting_files_are_accepted_with_and_without_the_ledger():
    files = people.good()
    for ledger in (True, False):
        trust = files.trust(ledger=ledger)
        waiting, released = verify(files.inspected, trust), verify(files.released, trust)
        assert (waiting.outcome, waiting.findings) == (Outcome.WAITING, ())
        assert (released.outcome, released.findings) == (Outcome.VALID, ())
        assert [(s.stage, s.name, s.meaning) for s in released.signatures] == [
            (Stage.INSPECTOR, "Jana Nowak", "performed"),
            (Stage.SUPERVISOR, "Piotr Zieliński", "approved"),
        ]
        assert released.signatures[0].at == people.AT.isoformat()
        assert released.content_digest == files.digest


def test_a_withdrawn_certificate_counts_for_what_it_signed_before():
    files = people.good()
    for since, outcome in (("2026-11-22T13:30:00+00:00", Outcome.CHANGED), ("2026-11-22T13:32:00+00:00", Outcome.VALID)):
        trust = replace(files.trust(), revoked={people.piotr().fingerprint: since})
        assert verify(files.released, trust).outcome is outcome


def test_pyhanko_accepts_both_signatures():
    files = people.good()
    reader = PdfFileReader(io.BytesIO(files.released), strict=True)
    for signature in reader.embedded_signatures:
        context = ValidationContext(trust_roots=[x509.Certificate.load(people.root())], moment=people.AT)
        status = validate_pdf_signature(signature, context)
        assert status.bottom_line, status.pretty_print_details()


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="pdfsig (poppler-utils) is not installed here")
def test_pdfsig_calls_both_signatures_valid(tmp_path: Path):
    file = tmp_path / "report.pdf"
    file.write_bytes(people.good().released)
    shown = subprocess.run(["pdfsig", str(file)], capture_output=True, text=True, check=False).stdout
    assert shown.count("Signature is Valid") == 2


def test_time_stamps_are_taken_and_checked():
    files = people.stamped()
    for roots, remarks in (((people.stamp_root(),), 0), ((), 2)):
        found = verify(files.released, replace(files.trust(), time_stamp_roots=roots))
        assert (found.outcome, found.findings, len(found.notes)) == (Outcome.VALID, (), remarks)
        assert [s.time_stamped for s in found.signatures] == [True, True]
    strange = verify(files.released, replace(files.trust(), time_stamp_roots=(people.root(),)))
    assert strange.outcome is Outcome.CHANGED
    assert faults(files.released) <= {KNOWN_EXCEPTION}


@pytest.mark.parametrize("broken", [True, False])
def test_without_an_answer_of_the_authority_the_signature_is_made_all_the_same(broken):
    files = people.good()
    wanted = people.request(Stage.INSPECTOR, "Jana Nowak", files.digest)
    with people.time_stamp_server(broken=True) as server:
        asked = server if broken else TimeStampServer("http://127.0.0.1:9/", 0.5)
        signed = sign(files.base, people.key_of(people.jana()), wanted, server=asked)
    assert not signed.time_stamped
    assert verify(signed.data, files.trust()).outcome is Outcome.WAITING


def test_a_document_time_stamp_can_be_added_later():
    files = people.good()
    with people.time_stamp_server() as server:
        later = add_time_stamp(files.released, server)
    assert later is not None
    found = verify(later, replace(files.trust(), time_stamp_roots=(people.stamp_root(),)))
    assert (found.outcome, found.findings) == (Outcome.VALID, ())
    assert add_time_stamp(files.released, TimeStampServer("http://127.0.0.1:9/", 0.5)) is None


def test_the_wrong_state_is_refused():
    files = people.good()
    inspector = people.request(Stage.INSPECTOR, "Jana Nowak", files.digest)
    supervisor = people.request(Stage.SUPERVISOR, "Piotr Zieliński", files.digest)
    for pdf, key, wanted in (
        (files.base, people.piotr(), supervisor),
        (files.inspected, people.jana(), inspector),
        (files.released, people.piotr(), supervisor),
        (b"%PDF-1.7 nothing", people.jana(), inspector),
    ):
        with pytest.raises(RefusedError):
            sign(pdf, people.key_of(key), wanted)


def test_other_content_than_shown_is_refused():
    files = people.good()
    with pytest.raises(RefusedError, match="other content"):
        sign(files.base, people.key_of(people.jana()), people.request(Stage.INSPECTOR, "Jana Nowak", "0" * 64))


def test_another_name_or_meaning_or_password_is_refused():
    files = people.good()
    wanted = people.request(Stage.INSPECTOR, "Somebody Else", files.digest)
    with pytest.raises(RefusedError, match="Jana Nowak"):
        sign(files.base, people.key_of(people.jana()), wanted)
    with pytest.raises(RefusedError, match="meaning"):
        sign(files.base, people.key_of(people.jana()), replace(wanted, meaning=Meaning.APPROVED))
    with pytest.raises(FaultError):
        sign(files.base, SignerKey(people.jana().pkcs12, b"wrong"), replace(wanted, printed_name="Jana Nowak"))


def test_a_key_that_is_opened_once_signs_many_files_as_it_would_one_by_one():
    files, opened = people.good(), open_key(people.key_of(people.jana()))
    wanted = people.request(Stage.INSPECTOR, "Jana Nowak", files.digest)
    for _ in range(2):
        signed = sign(files.base, opened, wanted).data
        found = verify(signed, files.trust(ledger=True))
        assert (found.outcome, found.findings) == (Outcome.WAITING, ())
        assert [one.name for one in found.signatures] == ["Jana Nowak"]
    with pytest.raises(RefusedError, match="Jana Nowak"):
        sign(files.base, opened, replace(wanted, printed_name="Somebody Else"))
    with pytest.raises(FaultError):
        open_key(SignerKey(people.jana().pkcs12, b"wrong"))
