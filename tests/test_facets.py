"""Filters, facets, sorts and pages agree with each other, whatever is in the index."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from conftest import HashingEmbedder, make_article, make_index
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer import batch as batch_module
from indexer.articles import Article
from indexer.columns import name_key, page_key
from indexer.facts import Basis, Fact, Issue
from indexer.index import open_index
from search.answer import Hit, SearchAnswer
from search.errors import CursorExpired, QueryError
from search.facets import Facets
from search.filters import Filters
from search.ordering import Sort
from search.request import Mode, search_request
from search.searcher import Searcher

FACETS = ("year", "month", "source", "page", "author", "kind")


def fact(value: str | None) -> Fact | None:
    return None if value is None else Fact(value, Basis.READ)


def story(
    article_id: str,
    text: str,
    paper: str | None = None,
    day: str | None = None,
    page: str | None = None,
    people: tuple[str, ...] = (),
    kind: str = "report",
) -> Article:
    issue = Issue(fact(paper), fact(day), fact(page))
    return make_article(article_id, None, text, issue=issue, reporters=people, kind=kind)


# Invented. Three print the same text, and so are folded.
COPIED = "南港区五号泊位昨日投产,码头工人连夜装卸首批货物。"
STORIES = [
    story("a", COPIED, "青屿日报", "2024-11-15", "1", ("乔砚秋",)),
    story("b", COPIED, "青嶼日報", "2024-11-16", "01", ("乔砚秋", "林海")),
    story("c", COPIED, "浪花晚报", "2023-01-02", "A8", ("林海涛",), "wire"),
    story("d", "码头边的老灯塔修好了。", "新青屿日报", None, "2", ("林海",), "feature"),
    story("e", "渔民说今年的码头比往年热闹。", None, "2024-11-16", None),
    story("f", "盐田村的光伏板并网发电。", "青屿日报", "1999-12-31", "3", ("乔砚秋",), "editorial"),
]


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    root = tmp_path_factory.mktemp("stories")
    make_index(root, STORIES)
    return Searcher(open_index(root), HashingEmbedder)


def asked(searcher: Searcher, text: str = "码头", mode: str = "lexical", **more: object) -> SearchAnswer:
    return searcher.search(search_request(text, mode, **more))  # type: ignore[arg-type]


def ids(answer: SearchAnswer) -> list[str]:
    return [hit.id for hit in answer.hits]


def counts(facets: Facets | None) -> dict[str, list[tuple[str | None, int]]]:
    assert facets is not None
    return {name: [(one.value, one.count) for one in getattr(facets, name)] for name in FACETS}


def test_facets_count_articles_folded_ones_too(searcher: Searcher) -> None:
    answer = asked(searcher, facets=True)
    assert (answer.total, answer.folded, len(answer.hits)) == (5, 2, 3)
    assert answer.facets is not None
    assert answer.facets.complete
    assert counts(answer.facets) == {
        "year": [("2023", 1), ("2024", 3), (None, 1)],
        "month": [("2023-01", 1), ("2024-11", 3), (None, 1)],
        "source": [("青屿日报", 2), ("新青屿日报", 1), ("浪花晚报", 1), (None, 1)],
        "page": [("1", 2), ("2", 1), ("A8", 1), (None, 1)],
        "author": [("乔砚秋", 2), ("林海", 2), ("林海涛", 1), (None, 1)],
        "kind": [("report", 3), ("feature", 1), ("wire", 1)],
    }
    assert answer.facets.month[1].filters == {"since": "2024-11", "until": "2024-11"}
    assert answer.facets.source[0].filters == {"source": '"青屿日报"'}
    assert answer.facets.source[-1].filters == {}
    assert asked(searcher).facets is None


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(since="2024-11-16"), "be"),
        (Filters(until="2024-11-15"), "ac"),
        (Filters(since="2023", until="2024-11"), "abce"),
        (Filters(since="2024-11-15", until="2024-11-15"), "a"),
        (Filters(page=["1"]), "ab"),
        (Filters(page=["1-2"]), "abd"),
        (Filters(page=["2", "a08"]), "cd"),
        (Filters(source=["青屿日报"]), "abd"),
        (Filters(source=['"青屿日报"']), "ab"),
        (Filters(source=["“青嶼日報”", "晚報"]), "abc"),
        (Filters(author=["林海"]), "bcd"),
        (Filters(author=['"林海"']), "bd"),
        (Filters(kind=["wire", "feature"]), "cd"),
        (Filters(since="2024", author=["林海"], kind=["report"]), "b"),
        (Filters(kind=["editorial"]), ""),  # it says nothing of a 码头
        (Filters(author=["王"]), ""),
    ],
)
def test_filters_narrow_what_words_find(searcher: Searcher, filters: Filters, found: str) -> None:
    answer = asked(searcher, filters=filters, fold=False, facets=True)
    assert "".join(sorted(ids(answer))) == found
    assert answer.total == len(found)


@pytest.mark.parametrize("mode", Mode)
def test_without_text_the_newest_come_first(searcher: Searcher, mode: Mode) -> None:
    every = Filters(kind=[article.kind for article in STORIES])
    answer = asked(searcher, "", mode, filters=every, fold=False)
    assert (ids(answer), answer.sort, answer.total) == (["b", "e", "a", "c", "f", "d"], Sort.NEWEST, 6)
    assert all((hit.score, hit.relevance, hit.scores) == (0, None, {}) for hit in answer.hits)
    assert ids(asked(searcher, "", mode, filters=every, fold=False, sort="oldest")) == ["f", "c", "a", "b", "e", "d"]
    assert ids(asked(searcher, " ", mode, filters=Filters(author=["乔砚秋"]))) == ["b", "f"]


@pytest.mark.parametrize("mode", Mode)
def test_sorts(searcher: Searcher, mode: Mode) -> None:
    newest = asked(searcher, mode=mode, fold=False, sort="newest")
    assert ids(newest) == [one for one in "beacfd" if one != "f" or mode is not Mode.LEXICAL]
    oldest = asked(searcher, mode=mode, fold=False, sort="oldest")
    assert ids(oldest) == [one for one in "fcabed" if one != "f" or mode is not Mode.LEXICAL]
    by_score = {hit.id: hit.score for hit in asked(searcher, mode=mode, fold=False).hits}
    assert {hit.id: hit.score for hit in newest.hits} == by_score


def test_a_hit_is_the_first_of_its_copies_in_the_order_asked_for(searcher: Searcher) -> None:
    newest, oldest = (asked(searcher, sort=sort) for sort in ("newest", "oldest"))
    assert (newest.hits[0].id, [one.id for one in newest.hits[0].similar]) == ("b", ["a", "c"])
    assert (oldest.hits[0].id, [one.id for one in oldest.hits[0].similar]) == ("c", ["a", "b"])


def test_recency_halves_with_age(searcher: Searcher) -> None:
    answer = asked(searcher, fold=False, sort="recent", half_life=1.0)
    age = (date(2024, 11, 16) - date(2023, 1, 2)).days
    recency = {hit.id: hit.recency for hit in answer.hits}
    oldest = (date(2024, 11, 16) - date(1999, 12, 31)).days  # of the index: how old what has no date counts
    assert recency == {"a": 0.5, "b": 1.0, "c": pytest.approx(2.0**-age), "d": 2.0**-oldest, "e": 1.0}
    standing = [hit.score * (hit.recency or 0) for hit in answer.hits]
    assert standing == sorted(standing, reverse=True)
    relevant = asked(searcher, fold=False)
    assert ids(asked(searcher, fold=False, sort="recent", half_life=1e300)) == ids(relevant)
    assert all(hit.recency is None for hit in relevant.hits)


def test_an_index_without_dates_has_no_recency(tmp_path: Path) -> None:
    make_index(tmp_path, [story("x", "码头。"), story("y", "码头上的码头。")])
    searcher = Searcher(open_index(tmp_path), HashingEmbedder)
    recent, relevant = asked(searcher, sort="recent"), asked(searcher)
    assert ids(recent) == ids(relevant)
    assert [hit.recency for hit in recent.hits] == [1.0, 1.0]


@pytest.mark.parametrize(
    ("options", "code", "says"),
    [
        ({"filters": Filters(since="gestern")}, "since-no-date", "'gestern'; expected a date such as 2025-06-10"),
        ({"filters": Filters(until="2025-02-30")}, "until-no-date", "'2025-02-30'"),
        ({"filters": Filters(until="2025-13")}, "until-no-date", "'2025-13'"),
        ({"filters": Filters(since="")}, "since-no-date", "''"),
        (
            {"filters": Filters(since="2025-06", until="2025-05")},
            "until-before-since",
            "2025-05 lies before since 2025",
        ),
        ({"filters": Filters(source=["青屿日报", " "])}, "source-empty", "leave it out"),
        ({"filters": Filters(page=[""])}, "page-empty", "leave it out"),
        ({"filters": Filters(author=[""])}, "author-empty", "leave it out"),
        ({"filters": Filters(kind=[""])}, "kind-empty", "leave it out"),
        ({"sort": "date"}, "sort-unknown", "relevance, newest, oldest, recent"),
        ({"half_life": 0.0}, "half-life-out-of-range", "more than 0"),
        ({"half_life": float("nan")}, "half-life-out-of-range", "nan"),
        ({"half_life": float("inf")}, "half-life-out-of-range", "inf"),
        ({"cursor": "x"}, "cursor-invalid", "give the next_cursor"),
        ({"cursor": ""}, "cursor-invalid", "no cursor"),
        ({"cursor": "é" * 32}, "cursor-invalid", "no cursor"),
    ],
)
def test_refusals(options: dict[str, object], code: str, says: str) -> None:
    with pytest.raises(QueryError) as refused:
        search_request("码头", **options)  # type: ignore[arg-type]
    assert refused.value.code == code
    assert says in str(refused.value)


def test_an_empty_query_needs_a_filter() -> None:
    with pytest.raises(QueryError, match="empty"):
        search_request(" ", filters=Filters())


def pages(searcher: Searcher, limits: Iterator[int], **options: object) -> Iterator[SearchAnswer]:
    """All pages of an answer."""
    cursor: str | None = None
    while True:
        page = asked(searcher, limit=next(limits), cursor=cursor, **options)
        yield page
        cursor = page.next_cursor
        if cursor is None:
            return


def test_a_cursor_goes_on_with_its_own_question_only(searcher: Searcher) -> None:
    cursor = asked(searcher, limit=1).next_cursor
    assert cursor is not None
    assert [hit.rank for hit in asked(searcher, limit=1, cursor=cursor, facets=True).hits] == [2]
    for other in (
        {"text": "灯塔"},
        {"mode": "dense"},
        {"sort": "oldest"},
        {"fold": False},
        {"filters": Filters("2024")},
    ):
        with pytest.raises(QueryError, match="another question") as refused:
            asked(searcher, cursor=cursor, **other)  # type: ignore[arg-type]
        assert refused.value.code == "cursor-invalid"


def test_a_cursor_goes_on_with_its_own_edition_only(searcher: Searcher, tmp_path: Path) -> None:
    cursor = asked(searcher, limit=1).next_cursor
    make_index(tmp_path, STORIES[:5])  # a generation 1 as well
    with pytest.raises(CursorExpired, match="generation 1 of another index") as expired:
        asked(Searcher(open_index(tmp_path), HashingEmbedder), cursor=cursor)
    assert expired.value.code == "cursor-expired"
    make_index(tmp_path, STORIES)
    with pytest.raises(CursorExpired, match="generation 1, here is 2; ask again without a cursor"):
        asked(Searcher(open_index(tmp_path), HashingEmbedder), cursor=cursor)


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """More articles about one thing than are ever ranked, of two papers."""
    root = tmp_path_factory.mktemp("crowd")
    papers = ("青屿日报", "浪花晚报")
    make_index(root, [story(f"{n:03}", f"码头第{n}家店开门了。", papers[n % 3 > 0]) for n in range(400)])
    return Searcher(open_index(root), HashingEmbedder)


@pytest.mark.parametrize("mode", Mode)
def test_facets_over_the_best_say_so(crowd: Searcher, mode: Mode) -> None:
    answer = asked(crowd, mode=mode, facets=True)
    assert answer.facets is not None
    assert not answer.facets.complete
    assert answer.total < 400
    assert sum(one.count for one in answer.facets.source) == answer.total
    for one in answer.facets.source:
        assert asked(crowd, mode=mode, filters=Filters(source=[one.filters["source"]])).total >= one.count
    every = asked(crowd, "", mode, filters=Filters(kind=["report"]), facets=True)
    assert every.facets is not None
    assert every.facets.complete
    assert counts(every.facets)["source"] == [("浪花晚报", 266), ("青屿日报", 134)]


@pytest.mark.parametrize("mode", Mode)
def test_pages_of_a_crowd_are_one_answer(crowd: Searcher, mode: Mode) -> None:
    options = {"text": "", "mode": mode, "filters": Filters(kind=["report"])}  # all without a date: ties everywhere
    found = [hit.id for page in pages(crowd, iter([7] * 100), **options) for hit in page.hits]
    assert found == [f"{n:03}" for n in range(400)]


def test_a_floor_leaves_facets_incomplete(searcher: Searcher) -> None:
    answer = asked(searcher, facets=True, floor=0.01)
    assert answer.facets is not None
    assert not answer.facets.complete
    assert sum(one.count for one in answer.facets.kind) == answer.total


@given(st.text(), st.text(), st.lists(st.text(), max_size=2), st.lists(st.text(), max_size=2))
def test_filters_of_any_text_are_refused_or_answered(
    searcher: Searcher, since: str, until: str, pages: list[str], names: list[str]
) -> None:
    for filters in (Filters(since=since), Filters(until=until), Filters(page=pages, source=names, author=names)):
        try:
            answer = asked(searcher, filters=filters)
        except QueryError as refused:
            assert refused.code.partition("-")[0] in ("since", "until", "page", "source", "author")
        else:
            assert answer.total <= 5


TEXTS = ["码头", "码头上的灯塔。", "灯塔和码头。", COPIED, COPIED + "另讯。", "盐田。"]


@st.composite
def corpora(draw: st.DrawFn) -> list[Article]:
    papers = st.sampled_from([None, "日报", "青屿日报", "青嶼日報", 'The "Post"', '"报"'])
    days = st.sampled_from([None, "2024-11-15", "2024-11-16", "2024-12-01", "2025-01-01", "9999-12-31", "0001-01-01"])
    numbered = st.sampled_from([None, "1", "01", "2", "A1", "a01", "1-2", "要闻"])
    people = st.lists(st.sampled_from(["林海", "林 海", "林海涛", "喬", "乔", "Ann Lee"]), max_size=3)
    kinds = st.sampled_from(["report", "Report", "wire", "own kind"])
    return [
        story(
            f"{draw(st.integers(0, 99)):02}-{number}",
            draw(st.sampled_from(TEXTS)),
            draw(papers),
            draw(days),
            draw(numbered),
            tuple(draw(people)),
            draw(kinds),
        )
        for number in range(draw(st.integers(1, 9)))
    ]


OPTIONS = st.fixed_dictionaries(
    {
        "text": st.sampled_from(["码头", "灯塔", "码头 盐田", "xyzzy"]),
        "mode": st.sampled_from(list(Mode)),
        "fold": st.booleans(),
        "sort": st.sampled_from(list(Sort)),
        "half_life": st.sampled_from([1.0, 365.0]),
        "filters": st.builds(
            Filters,
            since=st.sampled_from([None, "2024-12"]),
            page=st.sampled_from([(), ("1",), ("1-2", "A1")]),
            source=st.sampled_from([(), ("日报",)]),
        ),
    }
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(corpora(), OPTIONS, st.lists(st.integers(1, 4), min_size=1), st.integers(1, 9))
def test_totals_facets_filters_and_pages_agree(
    articles: list[Article], options: dict[str, object], limits: list[int], segment: int
) -> None:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(batch_module, "SEGMENT_CHUNKS", segment)
        make_index(Path(folder), articles)
        searcher = Searcher(open_index(Path(folder)), HashingEmbedder)
        whole = asked(searcher, limit=100, facets=True, **options)
        assert whole.next_cursor is None
        assert len(whole.hits) == whole.total - whole.folded
        paged = list(pages(searcher, iter(limits * 10), facets=True, **options))
        assert tuple(hit for page in paged for hit in page.hits) == whole.hits
        assert all((page.total, page.facets) == (whole.total, whole.facets) for page in paged)
        assert in_order(whole)

        found = [one.id for hit in whole.hits for one in (hit, *hit.similar)]
        assert sorted(set(found)) == sorted(found)
        assert len(found) == whole.total
        known = {article.id: article for article in articles}
        assert whole.facets is not None
        assert whole.facets.complete
        assert_counted(whole.facets, [known[one] for one in found])
        for name in FACETS:
            for value in getattr(whole.facets, name):
                if value.value is not None:
                    narrowed = asked(searcher, **options | {"filters": narrow(options["filters"], value.filters)})
                    assert narrowed.total == value.count, (name, value)


def narrow(filters: object, more: dict[str, str]) -> Filters:
    """Filters with those of a facet value in their place; of two days the one that leaves less."""
    assert isinstance(filters, Filters)
    named = {name: (one,) for name, one in more.items() if name not in ("since", "until")}
    if "since" not in more:
        return replace(filters, **named)
    return replace(filters, since=max(filters.since or "", more["since"]), until=more["until"])


def in_order(answer: SearchAnswer) -> bool:
    def key(hit: Hit) -> tuple[float, str]:
        value = hit.issue.date.value if hit.issue.date else None
        day = date.fromisoformat(value).toordinal() if value else float("-inf")
        standing = {
            Sort.RELEVANCE: hit.score,
            Sort.NEWEST: day,
            Sort.OLDEST: -day if value else day,
            Sort.RECENT: hit.score * (hit.recency or 0),
        }
        return -standing[answer.sort], hit.id

    return list(answer.hits) == sorted(answer.hits, key=key)


def assert_counted(facets: Facets, articles: list[Article]) -> None:
    """The facets against the articles themselves, by what is compared."""

    def value_of(known: Fact | None) -> str | None:
        return known.value if known else None

    day = [value_of(article.issue.date) for article in articles]
    expected: dict[str, Counter[str | None]] = {
        "year": Counter(one and one[:4] for one in day),
        "month": Counter(one and one[:7] for one in day),
        "source": Counter(name_key(value_of(article.issue.paper) or "") or None for article in articles),
        "page": Counter(page_key(value_of(article.issue.page) or "") or None for article in articles),
        "kind": Counter(name_key(article.kind) for article in articles),
        "author": Counter(
            key for article in articles for key in ({name_key(name) for name in article.people} or {None})
        ),
    }
    keys = {"source": name_key, "author": name_key, "kind": name_key, "page": page_key}
    for name in FACETS:
        key = keys.get(name, str)
        counted = {one.value if one.value is None else key(one.value): one.count for one in getattr(facets, name)}
        assert counted == expected[name], name
