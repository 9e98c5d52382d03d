"""Dates in the text against tables made by hand; all texts are invented."""

from datetime import date

import pytest
from conftest import make_article
from hypothesis import example, given
from hypothesis import strategies as st

from indexer.articles import Dateline
from indexer.facts import Basis, Fact, Issue
from indexer.reading.newspaper.mentions import DateMention, date_mentions, dispatched_on, mentions

ISSUE = date(2024, 11, 15)  # a Friday
EXPLICIT, CONTEXT, YEAR, MONTH, RELATIVE = (
    "explicit",
    "from the date before",
    "year inferred",
    "month inferred",
    "relative",
)


def found(text: str, base: date | None = ISSUE, kind: str = "report") -> list[tuple[str, str, str, str]]:
    return [(one.text, one.value, one.precision, one.basis) for one in mentions([text], base, kind)]


WRITTEN_OUT = [
    ("2024年11月14日开工", "2024年11月14日", "2024-11-14", "day"),
    ("2024 年 11 月 14 日开工", "2024 年 11 月 14 日", "2024-11-14", "day"),
    ("２０２４年１１月１４日开工", "２０２４年１１月１４日", "2024-11-14", "day"),
    ("二〇二四年十一月十四日", "二〇二四年十一月十四日", "2024-11-14", "day"),
    ("二零零八年八月八号", "二零零八年八月八号", "2008-08-08", "day"),
    ("2024-11-14", "2024-11-14", "2024-11-14", "day"),
    ("2024.3.5完工", "2024.3.5", "2024-03-05", "day"),
    ("中華民國一一三年十一月十五日", "民國一一三年十一月十五日", "2024-11-15", "day"),
    ("民国113年11月15日", "民国113年11月15日", "2024-11-15", "day"),
    ("民國一百一十三年十一月", "民國一百一十三年十一月", "2024-11", "month"),
    ("民国二十六年", "民国二十六年", "1937", "year"),
    ("民国元年", "民国元年", "1912", "year"),
    ("寺建于大中三年,", "大中三年", "0849", "year"),
    ("大中三年五月", "大中三年五月", "0849", "year"),
    ("刻于光绪二十四年", "光绪二十四年", "1898", "year"),
    ("萬曆元年", "萬曆元年", "1573", "year"),
    ("昭和20年8月15日", "昭和20年8月15日", "1945-08-15", "day"),
    ("2023年5月", "2023年5月", "2023-05", "month"),
    ("2023年5月份", "2023年5月份", "2023-05", "month"),
    ("2023年", "2023年", "2023", "year"),
    ("2023年度", "2023年度", "2023", "year"),
    ("一九四九年", "一九四九年", "1949", "year"),
    ("2019—2024年", "2019—2024年", "2019-01-01/2024-12-31", "year"),
    ("2019年至2024年", "2019年至2024年", "2019-01-01/2024-12-31", "year"),
    ("2023年上半年", "2023年上半年", "2023-01-01/2023-06-30", "half-year"),
    ("2023年第三季度", "2023年第三季度", "2023-07-01/2023-09-30", "quarter"),
    ("2023年前三季度", "2023年前三季度", "2023-01-01/2023-09-30", "quarter"),
    ("2023年1至10月", "2023年1至10月", "2023-01-01/2023-10-31", "month"),
    ("2023年6月上旬", "2023年6月上旬", "2023-06-01/2023-06-10", "ten days"),
    ("2024年2月下旬", "2024年2月下旬", "2024-02-21/2024-02-29", "ten days"),
    ("截至2023年底", "截至2023年底", "2023-12-31", "day"),
    ("截至2023年10月底", "截至2023年10月底", "2023-10-31", "day"),
    ("2023年5月1日至7日", "2023年5月1日至7日", "2023-05-01/2023-05-07", "day"),
    ("2023年12月30日至2024年1月2日", "2023年12月30日至2024年1月2日", "2023-12-30/2024-01-02", "day"),
    ("2023年12月30日至1月2日", "2023年12月30日至1月2日", "2023-12-30/2024-01-02", "day"),
    ("2022年7月至2023年6月", "2022年7月至2023年6月", "2022-07-01/2023-06-30", "month"),
]


