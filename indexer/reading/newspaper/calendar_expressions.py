"""Dates with a year, a month or a part of a year (2023年5月1日, 去年上半年, 截至10月底), as expressions."""

import re

from indexer.reading.newspaper.calendar_dates import written_year
from indexer.reading.newspaper.date_expressions import Expression, Precision
from indexer.reading.newspaper.eras import reign_year
from indexer.reading.newspaper.numerals import counted, numeral

_SAID_YEARS = {"今": 0, "去": -1, "前": -2, "明": 1, "后": 2, "後": 2}
THIRDS = {"上": (1, 10), "中": (11, 20), "下": (21, 0)}
_EARLIEST_BARE = 1800  # an older number of years is more likely a length of time: 1500年历史
_LATEST = 2199


def calendar_expression(match: re.Match[str], text: str, start: int, end: int) -> Expression | None:
    """A year, a part of a year, or both."""
    inner = _months(match)
    if inner is None:
        return None
    months, precision = inner
    days = pair(match["day"], match["to_day"] or match["last_day"]) or THIRDS.get(match["third"] or "")
    if match["day"] and not days:
        return None
    until = bool(match["until"] and match["edge"] and "初" not in match["edge"])
    if days or until:
        precision = Precision.TEN_DAYS if match["third"] else Precision.DAY
    year, last_year = _years(match)
    if match["y"] and year is None and not (match["said"] or match["next"]):
        return None
    if not match["y"] and match["month"] and not days and not _is_month(match):
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
        return (1, 3 * counted(match["quarters"])), Precision.QUARTER
    if match["months"]:
        last = counted(match["months"])
        return _checked(1, last) if last > 1 else None  # 前一个月 is the month before, or the first one
    if match["from_month"]:
        return _checked(numeral(match["from_month"]) or 0, numeral(match["to_month"]) or 0)
    if match["month"]:
        month = numeral(match["month"]) or 0
        return _checked(month, month)
    return None, Precision.YEAR


def _checked(first: int, last: int) -> tuple[tuple[int, int], Precision] | None:
    return ((first, last), Precision.MONTH) if 1 <= first <= last <= 12 else None


def _years(match: re.Match[str]) -> tuple[int | None, int | None]:
    """The year that is written, and the last one of a range of years."""
    if match["from_year"]:
        first, last = int(match["from_year"]), int(match["to_year"])
        return (first, last) if first < last <= _LATEST else (None, None)
    if match["republic"]:
        number = 1 if match["republic"] == "元" else written_year(match["republic"])
        return (number + 1911 if number else None), None
    if match["solar_era"]:
        return reign_year(match["solar_era"], match["solar_year"]), None
    return (written_year(match["year"]) if match["year"] else None), None


def _is_month(match: re.Match[str]) -> bool:
    """Whether a month alone is one: in Chinese numerals (十月革命) only with a word that says so."""
    return match["month"].isdecimal() or "份" in match[0] or bool(match["edge"] or match["until"])


def _is_year(year: int, following: str) -> bool:
    """Whether a year alone is one, and not a number of years."""
    length = re.match(r"(?:的)?[历歷前来來多余餘老]", following)
    return 1000 <= year <= _LATEST and not (length and (year < _EARLIEST_BARE or following[:1] in "历歷多余餘老"))


def pair(first: str | None, last: str | None) -> tuple[int, int] | None:
    """The first and last of what is numbered from 1; the first alone is both; None for what is none."""
    left = numeral(first) if first else None
    right = numeral(last) if last else left
    return (left, right) if left and right and left <= right else None
