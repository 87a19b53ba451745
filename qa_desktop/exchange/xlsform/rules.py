"""The special rules of an item in our own columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from qa_desktop.domain.decision import Comparison, DecisionRule
from qa_desktop.domain.item_rules import USUAL_DECISION, Asking, EvidenceWhen, IssueWhen, Origin, Rules, Why
from qa_desktop.domain.sampling import SamplingRule
from qa_desktop.exchange.sampling_text import EXAMPLES, sampling_of
from qa_desktop.exchange.xlsform.own import OwnCells

RULE_COLUMNS: Final[Mapping[str, str]] = {
    "qa_balloon": "origin.balloon",
    "qa_zone": "origin.zone",
    "qa_method": "origin.method",
    "qa_key_characteristic": "origin.key_characteristic",
    "qa_show_when": "asks.show_when",
    "qa_formula": "asks.formula",
    "qa_per_piece": "asks.per_piece",
    "qa_evidence_when": "asks.evidence_when",
    "qa_evidence_every": "asks.evidence_every",
    "qa_typing_lower": "asks.typing_lower",
    "qa_typing_upper": "asks.typing_upper",
    "qa_second_reading": "asks.second_reading",
    "qa_agreement": "asks.agreement",
    "qa_pass_rest": "asks.pass_rest",
    "qa_issue_when": "asks.issue_when",
    "qa_comparison": "decision.comparison",
    "qa_uncertainty": "decision.uncertainty",
    "qa_guard_factor": "decision.factor",
    "qa_sampling": "sampling",
    "qa_why": "why.note",
    "qa_issue": "why.issue",
}
"""Each column with the property of :class:`~qa_desktop.domain.item_rules.Rules` that it holds; all may stay empty."""


def rules_of(own: OwnCells) -> Rules:
    """Return the rules that the cells of a row state; raises ``FileRefusedError`` that names the cell."""
    return Rules(
        origin=Origin(
            own.text("qa_balloon"), own.text("qa_zone"), own.text("qa_method"), own.yes_no("qa_key_characteristic") or False
        ),
        asks=Asking(
            show_when=own.text("qa_show_when"),
            formula=own.text("qa_formula"),
            per_piece=own.yes_no("qa_per_piece") or False,
            evidence_when=own.word("qa_evidence_when", EvidenceWhen, EvidenceWhen.ON_FAIL),
            evidence_every=own.whole("qa_evidence_every"),
            typing_lower=own.decimal("qa_typing_lower"),
            typing_upper=own.decimal("qa_typing_upper"),
            second_reading=own.yes_no("qa_second_reading") or False,
            agreement=own.decimal("qa_agreement"),
            pass_rest=own.yes_no("qa_pass_rest") or False,
            issue_when=own.word("qa_issue_when", IssueWhen, IssueWhen.ASK),
        ),
        decision=_decision(own),
        sampling=_sampling(own),
        why=Why(own.text("qa_why"), own.text("qa_issue")),
    )


def _decision(own: OwnCells) -> DecisionRule:
    factor = own.decimal("qa_guard_factor")
    return DecisionRule(
        own.word("qa_comparison", Comparison, Comparison.ABSOLUTE),
        own.decimal("qa_uncertainty"),
        USUAL_DECISION.factor if factor is None else factor,
    )


def _sampling(own: OwnCells) -> SamplingRule | None:
    text = own.text("qa_sampling")
    rule = sampling_of(text) if text else None
    if text and rule is None:
        raise own.refuse("qa_sampling", "“{text}” is not understood. Examples: {examples}.", text=text[:60], examples=EXAMPLES)
    return rule
