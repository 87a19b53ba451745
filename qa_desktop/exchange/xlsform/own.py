"""Our own columns: ``qa_…`` on the sheets ``survey`` and ``choices``.  docs/xlsform.md describes them for people."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from qa_desktop.domain.checklist import ItemKind
from qa_desktop.domain.errors import FileRefusedError, InputError
from qa_desktop.domain.tolerance import Limits
from qa_desktop.exchange.xlsform.grid import LARGEST_GAP, ROW_KEY, CellKind, Sheet, place, plain_heading
from qa_desktop.exchange.xlsform.limits import decimal_of_cell

PREFIX = "qa_"
SURVEY_COLUMNS = frozenset(
    {
        "qa_kind",
        "qa_severity",
        "qa_evidence",
        "qa_nominal",
        "qa_lower",
        "qa_upper",
        "qa_unit",
        "qa_decimals",
        "qa_expected",
        "qa_allow_na",
        "qa_key",
        *("qa_balloon", "qa_zone", "qa_method", "qa_key_characteristic", "qa_show_when", "qa_formula", "qa_per_piece"),
        *("qa_evidence_when", "qa_evidence_every", "qa_typing_lower", "qa_typing_upper", "qa_second_reading", "qa_agreement"),
        *(
            "qa_pass_rest",
            "qa_issue_when",
            "qa_comparison",
            "qa_uncertainty",
            "qa_guard_factor",
            "qa_sampling",
            "qa_why",
            "qa_issue",
        ),
    }
)
CHOICE_COLUMNS = frozenset({"qa_conforming", "qa_id"})
NO_DECIMALS = "any"
"""In ``qa_decimals``: readings may have any number of decimals, whatever the limits have."""

_YES_NO = {"yes": True, "true": True, "no": False, "false": False}
_Word = TypeVar("_Word", bound=StrEnum)


def check_headings(sheets: Mapping[str, Sheet]) -> None:
    """Refuse a ``qa_…`` heading that nobody knows: a limit must not be lost to a slip of the pen."""
    for name, known in (("survey", SURVEY_COLUMNS), ("choices", CHOICE_COLUMNS)):
        sheet = sheets.get(name)
        read = sheet.headings() if sheet else {}
        for cell in sheet.rows.get(1, ()) if sheet else ():
            plain = plain_heading(cell.text)
            if not plain.startswith(PREFIX) or (plain in known and cell.column in read):
                continue
            raise FileRefusedError(
                "{place}: this column is not known here or stands behind more than {gap} empty columns. The columns that start "
                "with “qa_” are: {known}. Correct the heading. Nothing was imported.",
                place=place(name, 1, cell.column, cell.text.strip()),
                sheet=name,
                row=1,
                column=cell.text.strip(),
                gap=LARGEST_GAP,
                known=", ".join(sorted(known)),
            )


class OwnCells:
    """The ``qa_…`` cells of one row, each read once; what is left over at the end belonged to another kind of question."""

    def __init__(self, sheet: Sheet, row: int, values: Mapping[str, str]) -> None:
        self._sheet, self._row = sheet, row
        self._values = {plain_heading(key): value for key, value in values.items() if is_own(key)}
        self.notices: list[str] = []

    def word(self, key: str, words: type[_Word], default: _Word) -> _Word:
        """Return one of the words of an enumeration."""
        text = self._values.pop(key, None)
        if text is None:
            return default
        plain = plain_heading(text.replace("-", "_").replace("/", "_"))
        try:
            return words(plain)
        except ValueError:
            raise self.refuse(key, "“{text}” is not one of: {words}.", text=text, words=", ".join(words)) from None

    def yes_no(self, key: str) -> bool | None:
        """Return yes or no, or ``None`` when the cell is empty."""
        text = self._values.pop(key, None)
        if text is None:
            return None
        if text.strip().lower() not in _YES_NO:
            raise self.refuse(key, "“{text}” is neither yes nor no.", text=text)
        return _YES_NO[text.strip().lower()]

    def text(self, key: str) -> str:
        """Return free text as typed."""
        text = self._values.pop(key, "")
        return self._sheet.as_typed(self._row, text) if text else ""

    def limits(self) -> Limits:
        """Return nominal, lower and upper limit.  The nominal value may lie outside: ⌀20 g6 ends below 20."""
        nominal, lower, upper = (self.decimal(key) for key in ("qa_nominal", "qa_lower", "qa_upper"))
        try:
            return Limits(nominal, lower, upper)
        except InputError as error:
            raise self.refuse("qa_lower", "{reason}", reason=str(error)) from error

    def decimals(self, default: int | None) -> int | None:
        """Return how many decimals a reading should have."""
        text = self._values.pop("qa_decimals", None)
        if text is None:
            return default
        if text.strip().lower() == NO_DECIMALS:
            return None
        if len(text) != 1 or text not in "0123456789":
            raise self.refuse("qa_decimals", "“{text}” is not a whole number from 0 to 9, and not “any”.", text=text)
        return int(text)

    def no_more(self, kind: ItemKind) -> None:
        """Refuse cells that say nothing for this kind of item."""
        for key in self._values:
            raise self.refuse(key, "an item of the kind “{kind}” has no such property. Empty the cell.", kind=kind.value)

    def refuse(self, key: str, template: str, **params: object) -> FileRefusedError:
        """Return the refusal for one of the cells."""
        column = self._sheet.column_of(key)
        return FileRefusedError(
            "{place}: " + template + " Nothing was imported.",
            place=place(self._sheet.name, self._row, column, key),
            sheet=self._sheet.name,
            row=self._row,
            column=key,
            **params,
        )

    def whole(self, key: str) -> int:
        """Return a whole number from 0, which an empty cell also means."""
        text = self._values.pop(key, "0").strip()
        if not text.isascii() or not text.isdigit() or len(text) > 9:
            raise self.refuse(key, "“{text}” is not a whole number.", text=text)
        return int(text)

    def decimal(self, key: str) -> Decimal | None:
        """Return a number as it is written, or ``None`` when the cell is empty."""
        text = self._values.pop(key, None)
        if text is None:
            return None
        column = self._sheet.column_of(key)
        cell = self._sheet.cell(self._row, column)
        kind = CellKind.TEXT if cell is None else cell.kind
        try:
            value, notice = decimal_of_cell(text, number=kind in {CellKind.NUMBER, CellKind.FORMULA})
        except InputError as error:
            raise self.refuse(key, "{reason}", reason=str(error)) from error
        if notice:
            self.notices.append(f"{place(self._sheet.name, self._row, column, key)}: {notice}.")
        return value


def is_own(key: str) -> bool:
    """Whether a key of a question or choice is one of our columns."""
    return key != ROW_KEY and plain_heading(key).startswith(PREFIX)