@pytest.mark.parametrize(("text", "said", "value", "precision"), WRITTEN_OUT)
@pytest.mark.parametrize("base", [ISSUE, None])
def test_a_year_that_is_written_needs_no_issue(
    text: str, said: str, value: str, precision: str, base: date | None
) -> None:
    assert found(text, base) == [(said, value, precision, EXPLICIT)]


TO_BE_RESOLVED = [
    ("6月9日开工", "6月9日", "2024-06-09", "day", YEAR),
    ("6 月 9 日开工", "6 月 9 日", "2024-06-09", "day", YEAR),
    ("六月九日開工", "六月九日", "2024-06-09", "day", YEAR),
    ("６月９日", "６月９日", "2024-06-09", "day", YEAR),
    ("11月14号", "11月14号", "2024-11-14", "day", YEAR),
    ("12月31日,灯会亮灯", "12月31日", "2024-12-31", "day", YEAR),
    ("1月5日,航班复航", "1月5日", "2024-01-05", "day", YEAR),
    ("将于1月5日复航", "1月5日", "2025-01-05", "day", YEAR),
    ("1月1日起,新规将施行", "1月1日", "2025-01-01", "day", YEAR),
    ("11月1日至15日", "11月1日至15日", "2024-11-01/2024-11-15", "day", YEAR),
    ("11月14—16日", "11月14—16日", "2024-11-14/2024-11-16", "day", YEAR),
    ("11月28日至12月3日", "11月28日至12月3日", "2024-11-28/2024-12-03", "day", YEAR),
    ("12月20日至1月10日", "12月20日至1月10日", "2024-12-20/2025-01-10", "day", YEAR),
    ("10月,客流增长", "10月", "2024-10", "month", YEAR),
    ("10月份客流", "10月份", "2024-10", "month", YEAR),
    ("十月份客流", "十月份", "2024-10", "month", YEAR),
    ("截至10月底", "截至10月底", "2024-10-31", "day", YEAR),
    ("10月底完工", "10月底", "2024-10", "month", YEAR),
    ("1至10月", "1至10月", "2024-01-01/2024-10-31", "month", YEAR),
    ("前10个月", "前10个月", "2024-01-01/2024-10-31", "month", YEAR),
    ("一季度增长", "一季度", "2024-01-01/2024-03-31", "quarter", YEAR),
    ("上半年增长", "上半年", "2024-01-01/2024-06-30", "half-year", YEAR),
    ("前三季度增长", "前三季度", "2024-01-01/2024-09-30", "quarter", YEAR),
    ("10月上旬", "10月上旬", "2024-10-01/2024-10-10", "ten days", YEAR),
    ("14日上午", "14日", "2024-11-14", "day", MONTH),
    ("十四日上午", "十四日", "2024-11-14", "day", MONTH),
    ("28日,记者获悉", "28日", "2024-10-28", "day", MONTH),
    ("将于28日举行", "28日", "2024-11-28", "day", MONTH),
    ("将于3日举行", "3日", "2024-12-03", "day", MONTH),
    ("14日至16日", "14日至16日", "2024-11-14/2024-11-16", "day", MONTH),
    ("昨（十四）日", "昨（十四）日", "2024-11-14", "day", RELATIVE),
    ("昨(14)日", "昨(14)日", "2024-11-14", "day", RELATIVE),
    ("昨(13)日", "昨(13)日", "2024-11-13", "day", MONTH),
    ("今（15）日", "今（15）日", "2024-11-15", "day", RELATIVE),
    ("今天上午", "今天", "2024-11-15", "day", RELATIVE),
    ("今晨", "今晨", "2024-11-15", "day", RELATIVE),
    ("昨天下午", "昨天", "2024-11-14", "day", RELATIVE),
    ("昨晚", "昨晚", "2024-11-14", "day", RELATIVE),
    ("前天", "前天", "2024-11-13", "day", RELATIVE),
    ("大前天", "大前天", "2024-11-12", "day", RELATIVE),
    ("明日起", "明日", "2024-11-16", "day", RELATIVE),
    ("后天", "后天", "2024-11-17", "day", RELATIVE),
    ("大後天", "大後天", "2024-11-18", "day", RELATIVE),
    ("本周五", "本周五", "2024-11-15", "day", RELATIVE),
    ("上周六", "上周六", "2024-11-09", "day", RELATIVE),
    ("上週日", "上週日", "2024-11-10", "day", RELATIVE),
    ("下星期一", "下星期一", "2024-11-18", "day", RELATIVE),
    ("本周末", "本周末", "2024-11-16/2024-11-17", "day", RELATIVE),
    ("上周,", "上周", "2024-11-04/2024-11-10", "week", RELATIVE),
    ("本月9日", "本月9日", "2024-11-09", "day", RELATIVE),
    ("上月28日", "上月28日", "2024-10-28", "day", RELATIVE),
    ("上个月", "上个月", "2024-10", "month", RELATIVE),
    ("下月中旬", "下月中旬", "2024-12-11/2024-12-20", "ten days", RELATIVE),
    ("今年,", "今年", "2024", "year", RELATIVE),
    ("去年同期", "去年", "2023", "year", RELATIVE),
    ("前年,", "前年", "2022", "year", RELATIVE),
    ("明年,", "明年", "2025", "year", RELATIVE),
    ("去年12月31日", "去年12月31日", "2023-12-31", "day", RELATIVE),
    ("明年1月1日", "明年1月1日", "2025-01-01", "day", RELATIVE),
    ("今年3月", "今年3月", "2024-03", "month", RELATIVE),
    ("今年三月", "今年三月", "2024-03", "month", RELATIVE),
    ("去年一季度", "去年一季度", "2023-01-01/2023-03-31", "quarter", RELATIVE),
    ("今年上半年", "今年上半年", "2024-01-01/2024-06-30", "half-year", RELATIVE),
    ("今年1至10月", "今年1至10月", "2024-01-01/2024-10-31", "month", RELATIVE),
    ("截至去年年底", "截至去年年底", "2023-12-31", "day", RELATIVE),
]


