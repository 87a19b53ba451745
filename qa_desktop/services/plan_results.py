"""What the pinned plans of an inspection found, kept when it is countersigned.

The table ``plan_result`` means: the newest row of a plan counts, and only while its inspection is approved.  ``original`` is 0
for a re-inspection and for goods that a plan of the same series has looked at before: such lots never count for switching.
"""

from __future__ import annotations

from qa_desktop.domain.lot_evidence import PlanFinding
from qa_desktop.methods.sampling.finding import finding_of
from qa_desktop.services import lines
from qa_desktop.storage.queries import lots, sample
from qa_desktop.storage.unit import Connection, Work


def keep(work: Work, inspection_id: str) -> tuple[PlanFinding, ...]:
    """Compute and store the result of each plan, in the transaction of the countersignature; return what was found."""
    if not sample.plans(work.connection, inspection_id):
        return ()
    found = findings(work.connection, inspection_id)
    for finding in found:
        original = lots.is_original(work.connection, inspection_id, finding.plan)
        lots.add_result(work, finding.plan.id, nonconforming=finding.nonconforming, accepted=finding.accepted, original=original)
    return found


def findings(connection: Connection, inspection_id: str) -> tuple[PlanFinding, ...]:
    """Return what each plan of an inspection finds in its answers as they stand."""
    loaded = lines.load(connection, inspection_id)
    return tuple(finding_of(plan, loaded.checklist.items, loaded.answers) for plan in loaded.plans)
