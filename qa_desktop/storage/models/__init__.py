"""All tables.  Declared with SQLAlchemy's mapping; read and written with Core statements, so no mapped object ever leaves."""

from __future__ import annotations

from qa_desktop.storage.models.aims import AuditFinding, InternalAudit, ManagementReview, Objective, PartCost
from qa_desktop.storage.models.audit import Audit, BackupRun, ChainHead
from qa_desktop.storage.models.base import Base
from qa_desktop.storage.models.checklist import AssignmentRule, Item, Patrol, PatrolEvent, Section, Template, TemplateRevision
from qa_desktop.storage.models.followup import (
    Concession,
    ConcessionUse,
    Disposition,
    DispositionVote,
    FailureCode,
    Hold,
    IssueStep,
    IssueWord,
)
from qa_desktop.storage.models.inspection import (
    Answer,
    AnswerChange,
    Attachment,
    Inspection,
    Photo,
    Report,
    ReturnedLine,
    Signature,
    Thumbnail,
)
from qa_desktop.storage.models.issue import Issue, IssueEvent
from qa_desktop.storage.models.people import Certificate, Counter, Credential, KeyWrap, Meta, Person, RoleGrant, Station
from qa_desktop.storage.models.production import Lot, LotDecision, Part, Piece, WorkOrder
from qa_desktop.storage.models.sample import (
    InspectionLine,
    InspectionPiece,
    LineActRow,
    OpenedLine,
    PinnedPlan,
    PlanResult,
    Question,
    SecondReading,
    SeriesEvent,
)

__all__ = [
    "Answer",
    "AnswerChange",
    "AssignmentRule",
    "Attachment",
    "Audit",
    "AuditFinding",
    "BackupRun",
    "Base",
    "Certificate",
    "ChainHead",
    "Concession",
    "ConcessionUse",
    "Counter",
    "Credential",
    "Disposition",
    "DispositionVote",
    "FailureCode",
    "Hold",
    "Inspection",
    "InspectionLine",
    "InspectionPiece",
    "InternalAudit",
    "Issue",
    "IssueEvent",
    "IssueStep",
    "IssueWord",
    "Item",
    "KeyWrap",
    "LineActRow",
    "Lot",
    "LotDecision",
    "ManagementReview",
    "Meta",
    "Objective",
    "OpenedLine",
    "Part",
    "PartCost",
    "Patrol",
    "PatrolEvent",
    "Person",
    "Photo",
    "Piece",
    "PinnedPlan",
    "PlanResult",
    "Question",
    "Report",
    "ReturnedLine",
    "RoleGrant",
    "SecondReading",
    "Section",
    "SeriesEvent",
    "Signature",
    "Station",
    "Template",
    "TemplateRevision",
    "Thumbnail",
    "WorkOrder",
]