@pytest.mark.parametrize(("text", "said", "value", "precision", "basis"), TO_BE_RESOLVED)
def test_the_issue_gives_what_the_text_leaves_unsaid(
    text: str, said: str, value: str, precision: str, basis: str
) -> None:
    assert found(text) == [(said, value, precision, basis)]


@pytest.mark.parametrize("text", [row[0] for row in TO_BE_RESOLVED])
def test_without_an_issue_only_explicit_dates_are_resolved(text: str) -> None:
    assert found(text, None) == []


# fmt: off
NO_DATES = [
    "日前", "近日", "近年来", "连日来", "前不久", "多年前", "满30日后缴费", "公示期为15日", "第3日", "连续10日",
    "30日内", "3日游", "15日均线", "30日均价", "每年6月5日", "每月10日前", "农历十月十五", "农历甲辰年十月十五日",
    "98年5月1日", "三年五月", "2000年前的陶片", "1500年历史", "1990年代", "如今年轻人", "证明年龄", "过去年代",
    "此前年份", "以后年度", "今日头条", "前日本首相", "本周期", "日本周刊", "上周边", "十月革命", "五月花号",
    "3月龄", "15号线", "5号楼", "11月31日", "2024年2月30日", "13月5日", "0月3日", "10日元", "每周五", "一日三餐",
    "1.5月", "走到今天", "美好的明天", "天启三十年", "2024年级", "下月球", "一月", "三月", "满 30 日后",
    "会议召开十五日前", "届满的30日前", "延长十五日", "期限为十日", "不得超过四十五日", "注明年月日", "注明日期",
    "元明天皇", "现今日式料理", "期满前3个月", "前(一)项", "未來9日",
    "同月20日至21日", "当年", "该年6月", "翌年11月初3日",
    "每年4-5月和9-10月", "每年 3 月和 9 月", "头一个月", "每年5月至来年2月", "每年4月1日至6月30日",
]
# fmt: on


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_no_date_or_too_vague_gives_none(text: str) -> None:
    assert found(f"当时,{text}。") == []


