"""The protected channel: only confidants read, nobody finds the author, and nothing disappears unseen."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from qa_desktop.domain.errors import FaultError, InputError, NotAllowedError, NotFoundError, QaError, RefusedError
from qa_desktop.domain.people import Actor
from qa_desktop.services.access import AccessService
from qa_desktop.services.concerns import ConcernService
from qa_desktop.services.doctor import DoctorService
from qa_desktop.services.keys import KeyRing
from qa_desktop.services.people import PeopleService
from qa_desktop.services.report_files import ReportFiles
from qa_desktop.services.suggestions import SuggestionService
from qa_desktop.storage import sealing
from qa_desktop.storage.queries import concerns as rows
from qa_desktop.storage.workspace import DATABASE, Workspace
from tests.services.conftest import PASSWORD

People = dict[str, Actor]
SECRET = "The oven log of Thursday was written on Friday by Zebulon"


@pytest.fixture
def service(workspace: Workspace, keys: KeyRing) -> ConcernService:
    return ConcernService(workspace, keys)


@pytest.fixture
def ready(service: ConcernService, people: People) -> ConcernService:
    service.open_channel(people["confidant"], PASSWORD)
    return service


def test_before_a_confidant_opened_the_channel_nothing_is_taken(service: ConcernService, workspace: Workspace) -> None:
    assert service.readers() == ()
    with pytest.raises(RefusedError, match="Nobody can read"):
        service.give(SECRET)
    with workspace.store.reading() as connection:
        assert rows.everything(connection) == ()


def test_a_concern_is_read_and_answered_and_the_author_comes_back_by_the_code(ready: ConcernService, people: People) -> None:
    given = ready.give(SECRET)
    assert given.readers == (people["confidant"].name,)
    assert given.code not in repr(given)
    (thread,) = ready.threads(people["confidant"], PASSWORD)
    assert [(one.side, one.text, one.day) for one in thread.messages] == [("author", SECRET, "2026-03-02")]
    assert ready.waiting(people["confidant"]) == 1
    ready.answer(people["confidant"], PASSWORD, thread.row.id, "Thank you. Which oven?")
    assert ready.waiting(people["confidant"]) == 0
    mine = ready.by_code(given.code.lower().replace("-", " "))
    assert [one.text for one in mine.messages] == [SECRET, "Thank you. Which oven?"]
    ready.reply(given.code, "Oven 3")
    assert ready.waiting(people["confidant"]) == 1
    done = ready.answer(people["confidant"], PASSWORD, thread.row.id, "It is looked after.", close=True)
    assert (done.row.state, len(done.messages)) == ("closed", 4)
    with pytest.raises(RefusedError, match="closed"):
        ready.reply(given.code, "and one more thing")
    with pytest.raises(RefusedError, match="closed"):
        ready.answer(people["confidant"], PASSWORD, thread.row.id, "x")


@pytest.mark.parametrize("who", ["admin", "auditor", "manager", "supervisor", "engineer", "inspector"])
def test_nobody_else_reads_or_answers_whatever_their_role(ready: ConcernService, people: People, who: str) -> None:
    given = ready.give(SECRET)
    concern = ready.by_code(given.code).row.id
    actor = people[who]
    for act in (
        lambda: ready.threads(actor, PASSWORD),
        lambda: ready.answer(actor, PASSWORD, concern, "x"),
        lambda: ready.waiting(actor),
        lambda: ready.standing(actor),
        lambda: ready.candidates(actor),
        lambda: ready.admit(actor, PASSWORD, "x"),
        lambda: ready.open_channel(actor, PASSWORD),
    ):
        with pytest.raises(NotAllowedError):
            act()


def test_the_file_of_the_database_holds_neither_the_text_nor_the_author(
    ready: ConcernService, people: People, workspace: Workspace
) -> None:
    with workspace.store.reading() as connection:
        before = connection.execute(text("SELECT count(*) FROM audit")).scalar_one()
        counters = connection.execute(text("SELECT kind, last FROM counter")).all()
    given = ready.give(SECRET)
    ready.reply(given.code, SECRET + " again")
    ready.answer(people["confidant"], PASSWORD, ready.by_code(given.code).row.id, SECRET + " answered")
    with workspace.store.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM audit")).scalar_one() == before
        assert connection.execute(text("SELECT kind, last FROM counter")).all() == counters
        bodies = "\n".join(connection.execute(text("SELECT body FROM audit")).scalars())
    for word in ("Zebulon", "oven log", given.code, given.code.replace("-", "")):
        assert word not in bodies
    folder = workspace.folder
    workspace.close()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            for word in ("Zebulon", "oven log", given.code, given.code.replace("-", "")):
                assert word.encode() not in data, path.name
    raw = sqlite3.connect(folder / DATABASE)
    try:
        persons = {row[0] for row in raw.execute("SELECT id FROM person")} | {
            row[0] for row in raw.execute("SELECT id FROM station")
        }
        stored: set[object] = set()
        for table in ("concern", "concern_share", "concern_message", "concern_chain"):
            for row in raw.execute(f"SELECT * FROM {table}"):
                stored |= set(row)
        assert not persons & stored
        words = "\n".join(str(value) for value in stored if isinstance(value, str))
        assert not any(person in words for person in persons)
        assert "T08" not in words, "only days"
        assert ":" not in "".join(row[0] for row in raw.execute("SELECT day FROM concern UNION SELECT day FROM concern_message"))
    finally:
        raw.close()


def content(workspace: Workspace) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table."""
    with workspace.store.reading() as connection:
        names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        return {name: sorted(map(tuple, connection.execute(text(f'SELECT * FROM "{name}"'))), key=repr) for name in names}


