from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query.conditions import (
    AllOf,
    AnyOf,
    Author,
    Begins,
    Condition,
    Dated,
    Not,
    OfKind,
    OnPage,
    Query,
    Says,
    Source,
)
from search.query.parsing import DEEPEST, MOST_CONDITIONS, parse

A, B, C = Says("甲"), Says("乙"), Says("丙")
JUNE = Dated(date(2025, 6, 1), date(2025, 6, 30))


@pytest.mark.parametrize(
    ("typed", "text", "condition"),
    [
        # quotations
        *(
            (f"{left}机场大道{right}", "机场大道", Says("机场大道"))
            for left, right in ('""', "“”", "「」", "『』", "《》", "«»", "＂＂")
        ),
        ('"机场大道" 工程', "机场大道 工程", Says("机场大道")),
        ("'wind power' plant", "wind power plant", Says("wind power")),
        # exclusion
        ("光伏 -乌兹别克斯坦", "光伏", Not(Says("乌兹别克斯坦"))),
        ("光伏 NOT 甲", "光伏", Not(A)),
        ('光伏 -"甲 乙"', "光伏", Not(Says("甲 乙"))),
        ("光伏 -(甲 乙)", "光伏", Not(AllOf((A, B)))),
        ("光伏 -(甲 OR 乙)", "光伏", Not(AnyOf((A, B)))),
        ("光伏 －标题:甲", "光伏", Not(Says("甲", in_title=True))),
        ("-甲", "", Not(A)),
        ("光伏 ＮＯＴ 甲", "光伏", Not(A)),
        *((f"光伏 {sign}“甲 乙”?", "光伏", Not(Says("甲 乙"))) for sign in ("-", "NOT ")),
        ("光伏 -“甲”、", "光伏", Not(A)),
        ("甲 OR 《乙》？", "甲, 《乙》？", AnyOf((A, B))),
        ("光伏 -“甲”“乙”?", "光伏", Not(Says("“甲”“乙”"))),
        ("NOT NOT 甲", "甲", A),
        # AND, OR
        ("甲 OR 乙", "甲, 乙", AnyOf((A, B))),
        ("光伏 甲 OR 乙", "光伏 甲, 乙", AnyOf((A, B))),
        ("甲 AND 乙 OR 丙", "甲, 乙, 丙", AnyOf((AllOf((A, B)), C))),
        ("甲 AND (乙 OR 丙)", "甲, 乙, 丙", AllOf((A, AnyOf((B, C))))),
        ("(甲 OR 乙)(丙)", "甲, 乙 丙", AnyOf((A, B))),
        ("（甲 OR 乙） 光伏", "甲, 乙 光伏", AnyOf((A, B))),
        # fields
        ("date:2024..", "", Dated(date(2024, 1, 1), None)),
        ("date:2025年6月?", "", JUNE),
        ("标题:达沃斯", "达沃斯", Says("达沃斯", in_title=True)),
        ("標題：「达沃斯 实现」 绿证", "达沃斯 实现 绿证", Says("达沃斯 实现", in_title=True)),
        ("TITLE:wind*", "wind", Begins("wind", in_title=True)),
        ("title:(甲 OR 乙)", "甲, 乙", AnyOf((Says("甲", in_title=True), Says("乙", in_title=True)))),
        ("记者:苏晓梅 绿证", "绿证", Author("苏晓梅")),
        ("by:Su", "", Author("Su")),
        ("记者:“林海”", "", Author("林海", whole=True)),
        ('source:"海天日报"', "", Source("海天日报", whole=True)),
        ("日期:2025年6月", "", JUNE),
        ("绿证 date:2025-06-01..2025-06-30", "绿证", JUNE),
        ("版:1", "", OnPage("1", "1")),
        ("版:头版", "", AnyOf((OnPage("1", "1"), OnPage("A1", "A1")))),
        ("版次:第a2版", "", OnPage("A2", "A2")),
        ("page:1-4", "", OnPage("1", "4")),
        ("报:天津日报", "", Source("天津日报")),
        ("kind:editorial", "", OfKind("editorial")),
        ("体裁:(社论 来信)", "", AnyOf((OfKind("editorial"), OfKind("letter")))),
        ("kind:评论", "", AnyOf((OfKind("editorial"), OfKind("commentary")))),
        ("kind:column", "", OfKind("column")),
        ("日期:2025年6月 版:1 -甲", "", AllOf((JUNE, OnPage("1", "1"), Not(A)))),
        # spaces in a date, and punctuation of a sentence around a word, are no part of the words
        ("日期：2025 年 6 月 9 日 港口", "港口", Dated(date(2025, 6, 9), date(2025, 6, 9))),
        ("日期:二〇二五年 六月 港口", "港口", JUNE),
        ("日期:2025 1203", "1203", Dated(date(2025, 1, 1), date(2025, 12, 31))),
        ("日期:2025年6月 至 2025年6月30日", "", JUNE),
        ("光伏 -甲。", "光伏", Not(A)),
        ("甲， OR 乙！", "甲，, 乙！", AnyOf((A, B))),
        ("C++ OR .NET", "C++, .NET", AnyOf((Says("C++"), Says(".NET")))),
        # a quotation in a word is of the word, whatever is in it
        ("甲 OR “乙 AND 丙”说", "甲, “乙 AND 丙”说", AnyOf((A, Says("“乙 AND 丙”说")))),
        ('-"甲 乙"丙 光伏', "光伏", Not(Says('"甲 乙"丙'))),
        ("标题:“甲 乙”纲要", "“甲 乙”纲要", Says("“甲 乙”纲要", in_title=True)),
        # the value of a field begins behind the colon, whatever it begins with
        ("标题:-甲", "-甲", Says("-甲", in_title=True)),
        ("标题:OR", "OR", Says("OR", in_title=True)),
        ("标题:(甲 -乙)", "甲", AllOf((AnyOf((Says("甲", in_title=True),)), Not(Says("乙", in_title=True))))),
        ("版:第一版", "", OnPage("1", "1")),
        ("版:第一版至第四版", "", OnPage("1", "4")),
        ("kind:photo-caption", "", OfKind("photo_caption")),
        ("kind:Guest-Column", "", OfKind("guest-column")),
        # beginnings of words
        ("hydro* plant", "hydro plant", Begins("hydro")),
        ("гидро＊", "гидро", Begins("гидро")),
        ("标题:水* 甲", "水 甲", Says("水", in_title=True)),
    ],
)
def test_constructs(typed: str, text: str, condition: Condition) -> None:
    assert parse(typed) == Query(text, condition, ())


