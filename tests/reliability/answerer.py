"""The process that is killed: answers one inspection without end and says which answers were acknowledged."""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> None:
    from qa_desktop.domain.people import Actor, Role
    from qa_desktop.services.answering import AnswerService
    from qa_desktop.storage.queries import templates
    from qa_desktop.storage.workspace import open_

    workspace = open_(Path(sys.argv[1]))
    inspection, person, start = sys.argv[2], sys.argv[3], int(sys.argv[4])
    actor = Actor(person, "anna", "Anna", frozenset({Role.INSPECTOR}), workspace.store.station_id)
    service = AnswerService(workspace.store)
    with workspace.store.reading() as connection:
        items = templates.load_checklist(connection, sys.argv[5]).items
    print("ready", flush=True)
    number = start
    while True:
        item = items[number % len(items)]
        service.answer(actor, inspection, item.id, str(number), reason="counted")
        # Only now has the program shown "saved".
        print(number, flush=True)
        number += 1


if __name__ == "__main__":
    main()
