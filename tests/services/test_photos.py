from __future__ import annotations

import io
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from PIL import Image

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.errors import FaultError, FileRefusedError, InputError, NotAllowedError, NotFoundError, RefusedError
from qa_desktop.domain.inspection import InspectionState
from qa_desktop.domain.issue import IssueKind
from qa_desktop.domain.people import Actor
from qa_desktop.services.issues import IssueService
from qa_desktop.services.photos import PhotoService
from qa_desktop.services.pictures import PREVIEW_BYTES
from qa_desktop.storage.queries import answers
from qa_desktop.storage.queries import photos as rows
from qa_desktop.storage.queries.issues import IssueRow
from qa_desktop.storage.workspace import Workspace
from tests.services.conftest import FakeClock
from tests.services.makings import Bench, audit_actions, new_bench, picture


@pytest.fixture
def bench(workspace: Workspace, people: dict[str, Actor]) -> Bench:
    return new_bench(workspace, people)


@pytest.fixture
def photos(workspace: Workspace) -> PhotoService:
    return PhotoService(workspace)


@pytest.fixture
def inspector(people: dict[str, Actor]) -> Actor:
    return people["inspector"]


@pytest.fixture
def issue(bench: Bench, workspace: Workspace) -> IssueRow:
    return IssueService(workspace).log(
        bench.people["inspector"],
        kind=IssueKind.NONCONFORMITY,
        title="Scratch",
        severity=Severity.MINOR,
        inspection_id=bench.inspection_id,
        item_id=bench.items["surface"],
    )


def value_of(bench: Bench, key: str) -> str | None:
    with bench.workspace.store.reading() as connection:
        return answers.current(connection, bench.inspection_id, bench.items[key]).answer.value


def nothing_was_stored(bench: Bench) -> bool:
    files = [path for path in bench.workspace.attachments.folder.rglob("*") if path.is_file()]
    return not files and "photo.add" not in audit_actions(bench.workspace)


