"""Steps of issues are planned: the tables are there already, the database gets the rules that keep them."""

from __future__ import annotations

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change nothing: rules are set again after every migration."""
