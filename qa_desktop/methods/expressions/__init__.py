"""Conditions and calculated values of a checklist: one small typed language, never ``eval``.

Light to import: the parser (lark) is loaded and built at the first :func:`parse`.
"""

from qa_desktop.methods.expressions.checking import Problem, check
from qa_desktop.methods.expressions.evaluating import evaluate, result_text
from qa_desktop.methods.expressions.items import choices_of, kind_of, kinds_of, value_of
from qa_desktop.methods.expressions.nodes import Expression, Value, ValueKind
from qa_desktop.methods.expressions.ordering import order
from qa_desktop.methods.expressions.parsing import parse
from qa_desktop.methods.expressions.xpath import Untranslatable, from_xpath, to_xpath

__all__ = [
    "Expression",
    "Problem",
    "Untranslatable",
    "Value",
    "ValueKind",
    "check",
    "choices_of",
    "evaluate",
    "from_xpath",
    "kind_of",
    "kinds_of",
    "order",
    "parse",
    "result_text",
    "to_xpath",
    "value_of",
]