NEW_YEAR = [
    (date(2024, 1, 2), "12月31日", "2023-12-31"),
    (date(2024, 1, 2), "1月1日", "2024-01-01"),
    (date(2024, 1, 2), "31日上午", "2023-12-31"),
    (date(2024, 1, 2), "昨日", "2024-01-01"),
    (date(2024, 1, 1), "昨日", "2023-12-31"),
    (date(2024, 1, 1), "去年", "2023"),
    (date(2024, 1, 2), "上月", "2023-12"),
    (date(2023, 12, 30), "1月5日", "2024-01-05"),
    (date(2023, 12, 30), "下月3日", "2024-01-03"),
    (date(2023, 12, 30), "后天", "2024-01-01"),
    (date(2023, 12, 30), "12月31日", "2023-12-31"),
    (date(2024, 1, 15), "四季度", "2023-10-01/2023-12-31"),
    (date(2024, 1, 15), "前三季度", "2023-01-01/2023-09-30"),
    (date(2024, 1, 15), "12月份", "2023-12"),
    (date(2024, 1, 15), "1至12月", "2023-01-01/2023-12-31"),
    (date(2024, 1, 2), "12月28日至1月3日", "2023-12-28/2024-01-03"),
    (date(2025, 1, 1), "本周五", "2025-01-03"),
    (date(2025, 1, 1), "本周一", "2024-12-30"),
    (date(2025, 3, 1), "2月29日", "2024-02-29"),
    (date(2024, 3, 1), "昨天", "2024-02-29"),
    (date(2024, 3, 1), "29日", "2024-02-29"),
    (date(2024, 3, 30), "31日", "2024-03-31"),
    (date(2024, 12, 31), "1日", "2025-01-01"),
    (date(2024, 11, 14), "15日傍晚", "2024-11-15"),
]


@pytest.mark.parametrize(("issue", "text", "value"), NEW_YEAR)
def test_over_the_new_year_and_short_months(issue: date, text: str, value: str) -> None:
    assert [one.value for one in mentions([text], issue)] == [value]


SENTENCES = [
    ("大桥2023年5月1日开工,8月10日合龙", [("2023-05-01", EXPLICIT), ("2023-08-10", CONTEXT)]),
    ("大桥2023年5月1日开工。8月10日合龙", [("2023-05-01", EXPLICIT), ("2024-08-10", YEAR)]),
    ("大桥2023年11月开工,11月14日通车", [("2023-11", EXPLICIT), ("2024-11-14", YEAR)]),
    ("去年9月1日开工,10月1日完工", [("2023-09-01", RELATIVE), ("2023-10-01", CONTEXT)]),
    ("2022年3月1日立项,次年6月开工", [("2022-03-01", EXPLICIT), ("2023-06", CONTEXT)]),
    ("2022年3月立项,同年6月开工", [("2022-03", EXPLICIT), ("2022-06", CONTEXT)]),
    ("次年6月开工", []),
    ("2022年3月立项,当年6月开工", [("2022-03", EXPLICIT), ("2022-06", CONTEXT)]),
    ("请于20日前报名", [("2024-11-20", MONTH)]),
    ("10月1日、3日和5日", [("2024-10-01", YEAR), ("2024-10-03", YEAR), ("2024-10-05", YEAR)]),
    ("2023年10月20日启动,25日结束", [("2023-10-20", EXPLICIT), ("2023-10-25", CONTEXT)]),
    ("10月1日开幕以来,记者14日获悉", [("2024-10-01", YEAR), ("2024-11-14", MONTH)]),
    ("昨日(11月14日)", [("2024-11-14", RELATIVE), ("2024-11-14", YEAR)]),
    ("他说:“去年我们还没有路,2019年才通车。”昨天", [("2019", EXPLICIT), ("2024-11-14", RELATIVE)]),
    ("他說:「明天再來。」", []),
    ("“不闭合的引号,昨天", []),
    ("《今日说法》与《昨天》", []),
    ("2025年春运从1月13日开始至2月21日结束", [("2025", EXPLICIT), ("2025-01-13", CONTEXT), ("2025-02-21", CONTEXT)]),
    ("展览从12月20日持续到2月10日", [("2024-12-20", YEAR), ("2025-02-10", YEAR)]),
    ("通过去年6月的照片", [("2023-06", RELATIVE)]),
    ("4月底前完成改造", [("2025-04", YEAR)]),
    ("10月底前已经完工", [("2024-10", YEAR)]),
]


@pytest.mark.parametrize(("text", "wanted"), SENTENCES)
def test_what_stands_beside_a_date(text: str, wanted: list[tuple[str, str]]) -> None:
    assert [(one.value, one.basis) for one in mentions([text], ISSUE)] == wanted


@pytest.mark.parametrize("kind", ["policy_document", "letter", "literary", "verse"])
def test_relative_words_of_other_writers_are_not_resolved(kind: str) -> None:
    assert found("去年,2023年5月1日,昨天", kind=kind) == [("2023年5月1日", "2023-05-01", "day", EXPLICIT)]


