"""Altered files: each takes an honest report and does to it what a forger would."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pikepdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner

from qa_desktop.domain.signature import Stage
from qa_desktop.reports.appearance import PlainWriter
from qa_desktop.reports.render import render
from qa_desktop.reports.signing import add_time_stamp
from qa_desktop.reports.types import IssuedCertificate
from tests.reports import people

Edit = Callable[[Any], None]


def updated(pdf: bytes, edit: Edit) -> bytes:
    """Append an update, as any PDF tool would."""
    writer = PlainWriter(io.BytesIO(pdf), strict=False)
    edit(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def rebuilt(pdf: bytes, edit: Edit) -> bytes:
    """Rewrite the whole file with something changed."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        edit(document)
        out = io.BytesIO()
        document.save(
            out,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            fix_metadata_version=False,
        )
        return out.getvalue()


def flipped(pdf: bytes, place: int) -> bytes:
    return pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]


def gaps(pdf: bytes) -> list[tuple[int, int]]:
    """Where the brackets of the signatures lie."""
    return [(int(a), int(b)) for a, b in re.findall(rb"/ByteRange \[0 (\d+) (\d+) \d+\]", pdf)]


# Pages


def content_byte(f: people.Files) -> bytes:
    return flipped(f.released, f.base.index(b"stream\n") + 60)


def redrawn_page(writer: Any) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    drawing = generic.StreamObject(stream_data=b"BT /F1 20 Tf 100 600 Td (CONFORMS) Tj ET")
    page[pdf_name("/Contents")] = writer.add_object(drawing)
    writer.mark_update(page.container_ref) if page.container_ref else None
    writer.update_container(page)


def page_added(writer: Any) -> None:
    pages = writer.root["/Pages"]
    page = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Page"),
            pdf_name("/Parent"): writer.root.raw_get("/Pages"),
            pdf_name("/MediaBox"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 595, 842))),
            pdf_name("/Resources"): generic.DictionaryObject(),
            pdf_name("/Contents"): writer.add_object(generic.StreamObject(stream_data=b"0 0 99 99 re f")),
        }
    )
    pages["/Kids"].append(writer.add_object(page))
    pages[pdf_name("/Count")] = generic.NumberObject(pages["/Count"] + 1)
    writer.update_container(pages)


def annotation_added(writer: Any) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    note = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/FreeText"),
            pdf_name("/Contents"): generic.TextStringObject("CONFORMS"),
            pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (90, 600, 300, 660))),
            pdf_name("/DA"): generic.TextStringObject("/Helv 12 Tf"),
        }
    )
    existing = page.get("/Annots", generic.ArrayObject())
    page[pdf_name("/Annots")] = generic.ArrayObject([*existing, writer.add_object(note)])
    writer.update_container(page)


def script_added(writer: Any) -> None:
    action = generic.DictionaryObject(
        {
            pdf_name("/S"): pdf_name("/JavaScript"),
            pdf_name("/JS"): generic.TextStringObject("app.alert(1)"),
        }
    )
    writer.root[pdf_name("/OpenAction")] = writer.add_object(action)
    writer.update_root()


def title_replaced(writer: Any) -> None:
    old = writer.root["/Metadata"]
    writer.root[pdf_name("/Metadata")] = writer.add_object(
        generic.StreamObject(
            {pdf_name("/Type"): pdf_name("/Metadata"), pdf_name("/Subtype"): pdf_name("/XML")},
            stream_data=old.data.replace(b"Inspection report", b"Approved report"),
        )
    )
    writer.update_root()


# Attachments


def attachment_replaced(writer: Any) -> None:
    stream = writer.root["/Names"]["/EmbeddedFiles"]["/Names"][1]["/EF"]["/F"]
    stream._data = stream.data.replace(b"does_not_conform", b"conforms")
    stream._encoded_data = None
    writer.update_container(stream)


def attachment_added(writer: Any) -> None:
    names = writer.root["/Names"]["/EmbeddedFiles"]["/Names"]
    specification = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Filespec"),
            pdf_name("/F"): generic.TextStringObject("extra.json"),
            pdf_name("/EF"): generic.DictionaryObject(
                {pdf_name("/F"): writer.add_object(generic.StreamObject(stream_data=b"{}"))}
            ),
        }
    )
    names.extend([generic.TextStringObject("extra.json"), writer.add_object(specification)])
    writer.update_root()


# Signatures


def signature_value_byte(f: people.Files, which: int) -> bytes:
    """A nibble in the last quarter of the container, where the signature value is, changed to another hexadecimal digit."""
    start, end = gaps(f.released)[which]
    raw = f.released[start + 1 : end - 1].rstrip(b"0")
    place = start + len(raw) - 200
    digit = b"1" if f.released[place : place + 1] != b"1" else b"2"
    return f.released[:place] + digit + f.released[place + 1 :]


def junk_behind_container(f: people.Files) -> bytes:
    _, end = gaps(f.released)[-1]
    return f.released[: end - 9] + b"DEADBEEF" + f.released[end - 1 :]


