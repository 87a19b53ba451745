"""The three pages of aims with their sheets, joined to their model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from qa_desktop.ui.context import Context
from qa_desktop.ui.dashboard.aims_model import AimsModel, AimsState, Sheet
from qa_desktop.ui.dashboard.aims_panes import AimPane, AuditsPane, ObjectivesPane
from qa_desktop.ui.dashboard.aims_sheets import (
    AimSheet,
    AuditSheet,
    FindingSheet,
    LineSheet,
    ObjectiveSheet,
    ReasonSheet,
    ReviewSheet,
)
from qa_desktop.ui.dashboard.reviews_pane import ReviewsPane


class Aims(QObject):
    """Objectives, audits and reviews on one screen."""

    def __init__(self, context: Context, host: QWidget) -> None:
        super().__init__(host)
        self.context = context
        self._told: Path | None = None
        self.model = AimsModel(context.program, context.actor, context.jobs, self)
        self.objectives, self.audits, self.reviews = ObjectivesPane(host), AuditsPane(host), ReviewsPane(context, host)
        self.sheets = self._make_sheets(host)
        self._connect()
        new, off = self.tr("New objective …"), self.tr("Withdraw …")
        self.objectives.add_action(new, "Ctrl+N", self.new, icon="plus", primary=True)
        self.objectives.add_action(off, "Del", self.withdraw, icon="x")
        self.audits.add_action(self.tr("Plan audit …"), "Ctrl+N", self.new, icon="plus", primary=True)
        self.audits.add_action(self.tr("Finding …"), "F", self.finding, icon="pencil")
        self.audits.add_action(self.tr("Link issue …"), "L", self.link, icon="flag")
        self.audits.add_action(self.tr("Close audit …"), "C", self.close_audit, icon="check")
        self.reviews.add_action(self.tr("New review …"), "Ctrl+N", self.new, icon="plus", primary=True)
        self._save = self.reviews.add_action(self.tr("Save the PDF …"), "Ctrl+P", self.reviews.save, icon="file-down")
        self.reviews.save_wanted.connect(self.model.export_review)
        self.show_aims(self.model.state)

    def show_aims(self, state: AimsState) -> None:
        """Draw the state."""
        self.objectives.show_rows(state.objectives)
        self.audits.show_rows(state.audits)
        self.reviews.show_rows(state.reviews)
        for pane in (self.objectives, self.audits):
            pane.show_actions(state.may_manage)
        self.reviews.show_actions(state.may_review)
        self._save.setVisible(state.may_export)
        for name, sheet in self.sheets.items():
            if state.sheet is name:
                sheet.show_state(state)
            else:
                sheet.close_panel()
        if state.error is not None:
            self.context.fail(state.error)
        elif state.written is not None and state.written is not self._told:
            self.context.tell("success", self.tr("Written: {path}").format(path=state.written))
        self._told = state.written

    def panes(self) -> tuple[AimPane, ...]:
        """Return the pages in order."""
        return self.objectives, self.audits, self.reviews

    def new(self) -> None:
        """Ask for a new one of what is in front."""
        if self.objectives.isVisible():
            self.model.ask(Sheet.OBJECTIVE)
        elif self.audits.isVisible():
            self.model.ask(Sheet.AUDIT)
        elif self.reviews.isVisible():
            self.model.ask(Sheet.REVIEW)

    def withdraw(self) -> None:
        """Ask why the chosen objective is withdrawn."""
        self._ask(self.objectives, Sheet.WITHDRAW)

    def finding(self) -> None:
        """Ask what the chosen audit found."""
        self._ask(self.audits, Sheet.FINDING)

    def close_audit(self) -> None:
        """Ask what the chosen audit concludes."""
        self._ask(self.audits, Sheet.CLOSE)

    def link(self) -> None:
        """Ask which issue follows up the first finding without one."""
        if self.audits.isVisible() and self.audits.allows(self.audits.chosen()) and self.audits.loose_finding():
            self.model.ask(Sheet.LINK, self.audits.loose_finding())

    def _ask(self, pane: AimPane, sheet: Sheet) -> None:
        chosen = pane.chosen()
        if pane.isVisible() and chosen is not None and pane.allows(chosen):
            self.model.ask(sheet, chosen.row.id)

    def _make_sheets(self, host: QWidget) -> dict[Sheet, AimSheet]:
        issue = (self.tr("Number of the issue that follows the finding up"), "NC-01-000007")
        return {
            Sheet.OBJECTIVE: ObjectiveSheet(host),
            Sheet.WITHDRAW: ReasonSheet(host, self.tr("Withdraw objective"), self.tr("Withdraw"), self.tr("Why")),
            Sheet.AUDIT: AuditSheet(host),
            Sheet.FINDING: FindingSheet(host),
            Sheet.LINK: LineSheet(host, self.tr("Follow up"), self.tr("Link issue"), *issue),
            Sheet.CLOSE: ReasonSheet(host, self.tr("Close audit"), self.tr("Close audit"), self.tr("Conclusion")),
            Sheet.REVIEW: ReviewSheet(host),
        }

    def _connect(self) -> None:
        acts: dict[Sheet, Any] = {
            Sheet.OBJECTIVE: self.model.set_objective,
            Sheet.WITHDRAW: self.model.withdraw,
            Sheet.AUDIT: lambda given: self.model.plan_audit(*given),
            Sheet.FINDING: lambda given: self.model.add_finding(*given),
            Sheet.LINK: self.model.link,
            Sheet.CLOSE: self.model.close_audit,
            Sheet.REVIEW: lambda given: self.model.sign_review(*given),
        }
        for name, sheet in self.sheets.items():
            sheet.wanted.connect(acts[name])
            sheet.cancelled.connect(self.model.give_up)
        review = self.sheets[Sheet.REVIEW]
        if isinstance(review, ReviewSheet):
            review.prepare_wanted.connect(self.model.prepare_review)
