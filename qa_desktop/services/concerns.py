"""The protected channel: somebody says what they would not say under their name, and only a confidant reads it.

**Why there is no entry in the ordinary audit chain.**  An entry there carries a moment to the microsecond and stands between the
entries of people who were logged in at that station; even one without person and content would name its author to whoever lays it
beside the log-ins.  A chain without any trace, on the other hand, would let somebody remove a concern unseen.  So the channel has
a chain of its own: each entry says only that something was given, answered or closed on a day, and the hash of the sealed text.

**What is kept**: random keys (sorted ones would tell the moment), days instead of moments, no person, no station, no session, no
number from the station's counters, tables without hidden row numbers.  The text is sealed for the confidants' own keys
(:mod:`qa_desktop.storage.sealing`), so that the database file alone opens nothing, and neither does an administrator who resets a
confidant's password: the old private key is lost with the old password.  Signing certificates are not used for it; they say that
they sign and do nothing else, and a confidant need not have one.

**Who reads** is decided by the confidants themselves (:mod:`qa_desktop.services.confidants`): a key that none of them admitted is
sealed for by nobody.

**What this does not hide**: somebody who copies the database's log file (WAL) at that very moment, or who watches the screen.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from qa_desktop.domain.errors import InputError, NotFoundError, RefusedError
from qa_desktop.domain.people import Actor, Permission
from qa_desktop.domain.text import clean_text
from qa_desktop.services import confidants
from qa_desktop.services.concern_keys import MadeKey, make_key, opened_key
from qa_desktop.services.confidants import Candidate, ReaderChange, Standing, trusted_keys
from qa_desktop.services.credentials import plain_code, recovery_code
from qa_desktop.services.guard import needs, open_to
from qa_desktop.services.keys import KeyRing
from qa_desktop.storage import sealing
from qa_desktop.storage.queries import concerns as rows
from qa_desktop.storage.queries.concerns import ConcernRow, KeyRow
from qa_desktop.storage.queries.confidants import ADMITTED, FOUNDED, MADE, end_keys_of_others
from qa_desktop.storage.unit import Connection, Work
from qa_desktop.storage.workspace import Workspace

_MOST = 8_000
_UNLOGGED = "it goes into the channel's own chain, so that the ordinary one does not name its author by its place"


@dataclass(frozen=True, slots=True)
class Message:
    """One text of a thread: which side spoke, on which day."""

    side: str
    day: str
    text: str


@dataclass(frozen=True, slots=True)
class Thread:
    """A concern as one of its readers sees it."""

    row: ConcernRow
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """A concern was taken.  ``code`` is shown once; without it nobody can ever read the answer as the author."""

    code: str = field(repr=False)
    readers: tuple[str, ...] = ()


class ConcernService:
    """The protected channel."""

    def __init__(self, workspace: Workspace, keys: KeyRing) -> None:
        self._store = workspace.store
        self._gate = keys.gate

    @open_to("anyone, with or without a log-in")
    def readers(self) -> tuple[str, ...]:
        """Return the names of those who can read a concern that is given now."""
        with self._store.reading() as connection:
            return tuple(key.name for key in trusted_keys(connection))

    @open_to("anyone, with or without a log-in")
    def give(self, text: str) -> Given:
        """Take a concern and return the code word for its author.  Takes no person on purpose."""
        said = _said(text)
        day, concern_id, code = self._day(), rows.random_id(), recovery_code()
        key, plain = sealing.new_key(), plain_code(code)
        with self._store.writing(None) as work:
            confidants = trusted_keys(work.connection)
            if not confidants:
                raise RefusedError(
                    "Nobody can read concerns here yet: no confidant has opened the channel. Nothing was stored. "
                    "Ask for a confidant, or speak to somebody whom you trust."
                )
            shares = {one.id: sealing.seal_for(one.public, key, label=_label(concern_id)) for one in confidants}
            shares[rows.AUTHOR] = sealing.seal_by_code(plain, key, label=_label(concern_id))
            rows.add(work, concern_id, day, sealing.lookup_of(plain), shares)
            _append(work, concern_id, key, "author", day, said, "given")
        self._store.database.fold_back()  # the log would name the author by its place between the entries of others
        return Given(code, tuple(one.name for one in confidants))

    @open_to("whoever has the code word")
    def by_code(self, code: str) -> Thread:
        """Return one's own concern with the answers."""
        with self._store.reading() as connection:
            row, key = _by_code(connection, code)
            return _thread(connection, row, key)

    @open_to("whoever has the code word")
    def reply(self, code: str, text: str) -> Thread:
        """Add something to one's own concern, still without a name."""
        said = _said(text)
        with self._store.writing(None) as work:
            row, key = _by_code(work.connection, code)
            _require_open(row)
            _append(work, row.id, key, "author", self._day(), said, "replied")
            rows.set_state(work, row.id, "open")
        self._store.database.fold_back()
        return self.by_code(code)

    @needs(Permission.READ_CONCERN)
    def waiting(self, actor: Actor) -> int:
        """Return how many concerns wait for an answer."""
        with self._store.reading() as connection:
            return sum(row.state == "open" for row in rows.everything(connection))

    @needs(Permission.READ_CONCERN)
    def standing(self, actor: Actor) -> Standing:
        """Return whether this confidant has a key, and whether concerns are sealed for it."""
        with self._store.reading() as connection:
            mine = rows.keys(connection, person_id=actor.person_id)
            announced = {key.id for key in mine} - {key.id for key in confidants.unannounced(connection)}
            trusted = {key.id: key.name for key in trusted_keys(connection)}
        code = confidants.spoken(mine[0].id) if mine and mine[0].id in announced else ""
        return Standing(code, trusted=bool(mine) and mine[0].id in trusted, readers=tuple(trusted.values()))

    @needs(Permission.READ_CONCERN)
    def open_channel(self, actor: Actor, password: str) -> Standing:
        """Make one's key for reading, under one's password, and say whether it is trusted.

        The first confidant founds the channel; whoever comes later waits for one who reads already.  A key that the password
        opens is kept; what was sealed for a key that it does not open stays closed.
        """
        credential = self._gate.require_password(actor.person_id, password)
        if credential.must_change:
            raise RefusedError("Choose a password of your own before you open the channel. Nothing was stored.")
        key_id, private, made = self._own_key(actor, password)
        hand = sealing.hand_of(private)
        with self._store.writing(actor.person_id) as work:
            if made is not None:
                rows.put_key(work, made.id, actor.person_id, made.public, made.sealed, self._day())
            announced = bool(confidants.hand_known(work.connection, key_id))
            if not announced:
                self._say(work, MADE, key_id, hand, private)
            trusted = trusted_keys(work.connection)
            if not trusted:
                holders = frozenset(key.person_id for key in confidants.waiting_keys(work.connection)) | {actor.person_id}
                end_keys_of_others(work, holders, self._day())
                self._say(work, FOUNDED, key_id, hand, private)
            elif announced:
                raise RefusedError(
                    "Your key is there already; {names} reads now and admits you with “Said in confidence”. Nothing was stored.",
                    names=", ".join(key.name for key in trusted),
                )
        return self.standing(actor)

    @needs(Permission.READ_CONCERN)
    def candidates(self, actor: Actor) -> tuple[Candidate, ...]:
        """Return the keys that wait to be admitted by a confidant who reads already."""
        with self._store.reading() as connection:
            if all(key.person_id != actor.person_id for key in trusted_keys(connection)):
                return ()
            waiting = confidants.waiting_keys(connection)
            return tuple(Candidate(key.id, key.name, key.made_on, confidants.spoken(key.id)) for key in waiting)

    @needs(Permission.READ_CONCERN)
    def admit(self, actor: Actor, password: str, key_id: str) -> None:
        """Admit another confidant: what is said from now on is sealed for them, too.  Signed with one's own key."""
        private, own_id = self._private(actor, password)
        with self._store.writing(actor.person_id) as work:
            if all(key.id != own_id for key in trusted_keys(work.connection)):
                raise RefusedError("Nobody has admitted you yet, so you admit nobody. Nothing was stored.")
            if all(key.id != key_id for key in confidants.waiting_keys(work.connection)):
                raise NotFoundError("This key does not wait to be admitted any more. Reload. Nothing was stored.")
            hand = confidants.hand_known(work.connection, key_id)
            signature = sealing.vouch(private, confidants.statement(ADMITTED, key_id, hand)).hex()
            work.audit(ADMITTED, "concern_key", key_id, {"by": own_id, "signature": signature})

    @open_to("anyone, with or without a log-in")
    def reader_changes(self) -> tuple[ReaderChange, ...]:
        """Return by name who came and who went among the readers in the last thirty days."""
        with self._store.reading() as connection:
            return confidants.changes(connection, self._store.clock().date())

    @needs(Permission.READ_CONCERN)
    def threads(self, actor: Actor, password: str) -> tuple[Thread, ...]:
        """Return every concern that was sealed for this confidant, opened with their password."""
        private, key_id = self._private(actor, password)
        with self._store.reading() as connection:
            found = []
            for row in rows.everything(connection):
                key = _key_for(connection, row, key_id, private)
                if key is not None:
                    found.append(_thread(connection, row, key))
            return tuple(found)

    @needs(Permission.READ_CONCERN)
    def answer(self, actor: Actor, password: str, concern_id: str, text: str, *, close: bool = False) -> Thread:
        """Answer a concern, and close it if nothing more is to be said.  Who answers is not stored either."""
        said = _said(text)
        private, key_id = self._private(actor, password)
        with self._store.writing(None) as work:
            row = _row(work.connection, concern_id)
            key = _key_for(work.connection, row, key_id, private)
            if key is None:
                raise NotFoundError("This concern was not sealed for you. Nothing was stored.")
            _require_open(row)
            _append(work, row.id, key, "confidant", self._day(), said, "closed" if close else "answered")
            rows.set_state(work, row.id, "closed" if close else "answered")
            return _thread(work.connection, _row(work.connection, concern_id), key)

    def _private(self, actor: Actor, password: str) -> tuple[bytes, str]:
        self._gate.require_password(actor.person_id, password)
        with self._store.reading() as connection:
            found = rows.keys(connection, person_id=actor.person_id)
        if not found:
            raise RefusedError("You have not opened the channel yet, so nothing is sealed for you.")
        return opened_key(found[0], password), found[0].id

    def _own_key(self, actor: Actor, password: str) -> tuple[str, bytes, MadeKey | None]:
        """Return one's key with its private half, and the new one where there is none that the password opens."""
        with self._store.reading() as connection:
            mine = rows.keys(connection, person_id=actor.person_id)
        try:
            if mine:
                return mine[0].id, opened_key(mine[0], password), None
        except RefusedError:
            pass  # lost with the password that was reset: a new one takes its place
        made = make_key(password)
        return made.id, opened_key(KeyRow(made.id, actor.person_id, actor.name, made.public, made.sealed), password), made

    def _say(self, work: Work, action: str, key_id: str, hand: bytes, private: bytes) -> None:
        signature = sealing.vouch(private, confidants.statement(action, key_id, hand)).hex()
        work.audit(action, "concern_key", key_id, {"hand": hand.hex(), "signature": signature})

    def _day(self) -> str:
        return self._store.clock().date().isoformat()