@pytest.mark.parametrize(
    "typed",
    [
        "机场大道 工程",
        "谁写了《红楼梦》?",
        "《红楼梦》是谁写的",
        "“十四五”规划出台",
        '谁说"以文塑旅"',
        'What was named "The Tesla" in his honour?',
        'Why was it called "the Methodists?"',
        "COVID-19 2024-2025 北京-天津",
        "他说:好 http://example.org/a",
        "(一)总体要求",
        "O'Neill's boat isn't here",
        "- 甲 -- 乙 ——丙",
        "this or that and not those",
        "气温*湿度 5*3",
        "e-mail* 1.*",
        "说“甲 OR 乙”呢",
        "谁写了“甲 NOT 乙”这句话？",
        "!!!",
    ],
)
def test_what_is_no_syntax_is_itself(typed: str) -> None:
    assert parse(typed) == Query(typed)


@pytest.mark.parametrize(
    ("typed", "text", "note"),
    [
        ("OR", "OR", "nothing before it"),
        ("甲 OR", "甲 OR", "nothing behind it"),
        ("甲 AND OR 乙", "甲, 乙", "nothing behind it"),
        ("甲 NOT", "甲 NOT", "nothing there"),
        ("光伏 “甲", "光伏 “甲", "“ opens a quotation"),
        ('光伏 "甲', '光伏 "甲', '" opens a quotation'),
        ("光伏 (甲", "光伏 (甲", "never closed"),
        ("(甲 OR 乙", "甲, 乙", "never closed"),
        ("光伏 -日期:昨天", "光伏 -日期:昨天", "expected a date such as"),
        ("日期:>9999 -甲", ">9999", "expected a date such as"),
        ("记者: 苏晓梅", "记者: 苏晓梅", "no field but a word"),
        ("標題： 光伏 -甲", "標題： 光伏", "no field but a word"),
        ("甲 OR", "甲 OR", "it is no operator"),
        ("日期:昨天", "日期:昨天", "expected a date such as"),
        ("版:头条", "版:头条", "expected a page such as"),
        ("by:Su* 甲", "甲", "takes no *"),
        ("(" * (DEEPEST + 1) + "甲", "(" * (DEEPEST + 1) + "甲", "nested deeper"),
        (" OR ".join("甲" * (MOST_CONDITIONS + 1)), " OR ".join("甲" * (MOST_CONDITIONS + 1)), "more than 64"),
    ],
)
def test_what_cannot_be_read_is_told(typed: str, text: str, note: str) -> None:
    query = parse(typed)
    assert query.text == text
    assert len(query.notes) == 1 and note in query.notes[0]


PIECES = st.sampled_from(
    [
        "甲",
        "ab",
        '"',
        "“",
        "”",
        ">9999",
        "(",
        ")",
        "-",
        "NOT",
        "AND",
        "OR",
        "标题:",
        "日期:",
        "2025",
        "kind:",
        "*",
        " ",
        "《",
        "》",
        "'",
        ":",
    ]
)


@given(st.text(max_size=60) | st.lists(PIECES, max_size=60).map("".join) | st.lists(PIECES, max_size=40).map(" ".join))
def test_no_text_raises_and_none_is_lost(typed: str) -> None:
    query = parse(typed)
    if query.condition is None:
        assert query.text == typed


@given(st.lists(st.text("甲乙丙丁天津abc", min_size=1, max_size=5), min_size=1, max_size=6))
def test_words_alone_demand_nothing(words: list[str]) -> None:
    assert parse(" ".join(words)) == Query(" ".join(words))


@pytest.mark.parametrize(
    "typed",
    [
        "(" * 10_000,
        "NOT " * 2_500,
        '"' * 10_000,
        "-(" * 5_000,
        "标题:(" * 2_500,
        "“" * 10_000,
        "日期:" + "年 " * 4_000 + "x",
    ],
)
def test_the_longest_queries_are_read(typed: str) -> None:
    assert parse(typed).text == typed
