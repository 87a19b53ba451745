"""The tree of questions becomes sections and items; whatever does not is listed with its place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from qa_desktop.domain.checklist import Checklist, Item, Section
from qa_desktop.domain.errors import FileRefusedError
from qa_desktop.exchange.xlsform.grid import Cell, Sheet, evened, place, plain_heading
from qa_desktop.exchange.xlsform.items import CALCULATE, KINDS, Leftovers, Reading, read_item, required_is_a_condition
from qa_desktop.exchange.xlsform.logic import ALWAYS_ASKED, Stated, reason_against, resolved
from qa_desktop.exchange.xlsform.own import check_headings, is_own
from qa_desktop.exchange.xlsform.preview import ImportPreview, Unsupported
from qa_desktop.exchange.xlsform.source import Node, Workbook, bound, leaves, row_of

GENERAL = "General"
"""Title of the section for questions outside all groups."""

_DEEPEST = 20
_GROUP = re.compile(r"\s*(?:begin|end)[ _]", re.IGNORECASE)
_REFERENCE = re.compile(r"\$\{[^}]*\}|%\([^)]*\)s")

_STRUCTURE = frozenset(
    {
        *("type", "name", "label", "hint", "guidance_hint", "children", "choices", "itemset", "list_name", "query"),
        *("qa_desktop_row", "flat", "actions", "_dynamic_default", "bodyless", "columns", "tags"),
    }
)
_WHY_TYPE: Final[Mapping[str, str]] = {
    "repeat": "Questions that repeat are not taken over. Open one inspection for each piece instead.",
    "loop": "Questions that repeat are not taken over. Open one inspection for each piece instead.",
    CALCULATE: "It does not say what is calculated.",
    "audio": "There are no sound recordings; use a note.",
    "video": "There are no videos; use photos.",
    "file": "Files are attached to issues, not to answers.",
    "select one external": "Its choices lie outside the sheet “choices”.",
    "rank": "There is no item that puts choices in order.",
    "range": "There is no item with a slider; use a number.",
    "entity": "Lists that a server keeps are not taken over.",
    "osm": "There are no map questions.",
    "audit": "The program keeps its own audit log.",
}
_WHY_PLACE = "There is no item for a place on the earth."
_WHY_DEVICE = "The program records by itself who worked when at which station."
_WHY_BOOKKEEPING = "XLSForm keeps this for itself; the program numbers and records inspections by itself."
_WHY_COLUMN: Final[Mapping[str, str]] = {
    "relevant": ALWAYS_ASKED,
    "constraint": "Only numbers have limits; other answers are not checked.",
    CALCULATE: "Only a question of the type “calculate” is calculated; this one is asked.",
    "default": "Nothing is pre-filled: the item starts without an answer.",
    "appearance": "The program has its own layout.",
    "jr:constraintMsg": "The program has its own words for readings outside the limits.",
    "jr:requiredMsg": "The program has its own words for missing answers.",
    "required": "The condition is taken as yes; answer “not applicable” with a reason where it does not apply.",
    "readonly": "Every item can be answered.",
    "choice_filter": "All choices of the list are offered.",
    "parameters": "The settings of a question are not taken over.",
    "media": "The file is not inside the workbook; add the picture to the draft.",
}
_KNOWN_BESIDE: Final[Mapping[str, frozenset[str]]] = {
    "choices": frozenset({"list_name", "name", "value", "label", "caption"}),
    "settings": frozenset(
        {
            *("form_title", "set_form_title", "title", "form_id", "set_form_id", "id_string", "default_language"),
            *("omit_instanceid", "instance_name", "clean_text_values", "allow_choice_duplicates"),
        }
    ),
}
_LAST = 1_000_000
"""Sorts what has no row in the survey behind everything that has one."""
_WHY_BEYOND_ROWS = "It follows more than 60 empty rows, where readers of XLSForm stop. Move it up."
_WHY_OTHER_COLUMN = "The program has no use for this column."


def preview_of(answer: Mapping[str, Any], *, name: str, stem: str, sha256: str) -> ImportPreview:
    """Return the preview of what the child process read; raises :class:`FileRefusedError`."""
    sheets = {key: Sheet.from_json(sheet) for key, sheet in answer["sheets"].items()}
    check_headings(sheets)
    return _Import(answer["form"], sheets, answer["read_rows"], answer["notices"]).preview(name, stem, sha256)


class _Import:
    """One walk over the tree, from the top to the bottom."""

    def __init__(self, form: Node, sheets: Mapping[str, Sheet], read_rows: Mapping[str, int], notices: Iterable[str]) -> None:
        self._form = form
        self._book = Workbook(sheets, form)
        self._read_rows = read_rows
        self._sections: list[tuple[tuple[str, ...], list[Item]]] = []
        self._unsupported: dict[Unsupported, int] = {}
        self._counts: Counter[str] = Counter()
        self._notices = list(notices)
        self._keys: set[str] = set()
        self._rows: set[int] = set()
        self._told: set[tuple[int, int]] = set()
        self._headings = self._book.survey.headings()
        self._row = 0
        self._conditions: tuple[tuple[Node, str], ...] = ()
        self._stated: dict[str, Stated] = {}
        self._names: dict[str, str] = {}

    def preview(self, name: str, stem: str, sha256: str) -> ImportPreview:
        self._walk(self._form.get("children", ()), ())
        sections = tuple(Section(" › ".join(titles) or GENERAL, tuple(items)) for titles, items in self._sections)
        title = self._book.as_typed({}, str(self._form.get("title") or stem))
        checklist = self._with_logic(Checklist(title, sections, self._book.setting("qa_description")))
        self._passed_over()
        self._columns_beside()
        self._general_notices()
        return ImportPreview(
            checklist=checklist,
            questions_by_type=dict(sorted((+self._counts).items())),
            unsupported=tuple(sorted(self._unsupported, key=self._unsupported.__getitem__)),
            notices=tuple(dict.fromkeys(self._notices)),
            source_name=name,
            source_sha256=sha256,
        )

    def _with_logic(self, checklist: Checklist) -> Checklist:
        """Return the checklist with conditions and formulas; lists those that cannot be kept."""
        outcome = resolved(checklist, self._stated, self._names)
        for lost in outcome.lost:
            self._row = row_of(lost.node) or self._row
            if lost.heading == CALCULATE:
                self._leave_out(lost.node, lost.why)
            else:
                self._column(lost.node, lost.heading, lost.text, lost.why)
        self._counts[CALCULATE] -= len(outcome.gone)
        if asked := sum(1 for item in outcome.checklist.items if item.rules.asks.show_when):
            self._notices.append(
                f"Items that are asked only when a condition holds: {asked}. Look at the conditions in the draft."
            )
        return outcome.checklist

    def _walk(self, nodes: Iterable[Node], titles: tuple[str, ...], outer: Node | None = None) -> None:
        if len(titles) > _DEEPEST:
            raise FileRefusedError("The groups are nested more than {limit} deep. Nothing was imported.", limit=_DEEPEST)
        for node in nodes:
            self._row = row_of(node) or self._row
            self._rows.add(row_of(node))
            if node["type"] == "group":
                self._group(node, titles)
            elif why := self._cannot_be_asked(node):
                self._leave_out(node, why)
            else:
                self._item(node, titles, outer)

    def _group(self, node: Node, titles: tuple[str, ...]) -> None:
        control = node.get("control")
        if isinstance(control, Mapping) and control.get("bodyless"):
            self._bookkeeping(node)
            return
        title = " ".join(self._book.text(node, "label").split()) or str(node["name"])
        leftovers, outer = Leftovers(), self._conditions
        self._left_over(node, self._condition(node, leftovers), None)
        if help_text := self._book.text(node, "hint"):
            self._column(node, "hint", help_text, "A section has a title only.")
        self._walk(node.get("children", ()), (*titles, title), node)
        self._conditions = outer

    def _condition(self, node: Node, leftovers: Leftovers) -> Leftovers:
        """Take note of a condition that can be translated; it holds for everything that is read until it is taken back."""
        text = bound(node, "relevant")
        if text and text.strip():
            why = reason_against(text)
            if any(text == known for _, known in self._conditions):
                leftovers.used.add("relevant")  # handed down from the group, or said twice
            elif why:
                leftovers.reasons["relevant"] = f"{why} {ALWAYS_ASKED}"
            else:
                leftovers.used.add("relevant")
                self._conditions = (*self._conditions, (node, text))
        return leftovers

    def _bookkeeping(self, node: Node) -> None:
        self._row = _LAST
        for child in node.get("children", ()):
            self._rows.add(row_of(child))
            self._leave_out(child, _WHY_TYPE["entity"] if child["type"] == "entity" else _WHY_BOOKKEEPING)

    def _cannot_be_asked(self, node: Node) -> str:
        if node["type"] == CALCULATE:
            return self._cannot_be_calculated(node)
        if node["type"] not in KINDS:
            return _why_type(str(node["type"]))
        if not node["type"].startswith("select"):
            return ""
        names = [choice["name"] for choice in self._book.choices_of(node)]
        if not names:
            return "Its choices lie outside the sheet “choices”."
        return "Two of its choices have the same name." if len(set(names)) < len(names) else ""

    def _cannot_be_calculated(self, node: Node) -> str:
        if node.get("qa_formula"):
            return ""
        text = bound(node, CALCULATE) or ""
        return reason_against(text) if text.strip() else _WHY_TYPE[CALCULATE]

    def _item(self, node: Node, titles: tuple[str, ...], outer: Node | None) -> None:
        name = str(node["name"])
        own_key = self._book.survey.as_typed(row_of(node), str(node.get("qa_key") or "")).strip()
        reading = read_item(self._book, node, self._key(own_key or name))
        self._names.setdefault(name, reading.item.key)
        self._logic(node, reading)
        if not self._sections or self._sections[-1][0] != titles:
            self._sections.append((titles, []))
        self._sections[-1][1].append(reading.item)
        self._counts[node["type"]] += 1
        self._notices.extend(reading.notices)
        if _REFERENCE.search(reading.item.text) or _REFERENCE.search(reading.item.help):
            where = self._where(node)
            self._notices.append(f"{where}: “{node['name']}” quotes another answer; the text is shown as it is written.")
        self._left_over(node, reading, outer)

    def _logic(self, node: Node, reading: Reading) -> None:
        """Take note of what the form states about an item, unless our own columns state it."""
        asks, outer = reading.item.rules.asks, self._conditions
        calculation = "" if node["type"] != CALCULATE or asks.formula else bound(node, CALCULATE) or ""
        reading.used |= {CALCULATE} if node["type"] == CALCULATE else set()
        if asks.show_when:
            reading.used.add("relevant")
            conditions: tuple[tuple[Node, str], ...] = ()
        else:
            self._condition(node, reading)
            conditions, self._conditions = self._conditions, outer
        if conditions or calculation:
            self._stated[reading.item.key] = Stated(node, conditions, calculation)

    def _key(self, name: str) -> str:
        """Names are unique only inside their group; keys are unique in the checklist."""
        key, number = name, 2
        while key in self._keys:
            key, number = f"{name}-{number}", number + 1
        self._keys.add(key)
        return key

    def _leave_out(self, node: Node, why: str = "") -> None:
        kind = str(node["type"])
        self._add(Unsupported(self._where(node), kind, str(node.get("name", "")), why or _why_type(kind)))
        for child in node.get("children", ()) if kind in {"repeat", "loop", "group"} else ():
            self._row = row_of(child) or self._row
            self._rows.add(row_of(child))
            self._leave_out(child, "It stands inside questions that repeat.")

    def _left_over(self, node: Node, leftovers: Leftovers, outer: Node | None) -> None:
        """List every property of a question that has not become part of the item."""
        for path, value in leaves({key: value for key, value in node.items() if key not in _STRUCTURE}):
            heading = path[0] if path[0] == "media" or len(path) == 1 else path[1]
            if heading in leftovers.used or (is_own(heading) and node["type"] != "group"):
                continue
            if heading == "required" and not required_is_a_condition(node):
                continue
            if heading == "relevant" and self._book.survey.holding(row_of(node), value) is None and outer is not None:
                continue  # handed down from the group, where it is listed
            why = leftovers.reasons.get(heading) or _WHY_COLUMN.get(heading, _WHY_OTHER_COLUMN)
            self._column(node, heading, value, why)

    def _column(self, node: Node, heading: str, value: str, why: str) -> None:
        row = row_of(node)
        where, written = self._where(node), heading
        cell = self._cell_behind(row, heading, value)
        if cell is not None:
            self._told.add((row, cell.column))
            where, written = place(self._book.survey.name, row, cell.column), self._headings[cell.column]
        self._add(Unsupported(where, f"column {written}", str(node.get("name", "")), why))

    def _cell_behind(self, row: int, heading: str, value: str) -> Cell | None:
        """Return the cell that pyxform read as ``value`` of ``heading``, which may be its own name for the column."""
        wanted, found = evened(value), None
        for cell in self._book.survey.rows.get(row, ()):
            title = self._headings.get(cell.column, "type")
            if (row, cell.column) in self._told or evened(cell.text) != wanted:
                continue
            if plain_heading(title) == plain_heading(heading):
                return cell
            found = found or (cell if _is_spare(title) else None)
        return found

    def _passed_over(self) -> None:
        """List rows and cells that pyxform passes over without a word: switched off, settings, no heading, beyond a gap."""
        survey = self._book.survey
        kinds = survey.column_of("type") or survey.column_of("command")
        names = survey.column_of("name") or survey.column_of("value")
        for self._row, cells in survey.rows.items():
            kind, name = survey.cell(self._row, kinds), survey.cell(self._row, names)
            called = name.text.strip() if name and self._row > 1 else ""
            if self._row > self._read_rows["survey"]:
                self._add(Unsupported(place(survey.name, self._row), kind.text if kind else "", called, _WHY_BEYOND_ROWS))
                continue
            for cell in cells:
                if cell.column not in self._headings:
                    where = place(survey.name, self._row, cell.column)
                    self._add(Unsupported(where, "column", called, f"“{cell.text[:60]}” has no heading above it that is read."))
            if self._row > 1 and kind is not None and self._row not in self._rows and not _GROUP.match(kind.text):
                why = "The row is switched off or is a setting of the form."
                self._add(Unsupported(place(survey.name, self._row), kind.text.strip(), called, why))
        self._row = _LAST
        for row in self._book.choices.rows:
            if row > self._read_rows["choices"]:
                self._add(Unsupported(place("choices", row), "choice", "", _WHY_BEYOND_ROWS))

    def _columns_beside(self) -> None:
        """List the columns of the other sheets that say something which does not come across."""
        for key, known in _KNOWN_BESIDE.items():
            sheet = self._book.sheets.get(key, Sheet(key, {}))
            filled = {cell.column for row, cells in sheet.rows.items() if row > 1 for cell in cells}
            for column, heading in sheet.headings().items():
                plain = plain_heading(heading)
                if column in filled and plain.split(":")[0] not in known and not is_own(plain):
                    why = _WHY_COLUMN["media"] if "image" in plain else _WHY_OTHER_COLUMN
                    self._add(Unsupported(place(key, 1, column), f"column {heading}", "", why))

    def _general_notices(self) -> None:
        book = self._book
        if book.other_languages:
            taken = "the language without a name" if book.taken == "default" else book.taken
            others = ", ".join(book.other_languages)
            self._notices.append(f"Texts were taken in {taken}; as translations came across: {others}.")
        if any(plain_heading(entry.kind) == "column_default" for entry in self._unsupported):
            self._notices.append("Default values were left out: nothing is pre-filled.")
        if not +self._counts:
            self._notices.append("None of the questions can be asked, so the checklist is empty and cannot be published.")

    def _where(self, node: Node) -> str:
        row = row_of(node)
        if row:
            return place(self._book.survey.name, row)
        declared = str(node.get("__row_number", ""))
        if node["type"] == "entity" and declared.isdigit():
            return place("entities", int(declared))
        after = f" after {place(self._book.survey.name, self._row)}" if 0 < self._row < _LAST else ""
        return f"added by XLSForm{after}"

    def _add(self, entry: Unsupported) -> None:
        self._unsupported.setdefault(entry, self._row)


def _is_spare(heading: str) -> bool:
    """Whether a column of this heading can hold what does not come across."""
    plain = plain_heading(heading)
    return plain.split(":")[0] not in {"type", "name", "label", "caption", "hint", "required"} and not is_own(plain)


def _why_type(kind: str) -> str:
    if "geo" in kind or kind in {"gps", "location", "q location", "add location prompt"}:
        return _WHY_PLACE
    if kind in {"start", "end", "today", "username", "email"} or "device" in kind or "sim" in kind or "phone" in kind:
        return _WHY_DEVICE
    return _WHY_TYPE.get(kind, "There is no item of this type.")
