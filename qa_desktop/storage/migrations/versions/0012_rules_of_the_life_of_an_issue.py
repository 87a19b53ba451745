"""Rules of the life of an issue, and answers found by their gauge.

The rules are triggers: they are set anew after every migration, so there is nothing to do for them here.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_BY_GAUGE = sa.text("gauge <> ''")


def upgrade() -> None:
    op.create_index(
        "ix_answer_gauge",
        "answer",
        ["gauge", "inspection_id"],
        unique=False,
        sqlite_where=_BY_GAUGE,
        postgresql_where=_BY_GAUGE,
    )
