"""What is known of backups."""

from __future__ import annotations

from sqlalchemy import Connection, func, insert, select

from qa_desktop.storage.models import Audit, BackupRun
from qa_desktop.storage.unit import Work, new_id


def add_run(work: Work, *, target: str, result: str, head_seq: int, head_hash: str) -> None:
    """Keep the result of a backup."""
    work.connection.execute(
        insert(BackupRun).values(
            id=new_id(), at=work.now.utc, target=target, result=result, head_seq=head_seq, head_hash=head_hash
        )
    )


def last_good(connection: Connection) -> str | None:
    """Return when the newest good backup was made (UTC text)."""
    found = connection.execute(select(func.max(BackupRun.at)).where(BackupRun.result == "ok")).scalar()
    return None if found is None else str(found)


def last_good_seq(connection: Connection) -> int:
    """Return where the audit chain stood at the newest good backup; 0 when there is none."""
    return int(connection.execute(select(func.max(BackupRun.head_seq)).where(BackupRun.result == "ok")).scalar() or 0)


def chain_length(connection: Connection) -> int:
    """Return how many audit entries there are."""
    return int(connection.execute(select(func.count()).select_from(Audit)).scalar_one())
