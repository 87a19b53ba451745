"""Statements: one person signs, the whole document is locked, and whatever is altered is found."""

from __future__ import annotations

import hashlib
import io
import json
import random
import subprocess
import sys
from dataclasses import replace

import page
import pikepdf
import pypdfium2
import pytest

from qa_desktop.domain.canonical import canonical_json
from qa_desktop.domain.errors import InputError, RefusedError
from qa_desktop.domain.signature import Meaning, Stage
from qa_desktop.reports import statement_pages
from qa_desktop.reports.archive import Attachment
from qa_desktop.reports.printed import printed_statement_flaws
from qa_desktop.reports.signing import sign
from qa_desktop.reports.statement import Head, Statement, StatementTable, statement_document
from qa_desktop.reports.statement_pages import render_statement
from qa_desktop.reports.types import Outcome, SignRequest, TrustList
from qa_desktop.reports.verify import verify
from tests.reports import attacks, people, statements


def trusts() -> tuple[TrustList, TrustList]:
    """With the people and the ledger of a workspace, and with the root certificate alone."""
    return people.good().trust(), TrustList((people.root(),))


@pytest.mark.parametrize("make", [statements.release, statements.long])
def test_a_signed_statement_is_valid_with_and_without_a_workspace(make):
    pdf = statements.signed(make())
    for trust in trusts():
        found = verify(pdf, trust)
        assert (found.outcome, found.findings) == (Outcome.VALID, ())
        assert "“Lot release LR-2026-00017”, signed by Piotr Zieliński" in found.sentence
        assert [(s.stage, s.name, s.meaning) for s in found.signatures] == [(Stage.SUPERVISOR, "Piotr Zieliński", "approved")]


def test_an_inspector_signs_a_statement_as_well():
    statement = statements.release(stage=Stage.INSPECTOR, signer="Jana Nowak", signer_login="jnowak")
    found = verify(statements.signed(statement, people.jana(), name="Jana Nowak"), trusts()[0])
    assert (found.outcome, found.signatures[0].stage) == (Outcome.VALID, Stage.INSPECTOR)


def test_a_flipped_byte_anywhere_is_found():
    pdf = statements.signed(statements.release())
    places = random.Random(7).sample(range(len(pdf)), 50)
    for place in places:
        for trust in trusts():
            assert verify(attacks.flipped(pdf, place), trust).outcome in {Outcome.CHANGED, Outcome.UNREADABLE}, place


@pytest.mark.parametrize(
    "edit",
    [attacks.page_added, attacks.annotation_added, attacks.script_added, attacks.title_replaced, attacks.attachment_replaced],
)
def test_an_update_behind_the_signature_is_found(edit):
    pdf = statements.signed(statements.release())
    assert verify(attacks.updated(pdf, edit), trusts()[1]).outcome is Outcome.CHANGED


def test_bytes_behind_the_signature_are_found():
    pdf = statements.signed(statements.release())
    assert verify(pdf + b"\n", trusts()[1]).outcome is not Outcome.VALID


def test_an_unsigned_statement_is_not_accepted():
    found = verify(render_statement(statements.release()), trusts()[1])
    assert (found.outcome, found.findings) == (Outcome.CHANGED, ("nobody has signed it",))


def test_a_second_signature_is_refused():
    statement = statements.release()
    pdf = statements.signed(statement)
    request = SignRequest(Stage.SUPERVISOR, "Piotr Zieliński", Meaning.APPROVED, people.AT, statement.meaning, statement.digest())
    with pytest.raises(RefusedError, match="1 signatures"):
        sign(pdf, people.key_of(people.piotr()), request)


def test_a_signature_in_another_capacity_is_refused():
    statement = statements.release()
    with pytest.raises(RefusedError, match="cannot sign it now"):
        statements.signed(statement, people.jana(), Stage.INSPECTOR, "Jana Nowak")


def test_content_other_than_what_was_shown_is_not_signed():
    shown = statements.release()
    request = SignRequest(Stage.SUPERVISOR, "Piotr Zieliński", Meaning.APPROVED, people.AT, shown.meaning, shown.digest())
    with pytest.raises(RefusedError, match="other content"):
        sign(render_statement(statements.release(headline="LOT HELD")), people.key_of(people.piotr()), request)