def test_a_concern_changes_nothing_in_any_other_table(ready: ConcernService, people: People, workspace: Workspace) -> None:
    before = content(workspace)
    given = ready.give(SECRET)
    ready.reply(given.code, "more")
    ready.answer(people["confidant"], PASSWORD, ready.by_code(given.code).row.id, "Thank you")
    after = content(workspace)
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"concern", "concern_share", "concern_message", "concern_chain"}
    assert len(after["audit"]) > 10, "there is something to compare"


def test_the_log_of_the_database_keeps_no_order(ready: ConcernService, people: People, workspace: Workspace) -> None:
    """Between what somebody logged in did and what the next one does, the place of a concern would name its author."""
    log, suggestions = workspace.folder / f"{DATABASE}-wal", SuggestionService(workspace)
    suggestions.give(people["inspector"], "A hook for the hose")
    assert log.stat().st_size > 0
    code = ready.give(SECRET).code
    assert log.stat().st_size == 0
    suggestions.give(people["inspector2"], "Another hook")
    ready.reply(code, "Still")
    assert log.stat().st_size == 0
    assert len(ready.by_code(code).messages) == 2


def test_keys_of_rows_tell_no_moment_and_tables_have_no_hidden_order(ready: ConcernService, workspace: Workspace) -> None:
    codes = [ready.give(f"concern {number}").code for number in range(12)]
    ids = [ready.by_code(code).row.id for code in codes]
    assert ids != sorted(ids)
    with workspace.store.reading() as connection:
        for table in ("concern", "concern_share", "concern_message", "concern_key"):
            sql = connection.execute(text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table}).scalar_one()
            assert "WITHOUT ROWID" in sql


def test_texts_of_different_length_look_alike(ready: ConcernService, workspace: Workspace) -> None:
    ready.give("no")
    ready.give("x" * 900)
    with workspace.store.reading() as connection:
        assert len(set(connection.execute(text("SELECT length(sealed) FROM concern_message")).scalars())) == 1


def test_a_wrong_code_and_an_empty_text_are_refused(ready: ConcernService) -> None:
    given = ready.give(SECRET)
    for code in ("", "AAAA-AAAA-AAAA-AAAA", given.code[:-1]):
        with pytest.raises(NotFoundError):
            ready.by_code(code)
    for empty in ("", "  \n"):
        with pytest.raises(InputError):
            ready.give(empty)


def test_a_confidant_keeps_the_key_through_a_change_of_password(
    ready: ConcernService, people: People, access: AccessService
) -> None:
    ready.give(SECRET)
    access.change_password(people["confidant"], PASSWORD, "a new long sentence")
    assert ready.threads(people["confidant"], "a new long sentence")[0].messages[0].text == SECRET
    with pytest.raises(RefusedError):
        ready.threads(people["confidant"], PASSWORD)


def test_an_administrator_who_resets_the_password_reads_nothing_that_was_said_before(
    ready: ConcernService, people: People, people_service: PeopleService, access: AccessService
) -> None:
    ready.give(SECRET)
    reset = people_service.reset_password(people["admin"], people["confidant"].person_id, admin_password=PASSWORD)
    temporary = reset.temporary_password or ""
    with pytest.raises(RefusedError):
        ready.threads(people["confidant"], temporary)
    access.change_password(people["confidant"], temporary, "taken over by the admin")
    with pytest.raises(RefusedError, match="reset"):
        ready.threads(people["confidant"], "taken over by the admin")
    ready.open_channel(people["confidant"], "taken over by the admin")
    assert ready.threads(people["confidant"], "taken over by the admin") == ()


