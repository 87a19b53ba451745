"""From a plain PDF to PDF/A-3b: output intent, metadata, the embedded record and empty signature fields.

The result depends on its input only, so that the ledger can keep the digest of the unsigned file.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from qa_desktop.domain.signature import Stage
from qa_desktop.reports.icc import SRGB
from qa_desktop.reports.stamp import FIELD_NAMES, empty_appearance
from qa_desktop.reports.streams import pack_streams
from qa_desktop.version import __version__

PRODUCER = "QA Desktop"
_MAPPINGS = re.compile(rb"[0-9]+ beginbfchar\s(.*?)endbfchar", re.DOTALL)
_MAPPING = re.compile(rb"<([0-9A-F]{2})> <([0-9A-F]{4,6})>")
_BLOCK = 100
_UNFIT_FOR_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
   <pdfaid:part>3</pdfaid:part>
   <pdfaid:conformance>B</pdfaid:conformance>
   <dc:format>application/pdf</dc:format>
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
   <dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
   <dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
   <xmp:CreatorTool>{creator}</xmp:CreatorTool>
   <xmp:CreateDate>{date}</xmp:CreateDate>
   <xmp:ModifyDate>{date}</xmp:ModifyDate>
   <xmp:MetadataDate>{date}</xmp:MetadataDate>
   <pdf:Producer>{producer}</pdf:Producer>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""


@dataclass(frozen=True, slots=True)
class FieldPlace:
    """Where a signature field stands: page from 0, then left, bottom, right and top in points.

    ``waiting`` are the words in the field before it is signed, ``label`` who is to sign, instead of the name of the field.
    """

    page: int
    box: tuple[float, float, float, float]
    waiting: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """The embedded record: file name, what it is in words, and the bytes."""

    name: str
    description: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Description:
    """What the metadata says about the file; ``at`` is ISO 8601 with offset."""

    title: str
    author: str
    subject: str
    at: str


def to_archive(plain: bytes, described: Description, attachment: Attachment, fields: Mapping[Stage, FieldPlace]) -> bytes:
    """Return ``plain`` as PDF/A-3b with the embedded record and the empty signature fields, in the order of signing."""
    with pikepdf.open(io.BytesIO(plain)) as pdf:
        _fix_character_maps(pdf)
        _add_output_intent(pdf)
        _add_metadata(pdf, described)
        _add_attachment(pdf, attachment, described.at)
        _add_fields(pdf, fields)
        pdf.Root.Lang = pikepdf.String("en")
        pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        return _saved(pdf)


def _saved(pdf: pikepdf.Pdf) -> bytes:
    pack_streams(pdf)
    out = io.BytesIO()
    pdf.save(
        out,
        deterministic_id=True,
        min_version="1.7",
        compress_streams=False,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
        fix_metadata_version=False,
    )
    return out.getvalue()


def _fix_character_maps(pdf: Any) -> None:
    """Rewrite reportlab's character maps: unused codes map to U+0000, and blocks exceed the 100 entries allowed."""
    for item in pdf.objects:
        if _is_dictionary(item) and "/ToUnicode" in item:
            stream = item.ToUnicode
            stream.write(_MAPPINGS.sub(_mapping_blocks, stream.read_bytes()))


def _mapping_blocks(found: re.Match[bytes]) -> bytes:
    entries = []
    for code, char in _MAPPING.findall(found.group(1)):
        point = int(char, 16)
        if point:
            entries.append(b"<%s> <%s>\n" % (code, chr(point).encode("utf-16-be").hex().upper().encode()))
    blocks = [entries[start : start + _BLOCK] for start in range(0, len(entries), _BLOCK)]
    return b"".join(b"%d beginbfchar\n%sendbfchar\n" % (len(block), b"".join(block)) for block in blocks)


def _is_dictionary(item: Any) -> bool:
    return isinstance(item, pikepdf.Dictionary)


def _add_output_intent(pdf: Any) -> None:
    profile = pdf.make_stream(SRGB, N=3)
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name("/GTS_PDFA1"),
        OutputConditionIdentifier=String("sRGB"),
        Info=String("sRGB IEC61966-2.1"),
        DestOutputProfile=profile,
    )
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])


