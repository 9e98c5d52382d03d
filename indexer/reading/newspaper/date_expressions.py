"""Dates as a text writes them: where each stands and what it says of year, month, week and day. Nothing is resolved.

What looks like a date and is none (每年6月5日, 农历十月十五日, 30日内, 98年5月) is passed over as a whole, so that no
part of it is taken for one. Vague words (日前, 近日, 近年来) are no dates.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from indexer.reading.newspaper.calendar_dates import NUMBER, written_year
from indexer.reading.newspaper.date_patterns import DATE, HAN
from indexer.reading.newspaper.eras import reign_year
from indexer.reading.newspaper.jumps import numeral


class Precision(StrEnum):
    """The unit that a date is given in."""

    DAY = "day"
    WEEK = "week"
    TEN_DAYS = "ten days"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Expression:
    """A date as written, with the offsets of its characters; what it does not say is None.

    `months` and `days` are the first and the last of them; day 0 is the last of the month.
    `year` and `last_year` are written out, `year_shift` (去年 = -1) counts from the year of the base, `next_year`
    (同年 = 0, 次年 = 1) from that of the date before. `day_shift`, `week_shift` and `month_shift` count from the base.
    `counted` is a period that counts up to its end (前三季度), `until` the end of what is named (截至10月底).
    """

    start: int
    end: int
    precision: Precision
    year: int | None = None
    last_year: int | None = None
    year_shift: int | None = None
    next_year: int | None = None
    months: tuple[int, int] | None = None
    days: tuple[int, int] | None = None
    month_shift: int | None = None
    week_shift: int | None = None
    weekdays: tuple[int, int] | None = None
    day_shift: int | None = None
    counted: bool = False
    until: bool = False

    @property
    def is_relative(self) -> bool:
        """Whether words such as 去年, 上周五, 昨天 say it, which mean something else in a quotation."""
        shifts = (self.year_shift, self.month_shift, self.week_shift, self.day_shift)
        return any(shift is not None for shift in shifts)


_FULL_WIDTH = {code: code - 0xFEE0 for code in range(ord("０"), ord("９") + 1)}

_SAID_YEARS = {"今": 0, "去": -1, "前": -2, "明": 1, "后": 2, "後": 2}
_NEAR_DAYS = {"前": -2, "昨": -1, "今": 0, "明": 1, "后": 2, "後": 2}
_STEPS = {"上": -1, "本": 0, "这": 0, "這": 0, "下": 1}
_THIRDS = {"上": (1, 10), "中": (11, 20), "下": (21, 0)}
_COUNTS = {"两": 2, "兩": 2}
_EARLIEST_BARE = 1800  # an older number of years is more likely a length of time: 1500年历史
_LATEST = 2199


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
        days = _pair(match["near_day"], None)
        return Expression(start, end, Precision.DAY, day_shift=_day_shift(match), days=days)
    if match["week"]:
        return _week(match, start, end)
    if match["moon"]:
        return _moon(match, start, end)
    return _lone(match, text, start, end) if match["lone"] else _calendar(match, text, start, end)


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
    days = _pair(match["moon_day"], None) if match["moon_day"] else _THIRDS.get(match["moon_third"] or "")
    precision = Precision.DAY if match["moon_day"] else Precision.TEN_DAYS if days else Precision.MONTH
    return Expression(start, end, precision, month_shift=shift, days=days)


def _lone(match: re.Match[str], text: str, start: int, end: int) -> Expression | None:
    """A day without its month. In Chinese numerals it is one only from ten on, or where a time of day follows."""
    first = re.match(NUMBER, match["lone"])
    days = _pair(first[0] if first else None, match["lone_to"])
    short = text[start] in HAN and not match["lone_to"] and len(match["lone"].strip(" 日")) < 2
    if days is None or (short and not re.match(r"[上下凌晚中]|[电電讯訊]", text[end : end + 1])):
        return None
    return Expression(start, end, Precision.DAY, days=days)


def _pair(first: str | None, last: str | None) -> tuple[int, int] | None:
    left = numeral(first) if first else None
    right = numeral(last) if last else left
    return (left, right) if left and right and left <= right else None


def _calendar(match: re.Match[str], text: str, start: int, end: int) -> Expression | None:
    """A year, a part of a year, or both."""
    inner = _months(match)
    if inner is None:
        return None
    months, precision = inner
    days = _pair(match["day"], match["to_day"] or match["last_day"]) or _THIRDS.get(match["third"] or "")
    if match["day"] and not days:
        return None
    until = bool(match["until"] and match["edge"] and "初" not in match["edge"])
    if days or until:
        precision = Precision.TEN_DAYS if match["third"] else Precision.DAY
    year, last_year = _years(match)
    if match["y"] and year is None and not (match["said"] or match["next"]):
        return None
    if not match["y"] and match["month"] and not days and not _is_month(match, text, end):
        return None
    if not months and year is not None and not _is_year(year, text[end : end + 2]):
        return None
    said = match["said"]
    return Expression(
        start,
        end,
        precision,
        year,
        last_year,
        year_shift=_SAID_YEARS[said[0]] if said else None,
        next_year=int(match["next"][0] in "次翌") if match["next"] else None,
        months=months,
        days=days,
        counted=bool(match["quarters"] or match["months"] or match["from_month"]),
        until=until,
    )


def _months(match: re.Match[str]) -> tuple[tuple[int, int] | None, Precision] | None:
    """The first and last month with the unit of them; no months for a whole year; None for months that are none."""
    if match["half"]:
        return ((1, 6) if match["half"] == "上" else (7, 12)), Precision.HALF_YEAR
    if match["quarter"] or match["first_quarter"]:
        number = numeral(match["quarter"] or "1") or 1
        return (3 * number - 2, 3 * number), Precision.QUARTER
    if match["quarters"]:
        return (1, 3 * _count(match["quarters"])), Precision.QUARTER
    if match["months"]:
        counted = _count(match["months"])
        return _checked(1, counted) if counted > 1 else None  # 前一个月 is the month before, or the first one
    if match["from_month"]:
        return _checked(numeral(match["from_month"]) or 0, numeral(match["to_month"]) or 0)
    if match["month"]:
        month = numeral(match["month"]) or 0
        return _checked(month, month)
    return None, Precision.YEAR


def _checked(first: int, last: int) -> tuple[tuple[int, int], Precision] | None:
    return ((first, last), Precision.MONTH) if 1 <= first <= last <= 12 else None


def _count(text: str) -> int:
    return _COUNTS.get(text) or numeral(text) or 0


def _years(match: re.Match[str]) -> tuple[int | None, int | None]:
    """The year that is written, and the last one of a range of years."""
    if match["from_year"]:
        first, last = int(match["from_year"]), int(match["to_year"])
        return (first, last) if first < last <= _LATEST else (None, None)
    if match["republic"]:
        counted = 1 if match["republic"] == "元" else written_year(match["republic"])
        return (counted + 1911 if counted else None), None
    if match["solar_era"]:
        return reign_year(match["solar_era"], match["solar_year"]), None
    return (written_year(match["year"]) if match["year"] else None), None


def _is_month(match: re.Match[str], text: str, end: int) -> bool:
    """Whether a month alone is one: in Chinese numerals (十月革命) only with a word that says so."""
    written = match[0]
    return match["month"].isdecimal() or "份" in written or bool(match["edge"] or match["until"])


def _is_year(year: int, following: str) -> bool:
    """Whether a year alone is one, and not a number of years."""
    length = re.match(r"(?:的)?[历歷前来來多余餘老]", following)
    return 1000 <= year <= _LATEST and not (length and (year < _EARLIEST_BARE or following[:1] in "历歷多余餘老"))
