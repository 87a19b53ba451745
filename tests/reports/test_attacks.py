"""Every altered file is refused, with the reason in words; honest files are accepted."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from qa_desktop.reports.types import Outcome
from qa_desktop.reports.verify import verify
from tests.reports import attacks, people
from tests.reports.attacks import updated
from tests.reports.people import Files

# What a forger does without any key: name, file, a part of the reason.
WITHOUT_KEY: dict[str, tuple[Callable[[Files], bytes], str]] = {
    "byte in page content": (attacks.content_byte, "changed|belong to nothing|damaged"),
    "byte in first signature": (lambda f: attacks.signature_value_byte(f, 0), "false|changed|decoded"),
    "byte in second signature": (lambda f: attacks.signature_value_byte(f, 1), "false|changed|decoded"),
    "junk behind the container": (attacks.junk_behind_container, "junk"),
    "one digit in lower case": (attacks.lower_case_container, "leaves out more"),
    "bytes before the header": (lambda f: b"junk\n" + f.released, "before the beginning|damaged"),
    "comment appended": (lambda f: f.released + b"% a comment\n", "appended|damaged|follow"),
    "zeros appended": (lambda f: f.released + bytes(4096), "appended|damaged|follow"),
    "line feed appended": (lambda f: f.released + b"\n", "appended|damaged|follow"),
    "update changes a page": (lambda f: updated(f.released, attacks.redrawn_page), "countersignature"),
    "page appended": (lambda f: updated(f.released, attacks.page_added), "countersignature"),
    "page appended while waiting": (lambda f: updated(f.inspected, attacks.page_added), "supervisor signs"),
    "annotation": (lambda f: updated(f.released, attacks.annotation_added), "countersignature"),
    "script": (lambda f: updated(f.released, attacks.script_added), "countersignature"),
    "title": (lambda f: updated(f.released, attacks.title_replaced), "countersignature"),
    "attachment replaced": (lambda f: updated(f.released, attacks.attachment_replaced), "countersignature"),
    "attachment added": (lambda f: updated(f.released, attacks.attachment_added), "countersignature"),
    "appearances swapped": (lambda f: updated(f.released, attacks.appearances_swapped), "countersignature"),
    "widget moved over the page": (lambda f: updated(f.released, attacks.widget_moved), "countersignature"),
    "one signature in both fields": (lambda f: updated(f.inspected, attacks.signature_in_both_fields), "borrows"),
    "empty update": (
        lambda f: (
            f.released
            + b"xref\n0 1\n0000000000 65535 f \n"
            + f.released[f.released.rindex(b"trailer") : f.released.rindex(b"/Prev")]
            + b"/Prev %s\n>>\nstartxref\n%d\n%%%%EOF\n" % (f.released.split(b"\n")[-3], len(f.released))
        ),
        "without content|follow",
    ),
    "update body without table": (lambda f: f.released + b"1 0 obj\n<<>>\nendobj\n", "appended|damaged|follow"),
    "old startxref repeated": (
        lambda f: f.released + b"1 0 obj\n<<>>\nendobj\n" + f.released[f.released.rindex(b"startxref") :],
        "appended|damaged|follow|belong",
    ),
    "byte range of zeros": (lambda f: attacks.range_changed(f, b"", b"/ByteRange [0 0 0 0]"), "cover|damaged"),
    "byte range missing": (lambda f: attacks.range_changed(f, b"/ByteRange", b"/ByteRangX"), "."),
    "byte range null": (lambda f: attacks.range_changed(f, b"", b"/ByteRange null"), "."),
    "byte range negative": (lambda f: attacks.range_changed(f, b"[0 ", b"[-1 "), "."),
    "wrapping": (attacks.wrapped, "leaves out more|cover|built|belong|damaged"),
    "contents empty": (
        lambda f: f.released[: attacks.gaps(f.released)[-1][0]] + b"<>" + f.released[attacks.gaps(f.released)[-1][1] :],
        ".",
    ),
    "annotation under a late time stamp": (attacks.late_stamp_with_change, "countersignature"),
}

# What somebody does who has a key, or gets one of the two to sign something else.
WITH_KEY: dict[str, tuple[Callable[[Files], bytes], str]] = {
    "change between the signatures": (
        lambda f: attacks.signed_by(updated(f.inspected, attacks.redrawn_page), people.piotr(), "Supervisor"),
        "supervisor signs|countersignature",
    ),
    "annotation between the signatures": (
        lambda f: attacks.signed_by(updated(f.inspected, attacks.annotation_added), people.piotr(), "Supervisor"),
        "supervisor signs|countersignature",
    ),
    "third signature": (lambda f: attacks.signed_by(f.released, people.piotr(), "Third", new=True), "countersignature"),
    "sneaky signature before the countersignature": (
        lambda f: attacks.signed_by(attacks.sneaked(f), people.piotr(), "Supervisor"),
        "supervisor signs|countersignature",
    ),
    "insider countersigns": (
        lambda f: attacks.signed_by(f.inspected, attacks.other_inspector(), "Supervisor", name="Eva Roth"),
        "may not sign as supervisor",
    ),
    "inspector signs both": (
        lambda f: attacks.signed_by(f.inspected, people.jana(), "Supervisor", name="Jana Nowak"),
        "same person|may not sign as supervisor",
    ),
    "inspector signs both with a second certificate": (
        lambda f: attacks.signed_by(f.inspected, attacks.insider(), "Supervisor", name="Jana Nowak"),
        "same person",
    ),
    "other authority, same name": (
        lambda f: attacks.signed_by(f.inspected, attacks.stranger(), "Supervisor", name="Piotr Zieliński"),
        "not issued|does not belong",
    ),
    "another name is printed": (
        lambda f: attacks.signed_by(f.inspected, people.piotr(), "Supervisor", name="Director"),
        "another name",
    ),
    "supervisor signs first": (lambda f: attacks.signed_by(f.base, people.piotr(), "Supervisor"), "inspector"),
    "no certification": (lambda f: attacks.signed_by(f.base, people.jana(), "Inspector", name="Jana Nowak"), "lock|inspector"),
    "sha-1": (
        lambda f: attacks.signed_by(f.inspected, people.piotr(), "Supervisor", digest="sha1", name="Piotr Zieliński"),
        "sha1",
    ),
    "forged before any signature": (lambda f: attacks.signed_twice(attacks.forged_base(f), f), "ledger|item 4"),
}


@pytest.mark.parametrize("name", WITHOUT_KEY)
def test_alterations_without_a_key_are_refused(name):
    make, words = WITHOUT_KEY[name]
    _require_refused(make(people.good()), words)


@pytest.mark.parametrize("name", WITH_KEY)
def test_alterations_with_a_key_are_refused(name):
    make, words = WITH_KEY[name]
    _require_refused(make(people.good()), words)


def _require_refused(pdf: bytes, words: str) -> None:
    files = people.good()
    for trust in (files.trust(), files.trust(ledger=False)):
        found = verify(pdf, trust)
        assert found.outcome in {Outcome.CHANGED, Outcome.UNREADABLE}, found
        assert found.findings
        assert any(word in " ".join(found.findings) for word in words.split("|")) or words == ".", found.findings
        assert found.findings[0] in found.sentence
        assert "Error" not in " ".join(found.findings) or words == ".", found.findings


def test_a_white_box_over_the_page_is_found_by_the_ledger():
    files = people.good()
    found = verify(attacks.signed_twice(attacks.covered_base(files), files), files.trust())
    assert "ledger" in found.sentence


def test_a_cut_off_countersignature_leaves_a_waiting_report():
    files = people.good()
    assert verify(files.released[: len(files.inspected)], files.trust()).outcome is Outcome.WAITING


def test_a_time_stamp_cannot_be_changed():
    files = people.stamped()
    trust = replace(files.trust(), time_stamp_roots=(people.stamp_root(),))
    start, end = attacks.gaps(files.released)[-1]
    used = len(files.released[start:end].rstrip(b"0>"))
    for place in range(start + used - 1500, start + used, 211):
        digit = b"3" if files.released[place : place + 1] != b"3" else b"4"
        changed = files.released[:place] + digit + files.released[place + 1 :]
        assert verify(changed, trust).outcome is Outcome.CHANGED, place


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.7", b"hello", bytes(5000), b"%PDF-1.7\n" + bytes(range(256)) * 40])
def test_what_is_no_report_is_unreadable(pdf):
    found = verify(pdf, people.good().trust())
    assert found.outcome is Outcome.UNREADABLE
    assert found.sentence.startswith("This file cannot be read as a report")


def test_no_truncation_is_accepted():
    files = people.good()
    allowed = {len(files.inspected): Outcome.WAITING}
    for size in [*range(0, len(files.released), 39_973), len(files.released) - 1, len(files.inspected) + 1, len(files.base)]:
        found = verify(files.released[:size], files.trust())
        assert found.outcome is allowed.get(size, found.outcome)
        assert size in allowed or found.outcome in {Outcome.CHANGED, Outcome.UNREADABLE}


@pytest.mark.parametrize("which", ["released", "stamped"])
def test_no_changed_byte_is_accepted(which):
    files = people.good() if which == "released" else people.stamped()
    trust = replace(files.trust(), time_stamp_roots=(people.stamp_root(),))
    chance = random.Random(20261122)
    start, end = attacks.gaps(files.released)[-1]
    used = start + len(files.released[start:end].rstrip(b"0>"))
    places = [chance.randrange(len(files.released)) for _ in range(25)]
    # The container of the last signature is the only part that no signature covers: look there most.
    places += [chance.randrange(start, used) for _ in range(60)]
    for place in places:
        bit = 1 << chance.randrange(8)
        changed = bytearray(files.released)
        changed[place] ^= bit
        found = verify(bytes(changed), trust)
        assert found.outcome in {Outcome.CHANGED, Outcome.UNREADABLE}, (place, bit)


def test_the_table_of_attacks_is_as_long_as_promised():
    assert len(WITHOUT_KEY) + len(WITH_KEY) >= 40


def test_the_tag_of_the_time_stamp_cannot_be_changed_so_that_it_is_overlooked():
    files = people.stamped()
    start, _ = attacks.gaps(files.released)[-1]
    attribute = files.released.index(b"060B2A864886F70D010910020E", start)
    for place in range(attribute - 16, attribute + 26):
        for digit in (b"0", b"2", b"5", b"A"):
            changed = files.released[:place] + digit + files.released[place + 1 :]
            if changed != files.released:
                assert verify(changed, files.trust()).outcome is Outcome.CHANGED, (place - attribute, digit)
