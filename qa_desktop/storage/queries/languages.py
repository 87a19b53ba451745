"""In which languages checklists have words."""

from __future__ import annotations

import json

from sqlalchemy import Connection, select

from qa_desktop.domain.checklist import RevisionState
from qa_desktop.domain.item_rules import rules_from
from qa_desktop.storage.models import Item, TemplateRevision


def of_published(connection: Connection) -> tuple[str, ...]:
    """Return the languages of the translated words of published revisions, in order."""
    query = (
        select(Item.rules)
        .join(TemplateRevision, TemplateRevision.id == Item.revision_id)
        .where(TemplateRevision.state == RevisionState.PUBLISHED.value, Item.rules.contains('"texts"'))
        .distinct()
    )
    found = (rules_from(json.loads(text)) for text in connection.execute(query).scalars())
    return tuple(sorted({words.language for rules in found for words in rules.texts}))