def _add_metadata(pdf: Any, described: Description) -> None:
    creator = f"{PRODUCER} {__version__}"
    texts = {"title": described.title, "subject": described.subject, "author": described.author, "creator": creator}
    fit = {key: _UNFIT_FOR_XML.sub("\ufffd", text) for key, text in texts.items()}
    packet = _XMP.format(
        **{key: escape(text) for key, text in fit.items()}, date=_xmp_date(described.at), producer=PRODUCER
    ).encode()
    metadata = pdf.make_stream(packet)
    metadata.Type, metadata.Subtype = Name.Metadata, Name.XML
    pdf.Root.Metadata = metadata
    pdf.trailer.Info = pdf.make_indirect(
        Dictionary(
            Title=String(fit["title"]),
            Author=String(fit["author"]),
            Subject=String(fit["subject"]),
            Creator=String(creator),
            Producer=String(PRODUCER),
            CreationDate=String(pdf_date(described.at)),
            ModDate=String(pdf_date(described.at)),
        )
    )


def _xmp_date(iso: str) -> str:
    return datetime.fromisoformat(iso).replace(microsecond=0).isoformat()


def pdf_date(iso: str) -> str:
    """Return an ISO moment as PDF writes it: ``D:20261122140500+01'00'``."""
    moment = datetime.fromisoformat(iso)
    offset = f"{moment:%z}"
    return f"D:{moment:%Y%m%d%H%M%S}{offset[:3]}'{offset[3:5]}'"


def _add_attachment(pdf: Any, attachment: Attachment, at: str) -> None:
    stream = pdf.make_stream(attachment.data)
    stream.Type, stream.Subtype = Name.EmbeddedFile, Name("/application/json")
    stream.Params = Dictionary(Size=len(attachment.data), ModDate=String(pdf_date(at)))
    specification = pdf.make_indirect(
        Dictionary(
            Type=Name.Filespec,
            F=String(attachment.name),
            UF=String(attachment.name),
            Desc=String(attachment.description),
            AFRelationship=Name.Data,
            EF=Dictionary(F=stream, UF=stream),
        )
    )
    pdf.Root.AF = Array([specification])
    pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=Array([String(attachment.name), specification])))


def _add_fields(pdf: Any, fields: Mapping[Stage, FieldPlace]) -> None:
    widgets: list[Any] = []
    for stage, place in fields.items():
        page = pdf.pages[place.page].obj
        left, bottom, right, top = (round(edge, 2) for edge in place.box)
        widget = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Sig,
            T=String(FIELD_NAMES[stage]),
            TU=String(f"Signature of the {stage.value}"),
            F=132,  # printed, and locked in its place
            P=page,
            Rect=Array([left, bottom, right, top]),
            AP=Dictionary(N=_form(pdf, empty_appearance(stage, place.waiting, right - left, top - bottom, place.label))),
        )
        if widgets:  # the first signature certifies and locks by itself
            lock = Dictionary(Type=Name.SigFieldLock, Action=Name.All, P=1)
            widget.Lock = pdf.make_indirect(lock)
        made = pdf.make_indirect(widget)
        widgets.append(made)
        page.Annots = Array([*page.get("/Annots", []), made])
    # 3: there are signatures, and the file may only be appended to.
    pdf.Root.AcroForm = pdf.make_indirect(Dictionary(Fields=Array(widgets), SigFlags=3))


def _form(pdf: Any, appearance: bytes) -> Any:
    with pikepdf.open(io.BytesIO(appearance)) as drawn:
        _fix_character_maps(drawn)
        return pdf.copy_foreign(drawn.pages[0].as_form_xobject())


def tidy_appearance(appearance: bytes) -> bytes:
    """Return a drawn appearance with correct character maps and well-ended streams."""
    with pikepdf.open(io.BytesIO(appearance)) as drawn:
        _fix_character_maps(drawn)
        return _saved(drawn)