@pytest.mark.parametrize(("form", "mime"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")])
def test_a_photo_is_kept_as_it_came_with_a_small_preview(
    photos: PhotoService, bench: Bench, inspector: Actor, workspace: Workspace, form: str, mime: str
) -> None:
    data = picture(form, (1600, 1200))
    row = photos.add(
        inspector,
        inspection_id=bench.inspection_id,
        item_id=bench.items["surface"],
        data=data,
        name="C:\\pics\\..\\scratch <b>.jpg",
        caption=" Scratch, left ",
        source="drag",
    )
    assert (row.mime, row.width, row.height, row.size) == (mime, 1600, 1200, len(data))
    assert (row.name, row.caption, row.source, row.added_by_name) == (
        "scratch <b>.jpg",
        "Scratch, left",
        "drag",
        "Ines Inspector",
    )
    assert photos.original(inspector, row.id) == data
    assert workspace.attachments.path(row.sha256).read_bytes() == data
    preview = photos.thumbnail(inspector, row.sha256)
    assert len(preview) < PREVIEW_BYTES
    with Image.open(io.BytesIO(preview), formats=["JPEG"]) as small:
        assert max(small.size) == 480
    assert photos.photos_of(inspector, bench.inspection_id) == (row,)
    assert photos.photos_of(inspector, bench.inspection_id, bench.items["surface"]) == (row,)
    assert photos.photos_of(inspector, bench.inspection_id, bench.items["bore_a"]) == ()
    assert audit_actions(workspace)[-1] == "photo.add"


def test_the_preview_stands_upright_and_the_original_is_untouched(photos: PhotoService, bench: Bench, inspector: Actor) -> None:
    data = picture(size=(800, 400), orientation=6)
    row = photos.add(inspector, inspection_id=bench.inspection_id, data=data)
    assert (row.width, row.height) == (400, 800)
    assert photos.original(inspector, row.id) == data
    with Image.open(io.BytesIO(photos.thumbnail(inspector, row.sha256))) as small:
        assert small.size == (240, 480)


def test_what_is_no_sound_picture_leaves_nothing_behind(photos: PhotoService, bench: Bench, inspector: Actor) -> None:
    for data in (b"", b"%PDF-1.7", picture()[:900], picture("PNG", (300, 300))[:200]):
        with pytest.raises(FileRefusedError, match="Nothing was stored"):
            photos.add(inspector, inspection_id=bench.inspection_id, data=data, name="photo.jpg")
    assert nothing_was_stored(bench)


def test_a_file_is_read_by_its_path_and_only_as_far_as_allowed(
    photos: PhotoService, bench: Bench, inspector: Actor, tmp_path: Path
) -> None:
    good = tmp_path / "good.jpg"
    good.write_bytes(picture())
    assert photos.add(inspector, inspection_id=bench.inspection_id, data=good).name == "good.jpg"
    huge = tmp_path / "huge.jpg"
    with huge.open("wb") as stream:
        stream.truncate(10 * 1024**3)  # sparse: claims ten gigabytes
    with pytest.raises(FileRefusedError, match="at most 50 MB"):
        photos.add(inspector, inspection_id=bench.inspection_id, data=huge)
    for missing in (tmp_path / "gone.jpg", tmp_path):
        with pytest.raises(FileRefusedError, match="cannot be read"):
            photos.add(inspector, inspection_id=bench.inspection_id, data=missing)


@pytest.mark.parametrize(
    ("taken", "offset", "stated", "expected"),
    [
        ("2026:11:20 08:15:30", "+05:30", None, ("2026-11-20T02:45:30.000000Z", 330)),
        ("2026:11:20 08:15:30", None, None, ("2026-11-20T07:15:30.000000Z", 60)),
        ("2026:11:20 08:15:30", "nonsense", None, ("2026-11-20T07:15:30.000000Z", 60)),
        ("0000:00:00 00:00:00", None, None, ("2026-03-02T08:00:00.000000Z", 60)),
        ("1980:01:01 00:00:00", None, None, ("2026-03-02T08:00:00.000000Z", 60)),
        (None, None, "2026-11-21T10:00:00+00:00", ("2026-11-21T10:00:00.000000Z", 0)),
        (None, None, None, ("2026-03-02T08:00:00.000000Z", 60)),
    ],
)
def test_when_it_was_taken(
    photos: PhotoService,
    bench: Bench,
    inspector: Actor,
    taken: str | None,
    offset: str | None,
    stated: str | None,
    expected: tuple[str, int],
) -> None:
    data = picture(taken=taken, offset=offset)
    when = None if stated is None else datetime.fromisoformat(stated)
    row = photos.add(inspector, inspection_id=bench.inspection_id, data=data, taken_at=when)
    assert (row.taken_at, row.taken_offset) == expected


def test_the_same_photo_twice_at_one_place_is_stored_once(
    photos: PhotoService, bench: Bench, inspector: Actor, workspace: Workspace
) -> None:
    data = picture()
    place = {"inspection_id": bench.inspection_id, "item_id": bench.items["surface"]}
    first = photos.add(inspector, **place, data=data)
    before = audit_actions(workspace)
    assert photos.add(inspector, **place, data=data) == first
    assert audit_actions(workspace) == before
    other = photos.add(inspector, inspection_id=bench.inspection_id, item_id=bench.items["bore_a"], data=data)
    assert (other.sha256, other.id != first.id) == (first.sha256, True)
    photos.withdraw(inspector, first.id, "blurred")
    assert photos.add(inspector, **place, data=data).id not in {first.id, other.id}


def test_a_photo_item_counts_its_photos(photos: PhotoService, bench: Bench, inspector: Actor) -> None:
    place = {"inspection_id": bench.inspection_id, "item_id": bench.items["front"]}
    one = photos.add(inspector, **place, data=picture())
    photos.add(inspector, **place, data=picture(colour="red"))
    assert value_of(bench, "front") == "2"
    photos.withdraw(inspector, one.id, "wrong side")
    assert value_of(bench, "front") == "1"
    photos.add(inspector, inspection_id=bench.inspection_id, item_id=bench.items["surface"], data=picture())
    assert value_of(bench, "surface") is None


def test_a_withdrawn_photo_keeps_row_file_and_reason(
    photos: PhotoService, bench: Bench, inspector: Actor, workspace: Workspace
) -> None:
    row = photos.add(inspector, inspection_id=bench.inspection_id, data=picture())
    with pytest.raises(InputError, match="Say why"):
        photos.withdraw(inspector, row.id, "  ")
    gone = photos.withdraw(inspector, row.id, "shows another part")
    assert (gone.withdraw_reason, gone.withdrawn_by) == ("shows another part", inspector.person_id)
    assert photos.photos_of(inspector, bench.inspection_id) == ()
    assert photos.original(inspector, row.id) == picture()
    with pytest.raises(RefusedError, match="withdrawn already"):
        photos.withdraw(inspector, row.id, "again")
    with pytest.raises(RefusedError), workspace.database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM photo")


def test_a_caption_changes_while_the_inspection_is_open(photos: PhotoService, bench: Bench, inspector: Actor) -> None:
    row = photos.add(inspector, inspection_id=bench.inspection_id, data=picture())
    assert photos.set_caption(inspector, row.id, "<b>Left & right</b>").caption == "<b>Left & right</b>"
    with pytest.raises(InputError, match="at most 500"):
        photos.set_caption(inspector, row.id, "x" * 501)


def test_a_signed_inspection_takes_no_photo_and_loses_none(
    photos: PhotoService, bench: Bench, inspector: Actor, workspace: Workspace, issue: IssueRow
) -> None:
    of_inspection = photos.add(inspector, inspection_id=bench.inspection_id, data=picture())
    of_issue = photos.add(inspector, issue_id=issue.id, data=picture(colour="red"))
    bench.set_state(InspectionState.SUBMITTED)
    acts = [
        lambda: photos.add(inspector, inspection_id=bench.inspection_id, data=picture(colour="green")),
        lambda: photos.add(inspector, issue_id=issue.id, data=picture(colour="green")),
        lambda: photos.withdraw(inspector, of_inspection.id, "no"),
        lambda: photos.withdraw(inspector, of_issue.id, "no"),
        lambda: photos.set_caption(inspector, of_inspection.id, "no"),
        lambda: photos.set_caption(inspector, of_issue.id, "no"),
    ]
    for act in acts:
        with pytest.raises(RefusedError, match="can no longer change"):
            act()
    with pytest.raises(RefusedError, match="can no longer change"), workspace.database.writing() as connection:
        connection.exec_driver_sql("UPDATE photo SET caption = 'x'")
    assert len(photos.photos_of(inspector, bench.inspection_id)) == 2


def test_a_photo_of_an_issue_bears_the_inspection_and_no_item(
    photos: PhotoService, bench: Bench, people: dict[str, Actor], issue: IssueRow
) -> None:
    row = photos.add(people["engineer"], issue_id=issue.id, data=picture())
    assert (row.inspection_id, row.item_id, row.issue_id) == (bench.inspection_id, None, issue.id)
    assert photos.photos_of_issue(people["auditor"], issue.id) == (row,)
    assert photos.photos_of(people["auditor"], bench.inspection_id, bench.items["surface"]) == ()


def test_the_forbidden_person_adds_no_photo(
    photos: PhotoService, bench: Bench, people: dict[str, Actor], issue: IssueRow
) -> None:
    row = photos.add(people["inspector"], inspection_id=bench.inspection_id, data=picture())
    for name in ("admin", "auditor"):
        for act in (
            lambda who: photos.add(who, issue_id=issue.id, data=picture(colour="red")),
            lambda who: photos.add(who, inspection_id=bench.inspection_id, data=picture(colour="red")),
            lambda who: photos.withdraw(who, row.id, "no"),
            lambda who: photos.set_caption(who, row.id, "no"),
        ):
            with pytest.raises(NotAllowedError):
                act(people[name])
    with pytest.raises(NotAllowedError):
        photos.add(people["engineer"], inspection_id=bench.inspection_id, data=picture(colour="red"))
    with pytest.raises(RefusedError, match="belongs to another inspector"):
        photos.add(people["inspector2"], inspection_id=bench.inspection_id, data=picture(colour="red"))
    with pytest.raises(RefusedError, match="belongs to another inspector"):
        photos.withdraw(people["supervisor"], row.id, "no")


def test_a_photo_goes_to_one_existing_place(photos: PhotoService, bench: Bench, inspector: Actor, issue: IssueRow) -> None:
    for place in ({}, {"item_id": "x"}, {"inspection_id": bench.inspection_id, "issue_id": issue.id}):
        with pytest.raises(InputError, match="either to an inspection or to an issue"):
            photos.add(inspector, **place, data=picture())
    for place in ({"inspection_id": "x"}, {"issue_id": "x"}, {"inspection_id": bench.inspection_id, "item_id": "x"}):
        with pytest.raises(NotFoundError):
            photos.add(inspector, **place, data=picture())
    with pytest.raises(InputError, match="no way that a photo can come in"):
        photos.add(inspector, inspection_id=bench.inspection_id, data=picture(), source="fax")
    assert nothing_was_stored(bench)


def test_a_missing_preview_is_made_again(photos: PhotoService, bench: Bench, inspector: Actor, workspace: Workspace) -> None:
    row = photos.add(inspector, inspection_id=bench.inspection_id, data=picture(orientation=6))
    with workspace.database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM thumbnail")
    again = photos.thumbnail(inspector, row.sha256)
    with Image.open(io.BytesIO(again)) as small:
        assert small.width < small.height
    with workspace.store.reading() as connection:
        assert connection.exec_driver_sql("SELECT jpeg FROM thumbnail").scalar_one() == again
    with pytest.raises(NotFoundError):
        photos.thumbnail(inspector, "0" * 64)


def test_a_failure_between_file_and_row_leaves_a_harmless_orphan(
    photos: PhotoService, bench: Bench, inspector: Actor, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_more: object) -> str:
        raise FaultError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(rows, "insert_photo", fail)
        with pytest.raises(FaultError, match="disk is full"):
            photos.add(inspector, inspection_id=bench.inspection_id, data=picture())
    assert len(workspace.attachments.orphans(frozenset())) == 1
    with workspace.store.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM attachment").scalar_one() == 0
    photos.add(inspector, inspection_id=bench.inspection_id, data=picture())
    assert len(photos.photos_of(inspector, bench.inspection_id)) == 1


def test_a_file_that_was_changed_or_lost_is_told(
    photos: PhotoService, bench: Bench, inspector: Actor, workspace: Workspace
) -> None:
    row = photos.add(inspector, inspection_id=bench.inspection_id, data=picture())
    path = workspace.attachments.path(row.sha256)
    path.chmod(0o640)
    path.write_bytes(picture(colour="red"))
    with pytest.raises(FaultError, match="changed outside the program"):
        photos.original(inspector, row.id)
    path.unlink()
    with pytest.raises(FaultError, match="is missing"):
        photos.original(inspector, row.id)


def test_the_local_offset_of_the_station_is_that_of_its_clock(
    photos: PhotoService, bench: Bench, inspector: Actor, clock: FakeClock
) -> None:
    clock.now = datetime(2026, 7, 1, 9, 0, tzinfo=timezone(timedelta(hours=-4)))
    row = photos.add(inspector, inspection_id=bench.inspection_id, data=picture(taken="2026:07:01 08:00:00"))
    assert (row.taken_at, row.taken_offset) == ("2026-07-01T12:00:00.000000Z", -240)
