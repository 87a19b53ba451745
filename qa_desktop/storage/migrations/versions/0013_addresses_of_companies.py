"""Postal address, e-mail and telephone of companies; what stood in the field of the contact stays there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("address", "contact_mail", "contact_phone"):
        op.add_column("company", sa.Column(name, sa.Text(), server_default="", nullable=False))
