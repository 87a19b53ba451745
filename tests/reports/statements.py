"""Made-up statements and their signed files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from qa_desktop.domain.answers import Verdict
from qa_desktop.domain.signature import Meaning, Stage
from qa_desktop.reports.images import Prepared
from qa_desktop.reports.signing import sign
from qa_desktop.reports.statement import Head, Statement, StatementTable
from qa_desktop.reports.statement_pages import render_statement
from qa_desktop.reports.types import IssuedCertificate, SignRequest
from tests.reports import people

MEANING = "I release this lot. Pieces found nonconforming are not part of it."


def release(**more: object) -> Statement:
    made = Statement(
        id="01939f0a-7c11-7000-8000-0000000000aa",
        kind="Lot release",
        number="LR-2026-00017",
        title="Bearing housing 4711-08-15, lot L-2026-311",
        site="Muster Präzision GmbH, Werk Nord",
        signer="Piotr Zieliński",
        signer_login="pzielinski",
        stage=Stage.SUPERVISOR,
        meaning=MEANING,
        at=people.AT.isoformat(),
        facts=(
            ("Lot", "L-2026-311"),
            ("Quantity", "1200"),
            ("Plan", "J, n 80, Ac 5, Re 6"),
            ("Order", ""),
            ("Severity", "normal"),
        ),
        paragraphs=("1200 pieces were received; 80 were inspected, 78 accepted, 2 held.", "Umlaute: Prüfmaß größer als 5 µm."),
        tables=(
            StatementTable(
                "Characteristics",
                (Head("Characteristic", 3), Head("Found", 1, right=True), Head("Ac", 0.5, right=True), Head("Result", 1.5)),
                (("Bore ⌀ H7", "2", "5", "Accepted"), ("Edges free of burrs", "0", "5", "Accepted")),
            ),
        ),
        outcome=Verdict.CONFORMS,
        headline="LOT RELEASED",
        tally=(("inspected", 80), ("held", 2)),
        content={"lot": "L-2026-311", "inspected": 80, "accepted": 78, "held": 2, "rejected": 0},
    )
    return replace(made, **more)  # type: ignore[arg-type]


def long() -> Statement:
    """Long tables, long German words, a row taller than a page, an empty table."""
    word = "Donaudampfschifffahrtsgesellschaftskapitänsmützenhalterungsprüfvorrichtung"
    many = tuple((f"S-LK-{n:03d}", f"Plan {n}", word if n % 40 == 7 else f"expected {n}", "ok") for n in range(240))
    heads = (Head("Case"), Head("Oberflächenbehandlungsverfahrensbezeichnung"), Head("Expected", 2), Head("Result", 0.6))
    tall = (("T-1", (word + " und Weiteres. ") * 90, (word[::-1] + " zuletzt. ") * 40, "ok"), ("T-2", "kurz", "kurz", "ok"))
    return release(
        title=f"Freigabe nach Prüfanweisung {word} einschließlich Nacharbeit",
        headline=f"NICHT FREIGEGEBEN – {word} weicht ab, siehe Tabelle der Abweichungen auf den folgenden Seiten",
        outcome=Verdict.FAILS,
        paragraphs=((word + " ") * 30, "<b>kein Fettdruck</b> & \u202e verdreht"),
        tables=(
            StatementTable("Every case", heads, many, "240 of 240"),
            StatementTable("Tall rows", heads, tall),
            StatementTable("Nothing", heads, ()),
        ),
    )


def signed(
    statement: Statement,
    by: IssuedCertificate | None = None,
    stage: Stage | None = None,
    name: str = "Piotr Zieliński",
    pictures: Mapping[str, Prepared] | None = None,
) -> bytes:
    wanted = stage or statement.stage
    meaning = Meaning.APPROVED if wanted is Stage.SUPERVISOR else Meaning.PERFORMED
    request = SignRequest(wanted, name, meaning, people.AT, statement.meaning, statement.digest())
    return sign(render_statement(statement, pictures), people.key_of(by or people.piotr()), request).data
