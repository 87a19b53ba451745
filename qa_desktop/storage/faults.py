"""Errors of the database told apart: the environment's fault, a rule of the process, or our own bug."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator

from sqlalchemy.exc import DatabaseError, DBAPIError, IntegrityError

from qa_desktop.domain.errors import FaultError, InputError, QaError, RefusedError

_RULE = re.compile(r"QA:([^'\"]+?)(?:\Z|\n|\))")

_SENTENCES = {
    "signed inspections do not change": "This inspection is signed; its answers, photos and issues can no longer change. "
    "A supervisor can reopen it with a reason, which voids the signatures.",
    "nobody countersigns their own inspection": "Nobody countersigns an inspection that they worked on. Ask another supervisor.",
    "a published revision never changes": "A published revision never changes. Make the next revision instead.",
}

_ENVIRONMENT = {
    "full": "The disk is full. What was saved before is safe. Free some space on the drive of the workspace and try again.",
    "readonly": "The workspace is read-only. Nothing was changed. Ask for write access to its folder and open it again.",
    "locked": "The database is busy with another program. Nothing was lost. Close the other program and try again.",
    "ioerr": "The drive of the workspace reported an error. What was saved before is safe. Close the program, check the drive, "
    "and open the workspace again.",
    "corrupt": "The database file is damaged. Nothing was changed. Run “doctor” and restore the newest backup beside it.",
    "cantopen": "The database file cannot be opened. Check that the folder exists and that you may write to it.",
}

_NO_TEXT = "The text holds a character that cannot be stored. Nothing was changed. Type it by hand instead of pasting it."
_TOO_FAR = "A number or a day is too large or too small to be meant. Nothing was changed. Correct it."

_SIGNS = (
    ("database or disk is full", "full"),
    ("readonly database", "readonly"),
    ("read-only", "readonly"),
    ("database is locked", "locked"),
    ("disk i/o error", "ioerr"),
    ("malformed", "corrupt"),
    ("not a database", "corrupt"),
    ("unable to open", "cantopen"),
)


def as_sentence(error: DBAPIError) -> QaError | None:
    """Return the sentence for a database error, or ``None`` when it is our own bug."""
    words = str(error.orig or error)
    rule = _RULE.search(words)
    if rule:
        text = rule.group(1).strip()
        return RefusedError(_SENTENCES.get(text, "The database refused this: {rule}."), rule=text)
    for sign, name in _SIGNS:
        if sign in words.lower():
            return FaultError(_ENVIRONMENT[name])
    return None


@contextlib.contextmanager
def told_apart() -> Iterator[None]:
    """Turn database errors inside the block into sentences where a person can do something about them.

    Text that is no text (half a character, from a damaged clipboard or file name) and numbers or days beyond every table are what
    somebody typed; the transaction around is rolled back.
    """
    try:
        yield
    except UnicodeEncodeError as error:
        raise InputError(_NO_TEXT) from error
    except OverflowError as error:
        raise InputError(_TOO_FAR) from error
    except (IntegrityError, DatabaseError) as error:
        sentence = as_sentence(error)
        if sentence is None:
            raise
        raise sentence from error
