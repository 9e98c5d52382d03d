"""The date of an issue where no masthead prints it."""

import pytest

from indexer.facts import Basis
from indexer.reading.newspaper.calendar_dates import FULL_DATE, full_date
from indexer.reading.newspaper.page import read_page


def issue_date(*paragraphs: str) -> tuple[str, tuple[str, ...]] | None:
    fact = read_page("\n\n".join(("标题在这里", *paragraphs))).issue.date
    return (fact.value, fact.evidence) if fact else None


def value(*paragraphs: str) -> str | None:
    found = issue_date(*paragraphs)
    return found[0] if found else None


def test_the_day_after_the_newest_event() -> None:
    assert issue_date("本报讯(记者 钟一)3月8日,大桥通车。", "大桥于2023年5月1日开工。") == (
        "2023-03-09",
        ("L3 3月8日,大桥通车。", "L5 2023年5月1日开工。"),
    )


@pytest.mark.parametrize(
    ("lead", "built", "date"),
    [
        ("12月31日,灯会亮灯。", "2024年12月20日", "2025-01-01"),
        ("1月1日,灯会亮灯。", "2024年12月20日", "2025-01-02"),
        ("2月28日,灯会亮灯。", "2024年2月1日", "2024-02-29"),
        ("2月29日,灯会亮灯。", "2023年12月1日", "2024-03-01"),
        ("十二月三十一日,灯会亮灯。", "2024年12月20日", "2025-01-01"),
    ],
)
def test_over_the_new_year_and_at_the_end_of_february(lead: str, built: str, date: str) -> None:
    assert value(f"本报讯(记者 钟一){lead}", f"灯组于{built}做好。") == date


def test_yesterday_agrees_and_is_evidence() -> None:
    found = issue_date("本报讯(记者 钟一)昨日,大桥通车。3月8日上午,首车驶过。", "大桥于2023年1月1日开工。")
    assert found is not None
    assert (found[0], found[1][1]) == ("2023-03-09", "L3 昨日,大桥通车。3月8日上午,首车驶过。")


def test_an_evening_paper_says_today() -> None:
    assert value("晚报讯(记者 钟一)今天(3月8日)上午,大桥通车。", "大桥于2023年1月1日开工。") == "2023-03-08"


def test_a_dispatch_is_dated_by_its_marker_not_by_what_it_announces() -> None:
    text = "新华社北京3月8日电(记者 钟一)3月20日将有日食。"
    assert value(text, "上次在2023年1月1日。") == "2023-03-09"


def test_what_will_be_gives_no_date() -> None:
    assert value("本报讯(记者 钟一)3月8日将举行灯会。", "2023年1月1日开工。") is None


def test_without_a_year_there_is_no_date() -> None:
    assert value("本报讯(记者 钟一)3月8日,大桥通车。") is None


def test_a_document_gives_the_year_only() -> None:
    page = "\n\n".join(
        (
            *("关于保护灯塔的意见", "(2025年3月2日)", "现提出如下意见。"),
            *("灯塔亮灯", "本报讯(记者 钟一)6月9日,灯塔亮灯。"),
        )
    )
    date = read_page(page).issue.date
    assert date is not None
    assert (date.value, date.basis) == ("2025-06-10", Basis.INFERRED)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024 年 11 月 15 日", "2024-11-15"),
        ("二〇二四年十一月十五日", "2024-11-15"),
        ("中華民國一一三年十一月十五日", "2024-11-15"),
        ("民國一百一十三年十一月三十日", "2024-11-30"),
        ("2024年2月30日", None),
    ],
)
def test_printed_dates(text: str, day: str | None) -> None:
    match = FULL_DATE.search(text)
    found = full_date(match) if match else None
    assert (found.isoformat() if found else None) == day
