"""All tables.  Declared with SQLAlchemy's mapping; read and written with Core statements, so no mapped object ever leaves."""

from __future__ import annotations

from qa_desktop.storage.models.audit import Audit, BackupRun, ChainHead
from qa_desktop.storage.models.base import Base
from qa_desktop.storage.models.checklist import Item, Section, Template, TemplateRevision
from qa_desktop.storage.models.inspection import (
    Answer,
    AnswerChange,
    Attachment,
    Inspection,
    Lot,
    Part,
    Photo,
    Piece,
    Report,
    ReturnedLine,
    Signature,
    Thumbnail,
    WorkOrder,
)
from qa_desktop.storage.models.issue import Issue, IssueEvent
from qa_desktop.storage.models.people import Certificate, Counter, Credential, KeyWrap, Meta, Person, RoleGrant, Station

__all__ = [
    "Answer",
    "AnswerChange",
    "Attachment",
    "Audit",
    "BackupRun",
    "Base",
    "Certificate",
    "ChainHead",
    "Counter",
    "Credential",
    "Inspection",
    "Issue",
    "IssueEvent",
    "Item",
    "KeyWrap",
    "Lot",
    "Meta",
    "Part",
    "Person",
    "Photo",
    "Piece",
    "Report",
    "ReturnedLine",
    "RoleGrant",
    "Section",
    "Signature",
    "Station",
    "Template",
    "TemplateRevision",
    "Thumbnail",
    "WorkOrder",
]
