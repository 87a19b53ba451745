"""A public workbook of somebody else's goes the whole way: import, publish, answer, sign, countersign, verify."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa_desktop.domain.checklist import ItemKind
from qa_desktop.domain.people import Actor
from qa_desktop.domain.signature import Meaning
from qa_desktop.reports.types import Outcome
from qa_desktop.services.inspections import WhatToInspect
from qa_desktop.services.program import program_for
from qa_desktop.storage.workspace import Workspace
from tests.services.conftest import PASSWORD
from tests.services.makings import released

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "xlsform"
GIVEN = {
    ItemKind.TEXT: "Łódź, Straße 5 <b>",
    ItemKind.NUMBER: "42",
    ItemKind.MEASUREMENT: "42",
    ItemKind.BARCODE: "QD-1",
    ItemKind.DATE_TIME: "2026-03-02T08:00+01:00",
    ItemKind.YES_NO: "yes",
    ItemKind.CONFORMITY: "pass",
    ItemKind.INSTRUCTION: "read",
}


@pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="the shared sample workbooks (../shared/samples/xlsform) are not on this machine"
)
@pytest.mark.parametrize("name", ["group.xlsx", "xl_date_ambiguous_v1.xlsx"])
def test_a_sample_workbook_becomes_a_signed_report(workspace: Workspace, people: dict[str, Actor], name: str) -> None:
    program = program_for(workspace)
    engineer, inspector, supervisor = people["engineer"], people["inspector"], people["supervisor"]
    preview = program.templates.import_preview(engineer, SAMPLES / name)
    revision = released(program.templates, engineer, program.templates.import_(engineer, preview).id)
    row = program.inspections.begin(inspector, revision.id, WhatToInspect("P-1", lot="L-1"))
    for item in program.inspections.open(inspector, row.id).items:
        raw = item.choices[0].id if item.kind is ItemKind.SINGLE_CHOICE else GIVEN[item.kind]
        saved = program.answers.answer(inspector, row.id, item.id, raw)
        if saved.verdict.value == "does_not_conform":
            program.answers.note(inspector, row.id, item.id, "Seen.")
    program.signing.sign(inspector, row.id, PASSWORD, Meaning.PERFORMED, program.signing.look(inspector, row.id).digest)
    program.signing.countersign(supervisor, row.id, PASSWORD, Meaning.APPROVED, program.signing.look(supervisor, row.id).digest)
    report = program.reports.of_inspection(supervisor, row.id)
    assert report is not None
    found = program.reports.verify_file(workspace.reports / report.file)
    assert found.outcome is Outcome.VALID, found
