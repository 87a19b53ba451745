"""The whole job through the real windows by keyboard ends in a PDF that programs of others accept."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from qa_desktop.app import main, open_program
from qa_desktop.reports.types import Outcome
from qa_desktop.services.demo import PASSWORD, build_demo
from qa_desktop.storage.queries.inspections import InspectionFilter
from qa_desktop.ui.walk import walk
from qa_desktop.ui.walk_release import BAD_PIECE, LOT


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory, qapp: object) -> tuple[Path, Path]:
    """Build a small demo workspace and walk through it once."""
    folder, out = tmp_path_factory.mktemp("walk") / "workspace", tmp_path_factory.mktemp("out")
    build_demo(folder, inspections=11)
    assert walk(open_program, folder, out) == 0
    return folder, out


def reports_in(out: Path) -> list[Path]:
    """Return the two inspection reports that the walk leaves."""
    return sorted(out.glob("I-*.pdf"))


@pytest.mark.slow
def test_the_walk_leaves_a_released_report_and_pictures(done: tuple[Path, Path], qtbot: QtBot) -> None:
    folder, out = done
    assert len(reports_in(out)) == 2
    assert len(list(out.glob("*.png"))) >= 20
    program = open_program(folder)
    try:
        for report in reports_in(out):
            found = program.reports.verify_file(report)
            assert found.outcome is Outcome.VALID, found
            assert [signature.name for signature in found.signatures] == ["Anna Kowalska", "Petra Lis"]
    finally:
        program.close()


@pytest.mark.slow
def test_the_lot_was_released_by_a_signature_and_balances(done: tuple[Path, Path], qtbot: QtBot) -> None:
    folder, out = done
    (decision,) = out.glob("L-*.pdf")
    program = open_program(folder)
    try:
        found = program.reports.verify_file(decision)
        assert (found.outcome, [signature.name for signature in found.signatures]) == (Outcome.VALID, ["Petra Lis"])
        actor = program.access.log_in("olga", PASSWORD)
        (lot,) = program.lots.find(actor, LOT)
        balance = lot.balance
        assert (balance.accepted, balance.rejected, balance.held, balance.waiting) == (49, 1, 0, 0)
        inspection = next(row for row in program.inspections.page(actor, InspectionFilter()) if row.lot == LOT)
        opened = program.inspections.open(actor, inspection.id)
        assert opened.row.type == "incoming"
        assert {plan.group: (plan.sample_size, plan.severity.value) for plan in opened.plans} == {
            "major": (13, "tightened"), "minor": (8, "normal"),
        }  # fmt: skip
        record = program.signing.look(actor, inspection.id).record
        assert [(line.item.key, line.item.piece) for line in record.failed] == [("length", BAD_PIECE)]
    finally:
        program.close()


@pytest.mark.slow
def test_what_the_grid_took_is_told(done: tuple[Path, Path], record_property: Callable[[str, object], None]) -> None:
    """Every reading took its digits and one key; a judgement took one key."""
    words = (done[1] / "grid.txt").read_text(encoding="utf-8")
    record_property("report", f"walk to a signed release: {words}")
    readings, keys = (int(number) for number in words.split() if number.isdigit())
    # 26 diameters and bores of 7 and 6 keys, 13 lengths of 6, 8 judgements of 1, 8 tallies of 2.
    assert (readings, keys) == (55, 13 * 7 + 13 * 6 + 13 * 6 + 8 + 16)


@pytest.mark.slow
def test_the_command_line_accepts_it(done: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    folder, out = done
    report = reports_in(out)[0]
    assert main(["--workspace", str(folder), "verify", str(report)]) == 0
    assert main(["--workspace", str(folder), "doctor"]) == 0
    assert "Healthy" in capsys.readouterr().out


@pytest.mark.slow
def test_pyhanko_accepts_both_signatures(done: tuple[Path, Path]) -> None:
    from pyhanko.keys import load_certs_from_pemder_data
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    folder, out = done
    report = reports_in(out)[0]
    program = open_program(folder)
    try:
        roots = [cert for der in program.keys.trust().roots for cert in load_certs_from_pemder_data(der)]
    finally:
        program.close()
    reader = PdfFileReader(io.BytesIO(report.read_bytes()))
    assert len(reader.embedded_signatures) == 2
    for signature in reader.embedded_signatures:
        context = ValidationContext(trust_roots=roots, revocation_mode="soft-fail")
        status = validate_pdf_signature(signature, context)
        assert status.valid, status.pretty_print_details()
        assert status.intact
        assert status.trusted


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="pdfsig (poppler-utils) is not installed")
def test_pdfsig_accepts_both_signatures(done: tuple[Path, Path]) -> None:
    _, out = done
    report = reports_in(out)[0]
    result = subprocess.run(["pdfsig", str(report)], capture_output=True, text=True, timeout=60, check=False)
    assert result.stdout.count("Signature is Valid") == 2, result.stdout
