from __future__ import annotations

import io
import struct
import zlib
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from conftest import FakeClock
from makings import Bench, audit_actions, new_bench, picture
from PIL import Image

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.errors import FaultError, FileRefusedError, InputError, NotAllowedError, NotFoundError, RefusedError
from qa_desktop.domain.inspection import InspectionState
from qa_desktop.domain.issue import IssueKind
from qa_desktop.domain.people import Actor
from qa_desktop.services.issues import IssueService
from qa_desktop.services.photos import PhotoService
from qa_desktop.services.pictures import PREVIEW_BYTES
from qa_desktop.services.watch_folder import first_look, new_images
from qa_desktop.storage.queries import answers
from qa_desktop.storage.queries.issues import IssueRow
from qa_desktop.storage.workspace import Workspace


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


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header claims a huge picture."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def jpeg_bomb() -> bytes:
    data = bytearray(picture(size=(16, 16)))
    place = data.index(b"\xff\xc0")
    data[place + 5 : place + 9] = struct.pack(">HH", 60_000, 60_000)
    return bytes(data)


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


def test_a_preview_of_noise_is_small_too(photos: PhotoService, bench: Bench, inspector: Actor) -> None:
    noise = Image.effect_noise((2000, 2000), 120).convert("RGB")
    target = io.BytesIO()
    noise.save(target, "JPEG")
    row = photos.add(inspector, inspection_id=bench.inspection_id, data=target.getvalue())
    assert len(photos.thumbnail(inspector, row.sha256)) < PREVIEW_BYTES


# The white quarter lies at the upper left of the stored pixels; where it lies in the upright picture (EXIF 2.32, 0x0112).
UPRIGHT = {1: (0, 0), 2: (1, 0), 3: (1, 1), 4: (0, 1), 5: (0, 0), 6: (1, 0), 7: (1, 1), 8: (0, 1)}


@pytest.mark.parametrize("orientation", list(UPRIGHT))
def test_the_preview_stands_upright_and_the_original_is_untouched(
    photos: PhotoService, bench: Bench, inspector: Actor, orientation: int
) -> None:
    data = picture(size=(800, 400), orientation=orientation)
    row = photos.add(inspector, inspection_id=bench.inspection_id, data=data)
    assert (row.width, row.height) == ((400, 800) if orientation >= 5 else (800, 400))
    assert photos.original(inspector, row.id) == data
    with Image.open(io.BytesIO(photos.thumbnail(inspector, row.sha256))) as small:
        assert small.size == ((240, 480) if orientation >= 5 else (480, 240))
        right, low = UPRIGHT[orientation]
        quarter = (small.width * (1 + 2 * right) // 4, small.height * (1 + 2 * low) // 4)
        corner = small.convert("L").getpixel(quarter)
        assert isinstance(corner, int)
        assert corner > 200


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "I;16", "1"])
def test_pictures_with_other_colours_get_a_preview(photos: PhotoService, bench: Bench, inspector: Actor, mode: str) -> None:
    colour = 0 if mode in {"L", "P", "I;16", "1"} else (0, 0) if mode == "LA" else (0, 0, 0, 0)
    image = Image.new(mode, (300, 200), colour)
    target = io.BytesIO()
    image.save(target, "PNG")
    row = photos.add(inspector, inspection_id=bench.inspection_id, data=target.getvalue())
    with Image.open(io.BytesIO(photos.thumbnail(inspector, row.sha256))) as small:
        assert (small.format, small.mode) == ("JPEG", "RGB")


def test_cmyk_pictures_get_a_preview(photos: PhotoService, bench: Bench, inspector: Actor) -> None:
    target = io.BytesIO()
    Image.new("CMYK", (300, 200), (10, 20, 30, 40)).save(target, "JPEG")
    row = photos.add(inspector, inspection_id=bench.inspection_id, data=target.getvalue())
    assert photos.thumbnail(inspector, row.sha256).startswith(b"\xff\xd8")


