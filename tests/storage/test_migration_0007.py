"""Schema 0007: the tables of causes and actions come with a list of cause codes, and nothing that was there is touched."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from qa_desktop.domain.causes import CodeScope
from qa_desktop.storage import schema, workspace
from qa_desktop.storage.queries import causes
from tests.storage.test_migration_0002 import everything, old  # noqa: F401  (a fixture)

_TABLES = (
    "cause_node",
    "fishbone_entry",
    "is_is_not",
    "team_member",
    "issue_action",
    "effect_plan",
    "effect_result",
    "issue_report",
)


def test_an_older_workspace_gets_the_tables_the_codes_and_the_rules(old: Path) -> None:  # noqa: F811
    before = everything(old / workspace.DATABASE)
    opened = workspace.open_(old)
    try:
        with opened.store.reading() as connection:
            assert schema.missing_triggers(connection) == ()
            found = causes.codes(connection)
            for table in _TABLES:
                assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0
    finally:
        opened.close()
    assert {code.scope for code in found} == set(CodeScope)
    assert found[-1].code == "OTHER"
    assert len({code.code for code in found}) == len(found) == 17
    after = everything(old / workspace.DATABASE)
    assert [row["title"] for row in after["issue"]] == [row["title"] for row in before["issue"]]
