"""Look: theme, text size, gloves and sound, applied as they are chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QButtonGroup, QCheckBox, QWidget

from qa_desktop.settings import LookSettings
from qa_desktop.ui.context import Context
from qa_desktop.ui.settings.flow import EvenRow
from qa_desktop.ui.settings.look_model import TEXT_STEPS, LookModel
from qa_desktop.ui.settings.page import SectionPage
from qa_desktop.ui.settings.theme_choice import ThemeChoice
from qa_desktop.ui.theme.apply import apply_theme
from qa_desktop.ui.theme.tokens import SPACE_3, ThemeName
from qa_desktop.ui.widgets.buttons import ActionButton
from qa_desktop.ui.widgets.card import Card
from qa_desktop.ui.widgets.fields import ChoiceBox, LabelledField
from qa_desktop.ui.widgets.text import PlainLabel

if TYPE_CHECKING:
    from qa_desktop.settings import ThemeName as SettledTheme

_SETTLED: dict[ThemeName, SettledTheme] = {
    ThemeName.LIGHT: "light",
    ThemeName.DARK: "dark",
    ThemeName.HIGH_CONTRAST: "high_contrast",
}


class LookPage(SectionPage):
    """Draws the look in force and hands choices on."""

    def __init__(self, context: Context, host: QWidget) -> None:
        super().__init__(context, host)
        self.set_heading(self.tr("Look"), self.tr("Every choice counts at once, for everybody at this computer. It is kept."))
        self.model = LookModel(context.look, context.jobs, applied=self._applied, owner=self)
        self.cards.addWidget(self._theme_card())
        self.cards.addWidget(self._text_card())
        self.cards.addWidget(self._hand_card())
        self.cards.addWidget(self._language_card())
        self.cards.addStretch(1)
        self.render_state(self.model.state)

    def enter(self) -> None:
        """Show the look in force."""
        self.model.follow(self.context.look)
        self.render_state(self.model.state)
        self.model.load_languages(self.context.program, self.context.actor, self._show_languages)

    def first_focus(self) -> QWidget | None:
        """Begin at the theme in force."""
        return self.themes[ThemeName(self.model.state.theme)]

    def render_state(self, look: LookSettings) -> None:
        """Draw the state."""
        self.themes[ThemeName(look.theme)].setChecked(True)
        self.sizes[self.model.step].setChecked(True)
        self.gloves.setChecked(look.gloves)
        self.sound.setChecked(look.sound)
        self.along.setChecked(look.enter_along)
        self._show_languages(tuple(sorted({*(self._languages or ()), look.checklist_language} - {""})))

    def _theme_card(self) -> Card:
        card = Card(self.tr("Theme"), self)
        words = {
            ThemeName.LIGHT: self.tr("Light"),
            ThemeName.DARK: self.tr("Dark"),
            ThemeName.HIGH_CONTRAST: self.tr("High contrast"),
        }
        self._theme_group = QButtonGroup(self)
        self.themes: dict[ThemeName, ThemeChoice] = {}
        row = EvenRow(card, spacing=SPACE_3)
        for name, text in words.items():
            button = ThemeChoice(name, text, card)
            button.clicked.connect(self._theme_chosen)
            self._theme_group.addButton(button)
            self.themes[name] = button
        row.set_widgets(tuple(self.themes.values()))
        card.body.addWidget(row)
        return card

    def _text_card(self) -> Card:
        card = Card(self.tr("Text size"), self)
        self._size_group = QButtonGroup(self)
        self.sizes: dict[int, ActionButton] = {}
        row = EvenRow(card)
        for step in TEXT_STEPS:
            button = ActionButton(self.tr("{percent} %").format(percent=step), card)
            button.setAccessibleName(self.tr("Text size {percent} %").format(percent=step))
            button.setCheckable(True)
            button.clicked.connect(self._size_chosen)
            self._size_group.addButton(button)
            self.sizes[step] = button
        row.set_widgets(tuple(self.sizes.values()))
        card.body.addWidget(row)
        return card

    def _hand_card(self) -> Card:
        card = Card(self.tr("Hands and ears"), self)
        self.gloves = QCheckBox(self.tr("Gloves: every target a quarter larger"), card)
        self.sound = QCheckBox(self.tr("Sound: a reading out of tolerance is heard"), card)
        self.gloves.clicked.connect(self._gloves_clicked)
        self.sound.clicked.connect(self._sound_clicked)
        card.body.addWidget(self.gloves)
        card.body.addWidget(self.sound)
        note = self.tr("What you hear is always shown, too: by word, shape and colour.")
        card.body.addWidget(PlainLabel(note, card, role="text_muted"))
        return card

    def _language_card(self) -> Card:
        card = Card(self.tr("Checklists and sample grid"), self)
        self._languages: tuple[str, ...] | None = None
        self.language = ChoiceBox(card)
        self.language.activated.connect(self._language_chosen)
        field = LabelledField(self.tr("Language of checklists"), self.language, card)
        field.set_hint(self.tr("Reports and records always keep the words of the checklist itself."))
        card.body.addWidget(field)
        self.along = QCheckBox(self.tr("Enter goes along the row of the grid"), card)
        self.along.clicked.connect(self._along_clicked)
        card.body.addWidget(self.along)
        note = self.tr("Otherwise it goes down the column: one gauge in the hand, piece after piece.")
        card.body.addWidget(PlainLabel(note, card, role="text_muted"))
        return card

    def _show_languages(self, languages: tuple[str, ...]) -> None:
        if languages != self._languages:
            self._languages = languages
            self.language.clear()
            self.language.addItem(self.tr("As written in the checklist"), "")
            for tag in languages:
                self.language.addItem(language_name(tag), tag)
        self.language.setCurrentIndex(max(0, self.language.findData(self.model.state.checklist_language)))

    def _language_chosen(self, index: int) -> None:
        self.model.set_language(str(self.language.itemData(index) or ""))

    def _along_clicked(self, along: bool) -> None:
        self.model.set_along(along)

    def _theme_chosen(self) -> None:
        button = self.sender()
        if isinstance(button, ThemeChoice):
            self.model.set_theme(_SETTLED[button.theme_name])

    def _size_chosen(self) -> None:
        button = self.sender()
        for step, found in self.sizes.items():
            if found is button:
                self.model.set_text(step)

    def _gloves_clicked(self, gloves: bool) -> None:
        self.model.set_gloves(gloves)

    def _sound_clicked(self, sound: bool) -> None:
        self.model.set_sound(sound)

    def _applied(self, look: LookSettings) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            apply_theme(app, ThemeName(look.theme), text_scale=look.text_percent / 100, glove=look.gloves)
        self.context.look = look
        self.render_state(look)
        self.context.look_changed.emit(look)


def language_name(tag: str) -> str:
    """Return a language in its own words with its tag, for example ``Deutsch (de)``; the tag alone when Qt does not know it."""
    locale = QLocale(tag)
    known = locale.language() not in {QLocale.Language.C, QLocale.Language.AnyLanguage}
    return f"{locale.nativeLanguageName()} ({tag})" if known and locale.nativeLanguageName() else tag
