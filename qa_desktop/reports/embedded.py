"""The embedded record of a report or a statement, read back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qa_desktop.domain.canonical import Json, canonical_json, digest_of
from qa_desktop.domain.signature import REPORT_STAGES, Stage
from qa_desktop.reports.document import ATTACHMENT_NAME, DOCUMENT_FORMAT, STATEMENT_FORMAT, STATEMENT_NAME
from qa_desktop.reports.flaw import FlawError

MAX_RECORD_BYTES = 64 * 1024 * 1024
_FORMATS = {ATTACHMENT_NAME: DOCUMENT_FORMAT, STATEMENT_NAME: STATEMENT_FORMAT}


@dataclass(frozen=True, slots=True)
class Embedded:
    """The embedded document and the digest of its content, computed anew."""

    document: Mapping[str, Any]
    content_digest: str
    record_id: str
    stages: tuple[Stage, ...]
    """Who signs, in the order of signing."""

    @property
    def is_statement(self) -> bool:
        """Whether it is a statement of one person, and not an inspection report."""
        return bool(self.document["format"] == STATEMENT_FORMAT)

    @property
    def content(self) -> Mapping[str, Any]:
        """What the digest covers."""
        content: Mapping[str, Any] = self.document["content"]
        return content


def embedded_document(reader: Any) -> Embedded:
    """Return the record that ``reader`` (pyHanko's) finds in its one attachment; raises :class:`FlawError`."""
    names = reader.root["/Names"]["/EmbeddedFiles"]
    if set(names) != {"/Names"} or len(names["/Names"]) != 2:
        raise FlawError("the file does not hold exactly one attachment")
    name, specification = names["/Names"][0], names["/Names"][1]
    if str(name) not in _FORMATS:
        raise FlawError("the attachment is not the inspection record")
    return parse_document(bytes(specification["/EF"]["/F"].data), _FORMATS[str(name)])


def parse_document(data: bytes, wanted: str = DOCUMENT_FORMAT) -> Embedded:
    """Return the document in ``data``; it must be the canonical text of a document of this program in the ``wanted`` format."""
    if len(data) > MAX_RECORD_BYTES:
        raise FlawError("the embedded record is too large")
    try:
        document: Json = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise FlawError("the embedded record cannot be read") from error
    if not isinstance(document, Mapping) or document.get("format") != wanted:
        raise FlawError("the embedded record has an unknown format")
    content = document.get("content")
    if not isinstance(content, Mapping):
        raise FlawError("the embedded record has no content")
    if canonical_json(document).encode("utf-8") != data:
        raise FlawError("the embedded record is not in its canonical form")
    digest = digest_of(content)
    if document.get("content_sha256") != digest:
        raise FlawError("the embedded record does not match its own digest")
    return Embedded(document, digest, str(content.get("id", "")), _stages(content, wanted))


def _stages(content: Mapping[str, Any], wanted: str) -> tuple[Stage, ...]:
    if wanted == DOCUMENT_FORMAT:
        return REPORT_STAGES
    try:
        return (Stage(str(content.get("stage"))),)
    except ValueError as error:
        raise FlawError("the statement does not say who signs it") from error