def issue_of(day: str | None) -> Issue:
    return Issue(date=Fact(day, Basis.GIVEN) if day else None)


def test_paragraph_and_offsets_are_those_of_the_body() -> None:
    article = make_article("a", None, "昨日开工。", "竣工于2023年 5 月。", issue=issue_of("2024-11-15"))
    first, second = date_mentions(article)
    assert first == DateMention("昨日", "2024-11-14", "2024-11-14", "2024-11-14", "day", "relative", 1, 0, 2)
    assert (second.paragraph, second.first, second.last) == (2, "2023-05-01", "2023-05-31")
    assert article.body[second.start : second.end] == "2023年 5 月"


def test_an_article_speaks_from_the_day_of_its_dispatch() -> None:
    text = "新华社北京12月31日电 今天,去年,1日。"
    wire = make_article("a", None, text, dateline=Dateline("北京", "12月31日"), issue=issue_of("2024-01-01"))
    assert [one.value for one in date_mentions(wire)] == ["2023-12-31", "2023-12-31", "2022", "2024-01-01"]


@pytest.mark.parametrize(
    ("day", "issue", "sent"),
    [
        ("11月14日", date(2024, 11, 15), date(2024, 11, 14)),
        ("12月31日", date(2024, 1, 1), date(2023, 12, 31)),
        ("14日", date(2024, 11, 15), date(2024, 11, 14)),
        ("31日", date(2024, 1, 1), date(2023, 12, 31)),
        ("十四日", date(2024, 11, 15), date(2024, 11, 14)),
        ("2月30日", date(2024, 11, 15), None),
        (None, date(2024, 11, 15), None),
    ],
)
def test_the_day_of_a_dispatch_is_not_after_the_issue(day: str | None, issue: date, sent: date | None) -> None:
    assert dispatched_on(Dateline("北京", day), issue) == sent


@pytest.mark.parametrize("day", [None, "2024-11", "unknown"])
def test_an_issue_without_a_day_resolves_nothing_relative(day: str | None) -> None:
    assert date_mentions(make_article("a", None, "昨日,6月9日。", issue=issue_of(day))) == ()


PIECES = [
    *(row[0] for row in WRITTEN_OUT),
    *(row[0] for row in TO_BE_RESOLVED),
    *NO_DATES,
    "“",
    "”",
    "。",
    ",",
    "至",
    "、",
]
TEXTS = st.one_of(
    st.text(),
    st.text(
        alphabet="0123456789０９一二十〇年月日号至-—~.前昨今明去本上下周季度半旬底末 \u3000()（）“”。,、", max_size=60
    ),
    st.lists(st.sampled_from(PIECES), max_size=8).map("".join),
)
DAYS = st.one_of(st.none(), st.dates(), st.sampled_from([date.min, date.max, date(2024, 2, 29)]))


@given(st.lists(TEXTS, max_size=4), DAYS)
@example(["昨天前年去年大后天下周日0001年9999年12月", "一"], date.min)
@example(["昨天前年去年大后天下周日后年下月31日2月29日"], date.max)
def test_any_text_is_read_and_offsets_point_at_it(texts: list[str], base: date | None) -> None:
    body = "\n".join(texts)
    ends = 0
    for one in mentions(texts, base):
        assert body[one.start : one.end] == one.text == one.text.strip()
        assert one.text in texts[one.paragraph - 1]
        assert date.fromisoformat(one.first) <= date.fromisoformat(one.last)
        assert one.start >= ends
        ends = one.end


@given(st.lists(TEXTS, max_size=3), TEXTS, st.integers(0, 3), DAYS)
def test_another_paragraph_changes_no_value(texts: list[str], other: str, place: int, base: date | None) -> None:
    place = min(place, len(texts))
    longer = [*texts[:place], other, *texts[place:]]
    kept = [one for one in mentions(longer, base) if one.paragraph != place + 1]
    alone = mentions(texts, base)
    assert [(one.text, one.value, one.basis) for one in kept] == [(one.text, one.value, one.basis) for one in alone]


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 180))
def test_a_day_of_the_last_months_is_found_again(issue: date, back: int) -> None:
    day = date.fromordinal(issue.toordinal() - back)
    assert [one.value for one in mentions([f"{day.month}月{day.day}日,大桥通车。"], issue)] == [day.isoformat()]
