"""The file of our own: nothing is lost, and nothing bad comes in."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_desktop.domain.checklist import Checklist, Choice, Evidence, Item, ItemKind, RevisionState, Section, Severity
from qa_desktop.domain.decision import Comparison
from qa_desktop.domain.errors import FileRefusedError, InputError
from qa_desktop.domain.item_rules import Asking, EvidenceWhen, Rules
from qa_desktop.domain.sampling import AQLS, Level, SamplingKind, TableSet
from qa_desktop.domain.tolerance import Limits
from qa_desktop.exchange.template_json import Picture, TemplateFile, from_json, to_json
from qa_desktop.resources import resource_path
from tests.domain import makings

PNG = b"\x89PNG\r\n\x1a\n" + b"drawn"
SHA = hashlib.sha256(PNG).hexdigest()
_PICTURES = {sha: (b"\xff\xd8\xff" + sha.encode()) for sha in ("good", "bad", "other")}
_SHAS = {hashlib.sha256(data).hexdigest(): Picture("image/jpeg", data) for data in _PICTURES.values()}


def _with_pictures(checklist: Checklist) -> Checklist:
    """Give the generated items pictures that exist."""
    real = dict(zip(["0" * 64, "ab" * 32, "0123456789abcdef" * 4], _SHAS, strict=True))
    return replace(
        checklist,
        sections=tuple(
            replace(
                section,
                items=tuple(
                    replace(
                        item,
                        picture=real.get(item.picture or ""),
                        rules=replace(item.rules, picture_bad=real.get(item.rules.picture_bad or "")),
                    )
                    for item in section.items
                ),
            )
            for section in checklist.sections
        ),
    )


@settings(max_examples=60)
@given(makings.checklists().map(_with_pictures), st.text(alphabet="Tabc ", max_size=9))
def test_what_goes_out_comes_in_the_same(checklist: Checklist, name: str) -> None:
    data = to_json(TemplateFile(checklist, _SHAS, name, 7, "published"))
    back = from_json(data)
    assert back.checklist == checklist
    assert back.checklist.digest() == checklist.digest()
    assert {sha: _SHAS[sha] for sha in back.pictures} == back.pictures
    assert (back.name, back.number, back.state) == ((name, 7, "published") if name else ("", 0, ""))
    assert not [notice for notice in back.notices if "edited" in notice]
    assert to_json(replace(back, notices=())) == data


ITEM = Item("bore", ItemKind.MEASUREMENT, "Bore", limits=Limits(Decimal("12.350"), Decimal("12.30"), Decimal("12.40")), unit="mm")
FILE = TemplateFile(
    Checklist(
        "Part",
        (
            Section(
                "S",
                (ITEM, replace(ITEM, key="colour", kind=ItemKind.SINGLE_CHOICE, choices=(Choice("r", "Red"),))),
            ),
        ),
    ),
    name="Part",
    number=1,
    state="draft",
)


def plain(template: TemplateFile = FILE) -> Any:
    return json.loads(to_json(template))


def _put(value: Any, *path: Any, data: Any = None) -> bytes:
    """Return a file in which the value at ``path`` is another one."""
    tree = plain() if data is None else data
    inner = tree
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return json.dumps(tree).encode()


BORE = ("sections", 0, "items", 0)


@pytest.mark.parametrize(
    ("data", "place", "words"),
    [
        (b"", "", "not valid JSON"),
        (b"\xff\xfe{", "", "not text in UTF-8"),
        (b"[]", "", "only a list"),
        (b"{}", "", "not a template file"),
        (b'{"format": 1', "", "Line 1, column 13"),
        (b'{"format":"qa-desktop-template","version":2}', "", "version 2"),
        (b'{"format":"qa-desktop-template","version":true,"title":"x","sections":[]}', "version", "must stand “1”"),
        (b'{"format":"qa-desktop-template","version":1,"sections":[]}', "", "“title” is missing"),
        (b'{"a":1,"a":2}', "", "“a” stands here twice"),
        (b'{"a":{"b":1,"c":[],"b":2}}', "a", "“b” stands here twice"),
        (b'{"a":NaN}', "", "“NaN”"),
        (b'{"a":[0,-Infinity]}', "", "“-Infinity”"),
        (b'{"a":[0,1.5]}', "a[1]", "Write it as text: “1.5”"),
        (b'{"a":1e999}', "a", "“1e999”"),
        (b'{"a":' + b"9" * 5000 + b"}", "a", "written as a number"),
        (b"[" * 100_000, "", "nested more than"),
        (b'{"a":' * 40 + b"1" + b"}" * 40, "", "nested more than"),
        (b"[]," * 600_000, "", "more parts than any template"),
        (b'"",' * 2_100_000, "", "more parts than any template"),
        (b" " * 64_000_001, "", "larger than 64 MB"),
        (b'{"a":"x\\u0000y"}', "a", "NUL"),
        (b'{"a":["\\ud800"]}', "a[0]", "half a character"),
        (_put(12.5, *BORE, "limits", "upper"), "sections[0].items[0].limits.upper", "12.5 is written as a number"),
        (_put("12,5", *BORE, "limits", "upper"), "sections[0].items[0].limits.upper", "digits with at most nine decimals"),
        (_put("1e5", *BORE, "limits", "upper"), "sections[0].items[0].limits.upper", "right form"),
        (_put("nan", *BORE, "limits", "upper"), "sections[0].items[0].limits.upper", "right form"),
        (_put("1\n", *BORE, "limits", "upper"), "sections[0].items[0].limits.upper", "right form"),
        (_put("9999999999", *BORE, "limits", "upper"), "sections[0].items[0].limits.upper", "too large"),
        (_put("12.10", *BORE, "limits", "upper"), "sections[0].items[0].limits", "lies above the upper limit"),
        (_put("x", *BORE, "limits", "uper"), "sections[0].items[0].limits", "“uper” is not known here. Known are: nominal"),
        (_put(None, *BORE, "limits", "upper"), "sections[0].items[0].limits.upper", "a text in quotation marks"),
        (_put([], *BORE), "sections[0].items[0]", "an object"),
        (_put({}, "sections"), "sections", "a list"),
        (_put("weight", *BORE, "kind"), "sections[0].items[0].kind", "“weight” is not one of"),
        (_put("yes", *BORE, "required"), "sections[0].items[0].required", "true or false"),
        (_put(10, *BORE, "decimals"), "sections[0].items[0].decimals", "larger than 9"),
        (_put(True, *BORE, "decimals"), "sections[0].items[0].decimals", "a whole number"),
        (_put("", *BORE, "key"), "sections[0].items[0].key", "empty"),
        (_put("x" * 501, *BORE, "key"), "sections[0].items[0].key", "longer than 500"),
        (_put("colour", *BORE, "key"), "sections[0].items[1].key", "stands at sections[0].items[0].key, too"),
        (_put({"decision": {"factor": "-1"}}, *BORE, "rules"), "sections[0].items[0].rules.decision.factor", "right form"),
        (
            _put({"sampling": {"kind": "aql", "aql": "1.1"}}, *BORE, "rules"),
            "sections[0].items[0].rules.sampling.aql",
            "“1.1” is not one of",
        ),
        (_put({"sampling": {}}, *BORE, "rules"), "sections[0].items[0].rules.sampling", "“kind” is missing"),
        (
            _put({"texts": [{"language": "de", "text": "a"}, {"language": "de", "text": "b"}]}, *BORE, "rules"),
            "sections[0].items[0].rules.texts[1]",
            "stands here twice",
        ),
        (
            _put({"texts": [{"language": "de", "text": "a", "choices": [["r"]]}]}, *BORE, "rules"),
            "sections[0].items[0].rules.texts[0].choices[0]",
            "needs 2 entries",
        ),
        (_put(SHA, *BORE, "picture"), "sections[0].items[0].picture", "not in the list “pictures”"),
        (_put({"picture_bad": SHA}, *BORE, "rules"), "sections[0].items[0].rules.picture_bad", "not in the list"),
    ],
)
def test_a_bad_file_is_refused_with_its_place(data: bytes, place: str, words: str) -> None:
    with pytest.raises(FileRefusedError) as caught:
        from_json(data, name="part.json")
    assert caught.value.params["place"] == place
    sentence = str(caught.value)
    assert words in sentence
    assert sentence.startswith("“part.json”: " + (f"At {place}: " if place else ""))
    assert sentence.endswith("Nothing was imported.")


def _with_picture(**changes: Any) -> bytes:
    one = {"sha256": SHA, "mime": "image/png", "data": base64.b64encode(PNG).decode()} | changes
    return _put(SHA, *BORE, "picture", data=json.loads(_put([one], "pictures")))


@pytest.mark.parametrize(
    ("data", "place", "words"),
    [
        (_with_picture(data="§§§"), "pictures[0].data", "Base64"),
        (_with_picture(data=base64.b64encode(PNG + b"x").decode()), "pictures[0].sha256", "damaged"),
        (_with_picture(mime="image/jpeg"), "pictures[0].mime", "not of the kind"),
        (_with_picture(mime="image/svg+xml"), "pictures[0].mime", "not one of"),
        (_with_picture(sha256="x"), "pictures[0].sha256", "right form"),
        (_with_picture(data="A" * 16_000_001), "pictures[0].data", "longer than"),
        (_with_picture(data=base64.b64encode(b"\0" * 10_000_001).decode()), "pictures[0].data", "more than 10 MB"),
    ],
)
def test_a_bad_picture_is_refused(data: bytes, place: str, words: str) -> None:
    with pytest.raises(FileRefusedError, match=words) as caught:
        from_json(data)
    assert caught.value.params["place"] == place


def test_a_picture_comes_with_its_item() -> None:
    found = from_json(_with_picture())
    assert found.pictures == {SHA: Picture("image/png", PNG)}
    assert found.checklist.items[0].picture == SHA


def test_remarks_tell_of_an_edited_file_a_spare_picture_and_a_bad_expression() -> None:
    edited = _put("Bore A", *BORE, "text", data=json.loads(_put([], "pictures")))
    assert [notice for notice in from_json(edited).notices if "edited after it was exported" in notice]
    one = {"sha256": SHA, "mime": "image/png", "data": base64.b64encode(PNG).decode()}
    found = from_json(_put([one], "pictures"))
    assert found.notices == ("Pictures that no item refers to were left out: 1.",)
    assert not found.pictures
    asks = replace(ITEM, rules=Rules(asks=Asking(show_when="{bore} >")))
    told = from_json(to_json(TemplateFile(Checklist("T", (Section("S", (asks,)),))))).notices
    assert told[0].startswith("sections[0].items[0].rules.asks.show_when: Column 9: ")


def test_a_file_by_hand_needs_only_what_is_special() -> None:
    text = '{"format":"qa-desktop-template","version":1,"title":"T","sections":[{"title":"S","items":[{"key":"a","kind":"text","text":"A"}]}]}'
    assert from_json(text.encode()).checklist == Checklist("T", (Section("S", (Item("a", ItemKind.TEXT, "A"),)),))


def test_a_missing_or_large_picture_is_refused_before_anything_is_written() -> None:
    checklist = Checklist("T", (Section("S", (replace(ITEM, picture=SHA),)),))
    with pytest.raises(InputError, match="picture of this revision is missing"):
        to_json(TemplateFile(checklist))
    with pytest.raises(InputError, match="at most 10 MB"):
        to_json(TemplateFile(checklist, {SHA: Picture("image/png", b"\0" * 10_000_001)}))


@given(st.binary(max_size=60) | st.text(alphabet='{}[]":,0123456789.eE-+nulltruefalse\\u ', max_size=60).map(str.encode))
def test_any_bytes_are_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(FileRefusedError) as caught:
        from_json(data)
    assert str(caught.value).endswith("Nothing was imported.")


_LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.lists(st.none(), max_size=1) | st.just({})


@settings(max_examples=150)
@given(st.data())
def test_any_value_in_the_wrong_place_is_taken_or_refused(data: st.DataObject) -> None:
    tree = plain()
    paths: list[tuple[Any, Any]] = []

    def collect(value: Any) -> None:
        keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
        for key in keys:
            paths.append((value, key))
            collect(value[key])

    collect(tree)
    inner, key = data.draw(st.sampled_from(paths))
    inner[key] = data.draw(_LEAVES)
    try:
        from_json(json.dumps(tree).encode())
    except FileRefusedError as error:
        assert str(error).endswith("Nothing was imported.")


def test_the_published_schema_knows_all_words_of_the_program() -> None:
    schema = json.loads(resource_path("schemas", "template-1.schema.json").read_text(encoding="utf-8"))
    item, rules = schema["definitions"]["item"]["properties"], schema["definitions"]["rules"]["properties"]
    words: list[tuple[Any, type[StrEnum]]] = [
        (item["kind"], ItemKind),
        (item["severity"], Severity),
        (item["evidence"], Evidence),
        (rules["asks"]["properties"]["evidence_when"], EvidenceWhen),
        (rules["decision"]["properties"]["comparison"], Comparison),
        (rules["sampling"]["properties"]["kind"], SamplingKind),
        (rules["sampling"]["properties"]["level"], Level),
        (rules["sampling"]["properties"]["tables"], TableSet),
        (schema["properties"]["template"]["properties"]["state"], RevisionState),
    ]
    for found, known in words:
        assert found["enum"] == [word.value for word in known]
    assert rules["sampling"]["properties"]["aql"]["enum"] == ["", *AQLS]


def test_the_schema_is_read_from_the_resources() -> None:
    assert Path(resource_path("schemas", "template-1.schema.json")).is_file()
