"""What the templates screen shows and does, without a window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa_desktop.domain.checklist import Item, RevisionState
from qa_desktop.domain.errors import CancelledError, QaError
from qa_desktop.domain.people import Permission

if TYPE_CHECKING:  # services bring SQLAlchemy, which must not load before the window is painted
    from qa_desktop.exchange.xlsform.preview import ImportPreview
    from qa_desktop.services.template_rules import Problem
    from qa_desktop.services.templates import ImportReport, LoadedRevision
    from qa_desktop.storage.queries.templates import RevisionRow, TemplateRow
    from qa_desktop.ui.context import Context
    from qa_desktop.ui.jobs import Report, WorkHandle
    from qa_desktop.ui.widgets.keyset_model import PageRequest

MOST_TARGETS = 500
"""Templates that an import offers as its target."""


class Ask(Enum):
    """What a person has to confirm."""

    PUBLISH = "publish"
    RETIRE = "retire"
    DISCARD = "discard"


class Done(Enum):
    """What was done, to be said."""

    IMPORTED = "imported"
    PUBLISHED = "published"
    RETIRED = "retired"
    DISCARDED = "discarded"
    COPIED = "copied"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a preview: the head of a section, or an item with its number."""

    section: str = ""
    number: int = 0
    item: Item | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A revision with what there is to say about it."""

    loaded: LoadedRevision
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]
    imported: ImportReport


@dataclass(frozen=True, slots=True)
class Target:
    """A template that an import can go into."""

    id: str
    name: str
    has_draft: bool


@dataclass(frozen=True, slots=True)
class Importing:
    """A workbook that was read and waits for the decision."""

    preview: ImportPreview
    targets: tuple[Target, ...]

    @property
    def suggested(self) -> Target | None:
        """The template of the same name, if there is one."""
        title = self.preview.checklist.title.casefold()
        return next((target for target in self.targets if target.name.casefold() == title), None)


@dataclass(frozen=True, slots=True)
class TemplatesState:
    """Everything that the screen shows beside the rows of the list."""

    total: int | None = None
    current: TemplateRow | None = None
    revisions: tuple[RevisionRow, ...] = ()
    shown: Shown | None = None
    reading: bool = False
    importing: Importing | None = None
    import_error: QaError | None = None
    ask: Ask | None = None
    ask_error: QaError | None = None
    busy: bool = False
    error: QaError | None = None
    done: Done | None = None
    done_row: RevisionRow | None = None
    wanted: tuple[str, str] | None = None
    wanted_revision: str = ""
    may_edit: bool = False
    may_publish: bool = False

    @property
    def row(self) -> RevisionRow | None:
        """The revision that is looked at."""
        return self.shown.loaded.row if self.shown is not None else None

    @property
    def is_draft(self) -> bool:
        """Whether a draft is looked at."""
        return self.row is not None and self.row.state is RevisionState.DRAFT

    @property
    def is_published(self) -> bool:
        """Whether the published revision is looked at."""
        return self.row is not None and self.row.state is RevisionState.PUBLISHED

    @property
    def has_draft(self) -> bool:
        """Whether the template has a draft already."""
        return any(row.state is RevisionState.DRAFT for row in self.revisions)


class TemplatesModel:
    """The intents of the templates screen."""

    def __init__(
        self, context: Context, *, changed: Callable[[], None], refill: Callable[[], None], owner: object = None
    ) -> None:
        may = context.actor.may
        self.state = TemplatesState(may_edit=may(Permission.EDIT_TEMPLATE), may_publish=may(Permission.PUBLISH_TEMPLATE))
        self._context, self._changed, self._refill, self._owner = context, changed, refill, owner
        self._service = context.program.templates
        self._handle: WorkHandle | None = None

    def load(self) -> None:
        """Fetch the list anew."""
        self._set(total=None)
        self._refill()
        self._read(partial(self._service.count_templates, self._context.actor), self._counted)

    def fetch(self, request: PageRequest, done: Callable[[Sequence[Any]], None], failed: Callable[[QaError], None]) -> None:
        """Fetch a page for the table."""
        self._context.jobs.read(partial(self._page, request), done, failed, owner=self._owner)  # type: ignore[arg-type]

    def choose(self, row: TemplateRow | None) -> None:
        """Look at a template: its published revision, otherwise its newest."""
        if row is None:
            self._set(current=None, revisions=(), shown=None)
        elif self.state.current is None or row.id != self.state.current.id:
            again = self.state.wanted is not None and row.id == self.state.wanted[1]
            revision = self.state.wanted_revision if again else ""
            done = self.state.done if again else None
            self._set(current=row, revisions=(), shown=None, error=None, done=done, wanted=None, wanted_revision="")
            self._read(partial(self._load, row.id, revision), self._loaded)
        else:
            self._set(current=row)

    def look_at(self, revision_id: str) -> None:
        """Look at another revision of the template."""
        if self.state.current is not None and (self.state.row is None or self.state.row.id != revision_id):
            self._read(partial(self._load, self.state.current.id, revision_id), self._loaded)

    def read_workbook(self, path: Path) -> None:
        """Read a workbook; nothing is stored."""
        if self.state.reading or not self.state.may_edit:
            return
        self._set(reading=True, error=None, done=None, importing=None)
        self._handle = self._context.jobs.work(
            partial(self._preview, path),
            self._previewed,
            self._not_previewed,
            owner=self._owner,  # type: ignore[arg-type]
        )

    def cancel_reading(self) -> None:
        """Stop reading the workbook."""
        if self._handle is not None:
            self._handle.cancel()

    def import_(self, *, name: str = "", into: str = "") -> None:
        """Store what was read: as a new template called ``name``, or as the next draft of the template ``into``."""
        importing = self.state.importing
        if importing is None or self.state.busy:
            return
        job = partial(
            self._service.import_, self._context.actor, importing.preview, name=name or None, into_template_id=into or None
        )
        self._set(import_error=None)
        self._write(job, partial(self._did, Done.IMPORTED), self._not_imported)

    def give_up_import(self) -> None:
        """Let the workbook go."""
        self._set(importing=None, import_error=None)

    def ask(self, what: Ask) -> None:
        """Ask for a confirmation."""
        if self.state.row is not None and not self.state.busy:
            self._set(ask=what, ask_error=None, done=None, error=None)

    def give_up(self) -> None:
        """Do nothing."""
        self._set(ask=None, ask_error=None)

    def confirm(self, reason: str = "") -> None:
        """Do what was asked for."""
        row, what = self.state.row, self.state.ask
        if row is None or what is None or self.state.busy:
            return
        actor = self._context.actor
        job: Callable[[], Any]
        match what:
            case Ask.PUBLISH:
                job, done = partial(self._service.publish, actor, row.id, row.version), Done.PUBLISHED
            case Ask.RETIRE:
                job, done = partial(self._service.retire, actor, row.id, reason), Done.RETIRED
            case Ask.DISCARD:
                job, done = partial(self._service.discard_draft, actor, row.id), Done.DISCARDED
        self._write(job, partial(self._did, done), self._not_done)

    def new_draft(self) -> None:
        """Copy the published revision into the next draft."""
        if self.state.current is not None and not self.state.busy and self.state.may_edit:
            job = partial(self._service.new_draft, self._context.actor, self.state.current.id)
            self._write(job, partial(self._did, Done.COPIED), self._failed)

    def dismiss(self) -> None:
        """Put the message away."""
        self._set(error=None, done=None)

    def _page(self, request: PageRequest) -> Sequence[Any]:
        limit = request.skip + request.limit
        return self._service.list_templates(self._context.actor, after=request.after, limit=limit).rows[request.skip :]

    def _load(self, template_id: str, revision_id: str) -> tuple[tuple[RevisionRow, ...], Shown | None]:
        from qa_desktop.services.templates import import_report  # noqa: PLC0415  (brings SQLAlchemy)

        actor = self._context.actor
        rows = self._service.revisions(actor, template_id)
        if not rows:
            return rows, None
        live = next((row.id for row in rows if row.state is RevisionState.PUBLISHED), rows[0].id)
        wanted = revision_id if any(row.id == revision_id for row in rows) else live
        loaded = self._service.load(actor, wanted)
        problems = self._service.problems(actor, wanted) if loaded.row.state is RevisionState.DRAFT else ()
        return rows, Shown(loaded, lines_of(loaded), problems, import_report(loaded.row))

    def _preview(self, path: Path, report: Report) -> Importing:
        def cancelled() -> bool:
            report(0, 0)  # raises when Cancel was pressed, which ends the child as well
            return False

        preview = self._service.import_preview(self._context.actor, path, cancelled)
        rows = self._service.list_templates(self._context.actor, limit=MOST_TARGETS).rows
        return Importing(preview, tuple(Target(row.id, row.name, row.draft is not None) for row in rows))

    def _counted(self, total: int) -> None:
        self._set(total=total)

    def _loaded(self, found: tuple[tuple[RevisionRow, ...], Shown | None]) -> None:
        rows, shown = found
        current = self.state.current
        if current is not None and (not rows or rows[0].template_id == current.id):
            self._set(revisions=rows, shown=shown)

    def _previewed(self, importing: Importing) -> None:
        self._set(reading=False, importing=importing, import_error=None)

    def _not_previewed(self, error: QaError) -> None:
        self._set(reading=False, error=None if isinstance(error, CancelledError) else error)

    def _did(self, done: Done, row: RevisionRow | None) -> None:
        """Say what was done and fetch everything anew; the view then finds its way back to the template by ``wanted``."""
        self._context.saved.emit(self._context.program.workspace.store.clock().isoformat(timespec="seconds"))
        current = self.state.current
        wanted = (row.sort_name, row.template_id) if row is not None else current.key if current is not None else None
        self._set(busy=False, importing=None, import_error=None, ask=None, ask_error=None, done=done, done_row=row)
        self._set(current=None, revisions=(), shown=None, wanted=wanted, wanted_revision=row.id if row is not None else "")
        self.load()
        self._context.work_changed.emit()

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


def lines_of(loaded: LoadedRevision) -> tuple[Line, ...]:
    """Return the rows of a preview: section by section, items numbered through."""
    lines: list[Line] = []
    number = 0
    for section in loaded.checklist.sections:
        if section.title:
            lines.append(Line(section=section.title))
        for item in section.items:
            number += 1
            lines.append(Line(section.title, number, item))
    return tuple(lines)
