"""Settings as frozen values that anyone may read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Page = Literal["A4", "Letter"]
ThemeName = Literal["light", "dark", "high_contrast"]


@dataclass(frozen=True, slots=True)
class WorkspaceSettings:
    """Settings that belong to the workspace; changing them is audited.

    ``time_stamp_url`` is the address of an RFC 3161 server, empty for none.  ``backup_folder`` is empty for the workspace's own
    folder; another drive is better.  ``idle_minutes`` is the time without a key press after which the screen is locked.
    ``address`` is the postal address of the house, line by line, as it stands above what is sent to partners.
    """

    site: str = ""
    page: Page = "A4"
    time_stamp_url: str = ""
    backup_folder: str = ""
    watch_folder: str = ""
    idle_minutes: int = 5
    address: str = ""


@dataclass(frozen=True, slots=True)
class LookSettings:
    """How the program looks and behaves on this computer; kept outside the workspace.

    ``checklist_language`` is the language of the words of checklists (a BCP 47 tag), empty for that of the checklist itself.
    ``enter_along`` lets Enter go along the row of the sample grid instead of down the column.
    """

    theme: ThemeName = "light"
    text_percent: int = 100
    gloves: bool = False
    sound: bool = True
    full_screen: bool = False
    last_workspace: str = ""
    checklist_language: str = ""
    enter_along: bool = False
