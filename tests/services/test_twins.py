"""Twins while typing: the query against its plain definition, on random small logs."""

from __future__ import annotations

import random

import pytest

from qa_desktop.domain.checklist import Severity
from qa_desktop.domain.issue import IssueKind, IssueState
from qa_desktop.domain.people import Actor
from qa_desktop.services.issues import IssueService
from qa_desktop.storage.queries import twins
from qa_desktop.storage.workspace import Workspace

WORDS = ("scratch", "scratched", "burr", "bore", "borehole", "dent", "rust", "label", "flange")
_PLAIN = """
SELECT w.issue_id, t.rank FROM issue_text t JOIN issue_word w ON w.row = t.rowid
WHERE issue_text MATCH ? ORDER BY t.rank, t.rowid
"""


@pytest.mark.parametrize("seed", range(4))
def test_the_closest_come_first_and_a_rejected_one_not_at_all(workspace: Workspace, people: dict[str, Actor], seed: int) -> None:
    chance, service = random.Random(seed), IssueService(workspace)
    for _ in range(30):
        title = " ".join(chance.choices(WORDS, k=chance.randrange(1, 5)))
        row = service.log(people["inspector"], kind=IssueKind.OBSERVATION, title=title, severity=Severity.MINOR)
        if chance.random() < 0.2:
            service.move(people["engineer"], row.id, IssueState.REJECTED, "not one", row.version)
    with workspace.store.reading() as connection:
        rejected = set(connection.exec_driver_sql("SELECT id FROM issue WHERE state = 'rejected'").scalars())
        for _ in range(20):
            typed = chance.sample(WORDS, chance.randrange(1, 4))
            wanted = " OR ".join(f'"{word}"*' for word in typed)
            ranked = connection.exec_driver_sql(_PLAIN, (wanted,)).all()
            plain = [key for key, _ in sorted(ranked, key=lambda one: (one[1], one[0])) if key not in rejected]
            found = twins.similar(connection, " ".join(typed))
            assert [row.id for row in found] == plain[:5]
            without = twins.similar(connection, " ".join(typed), without=plain[0] if plain else "")
            assert [row.id for row in without] == plain[1:6]
