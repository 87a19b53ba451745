"""Files that are not what they say, or would do harm, are refused in a sentence; the child process is always ended."""

from __future__ import annotations

import random
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from openpyxl import Workbook

from qa_desktop.domain.errors import CancelledError, FileRefusedError
from qa_desktop.exchange.xlsform import child, precheck, read_xlsform, reader
from tests.exchange.small_forms import form_bytes, read_here

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
FORM = form_bytes([{"type": "text", "name": "a", "label": "A"}])
TYPES = "[Content_Types].xml"


@pytest.fixture(autouse=True)
def no_child_stays_behind() -> Iterator[None]:
    before = set(psutil.Process().children())
    yield
    assert set(psutil.Process().children()) <= before


def utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


def archive(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return path


def refusal(path: Path) -> str:
    with pytest.raises(FileRefusedError) as refused:
        precheck.load(path)
    assert path.name in str(refused.value)
    return str(refused.value)


@pytest.mark.parametrize(
    ("data", "looks"),
    [
        (b"type,name,label\ntext,a,A\n", "a CSV or text file"),
        (b"\xef\xbb\xbftype;name\n", "a CSV or text file"),
        (b"hello\n", "a text file"),
        (b"%PDF-1.7\n", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
        (b"\xff\xd8\xff\xe0", "a JPEG picture"),
        (b"<!DOCTYPE html><html>", "a web page"),
        (b"<?xml version='1.0'?><Workbook/>", "an XML file"),
        (b"\x00\x01\x02\x03", "an unknown binary file"),
        (OLE + utf16("WordDocument"), "an old Word document"),
        (OLE, "an old Office file"),
        (b" \n", "a text file"),
    ],
)
def test_a_renamed_file_is_told_by_its_content(tmp_path: Path, data: bytes, looks: str) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(data)
    message = refusal(path)
    assert "is not an .xlsx (looks like" in message
    assert looks in message


@pytest.mark.parametrize(
    ("part", "looks"),
    [
        ("word/document.xml", "a Word document"),
        ("xl/workbook.bin", "a binary Excel workbook"),
        ("content.xml", "an OpenDocument file"),
        ("readme.txt", "a ZIP archive"),
    ],
)
def test_other_archives_are_told_by_their_parts(tmp_path: Path, part: str, looks: str) -> None:
    assert looks in refusal(archive(tmp_path / "form.xlsx", {part: b"x"}))


def test_a_password_is_told(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(OLE + utf16("EncryptedPackage"))
    assert "protected with a password" in refusal(path)


def test_missing_empty_and_folder(tmp_path: Path) -> None:
    (tmp_path / "empty.xlsx").touch()
    assert "is empty" in refusal(tmp_path / "empty.xlsx")
    assert "is a folder" in refusal(tmp_path)
    assert "does not exist" in refusal(tmp_path / "gone.xlsx")
    with pytest.raises(FileRefusedError, match="the name is not valid"):
        precheck.load(tmp_path / "nul\0.xlsx")


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "big.xlsx").open("wb") as file:
        file.truncate(precheck.MAX_FILE + 1)
    assert "larger than 20 MB" in refusal(tmp_path / "big.xlsx")


@pytest.mark.parametrize("length", [100, len(FORM) // 2, len(FORM) - 10], ids=["beginning", "half", "nearly all"])
def test_a_file_that_was_cut_off_is_damaged(tmp_path: Path, length: int) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(FORM[:length])
    assert "damaged or was cut off" in refusal(path)


def test_a_flipped_bit_is_damage(tmp_path: Path) -> None:
    at = FORM.index(b"xl/worksheets/sheet1.xml") + 60
    path = tmp_path / "form.xlsx"
    path.write_bytes(FORM[:at] + bytes([FORM[at] ^ 0xFF]) + FORM[at + 1 :])
    assert "damaged or was cut off" in refusal(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "utf-32-le"])
@pytest.mark.parametrize("before", [0, precheck._CHUNK - 5])
def test_a_document_type_in_any_part_is_refused(tmp_path: Path, encoding: str, before: int) -> None:
    harmful = bytes(before) + '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'.encode(
        encoding
    )
    filler = {f"xl/filler{n}.bin": bytes(range(256)) * 40 for n in range(3)}
    path = archive(tmp_path / "form.xlsx", {TYPES: b"<Types/>", "xl/any.xml": harmful, **filler})
    if before:  # the zeros before it would already be refused as a bomb
        path = archive(tmp_path / "form.xlsx", {TYPES: b"<Types/>", "xl/any.xml": harmful, "xl/noise.bin": noise()})
    assert "declares a document type in its part “xl/any.xml”" in refusal(path)


def noise() -> bytes:
    """Return bytes that do not pack, so that the ratio stays small."""
    return random.Random(1).randbytes(100_000)


def test_zip_bombs_are_refused_before_unpacking(tmp_path: Path) -> None:
    ratio = archive(tmp_path / "ratio.xlsx", {TYPES: b"<Types/>", "xl/a.xml": bytes(3_000_000)})
    assert "more than 100 times its size" in refusal(ratio)
    size = archive(tmp_path / "size.xlsx", {TYPES: b"<Types/>", "xl/a.xml": bytes(precheck.MAX_UNPACKED + 1)})
    assert "would unpack to 100 MB" in refusal(size)
    parts = archive(tmp_path / "parts.xlsx", {f"xl/{n}.xml": b"" for n in range(precheck.MAX_PARTS + 1)})
    assert "has 2001 parts" in refusal(parts)


def test_one_cell_at_the_far_end_is_refused_with_its_name(tmp_path: Path) -> None:
    for cell in ("XFD1048576", "GS2", "A10001"):
        book = Workbook()
        book.worksheets[0].title = "survey"
        book.worksheets[0].append(["type", "name", "label"])
        book.worksheets[0][cell] = "x"
        book.save(tmp_path / "far.xlsx")
        with pytest.raises(FileRefusedError, match=f"cell {cell}; at most 10000 rows and 200 columns"):
            read_here(tmp_path / "far.xlsx")


def test_a_damaged_old_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "old.xls"
    path.write_bytes(OLE + utf16("Workbook") + bytes(2000))
    with pytest.raises(FileRefusedError, match=r"not a real \.xls file"):
        read_xlsform(path)


def test_a_workbook_with_parts_that_are_no_xml_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "form.xlsx", {TYPES: b"nothing", "xl/workbook.xml": b"<"})
    with pytest.raises(FileRefusedError, match=r"not a real \.xlsx file"):
        read_here(path)


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "form.xlsx"
    path.write_bytes(FORM)
    return path


def test_a_good_form_comes_through_the_separate_process(form: Path) -> None:
    read = read_xlsform(form)
    assert [item.key for item in read.checklist.items] == ["a"]
    assert (read.source_name, len(read.source_sha256)) == ("form.xlsx", 64)
    assert read.checklist.title == "form"


def test_the_time_limit_ends_the_process(form: Path) -> None:
    with pytest.raises(FileRefusedError, match=r"took longer than 0\.01 seconds"):
        read_xlsform(form, timeout_seconds=0.01)


def test_the_memory_limit_ends_the_process(form: Path) -> None:
    with pytest.raises(FileRefusedError, match="needs more than 1 MB of memory"):
        read_xlsform(form, memory_mb=1)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its address space")
def test_the_process_limits_its_own_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_memory_of", lambda pid: 0)
    long = [{"type": "note", "name": f"n{n}", "label": "x" * 15_000} for n in range(3000)]
    path = tmp_path / "large.xlsx"
    path.write_bytes(form_bytes(long))
    monkeypatch.setattr(precheck, "MAX_RATIO", 10_000)
    with pytest.raises(FileRefusedError, match="needs more than 150 MB of memory"):
        read_xlsform(path, memory_mb=150)


def test_cancel_ends_the_process(form: Path) -> None:
    answers = iter([False, True])
    with pytest.raises(CancelledError):
        read_xlsform(form, cancel=lambda: next(answers))


def test_cancel_before_the_start(form: Path) -> None:
    with pytest.raises(CancelledError):
        read_xlsform(form, cancel=lambda: True)


def test_a_reader_that_dies_is_told(form: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_command", lambda: [sys.executable, "-c", "raise SystemExit(7)"])
    with pytest.raises(FileRefusedError, match=r"stopped unexpectedly \(code 7\)"):
        read_xlsform(form)


@pytest.mark.parametrize(
    ("event", "arguments"),
    [
        ("socket.connect", ()),
        ("subprocess.Popen", ()),
        ("open", ("x", "w", 0)),
        ("open", ("x", "r+b", 0)),
        ("open", ("x", "a", 0)),
    ],
)
def test_the_process_connects_starts_and_writes_nothing(event: str, arguments: tuple[object, ...]) -> None:
    with pytest.raises(FileRefusedError, match="The workbook made its reader try"):
        child._forbid(event, arguments)


def test_reading_is_allowed_in_the_process() -> None:
    child._forbid("open", ("x", "rb", 0))
    child._forbid("open", ("x", None, 0))
    child._forbid("import", ("x",))


def test_a_frozen_program_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert reader._command() == [sys.executable, "--read-xlsform"]


def test_the_package_is_light_to_import() -> None:
    code = "import sys, qa_desktop.exchange.xlsform; print({'pyxform', 'openpyxl', 'xlrd', 'lxml'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_refusals_keep_the_file_untouched(form: Path, write_form: Callable[..., Path]) -> None:
    path = write_form([{"type": "flubber", "name": "a", "label": "A"}], name="bad.xlsx")
    before = path.read_bytes()
    with pytest.raises(FileRefusedError, match=r"“bad.xlsx”: survey row 2, column A \(type\)"):
        read_xlsform(path)
    assert path.read_bytes() == before
    assert {entry.name for entry in path.parent.iterdir()} == {"form.xlsx", "bad.xlsx"}
