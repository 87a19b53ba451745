"""From a revision to the bytes of a file."""

from __future__ import annotations

import base64
import json

from qa_desktop.domain.canonical import Json
from qa_desktop.domain.checklist import Checklist, Item
from qa_desktop.domain.decimals import decimal_text
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.item_rules import rules_json
from qa_desktop.exchange.template_json.template_file import (
    FORMAT,
    MAX_FILE,
    MAX_PICTURE,
    VERSION,
    Picture,
    TemplateFile,
    pictures_of,
)


def to_json(template: TemplateFile) -> bytes:
    """Return the file; raises :class:`InputError` when a picture is missing or the file would be too large to be read again."""
    checklist = template.checklist
    pictures: list[Json] = [_picture(sha, template.pictures.get(sha)) for sha in pictures_of(checklist)]
    content: dict[str, Json] = {"format": FORMAT, "version": VERSION}
    if template.name:
        origin = {"name": template.name, "revision": template.number or None, "state": template.state or None}
        content["template"] = {key: value for key, value in origin.items() if value is not None}
    content |= _content(checklist)
    if pictures:
        content["pictures"] = pictures
    data = (json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode("utf-8")
    if len(data) > MAX_FILE:
        raise InputError(
            "The file would have {size} MB; at most {limit} MB can be read again. Use smaller pictures. Nothing was written.",
            size=len(data) // 1_000_000,
            limit=MAX_FILE // 1_000_000,
        )
    return data


def _content(checklist: Checklist) -> dict[str, Json]:
    return {
        "title": checklist.title,
        **({"description": checklist.description} if checklist.description else {}),
        "criteria_sha256": checklist.digest(),
        "sections": [{"title": s.title, "items": [_item(item) for item in s.items]} for s in checklist.sections],
    }


def _item(item: Item) -> Json:
    """Return an item: what every item has, and of the rest what is set."""
    limits = {name: getattr(item.limits, name) for name in ("nominal", "lower", "upper")}
    optional: dict[str, Json] = {
        "help": item.help,
        "limits": {name: decimal_text(value) for name, value in limits.items() if value is not None},
        "unit": item.unit,
        "choices": [
            {"id": c.id, "text": c.text, **({} if c.conforming is None else {"conforming": c.conforming})} for c in item.choices
        ],
        "expected": item.expected,
        "picture": item.picture,
        "rules": rules_json(item.rules),
    }
    return {
        "key": item.key,
        "kind": item.kind.value,
        "text": item.text,
        "required": item.required,
        "severity": item.severity.value,
        "evidence": item.evidence.value,
        "allow_na": item.allow_na,
        **({} if item.decimals is None else {"decimals": item.decimals}),
        **{name: value for name, value in optional.items() if value},
    }


def _picture(sha256: str, picture: Picture | None) -> Json:
    if picture is None:
        raise InputError("A reference picture of this revision is missing. Run “doctor”. Nothing was written.")
    if len(picture.data) > MAX_PICTURE:
        raise InputError(
            "A reference picture has {size} MB; at most {limit} MB can travel in a file. Use a smaller picture. Nothing was "
            "written.",
            size=len(picture.data) // 1_000_000,
            limit=MAX_PICTURE // 1_000_000,
        )
    return {"sha256": sha256, "mime": picture.mime, "data": base64.b64encode(picture.data).decode("ascii")}
