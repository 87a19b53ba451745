"""What the templates screen does, without a window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa_desktop.domain.checklist import Checklist, Item, ItemKind, Section
from qa_desktop.domain.errors import CancelledError, InputError, QaError
from qa_desktop.domain.people import Permission
from qa_desktop.ui.templates.files import prepare_export, read_any, write_file
from qa_desktop.ui.templates.state import Ask, Done, Exporting, FileKind, Importing, Shown, TemplatesState, lines_of

if TYPE_CHECKING:  # services bring SQLAlchemy, which must not load before the window is painted
    from qa_desktop.storage.queries.templates import RevisionRow, TemplateRow
    from qa_desktop.ui.context import Context
    from qa_desktop.ui.jobs import WorkHandle
    from qa_desktop.ui.widgets.keyset_model import PageRequest


class TemplatesModel:
    """The intents of the templates screen.  ``edit`` is called with the id of a draft that wants to be edited."""

    def __init__(
        self,
        context: Context,
        *,
        changed: Callable[[], None],
        refill: Callable[[], None],
        edit: Callable[[str], None],
        owner: object = None,
    ) -> None:
        may = context.actor.may
        self.state = TemplatesState(
            person_id=context.actor.person_id,
            may_edit=may(Permission.EDIT_TEMPLATE),
            may_approve=may(Permission.APPROVE_TEMPLATE),
            may_publish=may(Permission.PUBLISH_TEMPLATE),
        )
        self._context, self._changed, self._refill, self._edit, self._owner = context, changed, refill, edit, owner
        self._service = context.program.templates
        self._handle: WorkHandle | None = None

    def load(self) -> None:
        """Fetch the list anew, and the revision that is looked at."""
        self._set(total=None)
        if self.state.row is not None:  # it may have been edited meanwhile
            against = self.state.shown.review.against if self.state.shown is not None else None
            self.look_at(self.state.row.id, against.id if against is not None else "")
        self._refill()
        self._read(partial(self._service.count_templates, self._context.actor), self._counted)

    def want(self, template_id: str, name: str, revision_id: str) -> None:
        """Look at a revision of a template, whichever is looked at now."""
        sort_name = "".join(letter.lower() if letter.isascii() else letter for letter in name)
        self._set(current=None, shown=None, done=None, wanted=(sort_name, template_id), wanted_revision=revision_id)
        self.load()

    def fetch(self, request: PageRequest, done: Callable[[Sequence[Any]], None], failed: Callable[[QaError], None]) -> None:
        """Fetch a page for the table."""
        self._context.jobs.read(partial(self._page, request), done, failed, owner=self._owner)  # type: ignore[arg-type]

    def choose(self, row: TemplateRow | None) -> None:
        """Look at a template: at the revision that waits for this person, else at the published one, else at the newest."""
        if row is None:
            self._set(current=None, shown=None)
        elif self.state.current is None or row.id != self.state.current.id:
            again = self.state.wanted is not None and row.id == self.state.wanted[1]
            revision = self.state.wanted_revision if again else self._waiting(row)
            done = self.state.done if again else None
            self._set(current=row, shown=None, error=None, done=done, wanted=None, wanted_revision="")
            self._read(partial(self._load, row.id, revision, ""), self._loaded)
        else:
            self._set(current=row)

    def _waiting(self, row: TemplateRow) -> str:
        """Return the draft or approved revision that somebody who edits, approves or publishes comes for; empty for none."""
        state, waits = self.state, row.draft is not None or row.approved is not None
        return row.newest_revision_id if waits and (state.may_edit or state.may_approve or state.may_publish) else ""

    def look_at(self, revision_id: str, against_id: str = "") -> None:
        """Look at another revision of the template, or compare it with another one."""
        if self.state.current is not None:
            self._read(partial(self._load, self.state.current.id, revision_id, against_id), self._loaded)

    def compare_with(self, against_id: str) -> None:
        """Compare the revision that is looked at with another one."""
        if self.state.row is not None:
            self.look_at(self.state.row.id, against_id)

    def read_workbook(self, path: Path) -> None:
        """Read a file: a template file, an XLSForm workbook or an inspection plan; nothing is stored."""
        if self.state.reading or not self.state.may_edit:
            return
        self._set(reading=True, error=None, done=None, importing=None)
        self._handle = self._context.jobs.work(
            partial(read_any, self._context.program, self._context.actor, path),
            self._previewed,
            self._not_previewed,
            owner=self._owner,  # type: ignore[arg-type]
        )

    def cancel_reading(self) -> None:
        """Stop reading the file."""
        if self._handle is not None:
            self._handle.cancel()

    def import_(self, *, name: str = "", into: str = "") -> None:
        """Store what was read: as a new template called ``name``, or as the next draft of the template ``into``."""
        importing = self.state.importing
        if importing is None or self.state.busy:
            return
        where: dict[str, Any] = {"name": name or None, "into_template_id": into or None}
        if importing.file is not None:
            files = self._context.program.template_files
            job = partial(files.import_json, self._context.actor, importing.file, **where)
        else:
            job = partial(self._service.import_, self._context.actor, importing.preview, **where)
        self._set(import_error=None)
        self._write(job, partial(self._did, Done.IMPORTED), self._not_imported)

    def give_up_import(self) -> None:
        """Let the file go."""
        self._set(importing=None, import_error=None)

    def ask(self, what: Ask) -> None:
        """Ask for a confirmation."""
        if (self.state.row is not None or what is Ask.CREATE) and not self.state.busy:
            self._set(ask=what, ask_error=None, done=None, error=None)

    def give_up(self) -> None:
        """Do nothing."""
        self._set(ask=None, ask_error=None)

    def confirm(self, words: str = "") -> None:
        """Do what was asked for; ``words`` are the reason, or the name of a new checklist."""
        row, what, actor = self.state.row, self.state.ask, self._context.actor
        if what is None or self.state.busy or (row is None and what is not Ask.CREATE):
            return
        service = self._service
        job: Callable[[], Any]
        if row is None or what is Ask.CREATE:
            self._create(words)
            return
        match what:
            case Ask.APPROVE:
                job, done = partial(service.approve, actor, row.id, row.version), Done.APPROVED
            case Ask.UNAPPROVE:
                job, done = partial(service.send_back_to_draft, actor, row.id, words), Done.UNAPPROVED
            case Ask.PUBLISH:
                job, done = partial(service.publish, actor, row.id, row.version), Done.PUBLISHED
            case Ask.RETIRE:
                job, done = partial(service.retire, actor, row.id, words), Done.RETIRED
            case _:
                job, done = partial(service.discard_draft, actor, row.id), Done.DISCARDED
        self._write(job, partial(self._did, done), self._not_done)

    def new_draft(self) -> None:
        """Copy the published revision into the next draft, and edit it."""
        if self.state.current is not None and not self.state.busy and self.state.may_edit:
            job = partial(self._service.new_draft, self._context.actor, self.state.current.id)
            self._write(job, partial(self._made, Done.COPIED), self._failed)

    def edit(self) -> None:
        """Edit the draft that is looked at."""
        if self.state.may_edit and self.state.is_draft and self.state.row is not None:
            self._edit(self.state.row.id)

    def export(self, kind: FileKind) -> None:
        """Prepare a file of the revision that is looked at, so that what it does not say is seen before it is written."""
        row = self.state.row
        if row is not None and not self.state.reading:
            self._set(reading=True, error=None, done=None, exporting=None)
            job = partial(prepare_export, self._context.program, self._context.actor, row, kind)
            self._handle = self._context.jobs.work(job, self._prepared, self._not_previewed, owner=self._owner)  # type: ignore[arg-type]

    def write_export(self, path: Path) -> None:
        """Write the file that was prepared."""
        exporting = self.state.exporting
        if exporting is not None:
            job = partial(write_file, path, exporting.data)
            self._context.jobs.work(job, self._exported, self._failed, owner=self._owner)  # type: ignore[arg-type]

    def give_up_export(self) -> None:
        """Write nothing."""
        self._set(exporting=None, export=False)

    def dismiss(self) -> None:
        """Put the message away."""
        self._set(error=None, done=None)

    def _create(self, name: str) -> None:
        if not name:
            self._set(ask_error=InputError("The checklist needs a name. Type one."))
            return
        first = Section("", (Item("item_1", ItemKind.CONFORMITY, ""),))
        job = partial(self._service.create, self._context.actor, Checklist(name, (first,)), name=name)
        self._write(job, partial(self._made, Done.CREATED), self._not_done)

    def _page(self, request: PageRequest) -> Sequence[Any]:
        limit = request.skip + request.limit
        return self._service.list_templates(self._context.actor, after=request.after, limit=limit).rows[request.skip :]

    def _load(self, template_id: str, revision_id: str, against_id: str) -> Shown:
        from qa_desktop.services.templates import import_report  # noqa: PLC0415  (brings SQLAlchemy)

        review = self._context.program.template_review.look(self._context.actor, template_id, revision_id, against_id)
        return Shown(review, lines_of(review.checklist), import_report(review.row))

    def _counted(self, total: int) -> None:
        self._set(total=total)

    def _loaded(self, shown: Shown) -> None:
        current = self.state.current
        if current is not None and shown.review.row.template_id == current.id:
            self._set(shown=shown)

    def _previewed(self, importing: Importing) -> None:
        self._set(reading=False, importing=importing, import_error=None)

    def _not_previewed(self, error: QaError) -> None:
        self._set(reading=False, error=None if isinstance(error, CancelledError) else error)

    def _prepared(self, exporting: Exporting) -> None:
        self._set(reading=False, exporting=exporting)

    def _exported(self, path: Path) -> None:
        self._set(exporting=None, export=False, done=Done.EXPORTED, done_words=path.name)

    def _did(self, done: Done, row: RevisionRow | None) -> None:
        """Say what was done and fetch everything anew; the view then finds its way back to the template by ``wanted``."""
        self._context.saved.emit(self._context.program.workspace.store.clock().isoformat(timespec="seconds"))
        current = self.state.current
        wanted = (row.sort_name, row.template_id) if row is not None else current.key if current is not None else None
        self._set(busy=False, importing=None, import_error=None, ask=None, ask_error=None, done=done, done_row=row)
        self._set(current=None, shown=None, wanted=wanted, wanted_revision=row.id if row is not None else "")
        self.load()
        self._context.work_changed.emit()

    def _made(self, done: Done, row: RevisionRow) -> None:
        self._did(done, row)
        self._edit(row.id)

    def _not_imported(self, error: QaError) -> None:
        self._set(busy=False, import_error=error)

    def _not_done(self, error: QaError) -> None:
        self._set(busy=False, ask_error=error)

    def _failed(self, error: QaError) -> None:
        self._set(busy=False, error=error)

    def _write(self, job: Callable[[], Any], done: Any, failed: Any) -> None:
        self._set(busy=True, error=None, done=None)
        self._context.jobs.write(job, done, failed, owner=self._owner)  # type: ignore[arg-type]

    def _read(self, job: Callable[[], Any], done: Any) -> None:
        self._context.jobs.read(job, done, self._failed, owner=self._owner)  # type: ignore[arg-type]

    def _set(self, **what: Any) -> None:
        self.state = replace(self.state, **what)
        self._changed()
