"""From values of the right form to a checklist, with what a schema cannot say: order of limits, single keys, pictures."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from qa_desktop.domain.checklist import Checklist, Choice, Evidence, Item, ItemKind, Section, Severity
from qa_desktop.domain.decimals import parse_decimal
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.item_rules import rules_from
from qa_desktop.domain.tolerance import Limits
from qa_desktop.exchange.template_json.places import Path, place_of, refusal
from qa_desktop.exchange.template_json.template_file import MAX_PICTURE, MIMES, Picture, TemplateFile, pictures_of
from qa_desktop.methods.expressions import parse

_RULE_NUMBERS = {
    "asks": ("typing_lower", "typing_upper", "agreement"),
    "decision": ("uncertainty", "factor"),
    "sampling": ("percent", "limiting_percent", "beta", "k"),
}


def built(found: Mapping[str, Any]) -> TemplateFile:
    """Return the template behind values that have the form of the schema; raises ``FileRefusedError``."""
    sections = tuple(
        Section(section["title"], tuple(_item(item, ("sections", at, "items", n)) for n, item in enumerate(section["items"])))
        for at, section in enumerate(found["sections"])
    )
    checklist = Checklist(found["title"], sections, found.get("description", ""))
    _require_single_keys(found)
    pictures = {one["sha256"]: _picture(one, ("pictures", at)) for at, one in enumerate(found.get("pictures", ()))}
    _require_pictures(found, pictures)
    origin = found.get("template", {})
    used = pictures_of(checklist)
    return TemplateFile(
        checklist,
        {sha: picture for sha, picture in pictures.items() if sha in used},
        origin.get("name", ""),
        origin.get("revision", 0),
        origin.get("state", ""),
        tuple(_notices(found, checklist, pictures)),
    )


def _notices(found: Mapping[str, Any], checklist: Checklist, pictures: Mapping[str, Picture]) -> Iterator[str]:
    stated = found.get("criteria_sha256")
    if stated is not None and stated != checklist.digest():
        yield "The file was edited after it was exported: its content does not have the digest that it states."
    spare = len(pictures.keys() - set(pictures_of(checklist)))
    if spare:
        yield f"Pictures that no item refers to were left out: {spare}."
    for section_at, section in enumerate(checklist.sections):
        for at, item in enumerate(section.items):
            for name in ("show_when", "formula"):
                text = getattr(item.rules.asks, name)
                problem = _problem_of(text) if text else ""
                if problem:
                    yield f"{place_of(('sections', section_at, 'items', at, 'rules', 'asks', name))}: {problem}"


def _problem_of(expression: str) -> str:
    try:
        parse(expression)
    except InputError as error:
        return str(error)
    return ""


def _item(data: Mapping[str, Any], path: Path) -> Item:
    return Item(
        key=data["key"],
        kind=ItemKind(data["kind"]),
        text=data["text"],
        help=data.get("help", ""),
        required=data.get("required", True),
        severity=Severity(data.get("severity", Severity.MAJOR)),
        evidence=Evidence(data.get("evidence", Evidence.PHOTO_OR_NOTE)),
        allow_na=data.get("allow_na", True),
        limits=_limits(data.get("limits", {}), (*path, "limits")),
        unit=data.get("unit", ""),
        decimals=data.get("decimals"),
        choices=tuple(Choice(c["id"], c["text"], c.get("conforming")) for c in data.get("choices", ())),
        expected=data.get("expected"),
        picture=data.get("picture"),
        rules=rules_from(_rules_checked(data.get("rules", {}), (*path, "rules"))),
    )


def _limits(data: Mapping[str, Any], path: Path) -> Limits:
    values = {name: _decimal(text, (*path, name)) for name, text in data.items()}
    try:
        return Limits(**values)
    except InputError as error:
        raise refusal(path, "{reason} Correct them.", reason=str(error)) from error


def _rules_checked(data: Mapping[str, Any], path: Path) -> Mapping[str, Any]:
    for group, names in _RULE_NUMBERS.items():
        for name in names:
            if name in data.get(group, {}):
                _decimal(data[group][name], (*path, group, name))
    languages = [one["language"] for one in data.get("texts", ())]
    for at, language in enumerate(languages):
        if language in languages[:at]:
            raise refusal((*path, "texts", at), "The language “{language}” stands here twice. Remove one.", language=language)
    return data


def _decimal(text: str, path: Path) -> Decimal:
    try:
        return parse_decimal(text)
    except InputError as error:
        raise refusal(path, "{reason}", reason=str(error)) from error


def _require_single_keys(found: Mapping[str, Any]) -> None:
    seen: dict[str, Path] = {}
    for section_at, section in enumerate(found["sections"]):
        for at, item in enumerate(section["items"]):
            path: Path = ("sections", section_at, "items", at, "key")
            key = item["key"]
            if key in seen:
                raise refusal(
                    path,
                    "The key “{key}” stands at {other}, too. Give each item its own key.",
                    key=key,
                    other=place_of(seen[key]),
                )
            seen[key] = path


def _require_pictures(found: Mapping[str, Any], pictures: Mapping[str, Picture]) -> None:
    for section_at, section in enumerate(found["sections"]):
        for at, item in enumerate(section["items"]):
            path: Path = ("sections", section_at, "items", at)
            for sha, where in (
                (item.get("picture"), ("picture",)),
                (item.get("rules", {}).get("picture_bad"), ("rules", "picture_bad")),
            ):
                if sha and sha not in pictures:
                    raise refusal(
                        (*path, *where), "The picture is not in the list “pictures” of the file. Add it or remove this line."
                    )


def _picture(data: Mapping[str, Any], path: Path) -> Picture:
    try:
        content = base64.b64decode(data["data"], validate=True)
    except (binascii.Error, ValueError) as error:
        raise refusal((*path, "data"), "The picture is not valid Base64. Export the file again.") from error
    if len(content) > MAX_PICTURE:
        raise refusal((*path, "data"), "The picture has more than {limit} MB. Use a smaller one.", limit=MAX_PICTURE // 1_000_000)
    if hashlib.sha256(content).hexdigest() != data["sha256"]:
        raise refusal((*path, "sha256"), "The picture is not the one that the file names: it was damaged. Export the file again.")
    if not content.startswith(MIMES[data["mime"]]):
        raise refusal((*path, "mime"), "The picture is not of the kind “{mime}”.", mime=data["mime"])
    return Picture(data["mime"], content)
