"""The whole job through the real windows by keyboard ends in a PDF that programs of others accept."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from qa_desktop.app import main, open_program
from qa_desktop.reports.types import Outcome
from qa_desktop.services.demo import build_demo
from qa_desktop.ui.walk import walk


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory, qapp: object) -> tuple[Path, Path]:
    """Build a small demo workspace and walk through it once."""
    folder, out = tmp_path_factory.mktemp("walk") / "workspace", tmp_path_factory.mktemp("out")
    build_demo(folder, inspections=11)
    assert walk(open_program, folder, out) == 0
    return folder, out


@pytest.mark.slow
def test_the_walk_leaves_a_released_report_and_pictures(done: tuple[Path, Path], qtbot: QtBot) -> None:
    folder, out = done
    (report,) = out.glob("*.pdf")
    assert len(list(out.glob("*.png"))) >= 12
    program = open_program(folder)
    try:
        found = program.reports.verify_file(report)
    finally:
        program.close()
    assert found.outcome is Outcome.VALID, found
    assert [signature.name for signature in found.signatures] == ["Anna Kowalska", "Petra Lis"]


@pytest.mark.slow
def test_the_command_line_accepts_it(done: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    folder, out = done
    (report,) = out.glob("*.pdf")
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
    (report,) = out.glob("*.pdf")
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
    (report,) = out.glob("*.pdf")
    result = subprocess.run(["pdfsig", str(report)], capture_output=True, text=True, timeout=60, check=False)
    assert result.stdout.count("Signature is Valid") == 2, result.stdout
