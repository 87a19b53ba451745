"""Settings: the sections at the left, the page of one of them at the right."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QWidget

from qa_desktop.ui.context import Context
from qa_desktop.ui.screen import Screen
from qa_desktop.ui.settings.about_page import AboutPage
from qa_desktop.ui.settings.account_page import AccountPage
from qa_desktop.ui.settings.evidence_page import EvidencePage
from qa_desktop.ui.settings.health_page import HealthPage
from qa_desktop.ui.settings.lists_page import ListsPage
from qa_desktop.ui.settings.look_page import LookPage
from qa_desktop.ui.settings.page import SectionPage
from qa_desktop.ui.settings.sections import SectionList
from qa_desktop.ui.settings.view_model import Section
from qa_desktop.ui.settings.workspace_page import WorkspacePage
from qa_desktop.ui.theme.tokens import SPACE_3, SPACE_4
from qa_desktop.ui.widgets.keyhints import KeyHint

_PAGES: dict[Section, Callable[[Context, QWidget], SectionPage]] = {
    Section.ACCOUNT: AccountPage,
    Section.LOOK: LookPage,
    Section.WORKSPACE: WorkspacePage,
    Section.LISTS: ListsPage,
    Section.HEALTH: HealthPage,
    Section.EVIDENCE: EvidencePage,
    Section.ABOUT: AboutPage,
}


class SettingsScreen(Screen):
    """A page is made when somebody first goes to its section, and kept with what was typed on it."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.section = Section.ACCOUNT
        self.pages: dict[Section, SectionPage] = {}
        self.list = SectionList(self)
        self.list.chosen.connect(self.go_to)
        self._stack = QStackedWidget(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_3, SPACE_3, SPACE_3, SPACE_3)
        layout.setSpacing(SPACE_4)
        layout.addWidget(self.list)
        layout.addWidget(self._stack, 1)
        for keys, act in (("F6", self._next_pane), ("Shift+F6", self._next_pane), ("Ctrl+S", self._save)):
            QShortcut(QKeySequence(keys), self, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def enter(self, **what: object) -> None:
        """Show the section that was asked for, or the one of the last visit."""
        wanted = what.get("section")
        self.go_to(Section(wanted) if isinstance(wanted, str) else self.section)

    def first_focus(self) -> QWidget | None:
        """Begin in the list."""
        return self.list.current()

    def key_hints(self) -> tuple[KeyHint, ...]:
        """Return the keys that matter now."""
        page = self.pages.get(self.section)
        return (
            *(page.key_hints() if page is not None else ()),
            KeyHint("↑ ↓", self.tr("Another section")),
            KeyHint("F6", self.tr("Sections / page")),
            KeyHint("Page ↑ ↓", self.tr("Scroll")),
        )

    def unsaved(self) -> tuple[str, ...]:
        """Name the settings that were typed and not saved yet."""
        page = self.pages.get(Section.WORKSPACE)
        changed = isinstance(page, WorkspacePage) and page.model.state.changed
        return (self.tr("Settings of the workspace"),) if changed else ()

    def go_to(self, section: Section) -> None:
        """Show a section."""
        page = self.pages.get(section)
        if page is None:
            page = _PAGES[section](self.context, self)
            self.pages[section] = page
            self._stack.addWidget(page)
        self.section = section
        self.list.set_section(section)
        self._stack.setCurrentWidget(page)
        page.enter()
        self.hints_changed.emit()

    def page(self) -> SectionPage:
        """Return the page that is shown."""
        return self.pages[self.section]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll the page with the keys that nothing on it wants."""
        if event.key() in {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}:
            self.page().scroll_by_page(-1 if event.key() == Qt.Key.Key_PageUp else 1)
            event.accept()
            return
        super().keyPressEvent(event)

    def _next_pane(self) -> None:
        """Go from the list to the page, and back."""
        focus = QApplication.focusWidget()
        target: QWidget | None = self.list.current()
        if focus is None or not self.page().isAncestorOf(focus):
            target = self.page().first_focus() or target
        if target is not None:
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _save(self) -> None:
        self.page().save_key()
