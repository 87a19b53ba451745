"""One person's work at the window: the context, the screens that were visited, and where the person is."""

from __future__ import annotations

import importlib
from collections.abc import Iterable

from PySide6.QtWidgets import QStackedWidget

from qa_desktop.domain.people import Actor
from qa_desktop.ui.context import Context
from qa_desktop.ui.places import PLACES, Place
from qa_desktop.ui.screen import Screen
from qa_desktop.ui.widgets.dialog_panel import DialogPanel

_LONGEST = 200
"""How much is told of words that were never stored."""


class Session:
    """Screens are made on the first visit.  A session with something unsaved is kept when another person comes."""

    def __init__(self, context: Context, stack: QStackedWidget) -> None:
        self.context = context
        self.screens: dict[Place, Screen] = {}
        self.place: Place | None = None
        self._stack = stack

    def is_of(self, actor: Actor) -> bool:
        """Return whether this is the work of ``actor`` with the same roles: new rights need new screens."""
        return (self.context.actor.person_id, self.context.actor.roles) == (actor.person_id, actor.roles)

    def ended_with(self, actor: Actor) -> bool:
        """Return whether this is the work of ``actor`` with a role that they lost: nothing in it can be stored any more."""
        mine = self.context.actor
        return mine.person_id == actor.person_id and not mine.roles <= actor.roles

    @property
    def present(self) -> Screen | None:
        """The screen where the person is."""
        return None if self.place is None else self.screens.get(self.place)

    def screen(self, place: Place) -> tuple[Screen, bool]:
        """Return the screen of a place, and whether it was made just now."""
        found = self.screens.get(place)
        if found is not None:
            return found, False
        module_name, _, class_name = PLACES[place].screen.partition(":")
        made = getattr(importlib.import_module(module_name), class_name)(self.context, self._stack)
        if not isinstance(made, Screen):
            raise TypeError(f"{class_name} is no screen")
        self.screens[place] = made
        self._stack.addWidget(made)
        return made, True

    def leave(self) -> None:
        """Tell the present screen that it goes to the back: it stores what was typed."""
        if self.present is not None:
            self.present.leave()

    def unsaved(self) -> tuple[str, ...]:
        """Return what was given and is not stored, in words."""
        return tuple(words for screen in self.screens.values() for words in screen.unsaved())

    def typed(self) -> tuple[str, ...]:
        """Return the words in sheets that are open."""
        sheets = [sheet for screen in self.screens.values() for sheet in screen.findChildren(DialogPanel) if not sheet.isHidden()]
        # What a sheet keeps for the next time is lost with the sheet.
        return tuple(words for sheet in sheets for words in DialogPanel.unsaved(sheet))

    def discard(self) -> None:
        """Let go of all screens."""
        for screen in self.screens.values():
            self._stack.removeWidget(screen)
            screen.deleteLater()
        self.screens.clear()
        self.place = None
        self.context.deleteLater()


def discard_all(sessions: Iterable[Session]) -> tuple[str, ...]:
    """Let go of sessions, and return what was given in them and never stored, in words."""
    words: list[str] = []
    for session in sessions:
        words += [*session.unsaved(), *(_quoted(typed) for typed in session.typed())]
        session.discard()
    return tuple(words)


def _quoted(typed: str) -> str:
    words = " ".join(typed.split())
    return f"“{words[:_LONGEST]} …”" if len(words) > _LONGEST else f"“{words}”"
