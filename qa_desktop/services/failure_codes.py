"""The structured list of failures."""

from __future__ import annotations

import re

from qa_desktop.domain.canonical import Json
from qa_desktop.domain.errors import InputError, NotFoundError
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.text import clean_text
from qa_desktop.services.guard import needs
from qa_desktop.storage.queries import followup
from qa_desktop.storage.queries.followup import CodeRow
from qa_desktop.storage.unit import Store

_CODE = re.compile(r"[A-Z0-9][A-Z0-9._-]{0,19}")


class FailureCodeService:
    """Reads and extends the list; a code is never deleted, because issues bear it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @needs(Permission.READ_ALL)
    def codes(self, actor: Actor) -> tuple[tuple[str, str], ...]:
        """Return the codes in use with their words."""
        with self._store.reading() as connection:
            return followup.codes(connection)

    @needs(Permission.EDIT_TEMPLATE)
    def add(self, actor: Actor, code: str, words: str) -> None:
        """Add a code: capitals, digits, point, hyphen, at most 20."""
        short, text = clean_text(code).strip().upper(), " ".join(clean_text(words).split())
        if not _CODE.fullmatch(short):
            raise InputError("A code has 1 to 20 capitals or digits, for example DIM-01. “{code}” has others.", code=code[:40])
        if not text:
            raise InputError("Say in a few words what the code means.")
        with self._store.writing(actor.person_id) as work:
            if short in {known for known, _ in followup.codes(work.connection, active_only=False)}:
                raise InputError("The code “{code}” is taken. Choose another one.", code=short)
            followup.insert_code(work, short, text)
            work.audit("failure_code.add", "failure_code", short, {"code": short, "words": text})

    @needs(Permission.READ_ALL)
    def listed(self, actor: Actor) -> tuple[CodeRow, ...]:
        """Return every code by its short name, those that are not offered any more too."""
        with self._store.reading() as connection:
            return followup.code_rows(connection)

    @needs(Permission.EDIT_TEMPLATE)
    def change(self, actor: Actor, code: str, *, words: str, active: bool) -> CodeRow:
        """Change the words of a code, or stop offering it; issues that bear it keep it."""
        text = " ".join(clean_text(words).split())
        if not text:
            raise InputError("Say in a few words what the code means.")
        with self._store.writing(actor.person_id) as work:
            old = next((row for row in followup.code_rows(work.connection) if row.code == code), None)
            if old is None:
                raise NotFoundError("No failure code is called “{code}”. Reload the list.", code=code[:40])
            if (old.words, old.active) == (text, active):
                raise InputError("Nothing was changed, so nothing was stored.")
            followup.change_code(work, code, words=text, active=active)
            details: Json = {"code": code, "old": [old.words, old.active], "new": [text, active]}
            work.audit("failure_code.change", "failure_code", code, details)
            return CodeRow(code, text, active)
