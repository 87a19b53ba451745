"""The two places where our own drawing and saving take over from pyHanko's.

Kept apart because the base classes make importing this module slow.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pyhanko.pdf_utils.content import AnnotAppearances
from pyhanko.pdf_utils.generic import DictionaryObject, IndirectObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.signers.pdf_signer import PdfSigner, PdfSigningSession
from pyhanko.stamp import BaseStampStyle


class PlainWriter(IncrementalPdfFileWriter):
    """Appends an update and leaves the metadata as they are, byte for byte."""

    def _update_meta(self) -> None:
        """The metadata describe the signed report; signing does not change them."""


def no_drawing(wide: float, high: float) -> bytes:
    """Stand in for a drawing; pyHanko's base class demands a default."""
    raise NotImplementedError


@dataclass(frozen=True)
class PageStampStyle(BaseStampStyle):
    """A stamp that is one page of a PDF, drawn to the size of the field."""

    draw: Callable[[float, float], bytes] = no_drawing

    def create_stamp(self, writer: BasePdfFileWriter, box: BoxConstraints, text_params: dict[str, Any]) -> Any:
        """Return the stamp for a field of the size of ``box``."""
        return _PageStamp(writer, self.draw(float(box.width), float(box.height)))


class _PageStamp:
    """What pyHanko asks of a stamp: to put itself into the widget."""

    def __init__(self, writer: BasePdfFileWriter, page: bytes) -> None:
        self._writer, self._page = writer, page

    def apply_appearance(self, annotation: DictionaryObject) -> None:
        """Set the page as the normal appearance of the widget."""
        form: IndirectObject = self._writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self._page)), page_ix=0)
        appearances: Any = AnnotAppearances(normal=form)
        annotation[pdf_name("/AP")] = appearances.as_pdf_object()


class PunctualSigner(PdfSigner):
    """A signer that states the moment which the stamp prints, not a moment some milliseconds later."""

    moment: datetime

    def init_signing_session(self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False) -> PdfSigningSession:
        """Return the session with our moment."""
        session = super().init_signing_session(pdf_out, existing_fields_only=existing_fields_only)
        session.system_time = self.moment
        return session