def lower_case_container(f: people.Files) -> bytes:
    start, _ = gaps(f.released)[-1]
    place = f.released.index(b"A", start)
    return f.released[:place] + b"a" + f.released[place + 1 :]


def appearances_swapped(writer: Any) -> None:
    first, second = (writer.root["/AcroForm"]["/Fields"][n] for n in (0, 1))
    one, two = first["/AP"], second["/AP"]
    first[pdf_name("/AP")], second[pdf_name("/AP")] = two, one
    for field in (first, second):
        writer.update_container(field)


def widget_moved(writer: Any) -> None:
    field = writer.root["/AcroForm"]["/Fields"][1]
    field[pdf_name("/Rect")] = generic.ArrayObject(map(generic.NumberObject, (0, 0, 595, 842)))
    writer.update_container(field)


def signature_in_both_fields(writer: Any) -> None:
    fields = writer.root["/AcroForm"]["/Fields"]
    fields[1][pdf_name("/V")] = fields[0].raw_get("/V")
    writer.update_container(fields[1])


def signed_by(
    pdf: bytes,
    issued: IssuedCertificate,
    field: str,
    *,
    digest: str = "sha256",
    new: bool = False,
    name: str | None = None,
    certify: bool = False,
) -> bytes:
    """Sign with pyHanko as it comes, around our own checks."""
    signer = SimpleSigner.load_pkcs12_data(issued.pkcs12, other_certs=[], passphrase=people.PASSWORD)
    meta = PdfSignatureMetadata(
        field_name=field,
        md_algorithm=digest,
        name=name,
        certify=certify,
        reason="Approved: I reviewed this inspection and approve its release.",
        subfilter=SigSeedSubFilter.PADES,
    )
    spec = SigFieldSpec(field, box=(300, 20, 400, 60)) if new else None
    out = io.BytesIO()
    session = PdfSigner(meta, signer=signer, new_field_spec=spec)
    writer = PlainWriter(io.BytesIO(pdf), strict=False)
    # The check of pyHanko itself would keep the forger from trying.
    session._enforce_certification_constraints = lambda reader: None  # type: ignore[method-assign]
    session.sign_pdf(writer, existing_fields_only=not new, output=out)
    return out.getvalue()


# Byte ranges


def range_changed(f: people.Files, old: bytes, new: bytes) -> bytes:
    """Replace the last ``/ByteRange`` entry, keeping the length of the file."""
    at = f.released.rindex(b"/ByteRange")
    end = f.released.index(b"\n", at)
    entry = f.released[at:end].replace(old, new) if old else new
    return f.released[:at] + entry[: end - at].ljust(end - at) + f.released[end:]


def wrapped(f: people.Files) -> bytes:
    """Signature wrapping: a second range in the gap leaves room for a forged update inside it."""
    _, end = gaps(f.released)[-1]
    forged = b"9 0 obj\n<</Type/Annot>>\nendobj\n"
    return f.released[: end - 1 - len(forged)] + b">" + forged + f.released[end:]


# Before any signature


def forged_base(f: people.Files) -> bytes:
    """The page shows another reading than the record that is embedded."""
    lines = list(f.given.record.lines)
    lines[3] = replace(lines[3], answer=replace(lines[3].answer, value="117.99"))
    other = render(replace(f.given, record=replace(f.given.record, lines=tuple(lines))))
    with pikepdf.open(io.BytesIO(f.base)) as honest:
        record = honest.Root.Names.EmbeddedFiles.Names[1].EF.F.read_bytes()

    def swap(document: Any) -> None:
        document.Root.Names.EmbeddedFiles.Names[1].EF.F.write(record)

    return rebuilt(other, swap)


def covered_base(f: people.Files) -> bytes:
    """A white box hides a verdict; the text below it is still there."""

    def cover(document: Any) -> None:
        page = document.pages[0]
        page.contents_add(b"q 1 1 1 rg 80 640 400 60 re f Q")

    return rebuilt(f.base, cover)


def signed_twice(base: bytes, f: people.Files) -> bytes:
    return people.second_signed(people.first_signed(base, f.digest), f.digest)


def late_stamp_with_change(f: people.Files) -> bytes:
    with people.time_stamp_server() as server:
        stamped = add_time_stamp(updated(f.released, annotation_added), server)
    assert stamped is not None
    return stamped


def insider() -> IssuedCertificate:
    return people.certificate("Jana Nowak", "jnowak", Stage.INSPECTOR, Stage.SUPERVISOR)


def stranger() -> IssuedCertificate:
    return people.certificate("Piotr Zieliński", "x", Stage.SUPERVISOR, site="Elsewhere Ltd")


def other_inspector() -> IssuedCertificate:
    return people.certificate("Eva Roth", "eroth", Stage.INSPECTOR)


def sneaked(f: people.Files) -> bytes:
    """Another signature slips in before the countersignature."""
    return signed_by(f.inspected, insider(), "Third", new=True)
