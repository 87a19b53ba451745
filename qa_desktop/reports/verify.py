"""Whether a report is what the two people signed: the rules, in the order in which they are applied.

A library that finds a signature valid says only that some bytes were signed by somebody.  Here the file must in addition be built
exactly as this program builds it, end where the last signature ends, be signed by the right people in the right order, and show
what its embedded record says.  Anything unexpected, including any error, is a reason to refuse.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader

from qa_desktop.domain.signature import MEANINGS, REPORT_STAGES, Meaning, Stage
from qa_desktop.reports.crypto import Checked, check_signature, check_time_stamp
from qa_desktop.reports.embedded import Embedded, embedded_document
from qa_desktop.reports.flaw import FlawError
from qa_desktop.reports.printed import printed_flaws, printed_statement_flaws
from qa_desktop.reports.stamp import FIELD_NAMES
from qa_desktop.reports.statement import MANAGERS_SIGN
from qa_desktop.reports.structure import Revision, revisions_of, signature_gap
from qa_desktop.reports.types import Outcome, SignatureShown, TrustList, Verification
from qa_desktop.reports.whitelist import Form, form_of_base, require_signature_update, require_stamp_update

MAX_BYTES = 512 * 1024 * 1024
_MAX_REVISIONS = 12


def verify(pdf: bytes, trust: TrustList) -> Verification:
    """Return what the rules say about ``pdf``.  Never raises: every error is a reason to refuse the file."""
    try:
        reader = _opened(pdf)
    except FlawError as flaw:
        return _unreadable(str(flaw))
    except Exception:  # noqa: BLE001  (hostile files make parsers raise anything; each of them means "refuse")
        return _unreadable("it is damaged or not a PDF")
    case = _Case(pdf, trust, reader)
    try:
        _check(case)
    except FlawError as flaw:
        case.findings.append(str(flaw))
    except Exception as error:  # noqa: BLE001  (as above)
        case.findings.append(f"the file is built in a way that a report is not ({type(error).__name__})")
    return case.result()


@dataclass(slots=True)
class _Case:
    """One file under examination and what was found so far."""

    pdf: bytes
    trust: TrustList
    reader: Any
    findings: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    shown: list[SignatureShown] = field(default_factory=list)
    checked: dict[Stage, Checked] = field(default_factory=dict)
    embedded: Embedded | None = None
    base_sha256: str = ""

    def result(self) -> Verification:
        """Return the verification in words."""
        outcome = Outcome.CHANGED
        if not self.findings:
            done = self.embedded is not None and set(self.embedded.stages) <= set(self.checked)
            outcome = Outcome.VALID if done else Outcome.WAITING
        return Verification(
            outcome=outcome,
            sentence=_sentence(outcome, self.findings, self.shown, self.embedded),
            findings=tuple(self.findings),
            notes=tuple(self.notes),
            signatures=tuple(self.shown),
            record=None if self.embedded is None else self.embedded.document,
            base_sha256=self.base_sha256,
            content_digest="" if self.embedded is None else self.embedded.content_digest,
        )


def _opened(pdf: bytes) -> Any:
    if len(pdf) > MAX_BYTES:
        raise FlawError("it is larger than any report")
    if b"%PDF-" not in pdf[:2048]:
        raise FlawError("it is not a PDF")
    reader = PdfFileReader(io.BytesIO(pdf), strict=True)
    if reader.encrypted:
        raise FlawError("it is encrypted")
    if reader.xrefs.total_revisions > _MAX_REVISIONS:
        raise FlawError("it was changed more often than any report")
    _ = reader.root["/Pages"]["/Count"]
    return reader


def _check(case: _Case) -> None:
    """Apply the rules; what makes further rules meaningless raises, everything else is collected."""
    case.embedded = embedded_document(case.reader.get_historical_resolver(0))
    revisions = revisions_of(case.pdf, case.reader)
    case.base_sha256 = hashlib.sha256(case.pdf[: revisions[0].end]).hexdigest()
    stages = case.embedded.stages
    form = form_of_base(case.reader.get_historical_resolver(0), stages)
    signatures = _signatures_by_revision(case, revisions, form)
    for number, (revision, object_number) in enumerate(zip(revisions[1:], signatures, strict=True), 1):
        embedded = _embedded_signature(case.reader, object_number)
        gap = signature_gap(case.pdf, revision, object_number)
        if number <= len(stages):
            _check_stage(case, stages[number - 1], embedded, gap)
        else:
            case.notes += check_time_stamp(embedded, gap, case.trust)
    if not signatures:
        raise FlawError("nobody has signed it")
    _collect(case, lambda: _require_two_people(case))
    _check_base(case, revisions[0])


def _signatures_by_revision(case: _Case, revisions: list[Revision], form: Form) -> list[int]:
    """Return the object number of the signature that each update adds, after checking what the update touches."""
    known = set(revisions[0].objects)
    stages = tuple(form.fields)
    numbers: list[int] = []
    for number, revision in enumerate(revisions[1:], 1):
        touched = set(revision.objects)
        if number <= len(stages):
            numbers.append(require_signature_update(case.reader, number, touched, known, form, stages[number - 1]))
        else:
            numbers.append(require_stamp_update(case.reader, number, touched, known, form))
        known |= touched
    return numbers


def _embedded_signature(reader: Any, object_number: int) -> Any:
    found = [s for s in reader.embedded_signatures if s.sig_field.raw_get("/V").idnum == object_number]
    if len(found) != 1:
        raise FlawError("one signature stands in more than one field")
    return found[0]


def _collect(case: _Case, rule: Callable[[], None]) -> None:
    try:
        rule()
    except FlawError as flaw:
        case.findings.append(str(flaw))


def _check_stage(case: _Case, stage: Stage, embedded: Any, gap: bytes) -> None:
    """R2, R3, R7: the signature holds, is trusted, and its owner may sign at this stage."""
    if embedded.field_name != FIELD_NAMES[stage]:
        raise FlawError(f"the signature of the {stage.value} stands in the wrong field")
    checked = check_signature(embedded, gap, stage, case.trust)
    roles = case.trust.roles
    allowed = checked.stages if roles is None else roles.get(checked.fingerprint, frozenset())
    if stage not in allowed and not _is_older_review(case, stage, allowed):
        case.findings.append(f"{checked.name} may not sign as {stage.value}")
    since = (case.trust.revoked or {}).get(checked.fingerprint)
    if since is not None and checked.moment >= datetime.fromisoformat(since):
        case.findings.append(f"the certificate of {checked.name} was withdrawn before it signed")
    if str(embedded.sig_object.get("/Name", "")) != checked.name:
        case.findings.append(f"the signature of the {stage.value} prints another name than its certificate")
    meaning, _, statement = str(embedded.sig_object.get("/Reason", "")).partition(": ")
    known = {m.value for m in MEANINGS[stage]}
    if meaning.lower() not in known or not statement:
        case.findings.append(f"the signature of the {stage.value} does not state what it means")
    case.notes += checked.notes
    case.checked[stage] = checked
    case.shown.append(
        SignatureShown(
            stage=stage,
            name=checked.name,
            meaning=Meaning(meaning.lower()).value if meaning.lower() in known else "",
            at=checked.moment.isoformat(),
            time_stamped=checked.time_stamped,
            fingerprint=checked.fingerprint,
        )
    )


def _is_older_review(case: _Case, stage: Stage, allowed: frozenset[Stage]) -> bool:
    """Return whether a manager signed a statement of theirs as supervisor: before managers had a capacity of their own."""
    embedded = case.embedded
    if embedded is None or not embedded.is_statement or stage is not Stage.SUPERVISOR:
        return False
    return Stage.MANAGER in allowed and embedded.content.get("kind") in MANAGERS_SIGN


def _require_two_people(case: _Case) -> None:
    """R7: two different people with two different keys."""
    if not set(REPORT_STAGES) <= set(case.checked):
        return
    first, second = case.checked[Stage.INSPECTOR], case.checked[Stage.SUPERVISOR]
    if first.public_key == second.public_key or (first.login and first.login == second.login):
        raise FlawError("the same person signed both as inspector and as supervisor")


def _check_base(case: _Case, base: Revision) -> None:
    """R8: the unsigned file is the one that the ledger knows; without a ledger, the page shows what the record says."""
    if case.embedded is None:
        return
    if case.embedded.is_statement:
        _check_statement(case, case.embedded, base)
        return
    if case.checked[Stage.INSPECTOR].name != case.embedded.content.get("inspector", {}).get("name"):
        case.findings.append("the person who signed as inspector is not the inspector of the record")
    ledger = case.trust.base_digests
    if ledger is None:
        case.findings += printed_flaws(case.pdf[: base.end], case.embedded.document)
        return
    known = ledger.get(case.embedded.content_digest) or ledger.get(case.embedded.record_id)
    if known is None:
        case.findings.append("the ledger of this workspace does not know this report")
    elif known != (base.end, case.base_sha256):
        case.findings.append("the document was changed before it was signed: it is not the one in the ledger")


def _check_statement(case: _Case, embedded: Embedded, base: Revision) -> None:
    """The signer is the one whom the statement names, and the pages print what it says.

    A statement that the ledger knows must be the file in the ledger; one that it does not know is judged by itself.
    """
    signer = case.checked[embedded.stages[0]]
    named = embedded.content.get("signer", {})
    if (signer.name, signer.login) != (named.get("name"), named.get("login")):
        case.findings.append("the person who signed is not the one whom the statement names")
    known = (case.trust.base_digests or {}).get(embedded.content_digest)
    if known is not None and known != (base.end, case.base_sha256):
        case.findings.append("the document was changed before it was signed: it is not the one in the ledger")
    case.findings += printed_statement_flaws(case.pdf[: base.end], embedded.document)


def _sentence(outcome: Outcome, findings: list[str], shown: list[SignatureShown], embedded: Embedded | None) -> str:
    if outcome is Outcome.VALID and embedded is not None and embedded.is_statement:
        what = f"{embedded.content['kind']} {embedded.content['number']}"
        return f"This document is valid: “{what}”, signed by {shown[0].name}, and unchanged since."
    names = {signature.stage: signature.name for signature in shown}
    match outcome:
        case Outcome.VALID:
            return (
                f"This report is valid and released: signed by {names[Stage.INSPECTOR]}, "
                f"countersigned by {names[Stage.SUPERVISOR]}, and unchanged since."
            )
        case Outcome.WAITING:
            return f"This report is unchanged since {names[Stage.INSPECTOR]} signed it and waits for the countersignature."
        case _:
            more = "" if len(findings) == 1 else f" ({len(findings)} reasons in all)"
            return f"Do not rely on this file: {findings[0]}{more}."


def _unreadable(why: str) -> Verification:
    return Verification(Outcome.UNREADABLE, f"This file cannot be read as a report: {why}.", (why,))
