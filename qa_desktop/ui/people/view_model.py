"""What the people screen shows and does, without a window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, Any

from qa_desktop.domain.errors import InputError, QaError
from qa_desktop.domain.people import Role

if TYPE_CHECKING:  # services bring SQLAlchemy, which must not load before the window is painted
    from qa_desktop.services.people import CertificateShown, PersonShown
    from qa_desktop.ui.context import Context

_UTC = "%Y-%m-%dT%H:%M:%S.%fZ"


class Task(Enum):
    """What an administrator may do to an account, each with a sheet of its own."""

    ADD = "add"
    ROLES = "roles"
    RENAME = "rename"
    RENEW = "renew"
    RESET = "reset"
    DEACTIVATE = "deactivate"
    REACTIVATE = "reactivate"
    BADGE = "badge"


@dataclass(frozen=True, slots=True)
class Form:
    """What was typed in a sheet."""

    name: str = ""
    login: str = ""
    roles: frozenset[Role] = frozenset()
    reason: str = ""
    badge: str = ""
    admin_password: str = ""
    person_password: str = ""


@dataclass(frozen=True, slots=True)
class Secret:
    """A temporary password, shown once."""

    name: str
    login: str
    password: str


@dataclass(frozen=True, slots=True)
class PeopleState:
    """Everything that the screen shows."""

    people: tuple[PersonShown, ...] = ()
    loaded: bool = False
    text: str = ""
    inactive_too: bool = True
    current_id: str = ""
    certificates: tuple[CertificateShown, ...] = ()
    task: Task | None = None
    task_error: QaError | None = None
    busy: bool = False
    secret: Secret | None = None
    error: QaError | None = None
    done: str = ""
    now: datetime = datetime(1970, 1, 1, tzinfo=UTC)

    @property
    def shown(self) -> tuple[PersonShown, ...]:
        """The people who match the filter, those who are active first."""
        words = self.text.casefold().split()
        found = [
            person
            for person in self.people
            if (self.inactive_too or person.active) and all(word in f"{person.name} {person.login}".casefold() for word in words)
        ]
        return tuple(sorted(found, key=lambda person: not person.active))

    @property
    def current(self) -> PersonShown | None:
        """The person who is looked at."""
        return next((person for person in self.people if person.person_id == self.current_id), None)

    def is_locked(self, person: PersonShown) -> bool:
        """Return whether the person's password rests after wrong tries."""
        return person.locked_until is not None and moment(person.locked_until) > self.now

    def days_left(self, person: PersonShown) -> int | None:
        """Return for how many days the person's certificate is still valid."""
        return None if person.certificate_ends is None else (moment(person.certificate_ends) - self.now).days