def test_a_second_confidant_reads_what_comes_after_they_opened_the_channel(
    ready: ConcernService, people: People, people_service: PeopleService
) -> None:
    from qa_desktop.domain.people import Role

    ready.give("first")
    second = people["auditor"]
    people_service.grant_role(people["admin"], second.person_id, Role.CONFIDANT, admin_password=PASSWORD)
    second = Actor(second.person_id, second.login, second.name, frozenset({Role.CONFIDANT}), second.station_id)
    standing = ready.open_channel(second, PASSWORD)
    assert (standing.trusted, standing.readers) == (False, (people["confidant"].name,))
    ready.give("before they were admitted")
    assert ready.threads(second, PASSWORD) == ()
    (waiting,) = ready.candidates(people["confidant"])
    assert (waiting.name, waiting.code) == (second.name, standing.code)
    assert ready.candidates(second) == (), "who waits admits nobody"
    with pytest.raises(RefusedError, match="admit nobody"):
        ready.admit(second, PASSWORD, waiting.key_id)
    ready.admit(people["confidant"], PASSWORD, waiting.key_id)
    assert ready.standing(second).trusted
    with pytest.raises(NotFoundError):
        ready.admit(people["confidant"], PASSWORD, waiting.key_id)
    ready.give("second")
    assert [one.messages[0].text for one in ready.threads(second, PASSWORD)] == ["second"]
    assert {one.messages[0].text for one in ready.threads(people["confidant"], PASSWORD)} == {
        "first",
        "before they were admitted",
        "second",
    }
    people_service.revoke_role(people["admin"], second.person_id, Role.CONFIDANT, admin_password=PASSWORD)
    assert ready.readers() == (people["confidant"].name,), "whoever lost the role is sealed for no more"


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM concern",
        "DELETE FROM concern_message",
        "UPDATE concern_message SET sealed = x'00'",
        "DELETE FROM concern_chain",
        "UPDATE concern_chain SET body = 'x'",
        "UPDATE concern SET day = '2020-01-01'",
        "INSERT INTO concern_chain (seq, day, body, prev, hash) VALUES (9, '2026-03-02', '{}', '', '')",
    ],
)
def test_the_channel_only_grows(ready: ConcernService, workspace: Workspace, statement: str) -> None:
    ready.give(SECRET)
    with pytest.raises(QaError), workspace.database.writing() as connection:
        connection.exec_driver_sql(statement)


def test_a_concern_that_disappears_is_noticed(ready: ConcernService, workspace: Workspace) -> None:
    ready.give("one")
    ready.give("two")
    with workspace.store.reading() as connection:
        assert rows.chain_is_sound(connection)
    with workspace.database.maintenance() as connection, connection.begin():
        for rule in ("concern_chain_no_delete", "concern_chain_no_update"):
            connection.exec_driver_sql(f"DROP TRIGGER {rule}")
        connection.exec_driver_sql("DELETE FROM concern_chain WHERE seq = 1")
    with workspace.store.reading() as connection:
        assert not rows.chain_is_sound(connection)


@given(st.text(alphabet=st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=3_000))
def test_what_is_sealed_comes_back_as_it_was(said: str) -> None:
    key = sealing.new_key()
    assert sealing.open_text(key, sealing.seal_text(key, said, label="a"), label="a") == said


def test_a_seal_opens_for_its_reader_alone_and_in_its_place_alone() -> None:
    mine, other, key = sealing.new_pair(), sealing.new_pair(), sealing.new_key()
    sealed = sealing.seal_for(mine.public, key, label="a")
    assert sealing.open_with(mine.private, sealed, label="a") == key
    for private, label in ((other.private, "a"), (mine.private, "b")):
        with pytest.raises(FaultError):
            sealing.open_with(private, sealed, label=label)
    coded = sealing.seal_by_code("ABCD", key, label="a")
    assert sealing.open_by_code("ABCD", coded, label="a") == key
    with pytest.raises(FaultError):
        sealing.open_by_code("ABCE", coded, label="a")


def test_the_doctor_looks_at_the_channel_too(ready: ConcernService, workspace: Workspace, keys: KeyRing, people: People) -> None:
    ready.give("one")
    doctor = DoctorService(workspace, keys, ReportFiles(workspace))
    assert not [one for one in doctor.check(people["auditor"]).findings if one.area == "concerns"]
    with workspace.database.maintenance() as connection, connection.begin():
        connection.exec_driver_sql("DROP TRIGGER concern_message_no_update")
        connection.exec_driver_sql("UPDATE concern_message SET sealed = x'00'")
    assert [one for one in doctor.check(people["auditor"]).findings if one.area == "concerns"]
