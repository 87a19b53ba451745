"""Looking at a PDF from outside before anything trusts it: whether it opens, how long it is, and whether it would act by itself.

The bytes are never changed: they are evidence.  A file that carries scripts or starts programs is refused as a whole; whoever has
it prints it into a plain PDF.  Files inside a file (such as XML beside the pages) stay where they are and are never opened.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from typing import Any, Final

import pikepdf

from qa_desktop.domain.errors import FileRefusedError

MAX_BYTES: Final = 50 * 1024 * 1024
MAX_PAGES: Final = 500
_MOST_OBJECTS: Final = 200_000
_ACTS: Final = frozenset({"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/RichMediaExecute", "/Rendition"})
_MEDIA: Final = frozenset({"/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"})


def look_at_pdf(data: bytes, name: str) -> int:
    """Return how many pages the document has.

    Raises :class:`FileRefusedError` for anything but a sound, unprotected PDF of bearable size that does nothing by itself.
    """
    if len(data) > MAX_BYTES:
        raise FileRefusedError(
            "“{name}” has {size} MB; a document may have at most {limit} MB. Nothing was stored. "
            "Scan it with a lower resolution.",
            name=name,
            size=len(data) // 1_048_576,
            limit=MAX_BYTES // 1_048_576,
        )
    try:
        return _looked_at(data, name)
    except FileRefusedError:
        raise
    except pikepdf.PasswordError as error:
        raise FileRefusedError(
            "“{name}” is protected by a password. Nothing was stored. Ask for it without one, or print it into a new PDF.",
            name=name,
        ) from error
    except Exception as error:  # hostile files make parsers raise anything; each of them means "refuse"
        raise FileRefusedError(
            "“{name}” is damaged or no PDF. Nothing was stored. Open it in a PDF program and save or print it anew.", name=name
        ) from error


def _looked_at(data: bytes, name: str) -> int:
    with pikepdf.open(io.BytesIO(data), attempt_recovery=True, suppress_warnings=True) as document:
        if document.is_encrypted and not document.user_password_matched and not document.owner_password_matched:
            raise pikepdf.PasswordError
        pages = len(document.pages)
        if not 1 <= pages <= MAX_PAGES:
            raise FileRefusedError(
                "“{name}” has {pages} pages; a document has 1 to {limit}. Nothing was stored.",
                name=name,
                pages=pages,
                limit=MAX_PAGES,
            )
        if len(document.objects) > _MOST_OBJECTS or any(_acts(one) for one in _dictionaries(document)):
            raise FileRefusedError(
                "“{name}” carries scripts or something that acts by itself. Nothing was stored. "
                "Print it into a plain PDF and add that.",
                name=name,
            )
        return pages


def _dictionaries(document: pikepdf.Pdf) -> Iterator[Any]:
    """Yield every dictionary of the file, also those inside others, each level by level so that nesting cannot exhaust us."""
    waiting: list[tuple[Any, int]] = [(one, 0) for one in document.objects]
    waiting.append((document.Root, 0))
    seen = 0
    while waiting:
        thing, depth = waiting.pop()
        seen += 1
        if seen > 10 * _MOST_OBJECTS or depth > sys.getrecursionlimit() // 10:
            raise FileRefusedError("The file is nested too deeply. Nothing was stored.")
        if isinstance(thing, pikepdf.Array):
            waiting += [(one, depth + 1) for one in thing if _is_inside(one)]
        elif isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
            found = thing.stream_dict if isinstance(thing, pikepdf.Stream) else thing
            yield found
            waiting += [(one, depth + 1) for one in found.values() if _is_inside(one)]


def _is_inside(thing: Any) -> bool:
    """Whether a value lies inside its parent; an object of its own is looked at on its own."""
    return isinstance(thing, (pikepdf.Array, pikepdf.Dictionary)) and not thing.is_indirect


def _acts(found: Any) -> bool:
    return (
        str(found.get("/S", "")) in _ACTS
        or str(found.get("/Subtype", "")) in _MEDIA
        or "/JavaScript" in found
        or "/JS" in found
        or "/XFA" in found
    )
