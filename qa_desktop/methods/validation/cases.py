"""Running the cases of one reference file and comparing the answers with the expected ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from qa_desktop.domain.errors import FileRefusedError, QaError
from qa_desktop.methods.validation.comparing import Value, agrees, tolerance_of
from qa_desktop.methods.validation.inputs import Inputs
from qa_desktop.methods.validation.registry import RUNNERS, Runner

SCHEMA: Final = "reference-cases/1"
_FAILURES = (QaError, KeyError, TypeError, ValueError, ArithmeticError)


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One case: what was expected, what the program got, whether they agree, and in words why not."""

    id: str
    group: str
    expected: Value
    got: Value
    ok: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class FileResult:
    """The cases of one file.  ``notes`` say what is odd about the file without making a case wrong."""

    name: str
    id: str
    about: str
    cases: tuple[CaseResult, ...]
    notes: tuple[str, ...] = ()

    @property
    def failed(self) -> int:
        """How many cases do not agree."""
        return sum(not case.ok for case in self.cases)


def run_file(name: str, content: Value) -> FileResult:
    """Run every case of a parsed file.

    Raises :class:`FileRefusedError` when it is not a file of reference cases, or its id is unknown to this program.
    """
    if not isinstance(content, Mapping) or content.get("schema") != SCHEMA:
        raise FileRefusedError(
            "“{name}” is not a file of reference cases. Its “schema” must be “{schema}”.", name=name, schema=SCHEMA
        )
    known = RUNNERS.get(str(content.get("id")))
    if known is None:
        raise FileRefusedError(
            "“{name}” holds reference cases with the id “{id}”, which this program has no methods for. It knows: {known}.",
            name=name,
            id=content.get("id"),
            known=", ".join(sorted(RUNNERS)),
        )
    cases = tuple(_cases(content, known))
    notes = [] if cases else ["The file holds no cases."]
    stated = content.get("case_count")
    if stated is not None and stated != len(cases):
        notes.append(f"The file states {stated} cases and holds {len(cases)}.")
    return FileResult(name, str(content["id"]), str(content.get("about", "")), cases, tuple(notes))


def _cases(content: Mapping[str, Value], known: Mapping[str, Runner]) -> Iterator[CaseResult]:
    """Yield the result of every case; lists that hold cases but have no method give results that are not ok."""
    for group, found in content.items():
        if isinstance(found, list) and (group in known or any(isinstance(one, Mapping) for one in found)):
            for place, case in enumerate(found, 1):
                yield _result(f"{group} {place}", group, case, known.get(group))


def _result(place: str, group: str, case: Value, runner: Runner | None) -> CaseResult:
    if not isinstance(case, Mapping):
        return CaseResult(place, group, None, None, False, "This is not a case.")
    name, expected, given = str(case.get("id", place)), case.get("expected"), case.get("inputs")
    if runner is None:
        return CaseResult(name, group, expected, None, False, f"The program has no method for cases named “{group}”.")
    if not isinstance(expected, Mapping) or not expected or not isinstance(given, Mapping):
        return CaseResult(name, group, expected, None, False, "The case lacks inputs or expected values.")
    try:
        answer = runner(Inputs(given))
    except _FAILURES as error:
        return CaseResult(name, group, expected, None, False, str(error) if isinstance(error, QaError) else repr(error))
    stated = case.get("tolerance")
    tolerance = tolerance_of(stated if isinstance(stated, Mapping) else None)
    wrong = [key for key, value in expected.items() if key not in answer or not agrees(value, answer[key], tolerance)]
    got = {key: _pruned(value, answer[key]) for key, value in expected.items() if key in answer}
    return CaseResult(name, group, expected, got, not wrong, _why(wrong, answer))


def _pruned(expected: Value, got: Value) -> Value:
    """Return what was got of the keys that were asked for, so that both can be read side by side."""
    if isinstance(expected, Mapping) and isinstance(got, Mapping):
        return {key: _pruned(value, got[key]) for key, value in expected.items() if key in got}
    if isinstance(expected, list) and isinstance(got, list):
        rest = got[len(expected) :]
        return [*(_pruned(one, other) for one, other in zip(expected, got, strict=False)), *rest]
    return got


def _why(wrong: list[str], answer: Mapping[str, Value]) -> str:
    missing = [key for key in wrong if key not in answer]
    differ = [key for key in wrong if key in answer]
    parts = [f"Different: {', '.join(differ)}."] if differ else []
    if missing:
        parts.append(f"Not computed by this program: {', '.join(missing)}.")
    return " ".join(parts)
