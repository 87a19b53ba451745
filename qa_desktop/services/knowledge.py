"""Lessons, and what is known about an item of a checklist."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qa_desktop.domain.errors import InputError, RefusedError
from qa_desktop.domain.ids import lesson_number
from qa_desktop.domain.improvement import ChainKind, require_chain_link
from qa_desktop.domain.issue import IssueState
from qa_desktop.domain.knowledge import LessonState, TieKind, require_lesson_step
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.text import clean_identifier, clean_text
from qa_desktop.services.chain import require_order
from qa_desktop.services.guard import needs
from qa_desktop.storage.queries import improvements, issues, lessons, procedures, production, stations, templates
from qa_desktop.storage.queries import ties as tie_rows
from qa_desktop.storage.queries.known_marks import KnownMark, marks_of
from qa_desktop.storage.queries.lessons import LessonRow
from qa_desktop.storage.queries.procedures import LinkRow, RevisionOfProcedure
from qa_desktop.storage.queries.ties import Tie
from qa_desktop.storage.unit import Connection
from qa_desktop.storage.workspace import Workspace

MAX_TITLE = 200


@dataclass(frozen=True, slots=True)
class LessonWords:
    """What a lesson says.  ``failure`` holds words by which it shall be found; ``item_key`` is the key of a checklist's item.

    ``part`` is the number of a part as somebody types it; where it is given, it counts instead of ``part_id``.
    """

    title: str
    happened: str = ""
    cause: str = ""
    worked: str = ""
    failure: str = ""
    procedure_id: str | None = None
    part_id: str | None = None
    item_key: str = ""
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known about one item: lessons, and procedures in force with their titles."""

    lessons: tuple[LessonRow, ...]
    procedures: tuple[tuple[str, RevisionOfProcedure], ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known."""
        return not (self.lessons or self.procedures)


class KnowledgeService:
    """What people learned, and where it is shown."""

    def __init__(self, workspace: Workspace) -> None:
        self._store = workspace.store

    @needs(Permission.MANAGE_KNOWLEDGE)
    def write_lesson(
        self,
        actor: Actor,
        words: LessonWords,
        *,
        issue_id: str | None = None,
        source: tuple[ChainKind, str] | None = None,
    ) -> LessonRow:
        """Write a lesson as a draft; from an issue only when that is closed, because only then it is known what worked.

        Part and item are those of the issue unless others are given.  ``source`` is the step of the chain that it follows.
        """
        said = _said(words)
        with self._store.writing(actor.person_id) as work:
            said["part_id"] = _part_of(work.connection, words)
            if issue_id is not None:
                issue = issues.issue_by_id(work.connection, issue_id)
                if issue.state is not IssueState.CLOSED:
                    raise RefusedError(
                        "Issue {number} is not closed, so what worked is not proven yet. Nothing was stored.", number=issue.number
                    )
                said["part_id"] = said["part_id"] or issue.part_id
                if not said["item_key"] and issue.item_id is not None:
                    said["item_key"] = templates.item_by_id(work.connection, issue.item_id).key
            number = lesson_number(stations.code_of(work.connection, work.station_id), work.next_number("lesson"))
            key = lessons.add(
                work,
                number=number,
                issue_id=issue_id,
                state=LessonState.DRAFT.value,
                author_id=actor.person_id,
                written_at=work.now.utc,
                written_offset=work.now.offset,
                **said,
            )
            if source is not None:
                if improvements.name_of(work.connection, *source) is None:
                    raise InputError("The step that the lesson follows does not exist. Reload the chain. Nothing was stored.")
                require_chain_link(source[0], ChainKind.LESSON)
                require_order(work.connection, source, (ChainKind.LESSON, key), work.now)
                improvements.add_link(work, source, (ChainKind.LESSON, key), item_key="", words="")
            elif issue_id is not None:
                ends = ((ChainKind.ISSUE, issue_id), (ChainKind.LESSON, key))
                improvements.add_link(work, *ends, item_key="", words="")
            work.audit("lesson.write", "lesson", key, {"number": number, "issue": issue_id, **said})
            return lessons.by_id(work.connection, key)

    @needs(Permission.MANAGE_KNOWLEDGE)
    def write_lesson_of(self, actor: Actor, words: LessonWords, issue_number: str) -> LessonRow:
        """Write a lesson from the issue of this number; an empty number means from experience alone."""
        issue_id = None
        if issue_number.strip():
            with self._store.reading() as connection:
                found = improvements.by_number(connection, issue_number)
            if found is None or found.kind is not ChainKind.ISSUE:
                raise InputError(
                    "There is no issue {number}. Correct the number, or leave it empty.", number=issue_number.strip()
                )
            issue_id = found.id
        return self.write_lesson(actor, words, issue_id=issue_id)

    @needs(Permission.MANAGE_KNOWLEDGE)
    def edit_lesson(self, actor: Actor, lesson_id: str, words: LessonWords, version: int) -> LessonRow:
        """Say it better; the audit trail keeps what was said before."""
        said = _said(words)
        with self._store.writing(actor.person_id) as work:
            said["part_id"] = _part_of(work.connection, words)
            row = lessons.by_id(work.connection, lesson_id)
            before = {name: getattr(row, name) for name in said}
            if before == said:
                raise InputError("Nothing was changed, so nothing was stored.")
            if row.state is LessonState.PUBLISHED and not said["worked"]:
                raise RefusedError("A published lesson says what worked. Retire it first, or leave that in. Nothing was stored.")
            lessons.change(work, row, version, **said)
            work.audit("lesson.edit", "lesson", row.id, {"old": before, "new": dict(said)})
            return lessons.by_id(work.connection, row.id)

    @needs(Permission.MANAGE_KNOWLEDGE)
    def move_lesson(self, actor: Actor, lesson_id: str, to_state: LessonState, version: int) -> LessonRow:
        """Publish a lesson, retire it, or bring it back."""
        with self._store.writing(actor.person_id) as work:
            row = lessons.by_id(work.connection, lesson_id)
            require_lesson_step(row.state, to_state)
            if to_state is LessonState.PUBLISHED and not row.worked:
                raise RefusedError("A lesson says what worked before it is published. Write that first. Nothing was stored.")
            lessons.change(work, row, version, state=to_state.value)
            work.audit("lesson.move", "lesson", row.id, {"old": row.state.value, "new": to_state.value})
            return lessons.by_id(work.connection, row.id)

    @needs(Permission.READ_ALL)
    def search(self, actor: Actor, text: str, *, drafts: bool = False, limit: int = 50) -> tuple[LessonRow, ...]:
        """Return the lessons that hold every word of ``text``, closest first; ``drafts`` shows all states."""
        states = tuple(LessonState) if drafts else (LessonState.PUBLISHED,)
        with self._store.reading() as connection:
            return lessons.search(connection, text, states=states, limit=limit)

    @needs(Permission.READ_ALL)
    def lesson(self, actor: Actor, lesson_id: str) -> LessonRow:
        """Return one lesson; raises :class:`NotFoundError`."""
        with self._store.reading() as connection:
            return lessons.by_id(connection, lesson_id)

    @needs(Permission.READ_ALL)
    def similar(
        self,
        actor: Actor,
        text: str,
        *,
        part_id: str | None = None,
        item_key: str = "",
        item_id: str | None = None,
        limit: int = 5,
    ) -> tuple[LessonRow, ...]:
        """Return the lessons like what is being typed, the closest first; ``item_id`` may name the line instead of its key."""
        with self._store.reading() as connection:
            if item_id is not None:
                item_key = templates.item_by_id(connection, item_id).key
            return lessons.similar(connection, text, part_id=part_id, item_key=item_key, limit=limit)

    @needs(Permission.READ_ALL)
    def known_about(self, actor: Actor, item_id: str) -> Known:
        """Return what is known about an item, by the key of the item or of one of its lines; also in other revisions of it."""
        with self._store.reading() as connection:
            item = templates.item_by_id(connection, item_id)
            template_id = improvements.template_of_item(connection, item_id)
            found = procedures.of_item(connection, template_id, item.key)
            titled = tuple((procedures.by_id(connection, one.procedure_id).title, one) for one in found)
            return Known(lessons.of_item(connection, template_id, item.key), titled)

    @needs(Permission.READ_ALL)
    def marks(self, actor: Actor, inspection_id: str) -> Mapping[str, KnownMark]:
        """Return how many lessons and procedures belong to each line of an inspection, by the key of the item."""
        with self._store.reading() as connection:
            return marks_of(connection, inspection_id)

    @needs(Permission.MANAGE_KNOWLEDGE)
    def link(
        self,
        actor: Actor,
        item_key: str,
        *,
        lesson_id: str | None = None,
        procedure_id: str | None = None,
        template_id: str | None = None,
    ) -> tuple[LinkRow, ...]:
        """Tie a lesson or a procedure to the items with this key, of one checklist or of all."""
        key = clean_identifier(item_key, what="The key of the item")
        if (lesson_id is None) == (procedure_id is None):
            raise InputError("Choose a lesson or a procedure to tie to the item. Nothing was stored.")
        with self._store.writing(actor.person_id) as work:
            if lesson_id is not None:
                lessons.by_id(work.connection, lesson_id)
            elif procedure_id is not None:
                procedures.by_id(work.connection, procedure_id)
            there = procedures.links_of(work.connection, lesson_id=lesson_id, procedure_id=procedure_id)
            if any((one.item_key, one.template_id) == (key, template_id) for one in there):
                raise InputError("It is tied to this item already, so nothing was stored.")
            what = {"lesson_id": lesson_id, "procedure_id": procedure_id, "template_id": template_id, "item_key": key}
            link_id = procedures.add_link(work, **what)
            work.audit("knowledge.link", "knowledge_link", link_id, dict(what))
            return procedures.links_of(work.connection, lesson_id=lesson_id, procedure_id=procedure_id)

    @needs(Permission.MANAGE_KNOWLEDGE)
    def unlink(self, actor: Actor, link_id: str) -> None:
        """End a link; that it was there stays on record."""
        with self._store.writing(actor.person_id) as work:
            row = procedures.link_by_id(work.connection, link_id)
            if row is None or not procedures.end_link(work, link_id):
                raise InputError("This link was ended before, so nothing was stored.")
            names = ("lesson_id", "procedure_id", "template_id", "item_key")
            work.audit("knowledge.unlink", "knowledge_link", link_id, {name: getattr(row, name) for name in names})

    @needs(Permission.MANAGE_KNOWLEDGE)
    def untie_lesson(self, actor: Actor, lesson_id: str, kind: TieKind, version: int) -> LessonRow:
        """Take off the item or the part that a lesson itself names; the audit trail keeps what it was."""
        column = {TieKind.ITEM: "item_key", TieKind.PART: "part_id"}.get(kind)
        if column is None:
            raise InputError("A lesson itself names an item or a part. Nothing was stored.")
        with self._store.writing(actor.person_id) as work:
            row = lessons.by_id(work.connection, lesson_id)
            before = getattr(row, column)
            if not before:
                raise InputError("This was untied before, so nothing was stored.")
            lessons.change(work, row, version, **{column: "" if kind is TieKind.ITEM else None})
            work.audit("lesson.untie", "lesson", row.id, {"what": kind.value, "old": before})
            return lessons.by_id(work.connection, row.id)

    @needs(Permission.READ_ALL)
    def ties(self, actor: Actor, *, lesson_id: str | None = None, procedure_id: str | None = None) -> tuple[Tie, ...]:
        """Return where a lesson or a procedure is shown, in words: items of checklists, and the part that a lesson names."""
        with self._store.reading() as connection:
            own = () if lesson_id is None else tie_rows.own_of(lessons.by_id(connection, lesson_id))
            return own + tie_rows.linked(connection, lesson_id=lesson_id, procedure_id=procedure_id)

    @needs(Permission.READ_ALL)
    def links(self, actor: Actor, *, lesson_id: str | None = None, procedure_id: str | None = None) -> tuple[LinkRow, ...]:
        """Return the items that a lesson or procedure belongs to."""
        with self._store.reading() as connection:
            return procedures.links_of(connection, lesson_id=lesson_id, procedure_id=procedure_id)


def _said(words: LessonWords) -> dict[str, str | None]:
    title = " ".join(clean_text(words.title, limit=MAX_TITLE).split())
    if not title:
        raise InputError("The lesson has no title. Say in a few words what was learned. Nothing was stored.")
    said = {name: clean_text(getattr(words, name)).strip() for name in ("happened", "cause", "worked", "failure", "item_key")}
    return {"title": title, **said, "procedure_id": words.procedure_id or None, "part_id": words.part_id or None}


def _part_of(connection: Connection, words: LessonWords) -> str | None:
    """Return the key of the part that the words name; a number that no part has is asked again."""
    if words.part is None:
        return words.part_id or None
    number = words.part.strip()
    found = production.newest_part(connection, number) if number else None
    if number and found is None:
        raise InputError("There is no part {number}. Correct the number, or leave it empty. Nothing was stored.", number=number)
    return found
