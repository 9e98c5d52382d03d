"""Columns: what is known of articles, and every condition on it, against articles read one by one."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from conftest import make_article, make_index
from hypothesis import given
from hypothesis import strategies as st

from indexer import batch as batch_module
from indexer.articles import Article
from indexer.columns import NO_DAY, Columns, Known, columns_of, name_key, page_key
from indexer.facts import Basis, Fact, Issue
from indexer.index import open_index
from search.columns import ColumnLeaf, IndexColumns
from search.query.conditions import Author, Dated, OfKind, OnPage, Source


def printed_columns(articles: Sequence[Article]) -> Columns:
    return columns_of([Known.of(article) for article in articles])


def known(value: str | None) -> Fact | None:
    return None if value is None else Fact(value, Basis.READ)


def dated(article_id: str, paper: str | None, day: str | None, page: str | None, **more: object) -> Article:
    return make_article(article_id, None, "海风。", issue=Issue(known(paper), known(day), known(page)), **more)


# Invented.
PRINTED = [
    dated("a", "青屿日报", "2024-11-15", "1", reporters=("乔砚秋", "林 海")),
    dated("b", "青嶼日報", "2024-11-16", "０2", reporters=("林海涛",), photographers=("喬硯秋", "乔砚秋")),
    dated("c", "青屿晚报", "2025-01-01", "A08", writers=("阿依努尔·买买提",), kind="editorial"),
    dated("d", None, None, None, kind="Editorial"),
    dated("e", "Lantern Post", "2024-11", "12-13", correspondents=("Ann  Lee",)),
    dated("f", " ", "2024-02-30", "要闻", reporters=("", "·")),
    dated("g", "新青屿日报", "1899-12-31", "10", reporters=("阿依努尔•买买提",)),
]


@pytest.mark.parametrize(
    ("leaf", "found"),
    [
        (Source("青屿日报"), "abg"),
        (Source("青屿日报", whole=True), "ab"),
        (Source("青嶼 日報", whole=True), "ab"),
        (Source("lantern"), "e"),
        (Source("ＬＡＮＴＥＲＮ　ＰＯＳＴ", whole=True), "e"),
        (Source("日报社"), ""),
        (Source(" "), ""),
        (Source("", whole=True), ""),
        (Author("林海"), "ab"),
        (Author("林海", whole=True), "a"),
        (Author("喬"), "ab"),
        (Author("阿依努尔买买提", whole=True), "cg"),
        (Author("annlee", whole=True), "e"),
        (Author("·"), ""),
        (OfKind("editorial"), "cd"),
        (OfKind("report"), "abefg"),
        (OfKind("edit"), ""),
        (OnPage("1", "1"), "a"),
        (OnPage("第01版", "第01版"), "a"),
        (OnPage("头版", "头版"), "a"),
        (OnPage("1", "10"), "abg"),
        (OnPage("二", "二"), "b"),
        (OnPage("a8", "a8"), "c"),
        (OnPage("A1", "A9"), "c"),
        (OnPage("A1", "9"), "c"),
        (OnPage("A1", "B9"), ""),
        (OnPage("10", "1"), ""),
        (OnPage("12-13", "12-13"), "e"),
        (OnPage("要聞", "要聞"), "f"),
        (OnPage("", ""), ""),
        (OnPage("9" * 5000, "9" * 5000), ""),
        (Dated(date(2024, 11, 15), date(2024, 11, 16)), "ab"),
        (Dated(date(2024, 11, 16), None), "bc"),
        (Dated(None, date(2024, 11, 15)), "ag"),
        (Dated(None, None), "abcg"),
        (Dated(date(2024, 11, 16), date(2024, 11, 15)), ""),
        (Dated(date.min, date.max), "abcg"),
    ],
)
def test_conditions(leaf: ColumnLeaf, found: str) -> None:
    for segments in ([PRINTED], [PRINTED[:3], PRINTED[3:]], [[article] for article in PRINTED]):
        mask = IndexColumns([printed_columns(articles) for articles in segments]).mask(leaf)
        assert mask.dtype == np.bool_
        assert "".join(article.id for article, holds in zip(PRINTED, mask, strict=True) if holds) == found


def test_a_name_is_shown_as_it_was_first_printed() -> None:
    columns = IndexColumns([printed_columns(PRINTED[1:]), printed_columns(PRINTED[:1])])
    assert list(columns.papers.printed) == ["青嶼日報", "青屿晚报", "Lantern Post", "新青屿日报", "青屿日报"][:4]
    assert "喬硯秋" in columns.people.printed
    assert "乔砚秋" not in columns.people.printed
    assert "Ann Lee" in columns.people.printed


def test_only_a_whole_day_is_a_day() -> None:
    assert printed_columns(PRINTED).days.tolist() == [
        date(2024, 11, 15).toordinal(),
        date(2024, 11, 16).toordinal(),
        date(2025, 1, 1).toordinal(),
        NO_DAY,
        NO_DAY,  # a month
        NO_DAY,  # no such day
        date(1899, 12, 31).toordinal(),
    ]


def test_an_index_keeps_its_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_module, "SEGMENT_CHUNKS", 2)
    assert len(make_index(tmp_path, PRINTED).segments) > 1
    opened = IndexColumns([segment.columns for segment in open_index(tmp_path).segments])
    made = IndexColumns([printed_columns(PRINTED)])
    assert opened.days.tolist() == made.days.tolist()
    for name in ("papers", "pages", "kinds", "people"):
        stored, expected = getattr(opened, name), getattr(made, name)
        assert (stored.articles, stored.keys, stored.printed) == (expected.articles, expected.keys, expected.printed)
        assert stored.owners.tolist() == expected.owners.tolist()
        assert stored.codes.tolist() == expected.codes.tolist()


NAMES = st.text(st.sampled_from('林海涛喬乔A aＢ·\t\n"“\ud800'), max_size=4)
PAGES = st.one_of(NAMES, st.integers(0, 12).map(str), st.sampled_from(["A1", "A02", "a3", "01", "第3版", "3-4", "十"]))


@st.composite
def articles(draw: st.DrawFn) -> list[Article]:
    maybe = st.none() | NAMES
    days = st.none() | st.dates().map(date.isoformat) | st.sampled_from(["", "2024", "not a day"])
    return [
        dated(
            str(number),
            draw(maybe),
            draw(days),
            draw(st.none() | PAGES),
            reporters=tuple(draw(st.lists(NAMES, max_size=3))),
            writers=tuple(draw(st.lists(NAMES, max_size=2))),
            kind=draw(NAMES),
        )
        for number in range(draw(st.integers(1, 6)))
    ]


def holds(article: Article, leaf: ColumnLeaf) -> bool:
    """The condition by its words, on the article itself."""

    def named(names: list[str], wanted: str, whole: bool) -> bool:
        key = name_key(wanted)
        return any(bool(key) and (name_key(name) == key if whole else key in name_key(name)) for name in names)

    issue = article.issue
    match leaf:
        case Source(name, whole):
            return named([issue.paper.value] if issue.paper else [], name, whole)
        case Author(name, whole):
            return named([*article.reporters, *article.writers], name, whole)
        case OfKind(kind):
            return bool(name_key(kind)) and name_key(kind) == name_key(article.kind)
        case OnPage(first, _):
            return bool(page_key(first)) and issue.page is not None and page_key(issue.page.value) == page_key(first)
        case Dated(first, last):
            try:
                day = date.fromisoformat(issue.date.value if issue.date else "")
            except ValueError:
                return False
            return (first or date.min) <= day <= (last or date.max)


LEAVES: st.SearchStrategy[ColumnLeaf] = st.one_of(
    st.builds(Source, NAMES, st.booleans()),
    st.builds(Author, NAMES, st.booleans()),
    st.builds(OfKind, NAMES),
    PAGES.map(lambda page: OnPage(page, page)),
    st.builds(Dated, st.none() | st.dates(), st.none() | st.dates()),
)


@given(articles(), LEAVES, st.integers(0, 6))
def test_masks_are_what_articles_say(printed: list[Article], leaf: ColumnLeaf, cut: int) -> None:
    segments = [part for part in (printed[:cut], printed[cut:]) if part]
    mask = IndexColumns([printed_columns(part) for part in segments]).mask(leaf)
    assert mask.tolist() == [holds(article, leaf) for article in printed]
