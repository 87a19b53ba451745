"""Alembic's entry: runs on the connection that the program hands over, never on one of its own."""

from __future__ import annotations

from alembic import context

from qa_desktop.storage.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=False,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
