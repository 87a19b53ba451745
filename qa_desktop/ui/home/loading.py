"""Loading what the home screen shows; runs in a reader."""

from __future__ import annotations

from datetime import UTC, datetime

from qa_desktop.domain.inspection import InspectionState
from qa_desktop.domain.people import Permission
from qa_desktop.ui.context import Context
from qa_desktop.ui.home.view_model import HomeFacts, Today
from qa_desktop.ui.lots.view_model import UNDECIDED

_FEW = 8


class HomeLoading:
    """One look at everything that waits for one person."""

    def __init__(self, context: Context) -> None:
        self._inspections, self._actor = context.program.inspections, context.actor
        self._patrols, self._lots = context.program.patrols, context.program.lots
        self._second, self._issues = context.program.second_readings, context.program.issues

    def __call__(self) -> HomeFacts:
        """Return everything at once, so that the lists agree with each other."""
        work = self._inspections.my_work(self._actor)
        stopped_at = items = 0
        if work.resume:
            newest = self._inspections.open(self._actor, work.resume[0].id)
            places = {item.id: place for place, item in enumerate(newest.items, 1)}
            stopped_at, items = places.get(newest.row.current_item_id or "", 1), len(places)
        remarks = {}
        for row in work.returned[:_FEW]:
            said = self._inspections.open(self._actor, row.id).remarks
            remarks[row.id] = "; ".join(one.text for one in said if one.text)
        patrols = self._patrols.patrols(self._actor, active_only=True)
        second = self._second.count(self._actor) if self._actor.may(Permission.INSPECT) else 0
        late = self._issues.overdue(self._actor, shown=0).count
        return HomeFacts(work, stopped_at, items, remarks, self._today(), patrols, second, self._lots_waiting(), late)

    def _lots_waiting(self) -> int:
        """Return how many lots the list of lots begins with; only whoever decides on lots is told."""
        from qa_desktop.storage.queries.lots import LotFilter  # noqa: PLC0415  (storage loads late)

        if not self._actor.may(Permission.RELEASE_LOT):
            return 0
        return self._lots.count(self._actor, LotFilter(UNDECIDED))

    def _today(self) -> Today:
        from qa_desktop.storage.queries.inspections import InspectionFilter  # noqa: PLC0415  (storage loads late)

        midnight = datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
        since = midnight.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        states = (InspectionState.SUBMITTED, InspectionState.APPROVED)
        rows = self._inspections.page(self._actor, InspectionFilter(states, self._actor.person_id), limit=200)
        today = [row for row in rows if row.updated_at >= since]
        return Today(len(today), sum(row.failed > 0 for row in today))
