"""What the templates screen shows, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from qa_desktop.domain.checklist import Checklist, Item, RevisionState
from qa_desktop.domain.errors import QaError
from qa_desktop.domain.problems import Problem

if TYPE_CHECKING:  # services bring SQLAlchemy, which must not load before the window is painted
    from qa_desktop.exchange.xlsform.preview import ImportPreview, Unsupported
    from qa_desktop.services.template_files import TemplatePreview
    from qa_desktop.services.template_review import RevisionReview
    from qa_desktop.services.templates import ImportReport
    from qa_desktop.storage.queries.templates import RevisionRow, TemplateRow


class Ask(Enum):
    """What a person has to confirm."""

    APPROVE = "approve"
    UNAPPROVE = "unapprove"
    PUBLISH = "publish"
    RETIRE = "retire"
    DISCARD = "discard"
    CREATE = "create"


class Done(Enum):
    """What was done, to be said."""

    IMPORTED = "imported"
    APPROVED = "approved"
    UNAPPROVED = "unapproved"
    PUBLISHED = "published"
    RETIRED = "retired"
    DISCARDED = "discarded"
    COPIED = "copied"
    CREATED = "created"
    EXPORTED = "exported"


class FileKind(Enum):
    """In which form a revision is written to a file."""

    JSON = "json"
    XLSFORM = "xlsx"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a preview: the head of a section, or an item with its number."""

    section: str = ""
    number: int = 0
    item: Item | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A revision with what there is to say about it."""

    review: RevisionReview
    lines: tuple[Line, ...]
    imported: ImportReport

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What keeps it from being approved and published."""
        return tuple(problem for problem in self.review.problems if not problem.warning)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What is worth a second look."""
        return tuple(problem for problem in self.review.problems if problem.warning)


@dataclass(frozen=True, slots=True)
class Target:
    """A template that an import can go into."""

    id: str
    name: str
    has_draft: bool


@dataclass(frozen=True, slots=True)
class Importing:
    """A file that was read and waits for the decision; ``file`` is set for a template file of our own."""

    preview: ImportPreview
    targets: tuple[Target, ...]
    file: TemplatePreview | None = None

    @property
    def name(self) -> str:
        """The name that is proposed for a new template."""
        return (self.file.template.name if self.file is not None else "") or self.preview.checklist.title

    @property
    def suggested(self) -> Target | None:
        """The template of the same name, if there is one."""
        wanted = {self.name.casefold(), self.preview.checklist.title.casefold()}
        return next((target for target in self.targets if target.name.casefold() in wanted), None)


@dataclass(frozen=True, slots=True)
class Exporting:
    """A revision that is ready to be written; ``left_out`` is what the file does not say."""

    kind: FileKind
    data: bytes
    left_out: tuple[Unsupported, ...]
    name: str


@dataclass(frozen=True, slots=True)
class TemplatesState:
    """Everything that the screen shows beside the rows of the list."""

    total: int | None = None
    current: TemplateRow | None = None
    shown: Shown | None = None
    reading: bool = False
    importing: Importing | None = None
    import_error: QaError | None = None
    export: bool = False
    exporting: Exporting | None = None
    ask: Ask | None = None
    ask_error: QaError | None = None
    busy: bool = False
    error: QaError | None = None
    done: Done | None = None
    done_row: RevisionRow | None = None
    done_words: str = ""
    wanted: tuple[str, str] | None = None
    wanted_revision: str = ""
    person_id: str = ""
    may_edit: bool = False
    may_approve: bool = False
    may_publish: bool = False

    @property
    def revisions(self) -> tuple[RevisionRow, ...]:
        """The revisions of the template, newest first."""
        return self.shown.review.revisions if self.shown is not None else ()

    @property
    def row(self) -> RevisionRow | None:
        """The revision that is looked at."""
        return self.shown.review.row if self.shown is not None else None

    @property
    def stage(self) -> RevisionState | None:
        """The state of the revision that is looked at."""
        return self.row.state if self.row is not None else None

    @property
    def is_draft(self) -> bool:
        """Whether a draft is looked at."""
        return self.stage is RevisionState.DRAFT

    @property
    def is_approved(self) -> bool:
        """Whether an approved revision is looked at."""
        return self.stage is RevisionState.APPROVED

    @property
    def is_published(self) -> bool:
        """Whether the published revision is looked at."""
        return self.stage is RevisionState.PUBLISHED

    @property
    def has_draft(self) -> bool:
        """Whether the template has a next revision already that is not published yet."""
        return any(row.state in {RevisionState.DRAFT, RevisionState.APPROVED} for row in self.revisions)

    @property
    def is_author(self) -> bool:
        """Whether the person worked on the revision that is looked at, and so cannot approve it."""
        row = self.row
        return row is not None and self.person_id in {row.created_by, *row.editors.split()}


def lines_of(checklist: Checklist) -> tuple[Line, ...]:
    """Return the rows of a preview: section by section, items numbered through."""
    lines: list[Line] = []
    number = 0
    for section in checklist.sections:
        if section.title:
            lines.append(Line(section=section.title))
        for item in section.items:
            number += 1
            lines.append(Line(section.title, number, item))
    return tuple(lines)
