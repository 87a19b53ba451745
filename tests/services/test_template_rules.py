"""Each rule that keeps a checklist from being published, with a checklist that breaks it and one that keeps it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from qa_desktop.domain.answers import Answer
from qa_desktop.domain.checklist import Checklist, Choice, Evidence, Item, ItemKind, Section, Severity
from qa_desktop.domain.decision import DecisionRule
from qa_desktop.domain.errors import InputError, RefusedError
from qa_desktop.domain.item_rules import Asking, EvidenceWhen, Origin, Rules, Translation, Why
from qa_desktop.domain.sampling import AQLS, SamplingKind, SamplingRule
from qa_desktop.domain.tolerance import Limits
from qa_desktop.methods.asking import Evaluation, logic_of
from qa_desktop.methods.expression_checks import MAX_CHAIN, renamed
from qa_desktop.services.template_rules import (
    cleaned,
    findings,
    problems_of_draft,
    problems_of_publishing,
    require_publishable,
    warnings_of,
)

D = Decimal
BORE = Item("bore", ItemKind.MEASUREMENT, "Bore", limits=Limits(D("12.35"), D("12.30"), D("12.40")), unit="mm", decimals=2)


def of(*items: Item) -> Checklist:
    return Checklist("Part", (Section("Main", items),))


def bore(**asks: Any) -> Item:
    return replace(BORE, rules=Rules(asks=Asking(**asks)))


def sampled(kind: SamplingKind, item: Item = BORE, *, per_piece: bool = True, **values: Any) -> Item:
    rule = SamplingRule(kind=kind, **values)
    return replace(item, rules=Rules(asks=Asking(per_piece=per_piece), sampling=rule))


def decided(limits: Limits = BORE.limits, **values: Any) -> Item:
    return replace(BORE, limits=limits, rules=Rules(decision=DecisionRule(**values)))


def calculated(formula: str, key: str = "sum", **more: Any) -> Item:
    return Item(key, ItemKind.CALCULATED, "Sum", rules=Rules(asks=Asking(formula=formula, **more)))


CONFORMITY = Item("looks", ItemKind.CONFORMITY, "Looks good")
YES = Item("yes", ItemKind.YES_NO, "Marked?", expected="yes")
TALLY = Item("tally", ItemKind.DEFECTS, "Defects", choices=(Choice("scratch", "Scratch"),))

GOOD = [
    of(BORE),
    of(bore(per_piece=True), calculated("{bore} * 2", per_piece=True)),
    of(BORE, calculated("{bore} * 2", per_piece=True)),
    of(BORE, replace(CONFORMITY, rules=Rules(asks=Asking(show_when="{bore} > 12.31 and answered({bore})")))),
    of(YES, replace(CONFORMITY, rules=Rules(asks=Asking(show_when="{yes} = 'yes'")))),
    of(bore(typing_lower=D(0), typing_upper=D(100))),
    of(bore(second_reading=True, agreement=D(0))),
    of(bore(evidence_when=EvidenceWhen.NTH, evidence_every=1)),
    of(replace(CONFORMITY, rules=Rules(asks=Asking(pass_rest=True)))),
    of(replace(YES, severity=Severity.MINOR, rules=Rules(asks=Asking(pass_rest=True)))),
    of(TALLY),
    *[of(sampled(SamplingKind.AQL, aql=aql)) for aql in AQLS],
    of(sampled(SamplingKind.FIXED, count=5, accept=1)),
    of(sampled(SamplingKind.PERCENT, percent=D(100))),
    of(sampled(SamplingKind.ZERO, limiting_percent=D(5))),
    of(sampled(SamplingKind.VARIABLES, count=5, k=D("1.53"))),
    of(decided(uncertainty=D("0.025"))),
    of(decided(Limits(upper=D(5)), uncertainty=D(9))),
    of(replace(BORE, rules=Rules(origin=Origin("7", "B2", "CMM", True), why=Why("A complaint", "NC-1"))), CONFORMITY),
]


@pytest.mark.parametrize("checklist", GOOD, ids=range(len(GOOD)))
def test_what_keeps_the_rules_can_be_published(checklist: Checklist) -> None:
    require_publishable(checklist)
    assert warnings_of(checklist) == ()


BAD = {
    "calculated without a formula": (of(BORE, calculated("")), "formula", "no formula"),
    "formula on a measurement": (of(bore(formula="1")), "formula", "only a calculated value"),
    "formula that cannot be read": (of(BORE, calculated("{bore} +")), "formula", "ends too early"),
    "formula of the wrong kind": (of(BORE, calculated("{bore} > 1")), "formula", "wanted is a number"),
    "formula with an unknown item": (of(BORE, calculated("{nowhere}")), "formula", "no item with the key “nowhere”"),
    "formula that refers to itself": (of(BORE, calculated("{sum} + 1")), "formula", "the item itself"),
    "condition that cannot be read": (of(bore(show_when="((")), "show_when", "ends too early"),
    "condition that is a number": (of(BORE, replace(YES, rules=Rules(asks=Asking(show_when="{bore}")))), "show_when", "wanted"),
    "condition with an unknown choice": (
        of(YES, replace(BORE, rules=Rules(asks=Asking(show_when="{yes} = 'maybe'")))),
        "show_when",
        "not a choice",
    ),
    "condition that refers to itself": (of(bore(show_when="{bore} > 1")), "show_when", "the item itself"),
    "once refers to each piece": (of(bore(per_piece=True), calculated("{bore}")), "formula", "asked for each piece"),
    "condition once refers to each piece": (
        of(bore(per_piece=True), replace(YES, rules=Rules(asks=Asking(show_when="{bore} > 1")))),
        "show_when",
        "asked for each piece",
    ),
    "typing range upside down": (of(bore(typing_lower=D(20), typing_upper=D(1))), "typing_lower", "Exchange"),
    "typing range above the lower limit": (of(bore(typing_lower=D("12.31"))), "typing_lower", "Readings that conform"),
    "typing range below the upper limit": (of(bore(typing_upper=D("12.39"))), "typing_upper", "Readings that conform"),
    "typing range of a text": (
        of(Item("t", ItemKind.TEXT, "T", rules=Rules(asks=Asking(typing_lower=D(1))))),
        "typing_lower",
        "only a measurement",
    ),
    "agreement below zero": (of(bore(second_reading=True, agreement=D("-0.1"))), "agreement", "below zero"),
    "agreement without second reading": (of(bore(agreement=D("0.1"))), "agreement", "no second reading"),
    "agreement of a judgement": (
        of(replace(CONFORMITY, rules=Rules(asks=Asking(second_reading=True, agreement=D(1))))),
        "agreement",
        "only numbers",
    ),
    "second reading of a calculated value": (
        of(BORE, calculated("{bore}", second_reading=True)),
        "second_reading",
        "nobody reads it",
    ),
    "every Nth without N": (of(bore(evidence_when=EvidenceWhen.NTH)), "evidence_every", "from 1"),
    "always nothing": (
        of(replace(bore(evidence_when=EvidenceWhen.ALWAYS), evidence=Evidence.NONE)),
        "evidence",
        "does not say which",
    ),
    "pass the rest on a critical line": (
        of(replace(CONFORMITY, severity=Severity.CRITICAL, rules=Rules(asks=Asking(pass_rest=True)))),
        "pass_rest",
        "critical",
    ),
    "pass the rest on a measurement": (of(bore(pass_rest=True)), "pass_rest", "no answer that passes"),
    "pass the rest without an expected answer": (
        of(replace(YES, expected=None, rules=Rules(asks=Asking(pass_rest=True)))),
        "pass_rest",
        "no answer that passes",
    ),
    "tally without types": (of(replace(TALLY, choices=())), "choices", "no defect types"),
    "sampled but asked once": (of(sampled(SamplingKind.ALL, per_piece=False)), "sampling", "asked only once"),
    "no AQL": (of(sampled(SamplingKind.AQL)), "aql", "no AQL"),
    "AQL outside the series": (of(sampled(SamplingKind.AQL, aql="1.1")), "aql", "no AQL of the series"),
    "fixed without a number": (of(sampled(SamplingKind.FIXED)), "count", "no size"),
    "fixed that always accepts": (of(sampled(SamplingKind.FIXED, count=3, accept=3)), "accept", "always accepted"),
    "accept below zero": (of(sampled(SamplingKind.ALL, accept=-1)), "accept", "below zero"),
    "percent without a share": (of(sampled(SamplingKind.PERCENT)), "percent", "no share"),
    "percent of zero": (of(sampled(SamplingKind.PERCENT, percent=D(0))), "percent", "not possible"),
    "percent above the lot": (of(sampled(SamplingKind.PERCENT, percent=D("100.1"))), "percent", "not possible"),
    "zero acceptance without a quality": (of(sampled(SamplingKind.ZERO)), "limiting_percent", "in percent"),
    "zero acceptance of everything": (
        of(sampled(SamplingKind.ZERO, limiting_percent=D(100))),
        "limiting_percent",
        "not possible",
    ),
    "beta of zero": (of(sampled(SamplingKind.ZERO, limiting_percent=D(5), beta=D(0))), "beta", "between 0 and 1"),
    "beta of one": (of(sampled(SamplingKind.ZERO, limiting_percent=D(5), beta=D(1))), "beta", "between 0 and 1"),
    "variables of a judgement": (
        of(sampled(SamplingKind.VARIABLES, CONFORMITY, count=5, k=D(1))),
        "sampling",
        "only a measurement",
    ),
    "variables without limits": (
        of(sampled(SamplingKind.VARIABLES, replace(BORE, limits=Limits()), count=5, k=D(1))),
        "sampling",
        "no limit",
    ),
    "variables of one piece": (of(sampled(SamplingKind.VARIABLES, count=1, k=D(1))), "count", "two pieces"),
    "variables without k": (of(sampled(SamplingKind.VARIABLES, count=5)), ".k", "constant k"),
    "uncertainty of zero": (of(decided(uncertainty=D(0))), "uncertainty", "above zero"),
    "factor of zero": (of(decided(factor=D(0))), "factor", "above zero"),
    "guard band without limits": (of(decided(Limits(), uncertainty=D(1))), "uncertainty", "no limits"),
    "guard band that leaves nothing": (of(decided(uncertainty=D("0.026"))), "uncertainty", "from 12.352 to 12.348"),
    "language twice": (
        of(replace(BORE, rules=Rules(texts=(Translation("de", "Bohrung"), Translation("de", "Loch"))))),
        "texts",
        "twice",
    ),
    "language without a name": (of(replace(BORE, rules=Rules(texts=(Translation("", "Bohrung"),)))), "texts", "without a name"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_breaks_a_rule_is_named_and_not_published(name: str) -> None:
    checklist, field, words = BAD[name]
    found = problems_of_publishing(checklist)
    assert len(found) == 1, [problem.sentence for problem in found]
    assert words in found[0].sentence
    assert field in found[0].field
    assert found[0].key in {item.key for item in checklist.items}
    assert problems_of_draft(checklist) == (), "a draft may be unfinished"
    with pytest.raises(RefusedError, match="The draft stays as it is"):
        require_publishable(checklist)


def test_items_that_depend_on_each_other_in_a_circle_are_all_named() -> None:
    formulas = of(BORE, calculated("{b} + 1", "a"), calculated("{c}", "b"), calculated("{a} + {bore}", "c"))
    assert {problem.key for problem in problems_of_publishing(formulas)} == {"a", "b", "c"}
    first = replace(YES, key="first", rules=Rules(asks=Asking(show_when="{second} = 'yes'")))
    second = replace(YES, key="second", rules=Rules(asks=Asking(show_when="{first} = 'yes'")))
    found = problems_of_publishing(of(first, second))
    assert [problem.field for problem in found] == ["rules.asks.show_when"] * 2
    assert "circle" in found[0].sentence


def test_a_chain_of_conditions_or_formulas_has_an_end() -> None:
    def chain(length: int) -> Checklist:
        formulas = [calculated("{bore}" if n == 1 else f"{{c{n - 1}}} + 1", f"c{n}") for n in range(1, length + 1)]
        return of(BORE, *formulas)

    assert problems_of_publishing(chain(MAX_CHAIN)) == ()
    (found,) = problems_of_publishing(chain(MAX_CHAIN + 30))
    assert (found.key, found.field) == (f"c{MAX_CHAIN + 1}", "rules.asks.formula")
    assert "one after the other" in found.sentence
    shown = [replace(YES, key="y0")]
    shown += [
        replace(YES, key=f"y{n}", rules=Rules(asks=Asking(show_when=f"{{y{n - 1}}} = 'yes'"))) for n in range(1, MAX_CHAIN + 2)
    ]
    assert len(problems_of_publishing(chain(1000))) == 24, "without those named no chain is too long"
    (found,) = problems_of_publishing(of(*shown))
    assert (found.key, found.field) == (f"y{MAX_CHAIN + 1}", "rules.asks.show_when")


def test_the_longest_chain_is_worked_out() -> None:
    formulas = [calculated("{bore}" if n == 1 else f"{{c{n - 1}}} + 1", f"c{n}") for n in range(1, MAX_CHAIN + 1)]
    checklist = of(*(replace(item, id=item.key) for item in (BORE, *formulas)))
    evaluation = Evaluation(logic_of(checklist), {"bore": Answer("12.3")})
    assert evaluation.calculated(f"c{MAX_CHAIN}") == str(D("12.3") + MAX_CHAIN - 1)


def test_a_limit_finer_than_the_reading_warns_and_refuses_nothing() -> None:
    fine = of(replace(BORE, limits=Limits(None, D("12.305"), None)))
    assert problems_of_publishing(fine) == ()
    (warning,) = warnings_of(fine)
    assert warning.field == "limits.lower"
    assert "12.305" in warning.sentence
    assert warnings_of(of(replace(BORE, limits=Limits(None, D("12.3"), None)))) == ()


def test_words_of_a_choice_that_is_gone_warn() -> None:
    item = replace(TALLY, rules=Rules(texts=(Translation("de", "Fehler", choices=(("dent", "Delle"),)),)))
    assert ["dent" in problem.sentence for problem in findings(of(item))] == [True]


def test_the_texts_of_the_rules_are_made_fit_for_the_tables() -> None:
    item = replace(BORE, rules=Rules(origin=Origin(balloon=" 7 "), why=Why("one\r\ntwo", " NC-1 ")))
    rules = cleaned(of(item)).items[0].rules
    assert (rules.origin.balloon, rules.why.note, rules.why.issue) == ("7", "one\ntwo", "NC-1")
    with pytest.raises(InputError, match="NUL"):
        cleaned(of(bore(show_when="{bore} > \x00")))


def test_renaming_an_item_follows_into_expressions_but_not_into_texts() -> None:
    assert renamed("{a} > 1 and { a } < {ab} or {b} = '{a}'", "a", "x") == "{x} > 1 and {x} < {ab} or {b} = '{a}'"
    assert renamed("", "a", "x") == ""