class PeopleModel:
    """The intents of the people screen."""

    def __init__(self, context: Context, *, changed: Callable[[], None], owner: object = None) -> None:
        self.state = PeopleState()
        self._context, self._changed, self._owner = context, changed, owner
        self._service = context.program.people

    def load(self) -> None:
        """Fetch everybody anew."""
        self._read(partial(self._service.list_people, self._context.actor), self._loaded)
        if self.state.current_id:
            self._load_certificates(self.state.current_id)

    def filter(self, *, text: str | None = None, inactive_too: bool | None = None) -> None:
        """Narrow the list."""
        state = self.state
        self._set(
            text=state.text if text is None else text,
            inactive_too=state.inactive_too if inactive_too is None else inactive_too,
        )

    def choose(self, person_id: str) -> None:
        """Look at a person."""
        if person_id != self.state.current_id:
            self._set(current_id=person_id, certificates=(), error=None, done="")
            if person_id:
                self._load_certificates(person_id)

    def begin(self, task: Task) -> None:
        """Open the sheet of a task."""
        if not self.state.busy and (task is Task.ADD or self.state.current is not None):
            self._set(task=task, task_error=None, error=None, done="")

    def give_up(self) -> None:
        """Close the sheet without doing anything."""
        self._set(task=None, task_error=None)

    def forget_secret(self) -> None:
        """The temporary password was handed over; it is not shown again."""
        self._set(secret=None)

    def submit(self, form: Form) -> None:
        """Carry out the task of the open sheet."""
        task, person = self.state.task, self.state.current
        if task is None or self.state.busy:
            return
        wrong = _missing(task, form)
        if wrong is not None:
            self._set(task_error=wrong)
            return
        job = partial(self._add, form) if task is Task.ADD else None
        if job is None and person is not None:
            job = partial(self._carry_out, task, person, form)
        if job is not None:
            self._set(busy=True, task_error=None)
            # In the worker: keys are made, which takes seconds, and no answer may wait behind that.
            self._context.jobs.work(_Ignoring(job), self._did, self._not_done, owner=self._owner)  # type: ignore[arg-type]

    def unlock(self) -> None:
        """Let the person try again."""
        person = self.state.current
        if person is not None and not self.state.busy:
            self._quick(partial(self._service.unlock, self._context.actor, person.person_id), "unlocked")

    def end_badge(self) -> None:
        """Withdraw the person's badge."""
        person = self.state.current
        if person is not None and not self.state.busy:
            self._quick(partial(self._service.end_badge, self._context.actor, person.person_id), "badge_ended")

    def dismiss(self) -> None:
        """Put the message away."""
        self._set(error=None, done="")

    def _quick(self, job: Callable[[], Any], done: str) -> None:
        self._set(busy=True, error=None, done="")
        self._context.jobs.write(job, partial(self._did_quick, done), self._failed, owner=self._owner)  # type: ignore[arg-type]

    def _add(self, form: Form) -> _Outcome:
        made = self._service.add_person(
            self._context.actor, login=form.login, name=form.name, roles=form.roles, admin_password=form.admin_password
        )
        return _Outcome(made.person_id, Secret(form.name.strip(), made.login, made.temporary_password))

    def _carry_out(self, task: Task, person: PersonShown, form: Form) -> _Outcome:
        actor, service, key = self._context.actor, self._service, person.person_id
        passwords: dict[str, Any] = {"admin_password": form.admin_password, "person_password": form.person_password or None}
        outcomes: list[Any] = []
        match task:
            case Task.ROLES:
                outcomes = self._change_roles(person, form.roles, passwords)
            case Task.RENAME:
                outcomes = [service.rename(actor, key, form.name, **passwords)]
            case Task.RENEW:
                outcomes = [service.renew_certificate(actor, key, **passwords)]
            case Task.RESET:
                outcomes = [service.reset_password(actor, key, admin_password=form.admin_password)]
            case Task.REACTIVATE:
                outcomes = [service.reactivate(actor, key, admin_password=form.admin_password)]
            case Task.DEACTIVATE:
                service.deactivate(actor, key, form.reason)
            case Task.BADGE:
                service.set_badge(actor, key, form.badge)
        late = next((one for one in outcomes if isinstance(one, QaError)), None)
        temporary = [one.temporary_password for one in outcomes if one is not late and one.temporary_password]
        secret = Secret(form.name.strip() or person.name, person.login, temporary[-1]) if temporary else None
        remains = self._context.program.access.present(actor).roles
        return _Outcome(key, secret, late, took_own=not actor.roles <= remains)

    def _change_roles(self, person: PersonShown, wanted: frozenset[Role], passwords: dict[str, Any]) -> list[Any]:
        """Give first, then take, so that nobody is without a role in between.

        Each step is a change of its own.  When a later one is refused, a temporary password of an earlier one still counts.
        Whoever takes roles from themselves takes the next as who they are by then.
        """
        service, outcomes = self._service, list[Any]()
        actor, access = self._context.actor, self._context.program.access
        steps = [(service.grant_role, role) for role in Role if role in wanted - person.roles]
        steps += [(service.revoke_role, role) for role in Role if role in person.roles - wanted]
        for change, role in steps:
            try:
                outcome = change(actor, person.person_id, role, **passwords)
                actor = access.present(actor)
            except QaError as error:
                if not outcomes:
                    raise
                return [*outcomes, error]
            outcomes.append(outcome)
            if outcome.temporary_password:
                passwords = passwords | {"person_password": outcome.temporary_password}
        return outcomes

    def _loaded(self, people: tuple[PersonShown, ...]) -> None:
        current = self.state.current_id or (people[0].person_id if people else "")
        self._set(people=people, loaded=True, now=self._context.program.workspace.store.clock())
        self.choose(current)

    def _load_certificates(self, person_id: str) -> None:
        self._read(partial(self._certificates, person_id), self._certificates_loaded)

    def _certificates(self, person_id: str) -> tuple[str, tuple[CertificateShown, ...]]:
        return person_id, self._service.certificates(self._context.actor, person_id)

    def _certificates_loaded(self, found: tuple[str, tuple[CertificateShown, ...]]) -> None:
        if found[0] == self.state.current_id:
            self._set(certificates=found[1])

    def _did(self, outcome: _Outcome) -> None:
        task = self.state.task
        done = "" if outcome.secret is not None or outcome.error is not None or task is None else task.value
        self._set(
            busy=False,
            task=None,
            task_error=None,
            secret=outcome.secret,
            error=outcome.error,
            current_id=outcome.person_id,
            certificates=(),
            done=done,
        )
        self._saved()
        if outcome.took_own:
            self._context.locked.emit()  # what may be seen from here on is that of the roles that remain
        else:
            self.load()

    def _did_quick(self, done: str, _nothing: None) -> None:
        self._set(busy=False, done=done)
        self._saved()
        self.load()

    def _saved(self) -> None:
        self._context.saved.emit(self._context.program.workspace.store.clock().isoformat(timespec="seconds"))

    def _not_done(self, error: QaError) -> None:
        self._set(busy=False, task_error=error)
        self.load()  # of several roles, some may have been changed already

    def _failed(self, error: QaError) -> None:
        self._set(busy=False, error=error)

    def _read(self, job: Callable[[], Any], done: Any) -> None:
        self._context.jobs.read(job, done, self._failed, owner=self._owner)  # type: ignore[arg-type]

    def _set(self, **what: Any) -> None:
        self.state = replace(self.state, **what)
        self._changed()


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of a task; ``error`` says why a later step of it was refused.

    ``took_own`` says that somebody took a role from themselves.
    """

    person_id: str
    secret: Secret | None = None
    error: QaError | None = None
    took_own: bool = False


@dataclass(frozen=True, slots=True)
class _Ignoring:
    """A job that has nothing to report on the way."""

    job: Callable[[], Any]

    def __call__(self, _report: Any) -> Any:
        return self.job()


def moment(utc: str) -> datetime:
    """Return the moment behind UTC text."""
    return datetime.strptime(utc, _UTC).replace(tzinfo=UTC)


def _missing(task: Task, form: Form) -> QaError | None:
    """Return what is missing in a sheet; everything else is the service's to say."""
    if task in {Task.ADD, Task.RENAME} and not form.name.strip():
        return InputError("Type the full name. It is printed on reports.")
    if task is Task.ADD and not form.login.strip():
        return InputError("Type a log-in name.")
    if task in {Task.ADD, Task.ROLES} and not form.roles:
        return InputError("Choose at least one role. Somebody who left is switched off instead.")
    if task is Task.DEACTIVATE and not form.reason.strip():
        return InputError("Say why the account is switched off; the reason is kept.")
    if task is Task.BADGE and not form.badge.strip():
        return InputError("Scan the badge, or type its code.")
    if task not in {Task.DEACTIVATE, Task.BADGE} and not form.admin_password:
        return InputError("Type your own password: it opens the certificate authority.")
    return None
