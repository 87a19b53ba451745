"""``lot list`` and ``lot show NUMBER``."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from qa_desktop.cli.common import OK, at_least_one, opened, reader, show, table
from qa_desktop.cli.demo import Commands
from qa_desktop.domain.errors import NotFoundError
from qa_desktop.domain.lot import LotState, amount_text

if TYPE_CHECKING:
    from qa_desktop.services.lots import LotDetail
    from qa_desktop.storage.queries.lots import LotRow

_AMOUNTS = ("waiting", "held", "accepted", "rejected")


def add_to(nouns: Commands) -> None:
    """Add the commands."""
    verbs = nouns.add_parser("lot", help="list and show lots").add_subparsers(required=True, metavar="VERB")
    lists = verbs.add_parser("list", help="list lots, newest first")
    lists.add_argument("--state", choices=[state.value for state in LotState])
    lists.add_argument("--part", default="", help="the number of a part")
    lists.add_argument("--supplier", default="")
    lists.add_argument("--text", default="", help="words in lot, part, order or supplier")
    lists.add_argument("--limit", type=at_least_one, default=50)
    lists.set_defaults(run=run_list)
    one = verbs.add_parser("show", help="show a lot: what blocks its release, inspections, decisions")
    one.add_argument("number")
    one.add_argument("--part", default="", help="the number of the part, where several parts have a lot of this number")
    one.set_defaults(run=run_show)


def run_list(options: Namespace) -> int:
    """List lots."""
    from qa_desktop.storage.queries.lots import LotFilter  # noqa: PLC0415

    states = (LotState(options.state),) if options.state else ()
    wanted = LotFilter(states, options.part, options.supplier, options.text)
    with opened(options) as program:
        rows = program.lots.page(reader(program), wanted, limit=options.limit)
    data = [_row(row) for row in rows]
    show(options, data, table(data, ("number", "state", "part", "order", "supplier", "quantity", *_AMOUNTS)))
    return OK


def run_show(options: Namespace) -> int:
    """Show one lot."""
    with opened(options) as program:
        actor = reader(program)
        found = [row for row in program.lots.find(actor, options.number) if options.part in {"", row.part_number}]
        if not found:
            raise NotFoundError("No lot is called “{number}”.", number=options.number)
        if len(found) > 1:
            parts = ", ".join(row.part_number for row in found)
            raise NotFoundError(
                "Several parts have a lot “{number}”: {parts}. Name one: --part NUMBER.", number=options.number, parts=parts
            )
        detail = program.lots.detail(actor, found[0].id)
    data = _whole(detail)
    show(options, data, _lines(detail))
    return OK


def _row(row: LotRow) -> dict[str, object]:
    balance = row.balance
    return {
        "number": row.number,
        "state": row.state.value,
        "part": row.part_number,
        "order": row.order,
        "supplier": row.supplier,
        "quantity": "" if balance.whole is None else amount_text(balance.whole),
        **{name: amount_text(getattr(balance, name)) for name in _AMOUNTS},
    }


def _whole(detail: LotDetail) -> dict[str, object]:
    return {
        **_row(detail.row),
        "blocks": [str(block) for block in detail.blocks],
        "inspections": [
            {
                "number": one.row.number,
                "state": one.row.state.value,
                "verdict": one.verdict.value,
                "covers": amount_text(one.basis.covers),
                "nonconforming": one.basis.nonconforming,
                "plans": [
                    {
                        "class": finding.plan.group,
                        "severity": finding.plan.severity.value,
                        "n": finding.plan.sample_size,
                        "ac": finding.plan.accept,
                        "re": finding.plan.reject,
                        "nonconforming": finding.nonconforming,
                        "accepted": finding.accepted,
                    }
                    for finding in one.plans
                ],
                "blocks": [str(block) for block in one.blocks],
            }
            for one in detail.inspections
        ],
        "decisions": [
            {
                "number": row.number,
                "at": row.at,
                "by": row.printed_name,
                "inspection": row.inspection_number,
                "source": row.decided.source.value,
                **{name: amount_text(getattr(row.decided, name)) for name in ("inspected", "accepted", "rejected", "held")},
                "reason": row.reason,
                "file": row.file,
                "sha256": row.sha256,
            }
            for row in detail.decisions
        ],
    }


def _lines(detail: LotDetail) -> list[str]:
    from qa_desktop.services.lot_statement import plan_in_words  # noqa: PLC0415

    row = detail.row
    where = ", ".join(f"{amount_text(getattr(row.balance, name))} {name}" for name in _AMOUNTS)
    lines = [f"{row.number}  {row.part_number} {row.part_name}  {row.state.value}", f"of {row.quantity or '?'}: {where}"]
    lines += [f"blocked: {block}" for block in detail.blocks]
    for one in detail.inspections:
        lines.append(f"{one.row.number}  {one.row.state.value}  {one.verdict.value}  covers {amount_text(one.basis.covers)}")
        lines += [f"    {finding.plan.group}: {plan_in_words(finding)}" for finding in one.plans]
    for decision in detail.decisions:
        said = decision.decided
        parts = ", ".join(f"{amount_text(getattr(said, name))} {name}" for name in ("accepted", "rejected", "held"))
        lines.append(
            f"{decision.number}  {decision.at[:16]}  {decision.printed_name}: {parts} from {said.source.value}  {decision.reason}"
        )
    return lines
