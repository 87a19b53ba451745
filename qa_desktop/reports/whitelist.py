"""What an update may touch: the field that is signed, its stamp and its signature, and nothing else."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, IndirectObject, Reference, StreamObject

from qa_desktop.domain.signature import Stage
from qa_desktop.reports.flaw import FlawError
from qa_desktop.reports.stamp import FIELD_NAMES

_ROOT_KEYS = frozenset(
    {
        "/AF", "/AcroForm", "/Lang", "/Metadata", "/Names", "/OutputIntents", "/PageMode", "/Pages", "/Type",
        "/ViewerPreferences", "/Version", "/Outlines",
    }
)  # fmt: skip
_WIDGET_KEYS = frozenset({"/AP", "/F", "/FT", "/Lock", "/P", "/Rect", "/Subtype", "/T", "/TU", "/Type"})
_PAGE_KEYS = frozenset({"/Annots", "/Contents", "/MediaBox", "/Parent", "/Resources", "/Rotate", "/Trans", "/Type"})
_SIGNATURE_KEYS = frozenset({"/ByteRange", "/Contents", "/Filter", "/M", "/Name", "/Reason", "/Reference", "/SubFilter", "/Type"})
_STAMP_KEYS = frozenset({"/ByteRange", "/Contents", "/Filter", "/SubFilter", "/Type"})


@dataclass(frozen=True, slots=True)
class Form:
    """The signature fields of the base by stage: object numbers."""

    fields: dict[Stage, int]
    pages: tuple[int, ...]
    root: int
    acro_form: int


def plain(value: Any) -> bytes:
    """Return the bytes of a PDF value, for comparing."""
    out = io.BytesIO()
    value.write_to_stream(out, None, None)
    return out.getvalue()


def form_of_base(base: Any, stages: tuple[Stage, ...]) -> Form:
    """Return the fields of the base (a resolver); raises :class:`FlawError` unless it is built as our documents are.

    ``stages`` are those who sign, in their order.
    """
    root = base.root
    if set(root) - _ROOT_KEYS:
        raise FlawError("the document brings actions or parts that a report does not have")
    fields = root["/AcroForm"]["/Fields"]
    if set(root["/AcroForm"]) != {"/Fields", "/SigFlags"} or len(fields) != len(stages):
        raise FlawError("the document does not have exactly the signature fields that it needs")
    numbers: dict[Stage, int] = {}
    for position, stage in enumerate(stages):
        field = fields[position]
        if str(field.get("/T")) != FIELD_NAMES[stage] or str(field.get("/FT")) != "/Sig" or set(field) - _WIDGET_KEYS:
            raise FlawError("the signature fields of the document are not in order")
        numbers[stage] = fields.raw_get(position).idnum
    pages = tuple(_pages(root["/Pages"], 0))
    _require_plain_pages(base, pages, set(numbers.values()))
    return Form(numbers, pages, base.root_ref.idnum, root.raw_get("/AcroForm").idnum)


def _pages(node: Any, depth: int) -> Iterable[int]:
    if depth > 20:
        raise FlawError("the pages of the document are not in order")
    for kid in node["/Kids"]:  # the references themselves
        if str(kid.get_object()["/Type"]) == "/Page":
            yield kid.idnum
        else:
            yield from _pages(kid.get_object(), depth + 1)


def _require_plain_pages(base: Any, pages: tuple[int, ...], fields: set[int]) -> None:
    shown: list[int] = []
    for number in pages:
        page = base.get_object(_reference(base, number))
        if set(page) - _PAGE_KEYS:
            raise FlawError("a page of the document brings actions or parts that a report does not have")
        shown += [getattr(annotation, "idnum", -1) for annotation in page.get("/Annots", [])]
    if sorted(shown) != sorted(fields):
        raise FlawError("a page of the document carries something beside the signature fields")


def _reference(handler: Any, number: int) -> Any:
    return Reference(number, 0, handler)


def require_signature_update(reader: Any, number: int, touched: set[int], known: set[int], form: Form, stage: Stage) -> int:
    """Check revision ``number``, in which ``stage`` signs; return the object number of the signature.

    ``touched`` are the objects that the revision writes, ``known`` those that existed before.
    """
    before, after = reader.get_historical_resolver(number - 1), reader.get_historical_resolver(number)
    field = form.fields[stage]
    first = stage is next(iter(form.fields))
    allowed = {field, form.root} if first else {field}
    if (touched & known) - allowed or field not in touched:
        raise FlawError(f"the update in which the {stage.value} signs changes other parts of the document")
    old, new = before.get_object(_reference(reader, field)), after.get_object(_reference(reader, field))
    _require_same_but(old, new, {"/V", "/AP"}, "the signature field was moved or changed")
    if "/V" in old or set(new["/AP"]) != {"/N"}:
        raise FlawError("the signature field was used before")
    signature = new.raw_get("/V").idnum
    if first:
        _require_root(before.root, after.root, signature)
    reached = _reach(after, [new["/AP"].raw_get("/N")], known, set())
    if signature in known or reached | {signature} != touched - known:
        raise FlawError(f"the update in which the {stage.value} signs adds parts that do not belong to the signature")
    _require_signature(after.get_object(_reference(reader, signature)), stage, form)
    return int(signature)


def _require_root(old: Any, new: Any, signature: int) -> None:
    _require_same_but(old, new, {"/Perms", "/Extensions"}, "the update changes the catalogue of the document")
    permissions = new.get("/Perms", {})
    if set(permissions) != {"/DocMDP"} or permissions.raw_get("/DocMDP").idnum != signature:
        raise FlawError("the first signature does not certify and lock the document")
    if set(new.get("/Extensions", {})) - {"/ESIC"}:
        raise FlawError("the update changes the catalogue of the document")


def _require_same_but(old: Any, new: Any, besides: set[str], words: str) -> None:
    for key in (set(old) | set(new)) - besides:
        if key not in old or key not in new or plain(old.raw_get(key)) != plain(new.raw_get(key)):
            raise FlawError(words)


def _reach(handler: Any, values: list[Any], known: set[int], seen: set[int]) -> set[int]:
    """Return the objects that ``values`` lead to; none of them may be older than the update."""
    waiting = list(values)
    while waiting:
        value = waiting.pop()
        if isinstance(value, IndirectObject):
            if value.idnum in known:
                raise FlawError("the stamp of a signature borrows parts of the page")
            if value.idnum in seen:
                continue
            seen.add(value.idnum)
            value = handler.get_object(value.reference)
        if isinstance(value, DictionaryObject | StreamObject):
            waiting += [value.raw_get(key) for key in value]
        elif isinstance(value, ArrayObject):
            waiting += list(value)
    return seen


def _require_signature(signature: Any, stage: Stage, form: Form) -> None:
    if set(signature) - _SIGNATURE_KEYS or str(signature.get("/SubFilter")) != "/ETSI.CAdES.detached":
        raise FlawError(f"the signature of the {stage.value} is of another kind than this program makes")
    references = signature.get("/Reference")
    if references is None or len(references) != 1:
        raise FlawError(f"the signature of the {stage.value} does not lock the document")
    rule = references[0]
    parameters = rule["/TransformParams"]
    if stage is next(iter(form.fields)):
        # Later signers may fill their fields; whoever signs alone locks the whole document.
        allowed = 2 if len(form.fields) > 1 else 1
        good = str(rule["/TransformMethod"]) == "/DocMDP" and parameters.get("/P") == allowed
    else:
        locked = str(rule["/TransformMethod"]) == "/FieldMDP" and str(parameters.get("/Action")) == "/All"
        good = locked and parameters.get("/P") == 1 and rule.raw_get("/Data").idnum == form.root
    if not good:
        raise FlawError(f"the signature of the {stage.value} does not lock the document")


def require_stamp_update(reader: Any, number: int, touched: set[int], known: set[int], form: Form) -> int:
    """Check a revision that adds a document time stamp; return the object number of the stamp."""
    before, after = reader.get_historical_resolver(number - 1), reader.get_historical_resolver(number)
    new = touched - known
    changed = touched & known
    if changed - {form.acro_form, form.root, *form.pages}:
        raise FlawError("an update after the countersignature changes the document")
    if form.root in changed:
        _require_same_but(before.root, after.root, {"/Extensions"}, "an update after the countersignature changes the document")
        if set(after.root.get("/Extensions", {})) - {"/ESIC"}:
            raise FlawError("an update after the countersignature changes the document")
    added = _added(before.root["/AcroForm"], after.root["/AcroForm"], "/Fields")
    for page in changed & set(form.pages):
        old, now = (handler.get_object(_reference(reader, page)) for handler in (before, after))
        if _added(old, now, "/Annots") != added:
            raise FlawError("an update after the countersignature changes a page")
    field = after.get_object(_reference(reader, added))
    stamp = field.raw_get("/V").idnum
    hidden = [float(edge) for edge in field["/Rect"]] == [0.0] * 4
    if not hidden or str(field["/FT"]) != "/Sig" or {"/A", "/AA"} & set(field):
        raise FlawError("an update after the countersignature adds something visible")
    reached = _reach(after, [field["/AP"]] if "/AP" in field else [], known, set())
    if new != {added, stamp} | reached:
        raise FlawError("an update after the countersignature adds parts that do not belong to a time stamp")
    value = after.get_object(_reference(reader, stamp))
    if set(value) - _STAMP_KEYS or str(value.get("/SubFilter")) != "/ETSI.RFC3161":
        raise FlawError("an update after the countersignature adds a signature")
    return int(stamp)


def _added(old: Any, new: Any, key: str) -> int:
    """Return the one reference that ``new`` has more at the end of the list under ``key``."""
    _require_same_but(old, new, {key}, "an update after the countersignature changes the document")
    before = [entry.idnum for entry in old.get(key, [])]
    after = [entry.idnum for entry in new[key]]
    if after[:-1] != before or len(after) != len(before) + 1:
        raise FlawError("an update after the countersignature changes the document")
    return int(after[-1])
