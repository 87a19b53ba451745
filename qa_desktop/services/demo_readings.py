"""What the inspectors of the demo read and see: believable answers around the middle of the limits, and a few that fail."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from qa_desktop.domain.canonical import canonical_json
from qa_desktop.domain.checklist import Item, ItemKind
from qa_desktop.domain.decimals import decimal_text
from qa_desktop.services.demo_cures import cure_of

_FINDINGS = ("All clear, nothing to add.", "Label read and compared with the order.", "Two pieces looked at, both alike.")


def code_of(item: Item, part: str) -> str:
    """Return the failure code of a line that failed."""
    words = item.text.lower()
    if "certificate" in words or "delivery note" in words or "label" in words:
        return "DOC"
    if item.kind is not ItemKind.MEASUREMENT and part.startswith("P-"):
        return "SURF"
    return cure_of(part).code


def raw_answer(item: Item, dice: random.Random, *, fails: bool, now: datetime) -> str | None:
    """Return what an inspector would give for an item, or ``None`` where nothing is asked."""
    makers: dict[ItemKind, Callable[[], str | None]] = {
        ItemKind.CONFORMITY: lambda: "fail" if fails else "pass",
        ItemKind.YES_NO: lambda: _yes_or_no(item, fails=fails),
        ItemKind.SINGLE_CHOICE: lambda: _choice(item, dice, fails=fails),
        ItemKind.MULTIPLE_CHOICE: lambda: canonical_json([_choice(item, dice, fails=fails)]),
        ItemKind.MEASUREMENT: lambda: _reading(item, dice, fails=fails),
        ItemKind.NUMBER: lambda: str(dice.randint(1, 40)),
        ItemKind.TEXT: lambda: _text(item, dice),
        ItemKind.DATE_TIME: lambda: now.isoformat(timespec="minutes"),
        ItemKind.BARCODE: lambda: f"QD{dice.randint(10**9, 10**10 - 1)}",
        ItemKind.INSTRUCTION: lambda: "read" if item.required else None,
    }
    return makers[item.kind]()


def _text(item: Item, dice: random.Random) -> str:
    return f"2.{dice.randint(1, 4)}.{dice.randint(0, 9)}" if "version" in item.text.lower() else dice.choice(_FINDINGS)


def _yes_or_no(item: Item, *, fails: bool) -> str:
    good = item.expected or "yes"
    return {"yes": "no", "no": "yes"}[good] if fails else good


def _choice(item: Item, dice: random.Random, *, fails: bool) -> str:
    fitting = [choice for choice in item.choices if (choice.conforming is False) == fails]
    return dice.choice(fitting or list(item.choices)).id


def _reading(item: Item, dice: random.Random, *, fails: bool) -> str:
    """Return a reading around the middle of the limits; a failing one lies a little outside."""
    limits, places = item.limits, item.decimals if item.decimals is not None else 3
    unit = Decimal(1).scaleb(-places)
    low = limits.lower if limits.lower is not None else (limits.upper or Decimal(0)) - 100 * unit
    high = limits.upper if limits.upper is not None else (limits.lower or Decimal(0)) + 100 * unit
    if limits.lower is None and limits.upper is not None and limits.upper > 0:
        low = max(low, Decimal(0))
    width = high - low
    if fails:
        side = dice.choice([limit for limit in (limits.lower, limits.upper) if limit is not None])
        step = max(unit, width / 12)
        if side == limits.lower and side > 0:  # a resistance or a length is never negative
            step = max(unit, min(step, side / 3))
        return decimal_text((side - step if side == limits.lower else side + step).quantize(unit))
    middle = (low + high) / 2
    value = middle + width * Decimal(str(round(dice.gauss(0, 0.13), 4)))
    return decimal_text(min(high, max(low, value)).quantize(unit))
