"""The values of numbers that are written in Chinese characters."""

import re

_DIGITS = {character: digit for digit, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_D = "[一二两三四五六七八九]"
# After 百 or 千 the next lower unit or 零 must follow: 三百五 is short for something.
_BELOW_MYRIAD = re.compile(
    rf"(?:[零〇]?({_D})千(?={_D}百|零|〇|\Z))?(?:[零〇]?({_D})百(?={_D}十|零|〇|\Z))?(?:[零〇]?({_D}?)(十))?(?:[零〇]?({_D}))?"
)


def number(text: str) -> int | None:
    """The value of a number in full form (三千零五万六千七百), None where a text is none or could be several."""
    for unit, value in (("亿", 10**8), ("万", 10**4)):
        head, found, tail = text.rpartition(unit) if unit == "亿" else text.partition(unit)
        if found:
            many, rest = number(head), number(tail) if tail else 0
            if not many or rest is None or rest >= value or (tail and tail[0] not in "零〇" and tail[1:2] != "千"):
                return None
            return many * value + rest
    parts = _BELOW_MYRIAD.fullmatch(text)
    if not text or not parts:
        return None
    thousands, hundreds, tens, ten, ones = parts.groups()
    tens_value = _DIGITS.get(tens, 1) if ten else 0
    return _digit(thousands) * 1000 + _digit(hundreds) * 100 + tens_value * 10 + _digit(ones)


def decimal(text: str) -> str | None:
    """A number with digits behind 点, or without, in Arabic digits; None where a text is none."""
    whole, point, digits = text.partition("点")
    value = 0 if whole in ("零", "〇") else number(whole)
    if value is None:
        return None
    return f"{value}.{spelt(digits)}" if point else str(value)


def spelt(text: str) -> str:
    """Digits that are written one by one (二〇二五) as Arabic digits."""
    return "".join(str(_DIGITS[character]) for character in text)


def _digit(character: str | None) -> int:
    return _DIGITS[character] if character else 0
