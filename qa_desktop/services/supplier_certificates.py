"""Certificates of suppliers: received with a lot, checked, and asked for before a lot is accepted."""

from __future__ import annotations

from pathlib import Path

from qa_desktop.domain.errors import InputError, NotFoundError, RefusedError
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.text import clean_identifier, clean_text
from qa_desktop.domain.trade import CertificateVerdict, parse_day
from qa_desktop.services import attached_files
from qa_desktop.services.attached_files import ShownFile, StoredFile
from qa_desktop.services.guard import needs
from qa_desktop.storage.queries import lots, supplier_certificates
from qa_desktop.storage.queries.supplier_certificates import Papers, SupplierCertificateRow
from qa_desktop.storage.workspace import Workspace


class SupplierCertificateService:
    """The papers of a lot."""

    def __init__(self, workspace: Workspace) -> None:
        self._store = workspace.store
        self._files = workspace.attachments

    @needs(Permission.READ_ALL)
    def of_lot(self, actor: Actor, lot_id: str) -> tuple[SupplierCertificateRow, ...]:
        """Return the certificates of a lot, oldest first."""
        with self._store.reading() as connection:
            return supplier_certificates.of_lot(connection, lot_id)

    @needs(Permission.READ_ALL)
    def papers(self, actor: Actor, lot_id: str) -> Papers:
        """Return whether the supplier of a lot needs a certificate, and how many came and passed."""
        with self._store.reading() as connection:
            return supplier_certificates.papers_of(connection, lot_id)

    @needs(Permission.LOG_ISSUE)
    def store_file(self, actor: Actor, data: bytes | Path, name: str = "") -> StoredFile:
        """Look at the file of a certificate, a PDF or a picture, and store it; call it in a worker.

        Raises :class:`FileRefusedError` for anything else, for a PDF that acts by itself, and for what is too large.
        """
        return attached_files.store(self._files, data, name)

    @needs(Permission.READ_ALL)
    def show_file(self, actor: Actor, certificate_id: str) -> ShownFile:
        """Return the file of a certificate as pages to look at; raises :class:`FaultError` when it is not what was stored."""
        with self._store.reading() as connection:
            row = supplier_certificates.by_id(connection, certificate_id)
        if not row.attachment:
            raise NotFoundError("Certificate {number} has no file; only the paper came.", number=row.number)
        return attached_files.show(self._files, row.attachment)

    @needs(Permission.LOG_ISSUE)
    def attach(self, actor: Actor, certificate_id: str, file: StoredFile) -> SupplierCertificateRow:
        """Add the file of a certificate that came as paper, as long as it is not checked; a file never takes another's place."""
        with self._store.writing(actor.person_id) as work:
            row = supplier_certificates.by_id(work.connection, certificate_id)
            if row.attachment or row.verdict is not CertificateVerdict.WAITING:
                raise RefusedError(
                    "Certificate {number} has its file, or was checked already. Nothing was stored. "
                    "A better one is entered as another certificate.",
                    number=row.number,
                )
            attached_files.record(work, file)
            supplier_certificates.attach(work, certificate_id, file.sha256)
            said = {"file": file.name, "attachment": file.sha256}
            work.audit("supplier_certificate.attach", "supplier_certificate", certificate_id, said)
            return supplier_certificates.by_id(work.connection, certificate_id)

    @needs(Permission.LOG_ISSUE)
    def receive(
        self, actor: Actor, lot_id: str, *, kind: str, number: str, received_on: str, file: StoredFile | None = None
    ) -> SupplierCertificateRow:
        """Enter a certificate that came with a lot.  It says nothing before it was checked."""
        what = clean_identifier(kind, what="The kind of the certificate")
        name = clean_identifier(number, what="The number of the certificate")
        day = parse_day(received_on)
        with self._store.writing(actor.person_id) as work:
            lots.by_id(work.connection, lot_id)
            if day > work.now.local.date():
                raise InputError("A certificate is entered on the day it came or later. Correct the day; nothing was stored.")
            if file is not None:
                attached_files.record(work, file)
            digest = None if file is None else file.sha256
            key = supplier_certificates.receive(work, lot_id, kind=what, number=name, received_on=day, attachment=digest)
            said = {"lot": lot_id, "kind": what, "number": name, "received": day.isoformat(), "attachment": digest}
            work.audit("supplier_certificate.receive", "supplier_certificate", key, said)
            return supplier_certificates.by_id(work.connection, key)

    @needs(Permission.RELEASE_LOT)
    def check(self, actor: Actor, certificate_id: str, verdict: CertificateVerdict, remark: str = "") -> SupplierCertificateRow:
        """Say whether a certificate is good, once; a bad one is explained."""
        words = clean_text(remark, limit=2000).strip()
        if verdict is CertificateVerdict.WAITING:
            raise InputError("Say whether the certificate is good or not. Nothing was stored.")
        if verdict is CertificateVerdict.BAD and not words:
            raise InputError("Say what is wrong with the certificate. Nothing was stored.")
        with self._store.writing(actor.person_id) as work:
            row = supplier_certificates.by_id(work.connection, certificate_id)
            if row.verdict is not CertificateVerdict.WAITING:
                raise RefusedError(
                    "Certificate {number} was checked by {name} already. A better one is entered as another certificate.",
                    number=row.number,
                    name=row.checked_by,
                )
            supplier_certificates.check(work, certificate_id, verdict, words)
            work.audit(
                "supplier_certificate.check", "supplier_certificate", certificate_id, {"verdict": verdict.value, "remark": words}
            )
            return supplier_certificates.by_id(work.connection, certificate_id)