def _append(work: Work, concern_id: str, key: bytes, side: str, day: str, text: str, what: str) -> None:
    ordinal = rows.next_ordinal(work.connection, concern_id)
    sealed = sealing.seal_text(key, text, label=_message_label(concern_id, ordinal, side))
    rows.add_message(work, concern_id, side, day, sealed)
    rows.append_chain(work, day, what, sealed.sealed)
    work.leave_unaudited(_UNLOGGED)


def _by_code(connection: Connection, code: str) -> tuple[ConcernRow, bytes]:
    plain = plain_code(code)
    row = rows.by_lookup(connection, sealing.lookup_of(plain))
    share = None if row is None else rows.share_of(connection, row.id, rows.AUTHOR)
    if row is None or share is None:
        raise NotFoundError("No concern belongs to this code word. Type it again as it was shown, with or without dashes.")
    return row, sealing.open_by_code(plain, share, label=_label(row.id))


def _key_for(connection: Connection, row: ConcernRow, key_id: str, private: bytes) -> bytes | None:
    share = rows.share_of(connection, row.id, key_id)
    return None if share is None else sealing.open_with(private, share, label=_label(row.id))


def _thread(connection: Connection, row: ConcernRow, key: bytes) -> Thread:
    return Thread(
        row,
        tuple(
            Message(one.side, one.day, sealing.open_text(key, one.sealed, label=_message_label(row.id, one.ordinal, one.side)))
            for one in rows.messages_of(connection, row.id)
        ),
    )


def _row(connection: Connection, concern_id: str) -> ConcernRow:
    row = next((one for one in rows.everything(connection) if one.id == concern_id), None)
    if row is None:
        raise NotFoundError("This concern does not exist. Reload the list.")
    return row


def _require_open(row: ConcernRow) -> None:
    if row.state == "closed":
        raise RefusedError("This concern is closed. Nothing was stored. Speak up again with a new one.")


def _said(text: str) -> str:
    said = clean_text(text, limit=_MOST).strip()
    if not said:
        raise InputError("Write something first. Nothing was stored.")
    return said


def _label(concern_id: str) -> str:
    return f"qa-desktop concern {concern_id}"


def _message_label(concern_id: str, ordinal: int, side: str) -> str:
    return f"qa-desktop concern {concern_id} {ordinal} {side}"
