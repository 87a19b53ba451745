"""Whether the values have the form that the published schema states, told in sentences."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

from qa_desktop.domain.errors import FileRefusedError
from qa_desktop.exchange.template_json.places import Path, refusal
from qa_desktop.exchange.template_json.template_file import FORMAT, SCHEMA_NAME, VERSION
from qa_desktop.resources import resource_path

_STEP: Final = re.compile(r"[0-9]+")
_TYPES: Final = {
    "object": "an object { … }",
    "array": "a list [ … ]",
    "string": "a text in quotation marks",
    "integer": "a whole number",
    "boolean": "true or false",
}


def require_form(found: Mapping[str, Any]) -> None:
    """Raise :class:`FileRefusedError` for the first thing that the schema does not allow."""
    if found.get("format") != FORMAT:
        raise refusal((), "This is not a template file: its “format” is not “{format}”. Choose another file.", format=FORMAT)
    version = found.get("version")
    if isinstance(version, int) and not isinstance(version, bool) and version > VERSION:
        raise refusal(
            (),
            "The file has version {version}; this program reads up to version {known}. Use a newer version of the program.",
            version=version,
            known=VERSION,
        )
    from fastjsonschema import JsonSchemaValueException  # noqa: PLC0415  # only an import pays for it

    try:
        _validator()(found)
    except JsonSchemaValueException as error:
        raise _told(error) from None


@cache
def _validator() -> Callable[[Any], Any]:
    import fastjsonschema  # noqa: PLC0415  # see require_form

    schema = json.loads(resource_path("schemas", SCHEMA_NAME).read_text(encoding="utf-8"))
    compiled: Callable[[Any], Any] = fastjsonschema.compile(schema, use_default=False)
    return compiled


def _told(error: Any) -> FileRefusedError:
    path: Path = tuple(int(step) if _STEP.fullmatch(step) else step for step in error.path[1:])
    rule, wanted, value = error.rule, error.rule_definition, error.value
    match rule:
        case "required":
            missing = next(name for name in wanted if name not in value)
            return refusal(path, "“{name}” is missing. Add it.", name=missing)
        case "additionalProperties":
            known = error.definition.get("properties", {})
            strange = next(name for name in value if name not in known)
            return refusal(
                path,
                "“{name}” is not known here. Known are: {known}. Correct the name or remove it.",
                name=strange[:60],
                known=", ".join(known),
            )
        case "type":
            return refusal(path, "Here must stand {wanted}.", wanted=_TYPES.get(str(wanted), str(wanted)))
        case "enum":
            words = ", ".join(f"“{word}”" for word in wanted)
            return refusal(path, "“{value}” is not one of: {words}.", value=str(value)[:60], words=words)
        case _:
            return refusal(
                path, _OTHERS.get(rule, "It does not fit the schema ({rule} {wanted})."), rule=rule, **_short(wanted, value)
            )


_OTHERS: Final = {
    "const": "Here must stand “{wanted}”.",
    "pattern": "“{value}” does not have the right form. A number is digits with at most nine decimals behind a point: “12.50”.",
    "maxLength": "The text is longer than {wanted} characters. Shorten it.",
    "minLength": "The text is empty. Write at least {wanted} characters.",
    "maxItems": "The list has more than {wanted} entries. Split the template.",
    "minItems": "The list needs {wanted} entries.",
    "minimum": "{value} is smaller than {wanted}.",
    "maximum": "{value} is larger than {wanted}.",
}


def _short(wanted: object, value: object) -> dict[str, object]:
    return {"wanted": str(wanted)[:60], "value": str(value)[:60]}
