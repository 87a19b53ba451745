"""Roles in the language of the screen: their names, and what each of them may do in plain words."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject

from qa_desktop.domain.people import Role


class _Words(QObject):
    def name(self, role: Role) -> str:
        """Return the name of a role."""
        match role:
            case Role.INSPECTOR:
                return self.tr("Inspector")
            case Role.SUPERVISOR:
                return self.tr("Supervisor")
            case Role.QUALITY_ENGINEER:
                return self.tr("Quality engineer")
            case Role.ADMINISTRATOR:
                return self.tr("Administrator")
            case Role.MANAGER:
                return self.tr("Manager")
            case Role.CONFIDANT:
                return self.tr("Confidant")
            case Role.AUDITOR:
                return self.tr("Auditor")

    def meaning(self, role: Role) -> str:
        """Return what a role may do."""
        match role:
            case Role.INSPECTOR:
                return self.tr("Fills in checklists, logs issues, signs what they inspected.")
            case Role.SUPERVISOR:
                return self.tr(
                    "As an inspector; also reviews, returns and countersigns what others inspected, and works on issues."
                )
            case Role.QUALITY_ENGINEER:
                return self.tr("Makes and publishes templates, works on issues, countersigns; does not inspect.")
            case Role.ADMINISTRATOR:
                return self.tr("Keeps people and workspace; never touches quality records.")
            case Role.MANAGER:
                return self.tr("Sees how quality and delivery develop, sets objectives, signs the management review.")
            case Role.CONFIDANT:
                return self.tr("Reads concerns that are entrusted without a name. Nobody else does.")
            case Role.AUDITOR:
                return self.tr("Reads and exports everything, changes nothing.")


_words: list[_Words] = []


def _w() -> _Words:
    if not _words:
        _words.append(_Words())
    return _words[0]


def role_name(role: Role) -> str:
    """Return the name of a role."""
    return _w().name(role)


def role_meaning(role: Role) -> str:
    """Return what a role may do, in one sentence."""
    return _w().meaning(role)


def role_names(roles: Iterable[Role]) -> str:
    """Return the names of some roles in their usual order, with commas."""
    held = set(roles)
    return ", ".join(role_name(role) for role in Role if role in held)
