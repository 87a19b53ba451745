"""Finding the cause of an issue: 5-why in two trees, fishbone, is / is-not, the team, the list of cause codes."""

from __future__ import annotations

from dataclasses import replace

from qa_desktop.domain.canonical import Json
from qa_desktop.domain.causes import (
    Analysis,
    Aspect,
    Category,
    CauseCode,
    CauseNode,
    CodeScope,
    IsIsNot,
    TeamRole,
    Track,
    positions_after,
    require_place,
    subtree,
)
from qa_desktop.domain.errors import InputError, NotFoundError
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.text import clean_identifier, clean_text
from qa_desktop.services.guard import needs
from qa_desktop.services.open_issues import LONGEST, open_issue, require_kept, wanted_text
from qa_desktop.storage.queries import causes, issues, photos
from qa_desktop.storage.queries.causes import CauseFacts
from qa_desktop.storage.unit import Connection, Work
from qa_desktop.storage.workspace import Workspace

_NO_ANSWER = "Write the answer first: why did that happen?"
_GONE = "This entry is not there any more. Nothing was stored. Reload the causes."


class CauseService:
    """Causes are written while the issue is open; everything that is taken away stays in the tables."""

    def __init__(self, workspace: Workspace) -> None:
        self._store = workspace.store

    @needs(Permission.READ_ALL)
    def analysis(self, actor: Actor, issue_id: str) -> Analysis:
        """Return everything that was written about the causes of an issue."""
        with self._store.reading() as connection:
            return causes.analysis_of(connection, issue_id)

    @needs(Permission.READ_ALL)
    def facts(self, actor: Actor, issue_id: str) -> CauseFacts:
        """Return what gates ask about the causes of an issue."""
        with self._store.reading() as connection:
            return causes.cause_facts(connection, issue_id)

    @needs(Permission.READ_ALL)
    def codes(self, actor: Actor, *, active_only: bool = True) -> tuple[CauseCode, ...]:
        """Return the list of cause codes."""
        with self._store.reading() as connection:
            return causes.codes(connection, active_only=active_only)

    @needs(Permission.MANAGE_KNOWLEDGE)
    def add_code(self, actor: Actor, code: str, words: str, scope: CodeScope) -> tuple[CauseCode, ...]:
        """Add a cause code; its short name is kept in capital letters and never given twice."""
        short = clean_identifier(code, what="The cause code", limit=30).upper()
        said = wanted_text(words, "Say in words what the cause code means.", limit=200)
        with self._store.writing(actor.person_id) as work:
            if any(known.code == short for known in causes.codes(work.connection, active_only=False)):
                raise InputError("The cause code {code} is there already. Choose another short name.", code=short)
            key = causes.insert_code(work.connection, code=short, words=said, scope=scope.value)
            work.audit("cause.code_add", "cause_code", key, {"code": short, "words": said, "scope": scope.value})
            return causes.codes(work.connection)

    @needs(Permission.MANAGE_KNOWLEDGE)
    def change_code(self, actor: Actor, code_id: str, *, words: str, active: bool) -> tuple[CauseCode, ...]:
        """Change the words of a cause code, or stop offering it; what used it keeps it."""
        said = wanted_text(words, "Say in words what the cause code means.", limit=200)
        with self._store.writing(actor.person_id) as work:
            old = _code(work.connection, code_id)
            causes.change_code(work.connection, code_id, words=said, active=active)
            details: Json = {"code": old.code, "old": [old.words, old.active], "new": [said, active]}
            work.audit("cause.code_change", "cause_code", code_id, details)
            return causes.codes(work.connection, active_only=False)

    @needs(Permission.WORK_ISSUE)
    def add_node(
        self,
        actor: Actor,
        issue_id: str,
        track: Track,
        text: str,
        *,
        parent_id: str | None = None,
        after: str | None = None,
        evidence: str = "",
        photo_id: str = "",
    ) -> CauseNode:
        """Answer *why* once more: below ``parent_id`` (first answer without one), behind the sibling ``after`` or at the end."""
        words = wanted_text(text, _NO_ANSWER)
        proof = clean_text(evidence, limit=LONGEST).strip()
        with self._store.writing(actor.person_id) as work:
            open_issue(work.connection, issue_id)
            nodes = causes.nodes_of(work.connection, issue_id)
            require_place(nodes, parent_id, track)
            _require_photo(work.connection, issue_id, photo_id)
            places = dict(positions_after(nodes, parent_id, track, after))
            position = places.pop("")
            for key, place in places.items():
                causes.place_node(work.connection, key, place)
            said = {"track": track.value, "text": words, "evidence": proof, "parent_id": parent_id, "photo_id": photo_id or None}
            key = causes.insert_node(work, issue_id, position=position, **said)
            _said(work, issue_id, "cause.add", {"node": key, **said})
            return _node(work.connection, issue_id, key)

    @needs(Permission.WORK_ISSUE)
    def change_node(
        self,
        actor: Actor,
        issue_id: str,
        node_id: str,
        *,
        version: int,
        text: str | None = None,
        evidence: str | None = None,
        photo_id: str | None = None,
    ) -> CauseNode:
        """Correct an answer or its evidence; ``None`` leaves a word as it is, an empty ``photo_id`` takes the photo away."""
        new: dict[str, str | None] = {}
        if text is not None:
            new["text"] = wanted_text(text, _NO_ANSWER)
        if evidence is not None:
            new["evidence"] = clean_text(evidence, limit=LONGEST).strip()
        if photo_id is not None:
            new["photo_id"] = photo_id or None
        with self._store.writing(actor.person_id) as work:
            open_issue(work.connection, issue_id)
            old = _node(work.connection, issue_id, node_id)
            _require_photo(work.connection, issue_id, photo_id or "")
            before = {name: getattr(old, name) for name in new}
            if before == new:
                raise InputError("Nothing was changed, so nothing was stored.")
            require_kept(stored=causes.change_node(work.connection, node_id, version, **new))
            _said(work, issue_id, "cause.change", {"node": node_id, "old": before, "new": dict(new)})
            return _node(work.connection, issue_id, node_id)

    @needs(Permission.WORK_ISSUE)
    def mark_root(self, actor: Actor, issue_id: str, node_id: str, code_id: str | None, *, version: int) -> CauseNode:
        """Mark an answer as root cause with a code, or take the mark away with ``None``."""
        with self._store.writing(actor.person_id) as work:
            open_issue(work.connection, issue_id)
            old = _node(work.connection, issue_id, node_id)
            code = None if code_id is None else _code(work.connection, code_id)
            if code is not None and not (code.active and code.scope.covers(old.track)):
                raise InputError("The cause code {code} is not meant for this question. Choose another one.", code=code.code)
            require_kept(stored=causes.change_node(work.connection, node_id, version, code_id=code_id))
            details: Json = {
                "node": node_id,
                "old": None if old.code is None else old.code.code,
                "new": None if code is None else code.code,
            }
            _said(work, issue_id, "cause.root", details)
            return _node(work.connection, issue_id, node_id)

    @needs(Permission.WORK_ISSUE)
    def remove_node(self, actor: Actor, issue_id: str, node_id: str) -> int:
        """Take an answer and everything below it away; returns how many answers that were."""
        with self._store.writing(actor.person_id) as work:
            open_issue(work.connection, issue_id)
            nodes = causes.nodes_of(work.connection, issue_id)
            node = _node(work.connection, issue_id, node_id)
            gone = subtree(nodes, node_id)
            count = causes.remove(work, "node", gone)
            _said(work, issue_id, "cause.remove", {"nodes": list(gone), "text": node.text})
            return count

    @needs(Permission.WORK_ISSUE)
    def add_entry(self, actor: Actor, issue_id: str, category: Category, text: str) -> Analysis:
        """Write a possible cause on a branch of the fishbone."""
        words = wanted_text(text, "Write the possible cause first.", limit=200)
        with self._store.writing(actor.person_id) as work:
            open_issue(work.connection, issue_id)
            position = 1 + max((one.position for one in causes.analysis_of(work.connection, issue_id).fishbone), default=0)
            key = causes.insert_entry(work, issue_id, category=category.value, position=position, text=words)
            _said(work, issue_id, "fishbone.add", {"entry": key, "category": category.value, "text": words})
            return causes.analysis_of(work.connection, issue_id)

    @needs(Permission.WORK_ISSUE)
    def change_entry(
        self, actor: Actor, issue_id: str, entry_id: str, *, version: int, category: Category, text: str
    ) -> Analysis:
        """Correct a possible cause, or put it on another branch."""
        words = wanted_text(text, "Write the possible cause first.", limit=200)
        with self._store.writing(actor.person_id) as work:
            open_issue(work.connection, issue_id)
            found = causes.analysis_of(work.connection, issue_id).fishbone
            old = next((one for one in found if one.id == entry_id), None)
            if old is None:
                raise NotFoundError(_GONE)
            require_kept(stored=causes.change_entry(work.connection, entry_id, version, category=category.value, text=words))
            details: Json = {"entry": entry_id, "old": [old.category.value, old.text], "new": [category.value, words]}
            _said(work, issue_id, "fishbone.change", details)
            return causes.analysis_of(work.connection, issue_id)

    @needs(Permission.WORK_ISSUE)
    def remove_entry(self, actor: Actor, issue_id: str, entry_id: str) -> Analysis:
        """Take a possible cause off the fishbone."""
        with self._store.writing(actor.person_id) as work:
            open_issue(work.connection, issue_id)
            if all(one.id != entry_id for one in causes.analysis_of(work.connection, issue_id).fishbone):
                raise NotFoundError(_GONE)
            causes.remove(work, "entry", (entry_id,))
            _said(work, issue_id, "fishbone.remove", {"entry": entry_id})
            return causes.analysis_of(work.connection, issue_id)

    @needs(Permission.WORK_ISSUE)
    def write_row(
        self, actor: Actor, issue_id: str, aspect: Aspect, *, is_text: str, is_not_text: str, difference: str, version: int
    ) -> Analysis:
        """Write one row of is / is-not; ``version`` is 0 for a row that is still empty."""
        said = [clean_text(text, limit=LONGEST).strip() for text in (is_text, is_not_text, difference)]
        new = IsIsNot(aspect, said[0], said[1], said[2], version)
        with self._store.writing(actor.person_id) as work:
            open_issue(work.connection, issue_id)
            old = causes.analysis_of(work.connection, issue_id).row(aspect)
            if replace(new, version=old.version) == old:
                raise InputError("Nothing was changed, so nothing was stored.")
            require_kept(stored=causes.write_row(work, issue_id, new))
            details: Json = {
                "aspect": aspect.value,
                "old": [old.is_text, old.is_not_text, old.difference],
                "new": [*said],
            }
            _said(work, issue_id, "is_is_not.write", details)
            return causes.analysis_of(work.connection, issue_id)

    @needs(Permission.WORK_ISSUE)
    def add_member(
        self, actor: Actor, issue_id: str, role: TeamRole, *, person_id: str | None = None, name: str = "", note: str = ""
    ) -> Analysis:
        """Add somebody to the team: a person of the program, or anybody by name."""
        with self._store.writing(actor.person_id) as work:
            open_issue(work.connection, issue_id)
            said = issues.person_name(work.connection, person_id) if person_id else clean_identifier(name, what="The name")
            team = causes.analysis_of(work.connection, issue_id).team
            if any(one.name == said and one.person_id == person_id for one in team):
                raise InputError("{name} belongs to the team already.", name=said)
            words = clean_text(note, limit=200).strip()
            key = causes.insert_member(work, issue_id, person_id=person_id, name=said, role=role.value, note=words)
            _said(work, issue_id, "team.add", {"member": key, "name": said, "role": role.value, "note": words})
            return causes.analysis_of(work.connection, issue_id)

    @needs(Permission.WORK_ISSUE)
    def remove_member(self, actor: Actor, issue_id: str, member_id: str) -> Analysis:
        """Take somebody out of the team."""
        with self._store.writing(actor.person_id) as work:
            open_issue(work.connection, issue_id)
            if all(one.id != member_id for one in causes.analysis_of(work.connection, issue_id).team):
                raise NotFoundError(_GONE)
            causes.remove(work, "member", (member_id,))
            _said(work, issue_id, "team.remove", {"member": member_id})
            return causes.analysis_of(work.connection, issue_id)


def _said(work: Work, issue_id: str, act: str, details: Json) -> None:
    work.audit(act, "issue", issue_id, details)


def _require_photo(connection: Connection, issue_id: str, photo_id: str) -> None:
    if photo_id and all(photo.id != photo_id for photo in photos.photos_of_issue(connection, issue_id)):
        raise NotFoundError("This photo does not belong to the issue. Add it to the issue first.")


def _node(connection: Connection, issue_id: str, node_id: str) -> CauseNode:
    node = next((one for one in causes.nodes_of(connection, issue_id) if one.id == node_id), None)
    if node is None:
        raise NotFoundError(_GONE)
    return node


def _code(connection: Connection, code_id: str) -> CauseCode:
    code = next((one for one in causes.codes(connection, active_only=False) if one.id == code_id), None)
    if code is None:
        raise NotFoundError("This cause code does not exist. Choose one from the list.")
    return code
