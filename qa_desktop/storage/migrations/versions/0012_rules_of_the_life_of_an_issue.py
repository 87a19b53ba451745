"""Rules of the life of an issue: no table changes; the rules themselves are set anew after every migration."""

from __future__ import annotations

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change no table."""
