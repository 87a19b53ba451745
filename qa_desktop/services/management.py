"""Management reviews: everything that was recorded in a period, what was decided on it, signed as one PDF."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from qa_desktop.domain.canonical import Json, canonical_json, digest_of
from qa_desktop.domain.errors import ConflictError, FaultError, InputError, RefusedError
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.period import Period
from qa_desktop.domain.record import Anchor
from qa_desktop.domain.signature import Stage
from qa_desktop.domain.text import clean_text
from qa_desktop.reports.statement import Statement, StatementTable
from qa_desktop.reports.types import Outcome, Page, TimeStampServer, Verification
from qa_desktop.services import review_inputs
from qa_desktop.services.guard import needs
from qa_desktop.services.keys import KeyRing
from qa_desktop.services.report_files import ReportFiles, trust_list
from qa_desktop.services.settings import SettingsService
from qa_desktop.services.statements import signed_statement
from qa_desktop.storage.clock import Moment
from qa_desktop.storage.files import write_safely
from qa_desktop.storage.models import ManagementReview
from qa_desktop.storage.queries import aims, stations
from qa_desktop.storage.queries.aims import ReviewRow
from qa_desktop.storage.unit import Connection, Work, new_id
from qa_desktop.storage.workspace import Workspace

LONGEST = 20_000
MEANING = "I reviewed the quality management system by what is printed here and decided as stated."
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ReviewContent:
    """What is reviewed and decided: everything that the screen shows before the signature."""

    period: Period
    decisions: str
    inputs: tuple[StatementTable, ...]

    def record(self) -> dict[str, Json]:
        """Return the content for the digest and for programs."""
        return {
            "first": self.period.first.isoformat(),
            "last": self.period.last.isoformat(),
            "decisions": self.decisions,
            "inputs": [review_inputs.table_json(table) for table in self.inputs],
        }

    def digest(self) -> str:
        """Return the SHA-256 of the content."""
        return digest_of(self.record())


@dataclass(frozen=True, slots=True)
class ShownReview:
    """The file of a review that passed the check."""

    row: ReviewRow
    data: bytes
    verification: Verification


class ManagementService:
    """What people do with management reviews."""

    def __init__(self, workspace: Workspace, keys: KeyRing, settings: SettingsService, files: ReportFiles) -> None:
        self._store = workspace.store
        self._keys = keys
        self._settings = settings
        self._files = files

    @needs(Permission.READ_ALL)
    def reviews(self, actor: Actor) -> tuple[ReviewRow, ...]:
        """Return signed reviews, newest first."""
        with self._store.reading() as connection:
            return aims.reviews(connection)

    @needs(Permission.REVIEW_MANAGEMENT)
    def prepare(self, actor: Actor, period: Period, decisions: str) -> ReviewContent:
        """Return what would be signed.  Raises :class:`InputError` without decisions, or for a period that has not begun."""
        with self._store.reading() as connection:
            return self._content(connection, period, decisions, self._store.now())

    @needs(Permission.REVIEW_MANAGEMENT)
    def sign(
        self, actor: Actor, period: Period, decisions: str, password: str, shown: str, *, progress: Progress | None = None
    ) -> ReviewRow:
        """Sign a review.  ``shown`` is the digest of what the screen showed.

        The file is signed, checked and flushed before the transaction that records it.  Raises :class:`InputError`,
        :class:`RefusedError` for a wrong password, :class:`ConflictError` when something changed since the screen showed it.
        """
        tell = progress or _silent
        with self._store.reading() as connection:
            content = self._shown(connection, period, decisions, shown)
            number = aims.upcoming_review(connection, self._store.station_id)
            point = stations.chain_point(connection, self._store.station_id)
            anchor = Anchor(stations.code_of(connection, self._store.station_id), point.seq, point.hash)
        tell("Checking the password")
        key = self._keys.signer_for(actor.person_id, password)
        stage = next((stage for stage in (Stage.MANAGER, Stage.SUPERVISOR) if stage in key.stages), None)
        if stage is None:
            raise RefusedError("Your certificate does not allow signing a review. Nothing was signed. Ask an administrator.")
        now, settings = self._store.now(), self._settings.current()
        statement = _statement(content, actor, stage, number, now, anchor, site=settings.site, page=settings.page)
        server = TimeStampServer(settings.time_stamp_url) if settings.time_stamp_url else None
        tell("Signing")
        signed = signed_statement(statement, key, now, self._keys, server=server)
        digest = self._files.put_aside(signed.data)
        try:
            with self._store.writing(actor.person_id) as work:
                self._shown(work.connection, period, decisions, shown)
                row = _record(work, content, statement, key.fingerprint, now, digest, len(signed.data))
        except BaseException:
            self._files.discard(digest)
            raise
        with contextlib.suppress(FaultError):  # signed is signed: a drive that refuses now is asked again at the next start
            self._files.release(digest, row.file)
        return row

    @needs(Permission.READ_ALL)
    def show(self, actor: Actor, review: str) -> ShownReview:
        """Return the signed file of a review, by its key or number, after it passed the check; else :class:`FaultError`."""
        from qa_desktop.reports.verify import verify  # noqa: PLC0415  (pyHanko is slow to import)

        with self._store.reading() as connection:
            row = aims.review(connection, review)
        data = self._files.read(row)
        found = verify(data, trust_list(self._keys, {}))
        if found.outcome is not Outcome.VALID:
            raise FaultError("The review is not shown: {reason}", reason=found.sentence)
        if found.content_digest != row.content_digest:
            raise FaultError("The file of {number} is another document than was signed. It is not shown.", number=row.number)
        return ShownReview(row, data, found)

    @needs(Permission.EXPORT)
    def export(self, actor: Actor, review: str, target: Path) -> Path:
        """Copy the checked file of a review; raises :class:`RefusedError` when the target exists."""
        if target.exists():
            raise RefusedError("“{name}” exists already. Nothing was written. Choose another name.", name=target.name)
        with self._store.reading() as connection:
            row = aims.review(connection, review)
        data = ManagementService.show(self, actor, row.id).data
        with self._store.writing(actor.person_id) as work:
            work.audit("review.export", "management_review", row.id, {"number": row.number, "file": target.name})
        write_safely(target, data)
        return target

    def _shown(self, connection: Connection, period: Period, decisions: str, shown: str) -> ReviewContent:
        content = self._content(connection, period, decisions, self._store.now())
        if content.digest() != shown:
            raise ConflictError("Something was recorded after the review was shown. Nothing was signed. Look at it again.")
        return content

    def _content(self, connection: Connection, period: Period, decisions: str, now: Moment) -> ReviewContent:
        said = clean_text(decisions, limit=LONGEST).strip()
        if not said:
            raise InputError("A review without decisions is none. Write what was decided, by whom and until when.")
        if period.first > now.local.date():
            raise InputError("This period has not begun. Choose one that there is something to review of.")
        return ReviewContent(period, said, review_inputs.gather(connection, period, now))


def _record(
    work: Work, content: ReviewContent, statement: Statement, fingerprint: str, now: Moment, digest: str, size: int
) -> ReviewRow:
    if aims.upcoming_review(work.connection, work.station_id) != statement.number:
        raise ConflictError("Another review was signed at the same moment. Nothing was signed here. Sign again.")
    work.next_number(aims.REVIEW_COUNTER)
    key = aims.add(
        work,
        ManagementReview,
        number=statement.number,
        first_day=content.period.first.isoformat(),
        last_day=content.period.last.isoformat(),
        decisions=content.decisions,
        person_id=work.actor_id,
        printed_name=statement.signer,
        at=now.utc,
        at_offset=now.offset,
        content=canonical_json(statement.record()),
        content_digest=statement.digest(),
        certificate=fingerprint,
        file=f"{statement.number}.pdf",
        sha256=digest,
        size=size,
    )
    details: Json = {"number": statement.number, "content": statement.digest(), "shown": content.digest(), "pdf": digest}
    work.audit("review.sign", "management_review", key, details)
    return aims.review(work.connection, key)


def _statement(
    content: ReviewContent, actor: Actor, stage: Stage, number: str, now: Moment, anchor: Anchor, *, site: str, page: Page
) -> Statement:
    period = content.period
    return Statement(
        id=new_id(),
        kind="Management review",
        number=number,
        title=f"Review of the quality management system, {period.first} to {period.last}",
        site=site,
        signer=actor.name,
        signer_login=actor.login,
        stage=stage,
        meaning=MEANING,
        at=now.iso,
        facts=(("Period", f"{period.first} to {period.last}, {period.days} days"), ("Gathered", now.iso)),
        paragraphs=(f"Decisions: {content.decisions}",),
        tables=content.inputs,
        content={
            "first": period.first.isoformat(),
            "last": period.last.isoformat(),
            "decisions": content.decisions,
            "content_sha256": content.digest(),
            "anchor": {"station": anchor.station, "sequence": anchor.sequence, "head": anchor.head},
        },
        page=page,
    )


def _silent(_step: str) -> None:
    """Tell nobody."""
