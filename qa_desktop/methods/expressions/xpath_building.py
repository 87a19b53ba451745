"""Turns what the grammar of XPath recognises into nodes of this language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lark import Token, v_args

from qa_desktop.methods.expressions.building import Builder, Built, column_of
from qa_desktop.methods.expressions.nodes import Call, Reference, Text, Truth, Unary

if TYPE_CHECKING:
    from qa_desktop.methods.expressions.nodes import Node


@v_args(inline=True)
class XPathBuilder(Builder):
    """The actions where XPath differs: its own words for true, false and not, and an empty text for what is not answered."""

    def here(self, token: Token) -> Built:
        """The answer to the question itself."""
        return Built(Reference(".", column_of(token)))

    def call(self, token: Token, *arguments: Built) -> Built:
        """A function; ``true()``, ``false()`` and ``not(…)`` are words here."""
        match str(token), len(arguments):
            case ("true" | "false") as word, 0:
                return Built(Truth(word == "true", column_of(token)))
            case "not", 1:
                return self.unary(token, arguments[0])
            case _:
                return super().call(token, *arguments)

    def binary(self, left: Built, token: Token, right: Built) -> Built:
        """Two operands; a comparison of an item with an empty text asks whether it was answered."""
        for item, other in ((left.node, right.node), (right.node, left.node)):
            if isinstance(item, Reference) and other == Text("") and token in {"=", "!="}:
                answered: Node = Call("answered", (item,), column_of(token))
                asked = answered if "!" in token else Unary("not", answered, column_of(token))
                return Built(asked, 3, 3)
        return super().binary(left, token, right)
