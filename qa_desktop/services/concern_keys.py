"""The keys by which confidants read concerns: made by themselves, under their own password."""

from __future__ import annotations

from dataclasses import dataclass, field

from qa_desktop.domain.errors import RefusedError
from qa_desktop.services.credentials import as_typed
from qa_desktop.storage import sealing, secrets
from qa_desktop.storage.queries import concerns as rows
from qa_desktop.storage.queries.concerns import KeyRow
from qa_desktop.storage.secrets import Wrapped
from qa_desktop.storage.unit import Store


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A new key, ready to be recorded."""

    id: str
    public: bytes
    sealed: Wrapped = field(repr=False)


def make_key(password: str) -> MadeKey:
    """Make a key pair whose private half only ``password`` opens."""
    pair = sealing.new_pair()
    key_id = sealing.fingerprint(pair.public)
    sealed = secrets.wrap(pair.private, as_typed(password), label=_label(key_id), cost=secrets.PASSWORD_COST)
    return MadeKey(key_id, pair.public, sealed)


def opened_key(row: KeyRow, password: str) -> bytes:
    """Return the private half; raises :class:`RefusedError` when it was made under a password that was reset since."""
    try:
        return secrets.unwrap(row.sealed, as_typed(password), label=_label(row.id))
    except RefusedError as error:
        raise RefusedError(
            "Your key for reading was made under a password that was reset since. What was sealed for it stays closed; another "
            "confidant may still read it. Open the channel anew for what comes."
        ) from error


def rewrapped(store: Store, person_id: str, old: str, new: str) -> tuple[tuple[str, Wrapped], ...]:
    """Return the person's keys for reading under their new password; one that the old does not open stays as it is."""
    with store.reading() as connection:
        found = rows.keys(connection, person_id=person_id)
    made = []
    for row in found:
        try:
            private = opened_key(row, old)
        except RefusedError:
            continue
        made.append((row.id, secrets.wrap(private, as_typed(new), label=_label(row.id), cost=secrets.PASSWORD_COST)))
    return tuple(made)


def _label(key_id: str) -> str:
    return f"qa-desktop concern key {key_id}"
