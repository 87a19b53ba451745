"""Generated checklists that use everything that an item can say."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from qa_desktop.domain.checklist import Checklist, Choice, Evidence, Item, ItemKind, Section, Severity
from qa_desktop.domain.decision import Comparison, DecisionRule
from qa_desktop.domain.item_rules import Asking, EvidenceWhen, Origin, Rules, Translation, Why
from qa_desktop.domain.sampling import AQLS, Level, SamplingKind, SamplingRule, TableSet
from qa_desktop.domain.tolerance import Limits

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), max_size=20)
names = st.text(st.characters(categories=["L", "N"], include_characters=" .-_'"), min_size=1, max_size=12).filter(
    lambda t: t == t.strip()
)
decimals = st.builds(lambda digits, places: Decimal(digits).scaleb(-places), st.integers(-(10**9), 10**9), st.integers(0, 9))
positive = st.builds(lambda digits, places: Decimal(digits).scaleb(-places), st.integers(1, 10**6), st.integers(0, 4))
shas = st.sampled_from(["0" * 64, "ab" * 32, "0123456789abcdef" * 4])


@st.composite
def limits(draw: st.DrawFn) -> Limits:
    nominal, one, other = (draw(st.none() | decimals) for _ in range(3))
    if one is not None and other is not None and one > other:
        one, other = other, one
    return Limits(nominal, one, other)


choices = st.lists(
    st.builds(Choice, id=names, text=texts, conforming=st.none() | st.booleans()), max_size=4, unique_by=lambda c: c.id
).map(tuple)

sampling = st.builds(
    SamplingRule,
    kind=st.sampled_from(SamplingKind),
    group=texts,
    level=st.sampled_from(Level),
    aql=st.sampled_from(("", *AQLS)),
    tables=st.sampled_from(TableSet),
    count=st.integers(0, 1000),
    percent=st.none() | positive,
    accept=st.integers(0, 50),
    limiting_percent=st.none() | positive,
    beta=st.sampled_from([Decimal("0.10"), Decimal("0.05"), Decimal("0.01")]),
    k=st.none() | positive,
)

rules = st.builds(
    Rules,
    origin=st.builds(Origin, balloon=texts, zone=texts, method=texts, key_characteristic=st.booleans()),
    asks=st.builds(
        Asking,
        show_when=texts,
        formula=texts,
        per_piece=st.booleans(),
        evidence_when=st.sampled_from(EvidenceWhen),
        evidence_every=st.integers(0, 100),
        typing_lower=st.none() | decimals,
        typing_upper=st.none() | decimals,
        second_reading=st.booleans(),
        agreement=st.none() | positive,
        pass_rest=st.booleans(),
    ),
    decision=st.builds(
        DecisionRule,
        comparison=st.sampled_from(Comparison),
        uncertainty=st.none() | positive,
        factor=st.sampled_from([Decimal(2), Decimal("1.645"), Decimal(3)]),
    ),
    sampling=st.none() | sampling,
    why=st.builds(Why, note=texts, issue=texts),
    texts=st.lists(
        st.builds(
            Translation,
            language=st.sampled_from(["de", "en", "pt-BR"]),
            text=names,
            help=texts,
            choices=st.lists(st.tuples(names, texts), max_size=2).map(tuple),
        ),
        max_size=2,
        unique_by=lambda one: one.language,
    ).map(tuple),
    picture_bad=st.none() | shas,
)


def items(key: str) -> st.SearchStrategy[Item]:
    """Items with this key, half of them with special rules."""
    return st.builds(
        Item,
        key=st.just(key),
        kind=st.sampled_from(ItemKind),
        text=texts,
        help=texts,
        required=st.booleans(),
        severity=st.sampled_from(Severity),
        evidence=st.sampled_from(Evidence),
        allow_na=st.booleans(),
        limits=limits(),
        unit=texts,
        decimals=st.none() | st.integers(0, 9),
        choices=choices,
        expected=st.sampled_from([None, "yes", "no"]),
        picture=st.none() | shas,
        rules=st.just(Rules()) | rules,
    )


@st.composite
def checklists(draw: st.DrawFn) -> Checklist:
    keys = draw(st.lists(names, unique=True, max_size=5))
    found = [draw(items(key)) for key in keys]
    sections = []
    while found:
        size = draw(st.integers(0, len(found)))
        sections.append(Section(draw(texts), tuple(found[:size])))
        found = found[size:]
    return Checklist(draw(texts), tuple(sections), draw(texts))
