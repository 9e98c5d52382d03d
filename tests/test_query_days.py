from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query.conditions import Dated
from search.query.days import dated

JUNE_9 = Dated(date(2025, 6, 9), date(2025, 6, 9))
JUNE = Dated(date(2025, 6, 1), date(2025, 6, 30))
YEAR = Dated(date(2025, 1, 1), date(2025, 12, 31))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        *((text, JUNE_9) for text in ("2025年6月9日", "2025-06-09", "2025/6/9", "2025.6.9", "20250609")),
        *(
            (text, JUNE_9)
            for text in ("二〇二五年六月九日", "２０２５年６月９号", "2025 年 6 月 9 日", "2025年06月09日")
        ),
        *((text, JUNE) for text in ("2025年6月", "2025-06", "2025-6", "202506", "二〇二五年六月", "2025年6月份")),
        *((text, YEAR) for text in ("2025", "2025年", "二〇二五年")),
        *(
            (text, JUNE)
            for text in ("2025-06-01..2025-06-30", "2025年6月1日至30日", "2025年6月1日-30日", "20250601~20250630")
        ),
        ("2025年3月-5月", Dated(date(2025, 3, 1), date(2025, 5, 31))),
        ("2025年3-5月", Dated(date(2025, 3, 1), date(2025, 5, 31))),
        ("2025年6月1-30日", JUNE),
        ("2025.6.9。", JUNE_9),
        ("民国十四年六月", Dated(date(1925, 6, 1), date(1925, 6, 30))),
        ("民國元年", Dated(date(1912, 1, 1), date(1912, 12, 31))),
        ("2025年6月至今", Dated(date(2025, 6, 1), None)),
        ("2025年6月30日至7月2日", Dated(date(2025, 6, 30), date(2025, 7, 2))),
        ("2023-2025", Dated(date(2023, 1, 1), date(2025, 12, 31))),
        ("2023年到2025年", Dated(date(2023, 1, 1), date(2025, 12, 31))),
        ("2024-02..2024-02", Dated(date(2024, 2, 1), date(2024, 2, 29))),
        ("2025-06..", Dated(date(2025, 6, 1), None)),
        ("..2025-06", Dated(None, date(2025, 6, 30))),
        (">=2025-06", Dated(date(2025, 6, 1), None)),
        (">2025-06", Dated(date(2025, 7, 1), None)),
        ("<=2025", Dated(None, date(2025, 12, 31))),
        ("<2025", Dated(None, date(2024, 12, 31))),
        *(
            (text, None)
            for text in ("", "昨天", "6月9日", "2025-13", "2025-02-30", "..", "2025..x", "1..2..3", ">", "09")
        ),
        *(
            (text, None)
            for text in (">9999", "<0001", ">9999-12-31", "2025..2023", "2025年6月30日至2日", "2025" + "-" * 99)
        ),
    ],
)
def test_days(value: str, expected: Dated | None) -> None:
    assert dated(value) == expected


@given(st.dates(date(1500, 1, 1), date(2099, 12, 31)))
def test_each_way_to_write_a_day_is_the_same_day(day: date) -> None:
    forms = (
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}/{day.month}/{day.day}",
    )
    assert {dated(form) for form in forms} == {Dated(day, day)}


@given(st.dates())
def test_any_day_of_the_calendar_is_read(day: date) -> None:
    assert dated(day.isoformat()) == Dated(day, day)


@given(st.text(max_size=20) | st.text("0199年月日-./.~至今>=<民国十", max_size=16))
def test_no_text_raises(value: str) -> None:
    found = dated(value)
    assert found is None or found.first or found.last
