"""What an export wrote, and what the check of a file from outside found."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from qa_desktop.ui.reports.preview import ResultMark
from qa_desktop.ui.reports.view_model import ExportResult, Verified
from qa_desktop.ui.reports.words import OUTCOME_LOOKS, report_words
from qa_desktop.ui.theme.tokens import SPACE_1, SPACE_2, TextSize
from qa_desktop.ui.widgets.dialog_panel import DialogPanel
from qa_desktop.ui.widgets.text import Heading, PlainLabel

_MOST = 200
"""Lines of a result that are shown one by one."""


class ResultSheet(DialogPanel):
    """A sheet with one button: what was asked for has been done, this is the outcome."""

    def __init__(self, host: QWidget, title: str) -> None:
        close = host.tr("Close")
        super().__init__(host, title, primary_text=close, secondary_text=close, width=640)
        self.secondary.hide()
        self._lines = QWidget(self.content)
        self.body.addWidget(self._lines)
        self.confirmed.connect(self.cancel)

    def begin(self) -> QVBoxLayout:
        """Throw the old content away and return a place for the new one."""
        self.body.removeWidget(self._lines)
        self._lines.hide()
        self._lines.deleteLater()
        self._lines = QWidget(self.content)
        layout = QVBoxLayout(self._lines)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        self.body.addWidget(self._lines)
        return layout

    def add_list(self, layout: QVBoxLayout, title: str, lines: tuple[str, ...]) -> None:
        """Add a titled list of sentences; nothing for an empty one."""
        if not lines:
            return
        layout.addSpacing(SPACE_1)
        layout.addWidget(Heading(title, self._lines, level=3))
        for line in lines[:_MOST]:
            layout.addWidget(PlainLabel("•  " + line, self._lines))
        if len(lines) > _MOST:
            more = self.tr("… and {count} more").format(count=len(lines) - _MOST)
            layout.addWidget(PlainLabel(more, self._lines, role="text_muted"))


class ExportSheet(ResultSheet):
    """What an export wrote."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("Export"))

    def show_result(self, result: ExportResult) -> None:
        """Show the result and open the sheet."""
        layout = self.begin()
        words = (
            self.tr("{count} files were written to {folder}.")
            if result.written != 1
            else self.tr("1 file was written to {folder}.")
        )
        if result.cancelled:
            words = self.tr("Cancelled. {count} files were written to {folder} before and stay there.")
        layout.addWidget(PlainLabel(words.format(count=result.written, folder=result.folder), self._lines, strong=True))
        layout.addWidget(
            PlainLabel(
                self.tr("Each is the signed file itself, checked before and read back after writing."),
                self._lines,
                role="text_muted",
            )
        )
        left = tuple(self.tr("{number}: {reason}").format(number=number, reason=reason) for number, reason in result.left_out)
        self.add_list(layout, self.tr("Left out ({count})").format(count=len(left)), left)
        self.open_panel(self.primary)


class VerifySheet(ResultSheet):
    """What the check of a file from outside found."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, host.tr("Check of a file"))

    def show_result(self, found: Verified) -> None:
        """Show the result and open the sheet."""
        layout, words, result = self.begin(), report_words(), found.verification
        shape, tone = OUTCOME_LOOKS[result.outcome]
        mark = ResultMark(self._lines)
        mark.set_look(shape, tone)
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(
            PlainLabel(words.outcome(result.outcome), self._lines, size=TextSize.STRONG, strong=True, role=tone.value), 1
        )
        layout.addWidget(PlainLabel(found.path.name, self._lines, role="text_muted"))
        layout.addLayout(row)
        layout.addWidget(PlainLabel(result.sentence, self._lines))
        self.add_list(layout, self.tr("Why it is not accepted"), result.findings)
        signatures = tuple(
            self.tr("{stage}: {name}, {at}. {meaning}").format(
                stage=words.stage(one.stage), name=one.name, at=words.iso(one.at), meaning=words.meaning(one.meaning)
            )
            for one in result.signatures
        )
        self.add_list(layout, self.tr("Signatures"), signatures)
        self.add_list(layout, self.tr("Remarks"), result.notes)
        self.open_panel(self.primary)