REFUSED = {
    "empty": (b"", "it is empty"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3", "it looks like a PDF document"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "it looks like an SVG drawing"),
    "svg with a head": (b'<?xml version="1.0"?><svg/>', "it looks like an XML or SVG file"),
    "gif": (b"GIF89a" + b"\0" * 50, "it looks like a GIF picture"),
    "heic": (b"\0\0\0\x18ftypheic" + b"\0" * 50, "it looks like a HEIC or AVIF picture"),
    "eps": (b"%!PS-Adobe-3.0 EPSF-3.0", "it looks like a PostScript file"),
    "tiff": (b"II*\0" + b"\0" * 50, "it looks like a TIFF picture"),
    "text": (b"just words", "is not a JPEG, PNG or WebP picture"),
    "cut jpeg": (picture()[:900], "is damaged or was not copied completely"),
    "cut png": (picture("PNG", (300, 300))[:200], "is damaged or was not copied completely"),
    "cut webp": (picture("WEBP")[:60], "is damaged or was not copied completely"),
    "jpeg of zeros": (b"\xff\xd8\xff\xe0" + b"\0" * 40, "is damaged or was not copied completely"),
    "jpeg of three bytes": (b"\xff\xd8\xff", "is damaged or was not copied completely"),
    "webp of a head": (b"RIFF\x10\0\0\0WEBPVP8X", "is damaged or was not copied completely"),
    "png bomb": (bomb(30_000, 30_000), "has 30000 × 30000 pixels; at most 60 million"),
    "png bomb that Pillow only warns of": (bomb(12_000, 12_000), "has 12000 × 12000 pixels"),
    "png of no size": (bomb(0, 10), "is damaged"),
    "jpeg bomb": (jpeg_bomb(), "has 60000 × 60000 pixels"),
    "webp bomb": (b"RIFF\x20\0\0\0WEBPVP8X\x0a" + b"\0" * 7 + b"\xff\x3f\0\xff\x3f\0", "has 16384 × 16384 pixels"),
    "heavy": (picture() + b"\0" * (50 * 1024 * 1024), "has 50 MB; a photo may have at most 50 MB"),
}


@pytest.mark.parametrize("kind", list(REFUSED))
def test_what_is_no_sound_picture_is_refused_with_a_sentence(
    photos: PhotoService, bench: Bench, inspector: Actor, kind: str
) -> None:
    data, words = REFUSED[kind]
    with pytest.raises(FileRefusedError, match=words):
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


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_corrupt_exif_does_not_hide_a_photo(photos: PhotoService, bench: Bench, inspector: Actor) -> None:
    plain = picture()
    rubbish = b"Exif\0\0II*\0\xff\xff\xff\x7f" + b"\xfe" * 40
    data = plain[:2] + b"\xff\xe1" + struct.pack(">H", len(rubbish) + 2) + rubbish + plain[2:]
    assert photos.add(inspector, inspection_id=bench.inspection_id, data=data).width == 320


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


def test_a_watched_folder_hands_out_complete_new_pictures_once(tmp_path: Path) -> None:
    (tmp_path / "old.jpg").write_bytes(b"old")
    seen = first_look(tmp_path)
    (tmp_path / "new.JPG").write_bytes(b"half")
    (tmp_path / "note.txt").write_bytes(b"text")
    (tmp_path / ".hidden.jpg").write_bytes(b"part")
    (tmp_path / "empty.png").touch()
    (tmp_path / "folder.jpg").mkdir()
    (tmp_path / "link.jpg").symlink_to(tmp_path / "old.jpg")
    look = new_images(tmp_path, seen)
    assert look.ready == ()
    (tmp_path / "new.JPG").write_bytes(b"half and the rest")
    look = new_images(tmp_path, look.seen)
    assert look.ready == ()
    look = new_images(tmp_path, look.seen)
    assert look.ready == (tmp_path / "new.JPG",)
    look = new_images(tmp_path, look.seen)
    assert look.ready == ()
    (tmp_path / "new.JPG").unlink()
    look = new_images(tmp_path, look.seen)
    assert (tmp_path / "new.JPG") not in look.seen
    with pytest.raises(FaultError, match="cannot be read"):
        new_images(tmp_path / "nowhere", {})


def test_the_local_offset_of_the_station_is_that_of_its_clock(
    photos: PhotoService, bench: Bench, inspector: Actor, clock: FakeClock
) -> None:
    clock.now = datetime(2026, 7, 1, 9, 0, tzinfo=timezone(timedelta(hours=-4)))
    row = photos.add(inspector, inspection_id=bench.inspection_id, data=picture(taken="2026:07:01 08:00:00"))
    assert (row.taken_at, row.taken_offset) == ("2026-07-01T12:00:00.000000Z", -240)