def test_somebody_else_than_the_named_signer_is_found():
    mary = people.certificate("Mary Other", "mother", Stage.SUPERVISOR)
    found = verify(statements.signed(statements.release(), mary, name="Mary Other"), trusts()[1])
    assert "the person who signed is not the one whom the statement names" in found.findings


def test_a_certificate_that_does_not_allow_the_capacity_is_found():
    statement = statements.release(signer="Jana Nowak", signer_login="jnowak")
    found = verify(statements.signed(statement, people.jana(), name="Jana Nowak"), trusts()[0])
    assert "Jana Nowak may not sign as supervisor" in found.findings


@pytest.mark.parametrize(
    "lie",
    [
        {"headline": "LOT NOT RELEASED"},
        {"facts": (("Lot", "L-2026-999"),)},
        {"paragraphs": ("Nothing was inspected.",)},
        {"tables": (StatementTable("Characteristics", (Head("A"),), (("9999",),)),)},
        {"meaning": "I release nothing."},
        {"title": "Something else"},
    ],
)
def test_a_page_that_prints_something_else_than_its_record_is_found(lie, monkeypatch):
    """The signer draws one statement and embeds another: only the comparison of page and record can find that."""
    honest, printed = statements.release(), statements.release(**lie)
    real = statement_pages.Attachment

    def swapped(name: str, words: str, data: bytes) -> Attachment:
        return real(name, words, canonical_json(statement_document(honest)).encode())

    monkeypatch.setattr(statement_pages, "Attachment", swapped)
    base = render_statement(printed)
    request = SignRequest(Stage.SUPERVISOR, "Piotr Zieliński", Meaning.APPROVED, people.AT, honest.meaning, honest.digest())
    pdf = sign(base, people.key_of(people.piotr()), request).data
    found = verify(pdf, trusts()[1])
    assert found.outcome is Outcome.CHANGED
    assert "does not show" in found.sentence


def test_a_statement_with_a_second_field_is_not_accepted():
    statement = statements.release()

    def one_more(document):
        document.Root.AcroForm.Fields.append(
            document.make_indirect(pikepdf.Dictionary(FT=pikepdf.Name.Sig, T=pikepdf.String("Other")))
        )

    base = attacks.rebuilt(render_statement(statement), one_more)
    request = SignRequest(Stage.SUPERVISOR, "Piotr Zieliński", Meaning.APPROVED, people.AT, statement.meaning, statement.digest())
    found = verify(sign(base, people.key_of(people.piotr()), request).data, trusts()[1])
    assert found.findings == ("the document does not have exactly the signature fields that it needs",)


def test_a_statement_in_the_ledger_must_be_that_file():
    statement = statements.release()
    pdf = statements.signed(statement)
    base = render_statement(statement)
    known = TrustList((people.root(),), base_digests={statement.digest(): (len(base), hashlib.sha256(base).hexdigest())})
    other = TrustList((people.root(),), base_digests={statement.digest(): (len(base), "0" * 64)})
    assert verify(pdf, known).outcome is Outcome.VALID
    assert "not the one in the ledger" in verify(pdf, other).sentence


def test_an_altered_word_in_a_tall_row_is_found():
    """Rows taller than a page are divided; the comparison still reads every letter."""
    statement = statements.long()
    base = render_statement(statement)
    assert printed_statement_flaws(base, statement_document(statement)) == []
    tall = statement.tables[1]
    altered = (tall.rows[0][0], tall.rows[0][1].replace("Weiteres", "Anderes", 1), *tall.rows[0][2:])
    lie = replace(statement, tables=(statement.tables[0], replace(tall, rows=(altered, tall.rows[1])), statement.tables[2]))
    assert printed_statement_flaws(base, statement_document(lie)) != []


def _whys(evidence: str) -> Statement:
    """Two rows that say the same; the first one is divided between two pages, the second one is not."""
    chain = " ".join(f"{n}. Weil die Messmittelfähigkeit nicht nachgewiesen war." for n in range(45))
    rows = (("Why it happened", chain, evidence, "TOOL"), ("Why it was not found", chain, evidence, "TOO-SELDOM"))
    heads = (Head("Question", 1.2), Head("Because", 3), Head("Evidence", 0.9), Head("Code", 1.4))
    filler = tuple(f"Absatz {n}." for n in range(14))
    return statements.release(paragraphs=filler, tables=(StatementTable("Root causes", heads, rows),))


