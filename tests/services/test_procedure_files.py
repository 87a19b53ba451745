"""The file of a procedure: only plain sound PDFs are kept, and what is handed out is what was kept."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from qa_desktop.domain.errors import FaultError, FileRefusedError, InputError, NotAllowedError, NotFoundError
from qa_desktop.domain.people import Actor
from qa_desktop.reports import foreign
from qa_desktop.services.procedure_files import ProcedureFileService
from qa_desktop.services.procedures import ProcedureService
from qa_desktop.services.template_pictures import TemplatePictureService
from qa_desktop.storage.files import sha256_of
from qa_desktop.storage.workspace import Workspace
from tests.services.makings import picture

People = dict[str, Actor]
Change = Callable[[pikepdf.Pdf], None]


@pytest.fixture
def files(workspace: Workspace) -> ProcedureFileService:
    return ProcedureFileService(workspace)


def pdf(change: Change | None = None, *, pages: int = 2, **saving: object) -> bytes:
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page(page_size=(200, 200))
    if change is not None:
        change(made)
    out = io.BytesIO()
    made.save(out, **saving)  # type: ignore[arg-type]
    return out.getvalue()


def _javascript(made: pikepdf.Pdf) -> None:
    made.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def _launch(made: pikepdf.Pdf) -> None:
    act = made.make_indirect(Dictionary(S=Name.Launch, F=String("calc.exe")))
    made.pages[0].obj.Annots = Array([made.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Link, A=act))])


def _nested(made: pikepdf.Pdf) -> None:
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, A=Dictionary(S=Name.SubmitForm, F=String("http://example.org")))
    made.pages[1].obj.Annots = Array([link])


def _named_program(made: pikepdf.Pdf) -> None:
    made.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([])))


def _file_inside(made: pikepdf.Pdf) -> None:
    made.attachments["x.exe"] = b"MZ"


def _xfa(made: pikepdf.Pdf) -> None:
    made.Root.AcroForm = Dictionary(XFA=made.make_stream(b"<xdp/>"), Fields=Array([]))


def _media(made: pikepdf.Pdf) -> None:
    made.pages[0].obj.Annots = Array([made.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.RichMedia))])


def _behind_many(made: pikepdf.Pdf) -> None:
    act = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    made.Root.Extra = Array([act, *(Dictionary(A=number) for number in range(1_001))])


def _bomb(*, packed: int) -> bytes:
    """A stream that unpacks to 130 MB, as the part that holds other parts might."""
    shell = zlib.compressobj(9)
    data = b"".join(shell.compress(b" " * 1_000_000) for _ in range(137)) + shell.flush()
    for _ in range(packed - 1):
        data = zlib.compress(data)
    start = b"%PDF-1.5\n4 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length " + str(len(data)).encode()
    return start + b">>\nstream\r\n" + data + b"\nendstream\nendobj\n"


@pytest.mark.parametrize("packed", [1, 2])
def test_what_unpacks_without_end_is_refused_before_it_is_opened(
    files: ProcedureFileService, people: People, packed: int
) -> None:
    data = _bomb(packed=packed)
    assert len(data) < 300_000
    with pytest.raises(FileRefusedError, match="unpacks to more than 128 MB"):
        files.take(people["engineer"], data, "x.pdf")


def test_a_plain_file_is_kept_and_handed_out_as_a_copy(
    files: ProcedureFileService, people: People, workspace: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "Nullpunkt einstellen.pdf"
    path.write_bytes(pdf())
    taken = files.take(people["engineer"], path)
    assert (taken.name, taken.pages, taken.sha256) == (path.name, 2, sha256_of(path.read_bytes()))
    one = ProcedureService(workspace).write(people["engineer"], title="Zero", sha256=taken.sha256).revisions[0]
    copy = files.copy(people["inspector"], one.id)
    assert copy.suffix == ".pdf"
    assert sha256_of(copy.read_bytes()) == taken.sha256
    copy.chmod(0o600)
    copy.write_bytes(b"changed by a viewer")
    assert sha256_of(files.copy(people["inspector"], one.id).read_bytes()) == taken.sha256, "a fresh copy each time"
    assert workspace.folder not in copy.parents


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (_javascript, "JavaScript"),
        (_launch, "Launch"),
        (_nested, "SubmitForm"),
        (_named_program, "JavaScript"),
        (_file_inside, "EmbeddedFile"),
        (_xfa, "XFA"),
        (_media, "RichMedia"),
        (_behind_many, "too much in one part"),
    ],
)
def test_what_acts_or_carries_is_refused_by_name(files: ProcedureFileService, people: People, change: Change, named: str) -> None:
    with pytest.raises(FileRefusedError, match=named):
        files.take(people["engineer"], pdf(change), "x.pdf")
    packed = pdf(change, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    with pytest.raises(FileRefusedError, match=named):
        files.take(people["engineer"], packed, "x.pdf")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "not a PDF"),
        (b"MZ\x90\x00", "not a PDF"),
        (b"\x89PNG\r\n", "not a PDF"),
        (b"%PDF-1.7\n" + b"\x00" * 500, "damaged"),
        (b"%PDF-1.7\n1 0 obj\n<<", "damaged"),
        (pdf()[:-40], "damaged"),
        (pdf(encryption=pikepdf.Encryption(user="secret", owner="owner")), "password"),
        (pdf(encryption=pikepdf.Encryption(user="", owner="owner")), "encrypted"),
        (pdf(pages=501), "501 pages"),
    ],
)
def test_what_is_no_sound_open_pdf_is_refused(files: ProcedureFileService, people: People, data: bytes, why: str) -> None:
    with pytest.raises(FileRefusedError, match=why):
        files.take(people["engineer"], data, "x.pdf")


def test_what_is_too_large_is_not_even_read(files: ProcedureFileService, people: People, tmp_path: Path) -> None:
    path = tmp_path / "big.pdf"
    with path.open("wb") as stream:
        stream.write(b"%PDF-1.7\n")
        stream.truncate(foreign.MAX_PDF + 1)
    with pytest.raises(FileRefusedError, match="larger than 20 MB"):
        files.take(people["engineer"], path)
    with pytest.raises(FileRefusedError, match="not a file"):
        files.take(people["engineer"], tmp_path)


def test_only_a_pdf_that_was_taken_in_here_belongs_to_a_procedure(
    files: ProcedureFileService, people: People, workspace: Workspace
) -> None:
    service, engineer = ProcedureService(workspace), people["engineer"]
    photo = TemplatePictureService(workspace).add(engineer, picture(), "x.jpg")
    for sha256 in (photo, "ab" * 32):
        with pytest.raises(InputError, match="PDF that was attached here"):
            service.write(engineer, title="Zero", sha256=sha256)
    one = service.write(engineer, title="Zero", words="Clean").revisions[0]
    with pytest.raises(NotFoundError, match="no file"):
        files.copy(engineer, one.id)
    with pytest.raises(NotAllowedError):
        files.take(people["inspector"], pdf(), "x.pdf")


def test_a_file_that_was_changed_on_the_drive_is_not_shown(
    files: ProcedureFileService, people: People, workspace: Workspace
) -> None:
    taken = files.take(people["engineer"], pdf(), "x.pdf")
    one = ProcedureService(workspace).write(people["engineer"], title="Zero", sha256=taken.sha256).revisions[0]
    path = workspace.attachments.path(taken.sha256)
    path.chmod(0o600)
    path.write_bytes(pdf(_javascript))
    with pytest.raises(FaultError, match="changed outside"):
        files.copy(people["inspector"], one.id)
