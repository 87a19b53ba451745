"""Which reference files the program knows: file id, then the name of the list, then the method that answers its cases.

A further file is one more entry here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from qa_desktop.methods.validation import decision_runs, metrics_runs, sampling_runs
from qa_desktop.methods.validation.comparing import Value
from qa_desktop.methods.validation.inputs import Inputs

Runner = Callable[[Inputs], Mapping[str, Value]]

RUNNERS: Final[Mapping[str, Mapping[str, Runner]]] = {
    "aql_lookup_cases": {"cases": sampling_runs.look_up},
    "aql_switching": {"cases": sampling_runs.switch},
    "oc_and_c0": {"oc": sampling_runs.risk, "c0": sampling_runs.zero},
    "variables_k_method": {"cases": sampling_runs.by_variables},
    "rounding_guardband": {
        "rounding": decision_runs.rounding,
        "conformance": decision_runs.conformance,
        "tolerance_limits": decision_runs.tolerance_limits,
        "guard_band": decision_runs.guard_band,
        "position": decision_runs.true_position,
    },
    "tqm_metrics": {"cases": metrics_runs.figure},
}
