"""One row of a plan becomes one item; what of it is not understood is listed with its cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from qa_desktop.domain.checklist import Evidence, Item, ItemKind, Severity
from qa_desktop.domain.decimals import decimals_of
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.item_rules import Asking, Origin, Rules
from qa_desktop.domain.sampling import SamplingRule
from qa_desktop.domain.text import clean_text
from qa_desktop.domain.tolerance import Limits
from qa_desktop.exchange.inspection_plan.headings import Columns, Role, place_of, unit_of
from qa_desktop.exchange.inspection_plan.tolerances import Deviations, deviations_of, moved, number_of, size_of
from qa_desktop.exchange.sampling_text import EXAMPLES, sampling_of
from qa_desktop.exchange.xlsform.grid import Cell, CellKind, Sheet
from qa_desktop.exchange.xlsform.limits import decimal_of_cell
from qa_desktop.exchange.xlsform.preview import Unsupported

_YES: Final = frozenset(
    {"yes", "y", "x", "true", "1", "ja", "j", "wahr", "kc", "cc", "sc", "key", "bm", "<kc>", "◆", "♦", "*", "!", "✓", "✔"}
)
_NO: Final = frozenset({"", "no", "n", "false", "0", "nein", "falsch", "-", "–", "none", "keine"})
_SEVERITIES: Final = {
    **dict.fromkeys(("critical", "kritisch"), Severity.CRITICAL),
    **dict.fromkeys(("major", "haupt", "hauptmerkmal", "hauptfehler"), Severity.MAJOR),
    **dict.fromkeys(("minor", "neben", "nebenmerkmal", "nebenfehler"), Severity.MINOR),
}
_LONGEST_KEY: Final = 60


@dataclass
class RowReading:
    """An item with what of its row did not come across."""

    item: Item
    lost: list[Unsupported] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


class RowReader:
    """Reads one row by the columns of the plan."""

    def __init__(self, sheet: Sheet, columns: Columns, row: int) -> None:
        self._columns, self._row = columns, row
        self._cells = {cell.column: cell for cell in sheet.rows[row]}
        self.lost: list[Unsupported] = []
        self.notices: list[str] = []
        self._unit = ""
        self._diameter = False
        self._words: list[str] = []
        """What the nominal cell says in words that are no number; it becomes part of the item's text."""

    def read(self, key: str) -> RowReading:
        """Return the item; raises :class:`InputError` for text that cannot be stored."""
        nominal, deviations = self._nominal()
        limits = self._limits(nominal, deviations)
        measured = limits != Limits()
        values = [value for value in (limits.nominal, limits.lower, limits.upper) if value is not None]
        severity, key_flag = self._importance()
        sampling = self._sampling()
        item = Item(
            key=key,
            kind=ItemKind.MEASUREMENT if measured else ItemKind.CONFORMITY,
            text=self._characteristic(),
            severity=severity,
            evidence=Evidence.NONE if measured and limits.is_open else Evidence.PHOTO_OR_NOTE,
            limits=limits,
            unit=(self._text(Role.UNIT) or self._unit or self._unit_of_heading()) if measured else "",
            decimals=max((decimals_of(value) for value in values), default=None),
            rules=Rules(
                origin=Origin(self._text(Role.BALLOON), self._zone(), self._text(Role.METHOD), key_flag),
                asks=Asking(per_piece=sampling is not None),
                sampling=sampling,
            ),
        )
        if not measured and self._text(Role.UNIT):
            self._lose(Role.UNIT, "Without a nominal value or limits there is nothing to measure; the unit was left out.")
        if measured and limits.is_open:
            self.notices.append(f"{place_of(self._row)}: “{item.text[:60]}” has no limits; it will not be judged.")
        return RowReading(item, self.lost, self.notices)

    def balloon_key(self) -> str:
        """Return the balloon number where it can be a key."""
        text = " ".join(self._text(Role.BALLOON).split())
        return text if len(text) <= _LONGEST_KEY and not set(text) & set("{}") else ""

    def has_characteristic(self) -> bool:
        """Whether the row says what is to be checked."""
        return bool(self._text(Role.CHARACTERISTIC))

    def numbers(self) -> Iterator[str]:
        """Yield the texts of the cells that hold sizes, to see which decimal mark they use."""
        for role in (Role.NOMINAL, Role.TOLERANCE, Role.UPPER_LIMIT, Role.LOWER_LIMIT):
            cell = self._cell(role)
            if cell is not None and cell.kind is CellKind.TEXT:
                yield cell.text

    def _characteristic(self) -> str:
        text = clean_text(self._text(Role.CHARACTERISTIC))
        if self._diameter and not any(sign in text for sign in "⌀Ø∅"):
            text = f"⌀ {text}"
        return f"{text} {' '.join(self._words)}".strip()

    def _unit_of_heading(self) -> str:
        headings = (self._columns.by_role.get(role) for role in (Role.NOMINAL, Role.UPPER_LIMIT, Role.LOWER_LIMIT))
        return next((unit for cell in headings if cell is not None and (unit := unit_of(cell.text))), "")

    def _zone(self) -> str:
        return "/".join(part for part in (self._text(Role.SHEET), self._text(Role.ZONE)) if part)

    def _nominal(self) -> tuple[Decimal | None, Deviations | None]:
        cell = self._cell(Role.NOMINAL)
        if cell is None:
            return None, None
        if cell.kind in {CellKind.NUMBER, CellKind.FORMULA}:
            return self._number(Role.NOMINAL), None
        size = size_of(cell.text)
        if size is None:
            self._words.append(clean_text(" ".join(cell.text.split())))
            self._lose(Role.NOMINAL, "It is not a plain size; it was added to the text of the item.")
            return None, None
        self._unit, self._diameter = size.unit, size.diameter
        return size.nominal, size.deviations

    def _limits(self, nominal: Decimal | None, inside: Deviations | None) -> Limits:
        stated = (self._number(Role.LOWER_LIMIT), self._number(Role.UPPER_LIMIT))
        deviations = self._deviations() or inside
        lower, upper = stated
        if deviations is not None and nominal is None:
            self._lose(self._tolerance_role(), "There is no nominal size that it belongs to.")
        elif deviations is not None and nominal is not None:
            counted = (moved(nominal, deviations.lower), moved(nominal, deviations.upper))
            if stated == (None, None):
                lower, upper = counted
            elif any(mine is not None and mine != other for mine, other in zip(stated, counted, strict=True)):
                self._lose(self._tolerance_role(), "It contradicts the limits, which were taken.")
        try:
            return Limits(nominal, lower, upper)
        except InputError as error:
            self._lose(self._tolerance_role(), f"{error} The item has no limits; add them to the draft.")
            return Limits(nominal)

    def _deviations(self) -> Deviations | None:
        upper, lower = self._upper_deviation(), self._lower_deviation()
        if upper is not None or lower is not None:
            if self._cell(Role.TOLERANCE) is not None:
                self._lose(Role.TOLERANCE, "The deviations in the other columns were taken.")
            return Deviations(Decimal(0) if lower is None else lower, Decimal(0) if upper is None else upper)
        cell = self._cell(Role.TOLERANCE)
        if cell is None:
            return None
        if cell.kind in {CellKind.NUMBER, CellKind.FORMULA}:
            value = self._number(Role.TOLERANCE)
            return None if value is None else Deviations(-abs(value), abs(value))
        found = deviations_of(cell.text)
        if found is None:
            self._lose(Role.TOLERANCE, "It is not understood. Write for example ±0.05, +0.1/0 or +0.1/-0.05, or write limits.")
        return found

    def _upper_deviation(self) -> Decimal | None:
        for role in (Role.UPPER_DEVIATION, Role.UPPER_TOLERANCE, Role.PLUS):
            if self._cell(role) is not None:
                return self._number(role)
        return None

    def _lower_deviation(self) -> Decimal | None:
        """A column “minus” holds amounts, “lower deviation” signed numbers; in “lower tolerance” the sign must stand."""
        if self._cell(Role.LOWER_DEVIATION) is not None:
            return self._number(Role.LOWER_DEVIATION)
        if self._cell(Role.MINUS) is not None:
            value = self._number(Role.MINUS)
            return None if value is None else -abs(value)
        cell = self._cell(Role.LOWER_TOLERANCE)
        value = self._number(Role.LOWER_TOLERANCE)
        if cell is None or value is None or value <= 0 or cell.text.strip().startswith("+"):
            return value
        self._lose(Role.LOWER_TOLERANCE, "It is not clear whether it goes down or up. Write −0.05 or +0.05 as text.")
        return None

    def _tolerance_role(self) -> Role:
        candidates = (
            *(Role.TOLERANCE, Role.UPPER_DEVIATION, Role.LOWER_DEVIATION, Role.UPPER_TOLERANCE, Role.LOWER_TOLERANCE),
            *(Role.PLUS, Role.MINUS, Role.LOWER_LIMIT, Role.UPPER_LIMIT, Role.NOMINAL),
        )
        return next((role for role in candidates if self._cell(role) is not None), Role.NOMINAL)

    def _number(self, role: Role) -> Decimal | None:
        cell = self._cell(role)
        if cell is None:
            return None
        if cell.kind is CellKind.TEXT:
            value = number_of(cell.text)
            if value is None:
                self._lose(role, "It is not a number.")
            return value
        try:
            value, notice = decimal_of_cell(cell.text, number=True)
        except InputError as error:
            self._lose(role, str(error))
            return None
        if notice:
            self.notices.append(f"{self._place(role)}: {notice}.")
        return value

    def _importance(self) -> tuple[Severity, bool]:
        text = self._text(Role.KEY)
        plain = text.lower()
        if plain in _SEVERITIES:
            return _SEVERITIES[plain], plain in {"critical", "kritisch"}
        if plain not in _YES | _NO:
            self._lose(Role.KEY, "It is not understood as a key flag. Write yes or no.")
        return Severity.MAJOR, plain in _YES

    def _sampling(self) -> SamplingRule | None:
        cell = self._cell(Role.SAMPLING)
        if cell is None or cell.text.strip() in {"-", "–"}:
            return None
        text = cell.text
        if cell.kind is CellKind.NUMBER and text in {"1", "1.0"}:
            self._lose(Role.SAMPLING, "It can mean one piece or 100 %. Write n=1 or 100% as text.")
            return None
        rule = sampling_of(text)
        if rule is None:
            self._lose(Role.SAMPLING, f"It is not understood. Examples: {EXAMPLES}.")
        return rule

    def _cell(self, role: Role) -> Cell | None:
        heading = self._columns.by_role.get(role)
        cell = None if heading is None else self._cells.get(heading.column)
        return None if cell is None or not cell.text.strip() else cell

    def _text(self, role: Role) -> str:
        cell = self._cell(role)
        if cell is None:
            return ""
        text = cell.text.strip()
        # A number cell holds 17 as 17.0 in old workbooks.
        return text.removesuffix(".0") if cell.kind is CellKind.NUMBER else clean_text(text)

    def _place(self, role: Role) -> str:
        heading = self._columns.by_role[role]
        return place_of(self._row, heading.column, " ".join(heading.text.split()))

    def _lose(self, role: Role, why: str) -> None:
        cell = self._cell(role)
        text = "" if cell is None else " ".join(cell.text.split())[:60]
        self.lost.append(Unsupported(self._place(role), role.value, self._text(Role.BALLOON)[:60], f"“{text}”: {why}"))
