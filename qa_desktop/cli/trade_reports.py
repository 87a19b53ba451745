"""``report coc LOT``, ``report scorecard SUPPLIER`` and ``report scar ISSUE``: signed documents for partners."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from qa_desktop.cli.common import OK, issue_named, opened, require_new_file, show, signer
from qa_desktop.cli.demo import Commands
from qa_desktop.domain.errors import InputError, NotFoundError
from qa_desktop.domain.trade import parse_period, parse_quantity

if TYPE_CHECKING:
    from qa_desktop.domain.people import Actor
    from qa_desktop.services.program import Program
    from qa_desktop.services.trade_signing import SignedDocument
    from qa_desktop.storage.queries.companies import CompanyRow
    from qa_desktop.storage.queries.lots import LotRow


def add_to(verbs: Commands) -> None:
    """Add the commands."""
    coc = verbs.add_parser("coc", help="sign the certificate of conformance of a lot")
    coc.add_argument("lot")
    coc.add_argument("--part", default="", help="the number of the part, where several parts have a lot of this number")
    coc.add_argument("--quantity", default="", help="how many; without it, all that is accepted and not certified yet")
    coc.add_argument("--line", default="", help="order and line of the customer, as ORDER/1")
    coc.set_defaults(run=run_coc)
    card = verbs.add_parser("scorecard", help="sign the scorecard of a supplier")
    card.add_argument("supplier")
    card.add_argument("--period", required=True, help="2026, 2026-Q1, 2026-03 or 2026-01-15..2026-02-14")
    card.set_defaults(run=run_scorecard)
    scar = verbs.add_parser("scar", help="sign a corrective action request to a supplier")
    scar.add_argument("issue")
    scar.add_argument("--supplier", default="", help="the supplier; without it, the supplier of the issue's lot")
    scar.add_argument("--ask", required=True, help="what is asked of the supplier, in words")
    scar.add_argument("--due", required=True, help="the day until which the supplier answers, as 2026-03-31")
    scar.set_defaults(run=run_scar)
    for one in (coc, card, scar):
        one.add_argument("--login", default="", help="who signs; the password is asked for or read from QA_DESKTOP_PASSWORD")
        one.add_argument("--to", type=Path, required=True, help="the file to write")


def run_coc(options: Namespace) -> int:
    """Sign a certificate of conformance."""
    from qa_desktop.services.conformance import WantedConformance  # noqa: PLC0415

    require_new_file(options.to)
    with opened(options) as program:
        actor, password = signer(program, options)
        lot = _lot(program, actor, options.lot, options.part)
        free = program.trade_documents.certifiable(actor, lot.id)
        quantity = parse_quantity(options.quantity) if options.quantity else free
        if not quantity:
            raise InputError("Nothing of lot {lot} is accepted and not certified yet. Nothing was signed.", lot=lot.number)
        wanted = WantedConformance(lot.id, quantity, _line(program, actor, lot, options.line))
        shown = program.trade_documents.prepare_conformance(actor, wanted).digest
        done = program.trade_documents.sign_conformance(actor, wanted, password, shown)
        return _written(program, actor, options, done)


def run_scorecard(options: Namespace) -> int:
    """Sign a scorecard."""
    period = parse_period(options.period)
    require_new_file(options.to)
    with opened(options) as program:
        actor, password = signer(program, options)
        company = _company(program, actor, options.supplier)
        shown = program.trade_documents.prepare_scorecard(actor, company.id, period).digest
        done = program.trade_documents.sign_scorecard(actor, company.id, period, password, shown)
        return _written(program, actor, options, done)


def run_scar(options: Namespace) -> int:
    """Sign a corrective action request."""
    from qa_desktop.services.supplier_requests import NewRequest  # noqa: PLC0415

    require_new_file(options.to)
    with opened(options) as program:
        actor, password = signer(program, options)
        found = issue_named(program, actor, options.issue)
        name = options.supplier
        if not name and found.lot_id:
            name = program.lots.detail(actor, found.lot_id).row.supplier
        new = NewRequest(found.id, _company(program, actor, name).id, options.ask, options.due)
        shown = program.supplier_requests.prepare(actor, new).digest
        done = program.supplier_requests.send(actor, new, password, shown)
        return _written(program, actor, options, done)


def _written(program: Program, actor: Actor, options: Namespace, done: SignedDocument) -> int:
    """Write the checked file; it stays in the workspace, too."""
    data = program.trade_documents.show(actor, done.id).data
    try:
        options.to.write_bytes(data)
    except OSError as error:
        raise InputError(
            "{number} is signed and kept in the workspace, but {path} cannot be written: {why}.",
            number=done.number,
            path=options.to,
            why=error.strerror or str(error),
        ) from error
    show(options, {"number": done.number, "file": str(options.to)}, [f"{done.number} signed: {options.to}"])
    return OK


def _lot(program: Program, actor: Actor, number: str, part: str) -> LotRow:
    found = [row for row in program.lots.find(actor, number) if part in {"", row.part_number}]
    if not found:
        raise NotFoundError("No lot is called “{number}”.", number=number)
    if len(found) > 1:
        parts = ", ".join(row.part_number for row in found)
        raise NotFoundError("Several parts have a lot “{number}”: {parts}. Name one: --part NUMBER.", number=number, parts=parts)
    return found[0]


def _line(program: Program, actor: Actor, lot: LotRow, label: str) -> str | None:
    """Return the line that was named; without a name, the line of the lot's own order when there is exactly one."""
    lines = program.trade_documents.customer_lines(actor, lot.id)
    if label:
        found = next((row for row in lines if row.label == label), None)
        if found is None:
            known = ", ".join(row.label for row in lines) or "none"
            raise NotFoundError("“{label}” is no customer line for this part. Known are: {known}.", label=label, known=known)
        return found.id
    own = [row for row in lines if lot.order and row.order == lot.order]
    return own[0].id if len(own) == 1 else None


def _company(program: Program, actor: Actor, name: str) -> CompanyRow:
    if not name:
        raise NotFoundError("The lot of this issue names no supplier. Name one: --supplier NAME.")
    found = program.trade.company(actor, name)
    if found is None:
        known = ", ".join(row.name for row in program.trade.companies(actor) if row.supplies) or "none"
        raise NotFoundError("No company is called “{name}”. Known suppliers are: {known}.", name=name, known=known)
    return found
