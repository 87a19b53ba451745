"""In which order calculated items are calculated."""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter

from qa_desktop.domain.errors import InputError
from qa_desktop.methods.expressions.nodes import Expression


def order(formulas: Mapping[str, Expression]) -> tuple[str, ...]:
    """Return the keys of ``formulas`` so that each stands after those that it needs; the same input gives the same order.

    Raises :class:`InputError` that names the items when they refer to each other, or to themselves, in a circle.
    """
    needs = {key: sorted(formulas[key].references & formulas.keys()) for key in formulas}
    try:
        return tuple(TopologicalSorter(needs).static_order())
    except CycleError as error:
        circle = [str(key) for key in error.args[1]]
        raise InputError(
            "These items are calculated from each other in a circle: {circle}. Change the formula of one of them.",
            circle=" → ".join(reversed(circle)),
        ) from None
