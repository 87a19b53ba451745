"""Every public method of every service says who may call it, and a forbidden person is refused."""

from __future__ import annotations

import importlib
import inspect
import pkgutil

import pytest

import qa_desktop.services
from qa_desktop.domain.errors import NotAllowedError
from qa_desktop.domain.people import ROLE_PERMISSIONS, Actor, Permission, Role
from qa_desktop.services.guard import MARK


def services() -> list[type]:
    found = []
    for module in pkgutil.iter_modules(qa_desktop.services.__path__):
        loaded = importlib.import_module(f"qa_desktop.services.{module.name}")
        found += [
            value
            for name, value in vars(loaded).items()
            if inspect.isclass(value) and value.__module__ == loaded.__name__ and name.endswith("Service")
        ]
    return found


def methods() -> list[tuple[type, str, object]]:
    return [
        (service, name, method)
        for service in services()
        for name, method in vars(service).items()
        if not name.startswith("_") and inspect.isfunction(method)
    ]


def test_there_are_services() -> None:
    assert len(services()) >= 10
    assert len(methods()) >= 60


@pytest.mark.parametrize(("service", "name", "method"), methods(), ids=lambda value: getattr(value, "__name__", str(value))[:40])
def test_every_method_declares_its_access(service: type, name: str, method: object) -> None:
    assert getattr(method, MARK, None), f"{service.__name__}.{name} declares neither needs(…) nor open_to(…)"


GUARDED = [(service, name, method) for service, name, method in methods() if isinstance(getattr(method, MARK, None), Permission)]


@pytest.mark.parametrize(("service", "name", "method"), GUARDED, ids=lambda value: getattr(value, "__name__", str(value))[:40])
def test_a_person_without_the_permission_is_refused_before_anything_happens(service: type, name: str, method: object) -> None:
    nobody = Actor("p", "nobody", "No Body", frozenset(), "s")
    wanted = list(inspect.signature(method).parameters)[2:]  # type: ignore[arg-type]
    with pytest.raises(NotAllowedError):
        method(object.__new__(service), nobody, **dict.fromkeys(wanted))  # type: ignore[operator]


READERS = frozenset({Role.AUDITOR, Role.ADMINISTRATOR, Role.CONFIDANT})
THEIR_OWN = {
    *("AccessService.change_password", "AccessService.log_out", "AccessService.remove_pin", "AccessService.set_badge"),
    *("AccessService.set_pin", "ConcernService.give", "ConcernService.reply", "HandoverService.leave_note"),
    *("HandoverService.read_note", "HandoverService.see_mentions", "PhotoService.thumbnail", "ProcedureService.confirm_read"),
    *("RecoveryService.recover", "ReportService.print_file", "SuggestionService.give", "SuggestionService.give_unnamed"),
    *("DashboardFileService.export", "IssueExportService.export", "ManagementService.export", "PartnerExportService.export"),
    *("ConcernService.open_channel", "ConcernService.admit", "ConcernService.answer", "ValidationService.sign_report"),
}
"""What everybody may write: their own account, suggestions, concerns, notes between shifts, that they read something, exports."""
OF_ADMINISTRATORS = frozenset({Permission.MANAGE_PEOPLE, Permission.MANAGE_WORKSPACE})


def test_who_only_reads_changes_no_quality_record() -> None:
    """A method that opens a writing transaction is not open to an auditor, administrator or confidant, but for what is listed."""
    writing = {
        f"{service.__name__}.{name}": getattr(method, MARK)
        for service, name, method in methods()
        if "writing(" in (source := inspect.getsource(inspect.unwrap(method))) or ".sign(" in source  # type: ignore[arg-type]
    }
    open_to_readers = {
        name
        for name, access in writing.items()
        if access not in OF_ADMINISTRATORS
        and (not isinstance(access, Permission) or any(access in ROLE_PERMISSIONS[role] for role in READERS))
    }
    assert len(writing) > 100, "the search still finds what writes"
    assert open_to_readers == THEIR_OWN
