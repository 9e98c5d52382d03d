"""Dates as newspapers print them: 2024 年 11 月 15 日, 二〇二四年十一月十五日, 中華民國一百一十三年, 11月14日."""

import re
from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, date, timedelta

from indexer.reading.newspaper.numerals import numeral

HAN = "一二三四五六七八九十"
"""The numerals of months and days."""
NUMBER = rf"(?:\d{{1,2}}|[{HAN}]{{1,3}})"
"""Regular expression of a month or a day of one."""
_YEAR_DIGITS = {character: str(value) for value, character in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0"}
FULL_DATE = re.compile(
    rf"(?:(?P<republic>民[国國])\s*)?(?P<year>\d{{2,4}}|[〇○零一二三四五六七八九百十]{{2,6}})\s*年\s*(?P<month>\d{{1,2}}|[{HAN}]{{1,2}})\s*月\s*(?P<day>\d{{1,2}}|[{HAN}]{{1,3}})\s*日"
)
DASHED_DATE = re.compile(r"(?P<year>\d{4})\s*[-./]\s*(?P<month>\d{1,2})\s*[-./]\s*(?P<day>\d{1,2})(?!\d)")
MONTH_DAY = re.compile(
    rf"(?<![\d年])(?P<month>\d{{1,2}}|[{HAN}]{{1,2}})\s*月\s*(?P<day>\d{{1,2}}|[{HAN}]{{1,3}})\s*[日号號]"
)
YEAR_MONTH = re.compile(r"(?P<year>(?:19|20)\d{2})\s*年\s*(?P<month>\d{1,2})\s*月(?!\s*\d)")


def day_of(year: int, month: int, day: int) -> date | None:
    """The day, None when there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def days_between(
    year: int, months: tuple[int, int], days: tuple[int, int] | None = None, last_year: int | None = None
) -> tuple[date, date] | None:
    """First and last day of months of a year, or of these days of them (0 is the last one); None when there are none.

    The last month is one of `last_year` where that is another.
    """
    first_day, last_day = days or (1, 0)
    first = day_of(year, months[0], first_day)
    last = _month_end(last_year or year, months[1]) if not last_day else day_of(last_year or year, months[1], last_day)
    return (first, last) if first and last else None


def _month_end(year: int, month: int) -> date | None:
    return day_of(year, month, monthrange(year, month)[1]) if MINYEAR <= year <= MAXYEAR else None


def shifted(day: date, days: int) -> date | None:
    """The day so many days later, None outside the calendar."""
    try:
        return day + timedelta(days)
    except OverflowError:
        return None


def full_date(match: re.Match[str]) -> date | None:
    """The day of a match of FULL_DATE or DASHED_DATE; a year of the Republic of China counts from 1911."""
    groups = match.groupdict()
    year = written_year(groups["year"])
    month, day = numeral(groups["month"]), numeral(groups["day"])
    if year is None or month is None or day is None:
        return None
    return day_of(year + 1911 if groups.get("republic") else year, month, day)


def printed_date(text: str) -> date | None:
    """The first date with its year in a text, None where that is no day, or there is none."""
    match = FULL_DATE.search(text) or DASHED_DATE.search(text)
    return full_date(match) if match else None


def month_day(match: re.Match[str]) -> tuple[int, int] | None:
    """Month and day of a match of MONTH_DAY, None when no year has them."""
    month, day = numeral(match["month"]), numeral(match["day"])
    return (month, day) if month and day and day_of(2000, month, day) else None


def written_year(text: str) -> int | None:
    """A year in digits of either kind (2024, 二〇二四) or counted (一百一十三), None when it is none."""
    if text.isdecimal():
        return int(text)
    if "百" in text:
        hundreds, _, rest = text.partition("百")
        left, right = numeral(hundreds or "一"), numeral(rest.lstrip("零〇")) if rest else 0
        return left * 100 + right if left is not None and right is not None else None
    digits = "".join(_YEAR_DIGITS.get(character, "?") for character in text)
    return int(digits) if digits.isdecimal() else numeral(text)
