"""Signing a statement: drawn, signed with the person's key, and checked by our own rules before anybody gets it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from qa_desktop.domain.errors import FaultError
from qa_desktop.domain.people import Actor
from qa_desktop.domain.signature import MEANINGS
from qa_desktop.reports.statement import Statement
from qa_desktop.reports.types import Outcome, SignedPdf, SignRequest, TimeStampServer
from qa_desktop.services.guard import open_to
from qa_desktop.services.keys import KeyRing, UnlockedKey
from qa_desktop.services.report_files import trust_list
from qa_desktop.storage.clock import Moment

if TYPE_CHECKING:
    from qa_desktop.reports.images import Prepared


@open_to("services that ask for the permission and have opened the key with the person's password")
def signed_statement(
    statement: Statement,
    key: UnlockedKey,
    now: Moment,
    keys: KeyRing,
    *,
    server: TimeStampServer | None = None,
    pictures: Mapping[str, Prepared] | None = None,
) -> SignedPdf:
    """Return the signed file.  ``now`` is the moment that the statement prints; ``pictures`` are those of its photos.

    Raises :class:`FaultError` when the file does not pass its own check; nothing is stored here in any case.
    """
    from qa_desktop.reports.signing import sign  # noqa: PLC0415  (pyHanko is slow to import)
    from qa_desktop.reports.statement_pages import render_statement  # noqa: PLC0415  (reportlab is slow to import)
    from qa_desktop.reports.verify import verify  # noqa: PLC0415

    base = render_statement(statement, pictures)
    meaning = MEANINGS[statement.stage][0]
    request = SignRequest(
        *(statement.stage, statement.signer, meaning, now.local),
        *(statement.meaning, statement.digest(), statement.capacity),
    )
    signed = sign(base, key.signer, request, server=server)
    found = verify(signed.data, trust_list(keys, {}))
    if found.outcome is not Outcome.VALID:
        raise FaultError("The signed file did not pass its own check ({reason}). Nothing was signed.", reason=found.sentence)
    return signed


@open_to("services that print what somebody is")
def functions_of(actor: Actor) -> str:
    """Return what a person is here, in words: for example ``quality engineer``."""
    return ", ".join(sorted(role.value.replace("_", " ") for role in actor.roles))


@open_to("services that print what somebody is")
def capacity_of(actor: Actor) -> str:
    """Return what a person is, as it is printed at the signature: for example ``Quality engineer``."""
    words = functions_of(actor)
    return words[:1].upper() + words[1:]
