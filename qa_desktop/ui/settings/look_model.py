"""How the program looks on this computer: applied at once, kept for the next start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from qa_desktop import look as keeper
from qa_desktop.settings import LookSettings, ThemeName

if TYPE_CHECKING:
    from qa_desktop.domain.errors import QaError
    from qa_desktop.domain.people import Actor
    from qa_desktop.services.program import Program
    from qa_desktop.ui.settings.view_model import Lane

TEXT_STEPS: Final = (100, 115, 130, 150, 175, 200)
"""The text sizes that are offered, in percent."""


class LookModel:
    """The intents of the page.  ``applied`` is called with every new look."""

    def __init__(self, look: LookSettings, jobs: Lane, *, applied: Callable[[LookSettings], None], owner: object = None) -> None:
        self.state = look
        self._jobs, self._applied, self._owner = jobs, applied, owner

    @property
    def step(self) -> int:
        """The offered text size that is nearest to the one in force."""
        return min(TEXT_STEPS, key=lambda step: abs(step - self.state.text_percent))

    def follow(self, look: LookSettings) -> None:
        """Take the look that is in force, for example when the page comes to the front again."""
        self.state = look

    def set_theme(self, theme: ThemeName) -> None:
        """Take another theme."""
        self._take(replace(self.state, theme=theme))

    def set_text(self, percent: int) -> None:
        """Take another text size."""
        self._take(replace(self.state, text_percent=percent))

    def set_gloves(self, gloves: bool) -> None:
        """Make targets larger for gloves, or not."""
        self._take(replace(self.state, gloves=gloves))

    def load_languages(self, program: Program, actor: Actor, found: Callable[[tuple[str, ...]], None]) -> None:
        """Ask in which languages checklists have words; the one in force is offered, too, wherever it came from."""

        def taken(languages: tuple[str, ...]) -> None:
            mine = self.state.checklist_language
            found(tuple(sorted({*languages, mine} - {""})))

        self._jobs.read(lambda: program.settings.checklist_languages(actor), taken, _ignore, owner=self._owner)

    def set_language(self, language: str) -> None:
        """Show checklists in another language; an empty one is that of each checklist itself."""
        self._take(replace(self.state, checklist_language=language))

    def set_along(self, along: bool) -> None:
        """Let Enter go along the row of the grid, or down the column."""
        self._take(replace(self.state, enter_along=along))

    def set_sound(self, sound: bool) -> None:
        """Let a failing reading be heard, or not."""
        self._take(replace(self.state, sound=sound))

    def _take(self, look: LookSettings) -> None:
        if look == self.state:
            return
        self.state = look
        self._applied(look)
        # The writer takes its jobs in order, so that the last choice is the one that is kept.
        self._jobs.write(lambda: keeper.save(look), owner=self._owner)


def _ignore(_error: QaError) -> None:
    """Without the list of languages the choice in force stays; that is no reason to interrupt anybody."""
