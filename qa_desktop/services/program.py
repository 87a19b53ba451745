"""All services of one open workspace, wired once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qa_desktop.services.access import AccessService
from qa_desktop.services.actions import ActionService
from qa_desktop.services.amends import AmendsService
from qa_desktop.services.answering import AnswerService
from qa_desktop.services.assignments import AssignmentService
from qa_desktop.services.audits import InternalAuditService
from qa_desktop.services.backups import BackupService
from qa_desktop.services.causes import CauseService
from qa_desktop.services.concerns import ConcernService
from qa_desktop.services.concessions import ConcessionService
from qa_desktop.services.containment import ContainmentService
from qa_desktop.services.costs import CostService
from qa_desktop.services.dashboard_files import DashboardFileService
from qa_desktop.services.dashboards import DashboardService
from qa_desktop.services.dispositions import DispositionService
from qa_desktop.services.doctor import DoctorService
from qa_desktop.services.effect_figures import LessonUseService
from qa_desktop.services.effects import EffectService
from qa_desktop.services.failure_codes import FailureCodeService
from qa_desktop.services.grid import GridService
from qa_desktop.services.handover import HandoverService
from qa_desktop.services.improvement import ImprovementService
from qa_desktop.services.inspections import InspectionService
from qa_desktop.services.issue_export import IssueExportService
from qa_desktop.services.issue_reports import IssueReportService
from qa_desktop.services.issue_steps import StepService
from qa_desktop.services.issues import IssueService
from qa_desktop.services.keys import KeyRing
from qa_desktop.services.knowledge import KnowledgeService
from qa_desktop.services.line_acts import LineActService
from qa_desktop.services.lot_series import LotSeriesService
from qa_desktop.services.lots import LotService
from qa_desktop.services.management import ManagementService
from qa_desktop.services.objectives import ObjectiveService
from qa_desktop.services.partner_export import PartnerExportService
from qa_desktop.services.partner_figures import PartnerFigureService
from qa_desktop.services.partner_records import PartnerRecordService
from qa_desktop.services.patrols import PatrolService
from qa_desktop.services.people import PeopleService
from qa_desktop.services.photos import PhotoService
from qa_desktop.services.planning import PlanningService
from qa_desktop.services.procedure_files import ProcedureFileService
from qa_desktop.services.procedures import ProcedureService
from qa_desktop.services.questions import QuestionService
from qa_desktop.services.reinspection import ReinspectionService
from qa_desktop.services.report_files import ReportFiles
from qa_desktop.services.reporting import ReportService
from qa_desktop.services.review import ReviewService
from qa_desktop.services.second_readings import SecondReadingService
from qa_desktop.services.settings import SettingsService
from qa_desktop.services.signing import SigningService
from qa_desktop.services.suggestions import SuggestionService
from qa_desktop.services.supplier_certificates import SupplierCertificateService
from qa_desktop.services.supplier_requests import SupplierRequestService
from qa_desktop.services.tags import TagService
from qa_desktop.services.template_files import TemplateFileService
from qa_desktop.services.template_pictures import TemplatePictureService
from qa_desktop.services.template_review import TemplateReviewService
from qa_desktop.services.templates import TemplateService
from qa_desktop.services.trade import TradeService
from qa_desktop.services.trade_documents import TradeDocumentService
from qa_desktop.services.validation import ValidationService
from qa_desktop.storage.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Program:
    """What screens and commands work with."""

    workspace: Workspace
    access: AccessService
    people: PeopleService
    keys: KeyRing
    templates: TemplateService
    template_files: TemplateFileService
    template_pictures: TemplatePictureService
    template_review: TemplateReviewService
    inspections: InspectionService
    answers: AnswerService
    grid: GridService
    photos: PhotoService
    issues: IssueService
    signing: SigningService
    reports: ReportService
    settings: SettingsService
    doctor: DoctorService
    backups: BackupService
    line_acts: LineActService
    second_readings: SecondReadingService
    review: ReviewService
    questions: QuestionService
    reinspections: ReinspectionService
    validation: ValidationService
    lots: LotService
    series: LotSeriesService
    planning: PlanningService
    assignments: AssignmentService
    patrols: PatrolService
    containment: ContainmentService
    dispositions: DispositionService
    failure_codes: FailureCodeService
    concessions: ConcessionService
    trade: TradeService
    supplier_certificates: SupplierCertificateService
    partner_figures: PartnerFigureService
    partner_records: PartnerRecordService
    partner_export: PartnerExportService
    trade_documents: TradeDocumentService
    supplier_requests: SupplierRequestService
    amends: AmendsService
    dashboards: DashboardService
    costs: CostService
    objectives: ObjectiveService
    audits: InternalAuditService
    management: ManagementService
    issue_export: IssueExportService
    dashboard_files: DashboardFileService
    suggestions: SuggestionService
    knowledge: KnowledgeService
    lesson_uses: LessonUseService
    procedures: ProcedureService
    procedure_files: ProcedureFileService
    improvement: ImprovementService
    handover: HandoverService
    concerns: ConcernService
    causes: CauseService
    actions: ActionService
    effects: EffectService
    issue_reports: IssueReportService
    steps: StepService
    tags: TagService

    def close(self) -> None:
        """Close the workspace."""
        self.workspace.close()


def program_for(workspace: Workspace, keys: KeyRing | None = None) -> Program:
    """Wire the services of an open workspace, after finishing what a crash interrupted.

    ``keys`` opens the keys in another way than one by one.
    """
    files = ReportFiles(workspace)
    files.finish_interrupted()
    settings = SettingsService(workspace.store)
    keys = keys or KeyRing(workspace)
    access = AccessService(workspace.store, keys)
    return Program(
        workspace,
        access,
        PeopleService(workspace, keys),
        keys,
        TemplateService(workspace),
        TemplateFileService(workspace),
        TemplatePictureService(workspace),
        TemplateReviewService(workspace),
        InspectionService(workspace),
        AnswerService(workspace.store),
        GridService(workspace.store),
        PhotoService(workspace),
        IssueService(workspace),
        SigningService(workspace, keys, settings, files),
        ReportService(workspace, keys, settings, files),
        settings,
        DoctorService(workspace, keys, files),
        BackupService(workspace, settings),
        LineActService(workspace.store),
        SecondReadingService(workspace.store),
        ReviewService(workspace.store),
        QuestionService(workspace.store),
        ReinspectionService(workspace.store),
        ValidationService(workspace, keys, settings),
        LotService(workspace, keys, settings, files),
        LotSeriesService(workspace),
        PlanningService(workspace),
        AssignmentService(workspace),
        PatrolService(workspace),
        **_after_the_line(workspace, keys, settings, files),
    )


def _after_the_line(workspace: Workspace, keys: KeyRing, settings: SettingsService, files: ReportFiles) -> dict[str, Any]:
    """Return the services for what follows an inspection, by the names of :class:`Program`."""
    return {
        "containment": ContainmentService(workspace.store),
        "dispositions": DispositionService(workspace.store),
        "failure_codes": FailureCodeService(workspace.store),
        "concessions": ConcessionService(workspace.store),
        "trade": TradeService(workspace),
        "supplier_certificates": SupplierCertificateService(workspace),
        "partner_figures": PartnerFigureService(workspace),
        "partner_records": PartnerRecordService(workspace),
        "partner_export": PartnerExportService(workspace),
        "trade_documents": TradeDocumentService(workspace, keys, settings, files),
        "supplier_requests": SupplierRequestService(workspace, keys, settings, files),
        "amends": AmendsService(workspace),
        "dashboards": DashboardService(workspace.store),
        "costs": CostService(workspace.store),
        "objectives": ObjectiveService(workspace.store),
        "audits": InternalAuditService(workspace.store),
        "management": ManagementService(workspace, keys, settings, files),
        "issue_export": IssueExportService(workspace.store),
        "dashboard_files": DashboardFileService(workspace.store, settings),
        "suggestions": SuggestionService(workspace),
        "knowledge": KnowledgeService(workspace),
        "lesson_uses": LessonUseService(workspace.store),
        "procedures": ProcedureService(workspace),
        "procedure_files": ProcedureFileService(workspace),
        "improvement": ImprovementService(workspace),
        "handover": HandoverService(workspace),
        "concerns": ConcernService(workspace, keys),
        "causes": CauseService(workspace),
        "actions": ActionService(workspace),
        "effects": EffectService(workspace),
        "issue_reports": IssueReportService(workspace, keys, settings, files),
        "steps": StepService(workspace),
        "tags": TagService(workspace.store),
    }
