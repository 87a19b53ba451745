"""Errors that a person can read: what happened, where, and what to do next.

Every error carries an English sentence with named gaps and the values for the gaps, so that a screen can translate the
sentence and still fill in the values.
"""

from __future__ import annotations


class QaError(Exception):
    """A sentence for the person in front of the screen.

    ``template`` is the English sentence with ``{named}`` gaps; ``params`` fills them.  ``str(error)`` is the filled sentence.
    """

    def __init__(self, template: str, **params: object) -> None:
        super().__init__(template)
        self.template = template
        self.params = params

    def __str__(self) -> str:
        return self.template.format_map(self.params) if self.params else self.template


class InputError(QaError):
    """What was typed, scanned or chosen cannot be taken; nothing was stored."""


class RefusedError(QaError):
    """A rule of the process forbids the act: wrong state, missing answers, four eyes, frozen record."""


class NotAllowedError(RefusedError):
    """The person lacks the permission."""


class RightsChangedError(NotAllowedError):
    """The person lost a role, or their account, since they logged in; ``person_id`` says who has to log in again.

    ``claimed`` are the roles that were claimed and are not all held any more; ``None`` where the account is switched off.
    """

    def __init__(self, template: str, *, person_id: str, claimed: frozenset[str] | None = None) -> None:
        super().__init__(template)
        self.person_id = person_id
        self.claimed = claimed


class NotFoundError(QaError):
    """The record that was asked for does not exist."""


class ConflictError(QaError):
    """Somebody else changed the record in the meantime; reload and decide again."""


class FaultError(QaError):
    """The environment failed: disk full, read-only, locked, damaged file. What was stored before is safe."""


class FileRefusedError(InputError):
    """A file from outside cannot be used; the sentence names the place in the file."""


class CancelledError(QaError):
    """Long work was cancelled by the person; everything finished before stays."""

    def __init__(self) -> None:
        super().__init__("Cancelled. What was finished before is kept.")
