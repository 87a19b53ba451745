"""What an import would bring, before anything is stored; and what has to be confirmed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QRadioButton, QVBoxLayout, QWidget

from qa_desktop.domain.errors import QaError
from qa_desktop.ui.context import words_of
from qa_desktop.ui.lock.fields import TextField
from qa_desktop.ui.templates.state import Ask, Exporting, FileKind, Importing, TemplatesState
from qa_desktop.ui.templates.words import template_words
from qa_desktop.ui.theme.tokens import SPACE_1, SPACE_2, SPACE_4, TextSize
from qa_desktop.ui.widgets.dialog_panel import DialogPanel
from qa_desktop.ui.widgets.fields import ChoiceBox, LabelledField
from qa_desktop.ui.widgets.message import MessageKind
from qa_desktop.ui.widgets.text import Heading, PlainLabel

_MOST = 300


class ImportSheet(DialogPanel):
    """Shows what comes across and what does not.  ``wanted`` carries the name of a new template and the id of an existing one."""

    wanted = Signal(str, str)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("Import a checklist"), primary_text=host.tr("Import"), primary_icon="file-down", width=820)
        self.as_new = QRadioButton(self.tr("As a new template"), self.content)
        self.as_next = QRadioButton(self.tr("As the next revision of an existing template"), self.content)
        group = QButtonGroup(self)
        group.addButton(self.as_new)
        group.addButton(self.as_next)
        self.name = TextField(self.tr("Name of the new template"), self.content, limit=200)
        self.target = ChoiceBox()
        self.target_field = LabelledField(self.tr("Template"), self.target, self.content)
        self._report = QWidget(self.content)
        self._importing: Importing | None = None
        self.summary = PlainLabel("", self.content, strong=True)
        for widget in (self.summary, self.as_new, self.name, self.as_next, self.target_field, self._report):
            self.body.addWidget(widget)
        group.buttonClicked.connect(self._chosen)
        self.confirmed.connect(self._confirm)

    def show_import(self, importing: Importing) -> None:
        """Show what was read and open the sheet."""
        if importing is self._importing and self.isVisible():
            return
        self._importing = importing
        self._fill(importing)
        checklist = importing.preview.checklist
        words = self.tr("{file}: “{title}”. Items: {items}. Sections: {sections}. Left out: {left}.")
        self.summary.setText(
            words.format(
                file=importing.preview.source_name,
                title=checklist.title,
                items=len(checklist.items),
                sections=len(checklist.sections),
                left=len(importing.preview.unsupported),
            )
        )
        self.name.set_text(importing.name)
        self.target.clear()
        for target in importing.targets:
            self.target.addItem(target.name, target.id)
        same = importing.suggested
        if same is not None:
            self.target.setCurrentIndex(self.target.findData(same.id))
        (self.as_next if same is not None else self.as_new).setChecked(True)
        self.as_next.setEnabled(bool(importing.targets))
        self.set_busy(False)
        self._chosen()
        self.open_panel(self.as_next if same is not None else self.as_new)

    def show_error(self, error: QaError) -> None:
        """Say why nothing was stored."""
        self.message.show_message(MessageKind.ERROR, words_of(error))

    def _fill(self, importing: Importing) -> None:
        self.body.removeWidget(self._report)
        self._report.hide()
        self._report.deleteLater()
        self._report = QWidget(self.content)
        layout = QVBoxLayout(self._report)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        preview = importing.preview
        layout.addWidget(Heading(self.tr("What comes across"), self._report, level=3))
        layout.addLayout(self._counts(importing))
        left = preview.unsupported
        layout.addWidget(Heading(self.tr("What does not come across ({count})").format(count=len(left)), self._report, level=3))
        if not left:
            layout.addWidget(PlainLabel(self.tr("Nothing is left out."), self._report, role="conforms"))
        for one in left[:_MOST]:
            layout.addWidget(self._left_out(one.place, one.kind, one.name, one.why))
        if len(left) > _MOST:
            layout.addWidget(PlainLabel(self.tr("… and {count} more").format(count=len(left) - _MOST), self._report))
        if preview.notices:
            layout.addWidget(Heading(self.tr("Good to know"), self._report, level=3))
        for notice in preview.notices[:_MOST]:
            layout.addWidget(PlainLabel("•  " + notice, self._report))
        self.body.addWidget(self._report)

    def _counts(self, importing: Importing) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_4)
        grid.setVerticalSpacing(SPACE_1)
        found = dict(importing.preview.questions_by_type) or self._by_kind(importing)
        counts = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
        for place, (kind, count) in enumerate(counts):
            row, column = place // 2, place % 2 * 2
            grid.addWidget(PlainLabel(str(count), self._report, strong=True, wrap=False, tabular=True), row, column)
            grid.addWidget(PlainLabel(kind, self._report, wrap=False), row, column + 1)
        grid.setColumnStretch(4, 1)
        return grid

    def _by_kind(self, importing: Importing) -> dict[str, int]:
        """Count the items by kind, for files that have no types of their own."""
        kinds = [template_words().kind(item.kind) for item in importing.preview.checklist.items]
        return {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)}

    def _left_out(self, place: str, kind: str, name: str, why: str) -> QWidget:
        widget = QWidget(self._report)
        layout = QVBoxLayout(widget)
        layout.setContentsMargins(0, 0, 0, SPACE_1)
        layout.setSpacing(0)
        what = " · ".join(part for part in (kind, name) if part)
        layout.addWidget(PlainLabel(f"{what} — {why}" if what else why, widget))
        layout.addWidget(PlainLabel(place, widget, size=TextSize.SMALL, role="text_muted"))
        return widget

    def _chosen(self) -> None:
        new = self.as_new.isChecked()
        self.name.setVisible(new)
        self.target_field.setVisible(not new)

    def _confirm(self) -> None:
        if self.as_new.isChecked():
            self.wanted.emit(self.name.text().strip(), "")
        else:
            self.wanted.emit("", str(self.target.currentData() or ""))


class ConfirmSheet(DialogPanel):
    """Asks before something is approved, published, retired or discarded, and for the name of a new checklist.

    ``agreed`` carries the reason, or the name.
    """

    agreed = Signal(str)

    def __init__(self, host: QWidget, what: Ask) -> None:
        titles = {
            Ask.APPROVE: (host.tr("Approve this draft?"), host.tr("Approve"), "badge-check"),
            Ask.UNAPPROVE: (host.tr("Take the approval back?"), host.tr("Back to draft"), "undo-2"),
            Ask.PUBLISH: (host.tr("Publish this revision?"), host.tr("Publish"), "check"),
            Ask.RETIRE: (host.tr("Retire this revision?"), host.tr("Retire"), "history"),
            Ask.DISCARD: (host.tr("Discard this draft?"), host.tr("Discard draft"), "trash-2"),
            Ask.CREATE: (host.tr("New checklist"), host.tr("Create"), "plus"),
        }
        title, button, icon = titles[what]
        harmless = {Ask.APPROVE, Ask.PUBLISH, Ask.CREATE}
        super().__init__(host, title, primary_text=button, primary_icon=icon, danger=what not in harmless)
        self.what = what
        self.sentence = PlainLabel("", self.content)
        self.news = PlainLabel("", self.content, strong=True)
        self.body.addWidget(self.sentence)
        self.body.addWidget(self.news)
        label = self.tr("Name of the checklist") if what is Ask.CREATE else self.tr("Why (kept in the audit log)")
        self.reason = TextField(label, self.content, limit=200 if what is Ask.CREATE else 500)
        self.body.addWidget(self.reason)
        self._typed = what in {Ask.RETIRE, Ask.UNAPPROVE, Ask.CREATE}
        self.reason.setVisible(self._typed)
        self.confirmed.connect(self._confirm)

    def show_ask(self, state: TemplatesState, news: str) -> None:
        """Say what will happen; ``news`` says what is new in the revision."""
        row = state.row
        if row is None and self.what is not Ask.CREATE:
            return
        words = self._words(self.what)
        if row is not None:
            words = words.format(number=row.number, name=row.template_name, items=row.item_count)
        self.sentence.setText(words)
        shown = news if self.what in {Ask.APPROVE, Ask.PUBLISH} else ""
        self.news.setText(shown)
        self.news.setVisible(bool(shown))
        self.set_busy(state.busy)
        if self.isHidden():
            self.reason.line.clear()
            self.open_panel(self.reason.line if self._typed else self.primary)
        if state.ask_error is not None:
            self.message.show_message(MessageKind.ERROR, words_of(state.ask_error))

    def _words(self, what: Ask) -> str:
        match what:
            case Ask.APPROVE:
                return self.tr(
                    "Draft {number} of “{name}” with {items} items is approved by you and never changes from then on. It is used "
                    "once it is published."
                )
            case Ask.UNAPPROVE:
                return self.tr("Revision {number} of “{name}” becomes a draft again and can be edited.")
            case Ask.PUBLISH:
                return self.tr(
                    "Revision {number} of “{name}” with {items} items becomes the one that new inspections use, and never "
                    "changes again. The revision published until now is retired; inspections made from it keep it."
                )
            case Ask.RETIRE:
                return self.tr(
                    "No new inspection can be made from revision {number} of “{name}”. "
                    "Inspections that were made from it keep it."
                )
            case Ask.DISCARD:
                return self.tr("Draft {number} of “{name}” is removed. The audit log keeps that it existed.")
            case Ask.CREATE:
                return self.tr(
                    "An empty checklist is made as draft 1. Nobody inspects by it before it is approved and published."
                )

    def _confirm(self) -> None:
        self.agreed.emit(self.reason.text().strip())


class ExportSheet(DialogPanel):
    """Asks in which form to write a revision, and shows what that form does not say before it is written."""

    prepare = Signal(object)
    save = Signal(object)

    def __init__(self, host: QWidget) -> None:
        super().__init__(
            host, host.tr("Export this revision"), primary_text=host.tr("Save as …"), primary_icon="upload", width=720
        )
        self.json = QRadioButton(self.tr("Template file (.json): everything, with pictures; nothing is lost"), self.content)
        self.xlsform = QRadioButton(self.tr("XLSForm workbook (.xlsx), for other programs"), self.content)
        self._group = QButtonGroup(self)
        for button in (self.json, self.xlsform):
            self._group.addButton(button)
            self.body.addWidget(button)
        self.report = QWidget(self.content)
        self.body.addWidget(self.report)
        self._shown: Exporting | None = None
        self._group.buttonClicked.connect(self._chosen)
        self.confirmed.connect(self._confirm)

    def ask(self) -> None:
        """Open the sheet and prepare our own file."""
        self.json.setChecked(True)
        self.show_export(None)
        self.open_panel(self.json)
        self._chosen()

    def show_export(self, exporting: Exporting | None) -> None:
        """Show what the file that was prepared does not say."""
        self.primary.setEnabled(exporting is not None)
        if exporting is self._shown and exporting is not None:
            return
        self._shown = exporting
        self.body.removeWidget(self.report)
        self.report.hide()
        self.report.deleteLater()
        self.report = QWidget(self.content)
        layout = QVBoxLayout(self.report)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_1)
        if exporting is None:
            layout.addWidget(PlainLabel(self.tr("Preparing the file …"), self.report, role="text_muted"))
        elif not exporting.left_out:
            layout.addWidget(PlainLabel(self.tr("Nothing is left out."), self.report, role="conforms"))
        else:
            words = self.tr("What the file does not say ({count})").format(count=len(exporting.left_out))
            layout.addWidget(Heading(words, self.report, level=3))
            for one in exporting.left_out[:_MOST]:
                what = " · ".join(part for part in (one.place, one.kind, one.name) if part)
                layout.addWidget(PlainLabel(one.why, self.report))
                layout.addWidget(PlainLabel(what, self.report, size=TextSize.SMALL, role="text_muted"))
        self.body.addWidget(self.report)
        self.report.show()

    def _chosen(self, *_args: object) -> None:
        self.show_export(None)
        self.prepare.emit(FileKind.JSON if self.json.isChecked() else FileKind.XLSFORM)

    def _confirm(self) -> None:
        if self._shown is not None:
            self.save.emit(self._shown)