def test_the_same_long_words_twice_are_found_although_a_page_divides_the_first():
    """What is looked for begins first: the whole copy further down is that of the next row."""
    statement = _whys("Reading")
    assert printed_statement_flaws(render_statement(statement), statement_document(statement)) == []


@pytest.mark.parametrize("above", range(22, 28))
def test_a_short_text_beside_a_tall_one_may_be_divided(above):
    """However much of the page is left: at 24 and 25 the narrow cell goes on behind the page break."""
    evidence = (
        "Beleg nach Prüfanweisung und Foto der Schneide im Mikroskop, gesehen mit dem Meister der Schicht am Dienstag, Blatt 7."
    )
    tall = "Die Schneide war verschlissen und niemand wechselt sie. " * 20
    heads = (Head("Because", 3), Head("Evidence", 0.5))
    base = statements.release(paragraphs=("Absatz.",) * above)
    statement, lie = (
        replace(base, tables=(StatementTable("Root causes", heads, ((tall, words),)),))
        for words in (evidence, evidence.replace("Foto", "Bild"))
    )
    pdf = render_statement(statement)
    assert printed_statement_flaws(pdf, statement_document(statement)) == []
    assert printed_statement_flaws(pdf, statement_document(lie)) != []


def test_an_empty_table_says_why_it_is_empty():
    empty = StatementTable("D5", (Head("Action"),), (), nothing="No corrective action is chosen yet.")
    statement = statements.release(tables=(empty,))
    pdf = render_statement(statement)
    assert printed_statement_flaws(pdf, statement_document(statement)) == []
    lie = replace(statement, tables=(replace(empty, nothing="All corrective actions are done."),))
    assert printed_statement_flaws(pdf, statement_document(lie)) != []


@pytest.mark.parametrize("make", [statements.release, statements.long])
def test_a_statement_is_pdf_a_3b_before_and_after_signing(make):
    statement = make()
    for pdf in (render_statement(statement), statements.signed(statement)):
        assert page.validate_pdf_bytes(pdf, profile=page.ValidationProfile.PDF_A_3B).failures == []


def test_the_same_statement_gives_the_same_bytes():
    code = (
        "import hashlib, sys; from tests.reports import statements; from qa_desktop.reports.statement_pages import render_statement;"
        "sys.stdout.write(hashlib.sha256(render_statement(statements.long())).hexdigest())"
    )
    run = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout for _ in range(2)]
    assert run[0] == run[1] != ""


def test_the_embedded_record_holds_the_data():
    pdf = render_statement(statements.release())
    with pikepdf.open(io.BytesIO(pdf)) as document:
        data = json.loads(document.attachments["statement.json"].get_file().read_bytes())
        assert len(document.Root.AcroForm.Fields) == 1
    assert data["content"]["data"] == {"lot": "L-2026-311", "inspected": 80, "accepted": 78, "held": 2, "rejected": 0}


def test_nothing_leaves_the_page():
    """Every letter of every page stands between the margins, however long the words are."""
    document = pypdfium2.PdfDocument(render_statement(statements.long()))
    try:
        assert len(document) > 5
        for index in range(len(document)):
            wide, high = document[index].get_size()
            text = document[index].get_textpage()
            for letter in range(text.count_chars()):
                left, bottom, right, top = text.get_charbox(letter)
                assert 40 < left <= right < wide - 40
                assert 25 < bottom <= top < high - 25
    finally:
        document.close()


def test_rows_without_a_text_for_each_column_are_refused():
    with pytest.raises(InputError, match="one text for each column"):
        StatementTable("T", (Head("A"), Head("B")), (("only one",),))


def test_a_statement_is_imported_without_the_heavy_libraries():
    code = (
        "import sys; import qa_desktop.reports.statement; print(sorted({'reportlab', 'pikepdf', 'pyhanko'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_statement_type_is_frozen():
    with pytest.raises(AttributeError):
        statements.release().title = "x"  # type: ignore[misc]
    assert isinstance(statements.release(), Statement)
