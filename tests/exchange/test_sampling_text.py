"""Sampling as people write it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desktop.domain.sampling import AQLS, Level, SamplingKind, SamplingRule, TableSet
from qa_desktop.exchange.sampling_text import EXAMPLES, sampling_of, sampling_text

ALL, FIXED, PERCENT = SamplingKind.ALL, SamplingKind.FIXED, SamplingKind.PERCENT
AQL, ZERO, VARIABLES = SamplingKind.AQL, SamplingKind.ZERO, SamplingKind.VARIABLES


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("100%", SamplingRule(ALL)),
        ("100 %", SamplingRule(ALL)),
        ("every piece", SamplingRule(ALL)),
        ("Jedes Teil", SamplingRule(ALL)),
        ("5", SamplingRule(FIXED, count=5)),
        ("n=5", SamplingRule(FIXED, count=5)),
        ("N = 5, c = 1", SamplingRule(FIXED, count=5, accept=1)),
        ("n=13; Ac=1", SamplingRule(FIXED, count=13, accept=1)),
        ("5/lot", SamplingRule(FIXED, count=5)),
        ("5 pcs per lot", SamplingRule(FIXED, count=5)),
        ("5 Stück je Los", SamplingRule(FIXED, count=5)),
        ("10%", SamplingRule(PERCENT, percent=Decimal(10))),
        ("2,5 % of lot", SamplingRule(PERCENT, percent=Decimal("2.5"))),
        ("AQL 1.0 II", SamplingRule(AQL, aql="1.0")),
        ("AQL 1", SamplingRule(AQL, aql="1.0")),
        ("aql=0,65 S3", SamplingRule(AQL, aql="0.65", level=Level.S3)),
        ("AQL 2.5% level III", SamplingRule(AQL, aql="2.5", level=Level.III)),
        ("II, AQL 4.0", SamplingRule(AQL, aql="4.0")),
        ("AQL 0.65 I ISO 2859-1", SamplingRule(AQL, aql="0.65", level=Level.I, tables=TableSet.ISO)),
        ("AQL 1.5 GII normal", SamplingRule(AQL, aql="1.5")),
        ("General level III, AQL 1.5, single sampling", SamplingRule(AQL, aql="1.5", level=Level.III)),
        ("AQL 0.65 special level S-1", SamplingRule(AQL, aql="0.65", level=Level.S1)),
        ("AQL 0.65 Prüfniveau S-4", SamplingRule(AQL, aql="0.65", level=Level.S4)),
        ("c=0 LQ 2%", SamplingRule(ZERO, limiting_percent=Decimal(2))),
        ("C=0 LTPD=2,5 % beta 0.05", SamplingRule(ZERO, limiting_percent=Decimal("2.5"), beta=Decimal("0.05"))),
        ("n=10 k=1.72", SamplingRule(VARIABLES, count=10, k=Decimal("1.72"))),
        ("AQL 1.0 II class: Visual A", SamplingRule(AQL, aql="1.0", group="Visual A")),
    ],
)
def test_what_is_understood(text: str, rule: SamplingRule) -> None:
    assert sampling_of(text) == rule


@pytest.mark.parametrize(
    "text",
    [
        "",
        "some",
        "AQL",
        "AQL 1.1",
        "AQL 1.0 IV",
        "AQL 1.0 double",
        "c=0",
        "c=0 AQL 1.0",
        "n=0",
        "0%",
        "101%",
        "-5",
        "5 10",
        "n=5 k=",
        "2 per hour",
        "1st and last",
        "x" * 300,
        "n=5 c=1 c=2",
    ],
)
def test_what_is_not_understood_is_not_guessed(text: str) -> None:
    assert sampling_of(text) is None


def test_the_examples_are_understood() -> None:
    assert all(sampling_of(text) for text in EXAMPLES.split(", "))


_percent = st.builds(lambda n: Decimal(n).scaleb(-2), st.integers(1, 9_999))
_group = st.sampled_from(["", "Visual", "a b-1"])
_rules = st.one_of(
    st.builds(SamplingRule, kind=st.just(ALL), accept=st.integers(0, 9), group=_group),
    st.builds(SamplingRule, kind=st.just(FIXED), count=st.integers(1, 9_999), accept=st.integers(0, 9), group=_group),
    st.builds(SamplingRule, kind=st.just(PERCENT), percent=_percent, accept=st.integers(0, 9), group=_group),
    st.builds(
        SamplingRule,
        kind=st.just(AQL),
        aql=st.sampled_from(AQLS),
        level=st.sampled_from(Level),
        tables=st.sampled_from(TableSet),
        group=_group,
    ),
    st.builds(
        SamplingRule,
        kind=st.just(ZERO),
        limiting_percent=_percent,
        beta=st.sampled_from([Decimal("0.05"), Decimal("0.10")]),
        group=_group,
    ),
    st.builds(SamplingRule, kind=st.just(VARIABLES), count=st.integers(1, 99), k=_percent, group=_group),
)


@given(_rules)
def test_what_is_written_is_understood(rule: SamplingRule) -> None:
    if rule.percent == 100:
        rule = replace(rule, percent=Decimal(99))
    assert sampling_of(sampling_text(rule)) == rule


@given(st.text(max_size=40) | st.text(alphabet="nck=AQLIiS-0123456789.,% lotbe", max_size=30))
def test_any_text_is_understood_or_not(text: str) -> None:
    rule = sampling_of(text)
    if rule is not None:
        assert sampling_of(sampling_text(rule)) == rule or rule.percent == 100
