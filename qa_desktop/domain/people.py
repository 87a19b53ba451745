"""Roles, and what each of them may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from qa_desktop.domain.errors import NotAllowedError


class Role(StrEnum):
    """What a person is on this workspace.  One person may hold several roles."""

    INSPECTOR = "inspector"
    SUPERVISOR = "supervisor"
    QUALITY_ENGINEER = "quality_engineer"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    MANAGER = "manager"
    CONFIDANT = "confidant"


class Permission(StrEnum):
    """Every act that needs a permission."""

    INSPECT = "inspection:answer"
    READ_OWN = "inspection:read_own"
    READ_ALL = "inspection:read_all"
    SIGN = "inspection:sign"
    COUNTERSIGN = "inspection:countersign"
    REOPEN = "inspection:reopen"
    LOG_ISSUE = "issue:log"
    WORK_ISSUE = "issue:work"
    EXPORT = "report:export"
    EDIT_TEMPLATE = "template:edit"
    APPROVE_TEMPLATE = "template:approve"
    PUBLISH_TEMPLATE = "template:publish"
    RELEASE_LOT = "lot:release"
    APPROVE_DISPOSITION = "disposition:approve"
    APPROVE_CONCESSION = "concession:approve"
    SUGGEST = "suggestion:give"
    ANSWER_SUGGESTION = "suggestion:answer"
    MANAGE_TRADE = "trade:manage"
    MANAGE_KNOWLEDGE = "knowledge:manage"
    MANAGE_AIMS = "aim:manage"
    REVIEW_MANAGEMENT = "management:review"
    READ_CONCERN = "concern:read"
    MANAGE_PEOPLE = "people:manage"
    MANAGE_WORKSPACE = "workspace:manage"
    VERIFY = "workspace:verify"


_P = Permission
ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.INSPECTOR: frozenset({_P.INSPECT, _P.READ_OWN, _P.READ_ALL, _P.SIGN, _P.LOG_ISSUE, _P.EXPORT, _P.SUGGEST}),
    Role.SUPERVISOR: frozenset(
        {
            _P.INSPECT,
            _P.READ_OWN,
            _P.READ_ALL,
            _P.SIGN,
            _P.COUNTERSIGN,
            _P.REOPEN,
            _P.LOG_ISSUE,
            _P.WORK_ISSUE,
            _P.EXPORT,
            _P.APPROVE_TEMPLATE,
            _P.RELEASE_LOT,
            _P.APPROVE_DISPOSITION,
            _P.SUGGEST,
            _P.ANSWER_SUGGESTION,
            _P.MANAGE_TRADE,
            _P.MANAGE_KNOWLEDGE,
            _P.VERIFY,
        }
    ),
    Role.QUALITY_ENGINEER: frozenset(
        {
            _P.READ_OWN,
            _P.READ_ALL,
            _P.COUNTERSIGN,
            _P.REOPEN,
            _P.LOG_ISSUE,
            _P.WORK_ISSUE,
            _P.EXPORT,
            _P.EDIT_TEMPLATE,
            _P.APPROVE_TEMPLATE,
            _P.RELEASE_LOT,
            _P.PUBLISH_TEMPLATE,
            _P.APPROVE_DISPOSITION,
            _P.APPROVE_CONCESSION,
            _P.SUGGEST,
            _P.ANSWER_SUGGESTION,
            _P.MANAGE_TRADE,
            _P.MANAGE_KNOWLEDGE,
            _P.MANAGE_AIMS,
            _P.VERIFY,
        }
    ),
    Role.ADMINISTRATOR: frozenset({_P.READ_ALL, _P.EXPORT, _P.MANAGE_PEOPLE, _P.MANAGE_WORKSPACE, _P.VERIFY, _P.SUGGEST}),
    Role.AUDITOR: frozenset({_P.READ_ALL, _P.EXPORT, _P.VERIFY}),
    Role.MANAGER: frozenset(
        {
            _P.READ_ALL,
            _P.EXPORT,
            _P.VERIFY,
            _P.LOG_ISSUE,
            _P.SUGGEST,
            _P.ANSWER_SUGGESTION,
            _P.APPROVE_DISPOSITION,
            _P.MANAGE_AIMS,
            _P.REVIEW_MANAGEMENT,
        }
    ),
    Role.CONFIDANT: frozenset({_P.READ_ALL, _P.READ_CONCERN, _P.SUGGEST}),
}
"""Administrators never touch quality records; auditors only read.  A confidant is the only one who reads concerns."""


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who acts: who, with which roles, at which station."""

    person_id: str
    login: str
    name: str
    roles: frozenset[Role]
    station_id: str

    def may(self, permission: Permission) -> bool:
        """Return whether one of the roles carries ``permission``."""
        return any(permission in ROLE_PERMISSIONS[role] for role in self.roles)

    def require(self, permission: Permission) -> None:
        """Raise :class:`NotAllowedError` when no role carries ``permission``."""
        if not self.may(permission):
            raise NotAllowedError(
                "{name} may not do this here. Ask a person with the right role, or an administrator to grant it.",
                name=self.name,
            )
