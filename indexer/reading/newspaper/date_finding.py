"""Dates as a text writes them: where each stands and what it says. Nothing is resolved.

What looks like a date and is none (每年6月5日, 农历十月十五日, 30日内, 98年5月) is passed over as a whole, so that no
part of it is taken for one. Vague words (日前, 近日, 近年来) are no dates.
"""

import re
from collections.abc import Iterator

from indexer.reading.newspaper.calendar_dates import HAN, NUMBER
from indexer.reading.newspaper.calendar_expressions import THIRDS, calendar_expression, pair
from indexer.reading.newspaper.date_expressions import Expression, Precision
from indexer.reading.newspaper.date_patterns import DATE
from indexer.reading.newspaper.eras import reign_year

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(ord("０"), ord("９") + 1)}

_NEAR_DAYS = {"前": -2, "昨": -1, "今": 0, "明": 1, "后": 2, "後": 2}
_STEPS = {"上": -1, "本": 0, "这": 0, "這": 0, "下": 1}


def expressions(text: str) -> Iterator[Expression]:
    """The dates of a text in order; they do not overlap."""
    plain = text.translate(_FULL_WIDTH)
    for match in DATE.finditer(plain):
        found = None if match["void"] else _read(match, plain)
        if found:
            yield found


def _read(match: re.Match[str], text: str) -> Expression | None:
    start, end = match.start(), match.start() + len(match[0].rstrip())
    if match["dashed"]:
        year, month, day = (int(number) for number in re.split(r"\s*[-./]\s*", match["dashed"]))
        return Expression(start, end, Precision.DAY, year, months=(month, month), days=(day, day))
    if match["lunar_era"]:
        year_of_reign = reign_year(match["lunar_era"], match["lunar_year"])
        return Expression(start, end, Precision.YEAR, year_of_reign) if year_of_reign else None
    if match["near"] or match["word"]:
        days = pair(match["near_day"], None)
        return Expression(start, end, Precision.DAY, day_shift=_day_shift(match), days=days)
    if match["week"]:
        return _week(match, start, end)
    if match["moon"]:
        return _moon(match, start, end)
    return _lone(match, text, start, end) if match["lone"] else calendar_expression(match, text, start, end)


def _day_shift(match: re.Match[str]) -> int:
    word: str = match["near"] or match["word"]
    shift = _NEAR_DAYS[word.lstrip("大")[0]]
    return shift + (1 if shift > 0 else -1) if word.startswith("大") else shift


def _week(match: re.Match[str], start: int, end: int) -> Expression | None:
    shift, name = _STEPS[match["week"]], match["weekday"]
    if not name:
        return Expression(start, end, Precision.WEEK, week_shift=shift, weekdays=(0, 6))
    if name == "末":
        return Expression(start, end, Precision.DAY, week_shift=shift, weekdays=(5, 6))
    number = 6 if name in "日天" else HAN.index(name)
    return Expression(start, end, Precision.DAY, week_shift=shift, weekdays=(number, number)) if number < 7 else None


def _moon(match: re.Match[str], start: int, end: int) -> Expression:
    shift = _STEPS[match["moon"][0]]
    days = pair(match["moon_day"], None) if match["moon_day"] else THIRDS.get(match["moon_third"] or "")
    precision = Precision.DAY if match["moon_day"] else Precision.TEN_DAYS if days else Precision.MONTH
    return Expression(start, end, precision, month_shift=shift, days=days)


def _lone(match: re.Match[str], text: str, start: int, end: int) -> Expression | None:
    """A day without its month. In Chinese numerals it is one only from ten on, or where a time of day follows."""
    first = re.match(NUMBER, match["lone"])
    days = pair(first[0] if first else None, match["lone_to"])
    short = text[start] in HAN and not match["lone_to"] and len(match["lone"].strip(" 日")) < 2
    if days is None or (short and not re.match(r"[上下凌晚中]|[电電讯訊]", text[end : end + 1])):
        return None
    return Expression(start, end, Precision.DAY, days=days)
