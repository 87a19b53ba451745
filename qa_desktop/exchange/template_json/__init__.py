"""A revision of a template as a file of our own: JSON by the schema ``resources/schemas/template-1.schema.json``.

What goes out comes in without loss, pictures included.  Reading changes and stores nothing.
"""

from __future__ import annotations

from qa_desktop.domain.errors import FileRefusedError
from qa_desktop.exchange.template_json.building import built
from qa_desktop.exchange.template_json.reading import plain_values
from qa_desktop.exchange.template_json.template_file import MAX_FILE, MAX_PICTURE, Picture, TemplateFile, pictures_of
from qa_desktop.exchange.template_json.validating import require_form
from qa_desktop.exchange.template_json.writing import to_json

__all__ = ["MAX_FILE", "MAX_PICTURE", "Picture", "TemplateFile", "from_json", "pictures_of", "to_json"]


def from_json(data: bytes, *, name: str = "") -> TemplateFile:
    """Return the template in a file; ``name`` is that of the file, for the sentence of a refusal.

    Raises :class:`~qa_desktop.domain.errors.FileRefusedError`; ``params["place"]`` is the place in the file, such as
    ``sections[2].items[5].limits.upper``, counted from 0.
    """
    try:
        found = plain_values(data)
        require_form(found)
        return built(found)
    except FileRefusedError as error:
        if not name:
            raise
        raise FileRefusedError("“{file}”: " + error.template, **{**error.params, "file": name}) from error
