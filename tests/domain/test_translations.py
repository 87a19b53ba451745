"""Words in another language change words only."""

from __future__ import annotations

from qa_desktop.domain.checklist import Checklist, Choice, Item, ItemKind, Section
from qa_desktop.domain.item_rules import Rules, Translation
from qa_desktop.domain.translations import in_language, languages_of

GERMAN = Translation("de", "Farbe", "Bei Tageslicht", (("b", "Blau"),))
COLOUR = Item(
    "colour",
    ItemKind.SINGLE_CHOICE,
    "Colour",
    help="By daylight",
    choices=(Choice("b", "Blue", True), Choice("g", "Grey", False)),
    rules=Rules(texts=(GERMAN, Translation("pt-BR", "Cor"))),
)
PLAIN = Item("plain", ItemKind.CONFORMITY, "Plain")
LIST = Checklist("Things", (Section("All", (COLOUR, PLAIN)), Section("More", (PLAIN,))))


def test_words_help_and_choices_are_translated_and_what_is_missing_stays() -> None:
    said = in_language(COLOUR, "de")
    assert (said.text, said.help) == ("Farbe", "Bei Tageslicht")
    assert [choice.text for choice in said.choices] == ["Blau", "Grey"]
    assert [choice.conforming for choice in said.choices] == [True, False]
    portuguese = in_language(COLOUR, "pt-br")
    assert (portuguese.text, portuguese.help) == ("Cor", "By daylight")


def test_a_tag_falls_back_to_its_first_part_and_an_unknown_one_to_the_checklist() -> None:
    assert in_language(COLOUR, "de-AT").text == "Farbe"
    assert in_language(COLOUR, "pt") is COLOUR
    assert in_language(COLOUR, "fr") is COLOUR
    assert in_language(COLOUR, "") is COLOUR


def test_a_checklist_is_translated_item_by_item_and_the_stored_one_keeps_its_digest() -> None:
    before = LIST.digest()
    said = in_language(LIST, "de")
    assert [item.text for item in said.items] == ["Farbe", "Plain", "Plain"]
    assert said.sections[1] is LIST.sections[1]
    assert LIST.digest() == before
    assert languages_of(LIST) == ("de", "pt-BR")
