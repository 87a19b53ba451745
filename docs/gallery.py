"""Draw all house widgets in every theme and save the pictures: ``python docs/gallery.py FOLDER``.

For looking at the design language; needs no display.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QBuffer, QEvent, QIODevice, QRectF, QSize, Qt, QThreadPool
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from qa_desktop.domain.answers import Verdict
from qa_desktop.domain.inspection import Progress
from qa_desktop.domain.tolerance import Limits
from qa_desktop.ui.theme import SPACE_2, SPACE_3, SPACE_4, ThemeName, Tone, apply_theme
from qa_desktop.ui.widgets.busy import BusyPanel
from qa_desktop.ui.widgets.buttons import ActionButton, AnswerButton, IconButton, Variant
from qa_desktop.ui.widgets.card import Card
from qa_desktop.ui.widgets.chip import StatusChip, paint_chip
from qa_desktop.ui.widgets.decimal_field import DecimalField
from qa_desktop.ui.widgets.dialog_panel import DialogPanel
from qa_desktop.ui.widgets.empty import EmptyState
from qa_desktop.ui.widgets.fields import ChoiceBox, LabelledField, NoteField, PasswordField
from qa_desktop.ui.widgets.icons import icon_names, paint_icon
from qa_desktop.ui.widgets.keyhints import KeyHint, KeyHintBar
from qa_desktop.ui.widgets.keyset_model import Column, KeysetTableModel, PageRequest
from qa_desktop.ui.widgets.message import InlineMessage, MessageKind
from qa_desktop.ui.widgets.person_tile import PersonTile
from qa_desktop.ui.widgets.photo_strip import Photo, PhotoStrip
from qa_desktop.ui.widgets.pin_pad import PinPad
from qa_desktop.ui.widgets.progress_line import ProgressLine
from qa_desktop.ui.widgets.table import RecordTable
from qa_desktop.ui.widgets.text import ElidedLabel, Heading, PlainLabel
from qa_desktop.ui.widgets.tolerance_bar import ToleranceBar
from qa_desktop.ui.widgets.verdict import VerdictBadge, paint_verdict

BORE = Limits(nominal=Decimal("12.350"), lower=Decimal("12.300"), upper=Decimal("12.400"))
LONG = "Oberflächenbeschaffenheitsprüfung der Schweißnahtübergänge gemäß Fertigungsunterlage"


def page(title: str) -> tuple[QWidget, QVBoxLayout]:
    """Return an empty page with a heading."""
    widget = QWidget()
    layout = QVBoxLayout(widget)
    layout.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, 0)
    layout.setSpacing(SPACE_3)
    layout.addWidget(Heading(title))
    return widget, layout


def row(*widgets: QWidget, stretch: bool = False) -> QHBoxLayout:
    """Return widgets side by side."""
    layout = QHBoxLayout()
    layout.setSpacing(SPACE_2)
    for widget in widgets:
        layout.addWidget(widget)
    if stretch:
        layout.addStretch(1)
    return layout


def run_page() -> QWidget:
    """Return something like the inspection run."""
    widget, layout = page("WO 4711 · P-1042 rev C · SN 000123")
    progress = ProgressLine()
    progress.set_progress(Progress(total=47, answered=16, failed=1, not_applicable=2, open=31))
    layout.addWidget(progress)
    card = Card("17. Bore diameter A")
    card.add_to_head(StatusChip("critical", Tone.FAILS, "triangle-alert"))
    card.add_to_head(VerdictBadge(Verdict.FAILS))
    card.body.addWidget(
        PlainLabel("12.300 … 12.400 mm · gauge MIC-07, calibrated until 03-2027 · ⌀ ± 0.05 µm ≤ ≥ −", role="text_muted")
    )
    columns = QHBoxLayout()
    columns.setSpacing(SPACE_4)
    for text in ("12.412", "12,35", "1.234,5"):
        column = QVBoxLayout()
        field, bar = DecimalField(), ToleranceBar()
        field.set_criteria(BORE, "mm")
        field.set_text(text)
        bar.set_criteria(BORE, "mm")
        bar.set_value(field.value())
        column.addWidget(field)
        column.addWidget(bar)
        columns.addLayout(column, 1)
    card.body.addLayout(columns)
    layout.addWidget(card)
    answers = [
        AnswerButton("Conforms", verdict=Verdict.CONFORMS, key_hint="1"),
        AnswerButton("Does not conform", verdict=Verdict.FAILS, key_hint="2"),
        AnswerButton("Not applicable", verdict=Verdict.NOT_APPLICABLE, key_hint="3"),
    ]
    answers[1].setChecked(True)
    layout.addLayout(row(*answers))
    chosen = AnswerButton("Pulverbeschichtet", key_hint="5")
    chosen.setChecked(True)
    several = AnswerButton(LONG, multiple=True, key_hint="6")
    several.setChecked(True)
    off = AnswerButton("Not available", key_hint="7")
    off.setEnabled(False)
    layout.addLayout(row(AnswerButton("Galvanised & painted <b>", key_hint="4"), chosen, several, off))
    photos = PhotoStrip(shortcut_hint="P")
    photos.set_photos([Photo(str(n), f"Bore A, view {n}", picture(n)) for n in range(3)])
    layout.addWidget(photos)
    layout.addLayout(
        row(
            ActionButton("Previous", icon="chevron-left", shortcut_hint="Shift+Space"),
            ActionButton("Next open", icon="skip-forward", shortcut_hint="Space", variant=Variant.PRIMARY),
            ActionButton("Note", icon="sticky-note", shortcut_hint="N"),
            ActionButton("Log an issue", icon="flag", shortcut_hint="I", variant=Variant.DANGER),
            IconButton("More", "ellipsis"),
            stretch=True,
        )
    )
    layout.addStretch(1)
    layout.addWidget(hints())
    return widget


def hints() -> KeyHintBar:
    """Return a bar of keys."""
    return KeyHintBar(
        [
            KeyHint("Enter", "accept, next open item"),
            KeyHint("1–3", "answer"),
            KeyHint("Space", "next open"),
            KeyHint("P", "photo"),
            KeyHint("N", "note"),
            KeyHint("I", "issue"),
            KeyHint("Ctrl+Z", "undo"),
            KeyHint("F1", "all keys"),
        ]
    )


def picture(number: int) -> bytes:
    """Return a photo-like picture as the bytes of a file."""
    image = QImage(640, 480, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    shade = QLinearGradient(0, 0, 640, 480)
    shade.setColorAt(0, QColor.fromHsv(200 + number * 15, 60, 210))
    shade.setColorAt(1, QColor.fromHsv(210, 90, 70))
    painter.fillRect(image.rect(), shade)
    painter.setPen(QColor("#223"))
    painter.setBrush(QColor(30, 34, 40))
    painter.drawEllipse(220, 130, 200, 200)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPG")
    return bytes(buffer.data().data())


def forms_page() -> QWidget:
    """Return fields, messages and states."""
    widget, layout = page("Felder, Meldungen und Zustände")
    columns, right = QHBoxLayout(), QVBoxLayout()
    columns.setSpacing(SPACE_3)
    right.setSpacing(SPACE_3)
    form = Card("Qt fields in the house style")
    combo = ChoiceBox()
    combo.addItems(["Oversize", "Undersize", LONG])
    check, radio = QCheckBox("Photo required when it fails"), QRadioButton("Exceptions only")
    check.setChecked(True)
    radio.setChecked(True)
    disabled = QLineEdit("read only")
    disabled.setEnabled(False)
    note = NoteField()
    note.setPlainText("Note with several lines\nand <b>markup shown as typed</b>")
    tabs = QTabBar()
    for name in ("Open", "Contained", "Closed"):
        tabs.addTab(name)
    edit = QLineEdit()
    edit.setPlaceholderText("Scan an order, a serial number or your badge …")
    for field in (edit, combo, disabled, check, QCheckBox("Issue required"), radio, QRadioButton("All items"), note, tabs):
        form.body.addWidget(field)
    form.body.addStretch(1)
    columns.addWidget(form, 2)
    columns.addLayout(right, 3)
    messages = Card("Messages")
    for kind, text, action in (
        (MessageKind.SUCCESS, "Saved 10:42:07.", ""),
        (MessageKind.INFO, "Returned to you by M. Nowak: “retake the photo of item 9”.", "Go to item 9"),
        (MessageKind.WARNING, "The time-stamp server did not answer. The report is signed; the time stamp is queued.", ""),
        (
            MessageKind.ERROR,
            "The answer could not be saved: the disk is full. It is still on the screen. Make room and try again.",
            "Try again",
        ),
    ):
        message = InlineMessage()
        message.show_message(kind, text, action_text=action)
        messages.body.addWidget(message)
    busy = BusyPanel()
    busy.start("Rendering 120 reports")
    busy.set_progress(37, 120)
    messages.body.addWidget(busy)
    right.addWidget(messages)
    states = Card("Verdicts and states")
    states.body.addLayout(row(*(VerdictBadge(v) for v in Verdict), stretch=True))
    states.body.addLayout(row(*(VerdictBadge(v, short=True) for v in Verdict), stretch=True))
    chips = [
        ("in progress", Tone.ACCENT, "pencil"),
        ("returned", Tone.WARNING, "undo-2"),
        ("countersigned", Tone.CONFORMS, "shield-check"),
    ]
    states.body.addLayout(row(*(StatusChip(*chip) for chip in chips), StatusChip("void", Tone.NEUTRAL), stretch=True))
    for limits, value in (
        (BORE, "12.35"),
        (BORE, "12.9"),
        (Limits(upper=Decimal(5)), "4.2"),
        (Limits(lower=Decimal(10), nominal=Decimal(12)), "9.1"),
    ):
        bar = ToleranceBar()
        bar.set_criteria(limits, "mm")
        bar.set_value(Decimal(value))
        states.body.addWidget(bar)
    states.body.addLayout(
        row(
            ActionButton("Quiet"),
            ActionButton("Flat", variant=Variant.FLAT, icon="plus"),
            _off(ActionButton("Off", icon="lock")),
            _off(ActionButton("Off", variant=Variant.PRIMARY)),
            stretch=True,
        )
    )
    states.body.addWidget(ElidedLabel(LONG * 2))
    states.body.addStretch(1)
    right.addWidget(states, 1)
    layout.addLayout(columns, 1)
    layout.addWidget(hints())
    return widget


def _off(button: ActionButton) -> ActionButton:
    button.setEnabled(False)
    return button


class Rows:
    """Made-up inspections, answered like a storage would."""

    def fetch(self, request: PageRequest, done: Callable[[Sequence[int]], None], _failed: object) -> None:
        """Answer a page."""
        start = (request.after if request.after is not None else -1) + 1 + request.skip
        done(range(start, start + request.limit))


def list_page() -> QWidget:
    """Return a long list beside an empty one."""
    widget, layout = page("Inspections")
    table = RecordTable(name="Inspections")
    verdicts = list(Verdict)

    def verdict_cell(painter: QPainter, rect, number: int, _selected: bool) -> None:
        paint_verdict(painter, rect, verdicts[number % 5])

    def state_cell(painter: QPainter, rect, number: int, _selected: bool) -> None:
        paint_chip(painter, rect, "in progress" if number % 3 else "countersigned", Tone.ACCENT if number % 3 else Tone.CONFORMS)

    model = KeysetTableModel(
        [
            Column("Number", lambda n: f"I-{20311 - n}", 110, strong=True, sort_key="number"),
            Column("Part", lambda n: f"P-{1042 + n % 7}", 110),
            Column("Template", lambda _: LONG, 300, stretch=True),
            Column("Result", lambda n: verdicts[n % 5].value, 150, paint=verdict_cell),
            Column("State", lambda _: "state", 160, paint=state_cell),
            Column("Age", lambda n: f"{n * 7 + 3} min", 110, numeric=True),
        ],
        Rows().fetch,
        lambda n: n,
        table,
    )
    table.set_records(model)
    model.reload()
    model.set_total(1_000_000)
    table.show_order(0, descending=True)
    layout.addWidget(table, 3)
    bottom = QHBoxLayout()
    bottom.setSpacing(SPACE_3)
    empty = Card()
    empty.body.addWidget(
        EmptyState(
            "Nothing is due",
            "Start an inspection from a template, or scan an order to find it.",
            action_text="Start an inspection",
            action_icon="plus",
        )
    )
    bottom.addWidget(empty, 1)
    icons = Card("Icons")
    icons.body.addWidget(IconSheet())
    bottom.addWidget(icons, 1)
    layout.addLayout(bottom, 2)
    layout.addWidget(hints())
    table.select_row(2)
    table.setFocus()
    return widget


class IconSheet(QWidget):
    """All icons."""

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return room for them."""
        return QSize(400, 180)

    def paintEvent(self, _event: object) -> None:  # noqa: N802
        """Draw them in rows."""
        painter = QPainter(self)
        across = max(1, self.width() // 32)
        for place, name in enumerate(icon_names()):
            x, y = place % across * 32, place // across * 32

            paint_icon(painter, QRectF(x, y, 22, 22), name, self.palette().text().color())


def lock_page() -> QWidget:
    """Return the person switch, with a sheet over it."""
    widget, layout = page("Who is working?")
    grid = QGridLayout()
    grid.setSpacing(SPACE_3)
    people = [
        ("A. Kowalska", "Inspector"),
        ("Jörg Müller-Lüdenscheidt", "Inspector, Quality engineer"),
        ("Μαρία Παπαδοπούλου", "Supervisor"),
        ("Жанна Щукина", "Auditor"),
    ]
    for place, (name, role) in enumerate(people):
        tile = PersonTile(str(place), name, role)
        tile.setChecked(place == 1)
        grid.addWidget(tile, place // 2, place % 2)
    pad = PinPad()
    for digit in "123":
        pad.keys[digit].click()
    body = QHBoxLayout()
    side = QVBoxLayout()
    side.addLayout(grid)
    side.addStretch(1)
    body.addLayout(side, 1)
    body.addWidget(pad, 0, Qt.AlignmentFlag.AlignTop)
    layout.addLayout(body, 1)
    layout.addWidget(hints())
    return widget


def sheet_page() -> QWidget:
    """Return a sheet over a page."""
    widget = run_page()
    panel = DialogPanel(widget, "Sign this inspection", primary_text="Sign: I performed this inspection", primary_icon="pen-line")
    panel.body.addWidget(
        PlainLabel("47 items answered, 1 does not conform. What you saw is what you sign; it cannot change afterwards.")
    )
    password = PasswordField()
    password.setText("secret")
    panel.body.addWidget(LabelledField("Password", password, hint="The same as at log-in."))
    panel.message.show_message(MessageKind.ERROR, "The password is not right. 4 attempts are left.")
    widget.panel = panel
    return widget


PAGES = {"run": run_page, "forms": forms_page, "list": list_page, "lock": lock_page, "sheet": sheet_page}
SIZES = (QSize(1280, 800), QSize(1920, 1080))


def settle(app: QApplication) -> None:
    """Let thumbnails and pages arrive."""
    for _ in range(5):
        QThreadPool.globalInstance().waitForDone()
        app.processEvents()


def main(app: QApplication, folder: Path) -> None:
    """Save all pictures in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for theme in ThemeName:
        apply_theme(app, theme)
        for name, build in PAGES.items():
            for size in SIZES:
                widget = build()
                widget.resize(size)
                widget.show()
                settle(app)
                panel = getattr(widget, "panel", None)
                if panel is not None:
                    panel.open_panel()
                elif name == "run":
                    widget.findChildren(AnswerButton)[0].setFocus()
                widget.activateWindow()
                settle(app)
                widget.grab().save(str(folder / f"{name}-{theme.value}-{size.width()}.png"))
                widget.close()
                widget.deleteLater()
                QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    apply_theme(app, ThemeName.LIGHT, text_scale=1.5, glove=True)
    widget = run_page()
    widget.resize(1920, 1080)
    widget.show()
    settle(app)
    widget.grab().save(str(folder / "run-glove-1920.png"))


if __name__ == "__main__":
    application = QApplication(sys.argv)  # outlives every widget
    main(application, Path(sys.argv[1] if len(sys.argv) > 1 else "gallery"))
