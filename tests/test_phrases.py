import re
from pathlib import Path

import numpy as np
import pytest
from conftest import make_article, make_index
from hypothesis import given
from hypothesis import strategies as st

from indexer import batch as batch_module
from indexer import canonical as canonical_module
from indexer.articles import Article
from indexer.canonical import canonical
from indexer.index import open_index
from search.corpus import Corpus
from search.matching import Matcher
from search.phrases import PhraseFinder
from search.query.conditions import AllOf, AnyOf, Begins, Condition, Not, Says

# Invented texts: the same words in other scripts, widths, quotation marks and spacings.
ARTICLES = [
    make_article("a0", "盐光互补", "年度绿电交易量12.5亿千瓦时。以文塑旅、以旅彰文。"),
    make_article("a1", "绿证 捐赠仪式举行", "會議強調,“以文塑旅、以旅彰文”是方向。出席的有王 音、李明。"),
    make_article(
        "a2",
        "Wind and wave",
        "The solar-powered buoy, a ＣＯＶＩＤ-19 relic, saw 2025 年 6 月 9 日.",
        "第二段也说风电。",
    ),
    make_article("a3", "天", "《浪花集》付印。Über die Wellen. Solarium."),
    make_article("a4", "Buoy", "绿证。", "捐赠。A solar  panel.\n12,500 units, 2,025 boats."),
]


@pytest.fixture(scope="module", params=["one segment", "many segments"])
def corpus(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Corpus:
    root: Path = tmp_path_factory.mktemp("index")
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "many segments":
            patch.setattr(batch_module, "SEGMENT_CHUNKS", 2)
        make_index(root, ARTICLES)
    return Corpus(open_index(root))


def told(corpus: Corpus, condition: Condition) -> set[str]:
    mask = Matcher(corpus, PhraseFinder(corpus)).articles(condition)
    return {corpus.id(number) for number in np.flatnonzero(mask).tolist()}


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("以文塑旅、以旅彰文", {"a0", "a1"}),
        ("会议强调,「以文塑旅", {"a1"}),
        ("會議強調", {"a1"}),
        ("绿证 捐赠仪式", {"a1"}),
        ("绿证捐赠", {"a1"}),  # a4 has it in two paragraphs
        ("王音", {"a1"}),
        ("王 音、李 明", {"a1"}),
        ("2025年6月9日", {"a2"}),
        ("025年6月9日", set()),
        ("二〇二五年六月九日", {"a2"}),
        ("12500 units", {"a4"}),
        ("十二点五亿千瓦时", {"a0"}),
        ("6 月 9 日", {"a2"}),
        ("covid-19", {"a2"}),
        ("solar", {"a2", "a4"}),
        ("solar panel", {"a4"}),
        ("buoy", {"a2", "a4"}),
        ("wind and wave", {"a2"}),
        ("über", {"a3"}),
        ("ber", set()),
        ("天", {"a3"}),
        ("证", {"a1", "a4"}),
        ("12.5亿", {"a0"}),
        ("浪花集", {"a3"}),
        ("《浪花集》", {"a3"}),
        ("没有的话", set()),
        ("。", {"a0", "a1", "a2", "a3", "a4"}),
    ],
)
def test_a_phrase_is_found_as_printed_across_script_width_quotes_and_spaces(
    corpus: Corpus, phrase: str, expected: set[str]
) -> None:
    assert told(corpus, Says(phrase)) == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Says("绿证", in_title=True), {"a1"}),
        (Says("buoy", in_title=True), {"a4"}),
        (Begins("sol"), {"a2", "a3", "a4"}),
        (Begins("solari"), {"a3"}),
        (Begins("ü"), {"a3"}),
        (Begins("wa", in_title=True), {"a2"}),
        (Begins("ave", in_title=True), set()),
        (Not(Says("绿证")), {"a0", "a2", "a3"}),
        (AllOf((Says("绿证"), Not(Says("捐赠仪式")))), {"a4"}),
        (AnyOf((Says("浪花集"), Says("风电"))), {"a2", "a3"}),
        (AllOf(()), {"a0", "a1", "a2", "a3", "a4"}),
        (AnyOf(()), set()),
        (Not(AnyOf(())), {"a0", "a1", "a2", "a3", "a4"}),
    ],
)
def test_conditions(corpus: Corpus, condition: Condition, expected: set[str]) -> None:
    assert told(corpus, condition) == expected


def test_how_often_a_chunk_says_it_counts_its_head(tmp_path: Path) -> None:
    make_index(tmp_path, [make_article("a", "风电", "风电,风电!" + "无" * 200, "也无" * 100 + "风 电。")])
    rows, counts = PhraseFinder(Corpus(open_index(tmp_path))).chunks("风电")
    assert (rows.tolist(), counts.tolist()) == ([0, 1], [3, 2])


def says(article: Article, phrase: str) -> bool:
    """The slow way: each line of title and body by itself."""
    assert article.title
    lines = (canonical(line) for line in (article.title.text, *article.body.split("\n")))
    wanted = canonical(phrase).strip()
    before, after = (r"(?<![a-z0-9é])" if wanted[0] in "ab1é" else "", r"(?![a-z0-9é])" if wanted[-1] in "ab1é" else "")
    return any(re.search(before + re.escape(wanted) + after, line) for line in lines)


TEXTS = st.text("天津風风电é1ab 。,", min_size=1, max_size=12).filter(str.strip)


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=6), st.lists(TEXTS, min_size=1, max_size=8))
def test_it_finds_what_a_slow_search_finds(
    tmp_path_factory: pytest.TempPathFactory, texts: list[tuple[str, str]], phrases: list[str]
) -> None:
    articles = [make_article(f"a{n}", title, body) for n, (title, body) in enumerate(texts)]
    root = tmp_path_factory.mktemp("index")
    make_index(root, articles)
    corpus = Corpus(open_index(root))
    for phrase in [*phrases, *(body[1:4] for _, body in texts if body[1:4].strip())]:
        expected = {article.id for article in articles if says(article, phrase)}
        assert told(corpus, Says(phrase)) == expected
        assert PhraseFinder(corpus).says(phrase) == bool(expected)


def test_looking_through_all_texts_at_once_counts_the_same(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    before = [told(corpus, Says(phrase)) for phrase in ("绿证", "。", "solar")]
    monkeypatch.setattr(canonical_module, "_AS_LONG", 10**9)
    assert [told(corpus, Says(phrase)) for phrase in ("绿证", "。", "solar")] == before


def test_a_phrase_is_said_wherever_it_stands(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.phrases._GLANCE", 1)
    finder = PhraseFinder(corpus)
    assert [finder.says(text) for text in ("捐赠", "2,025 boats", "捐赠仪式举行", "赠捐", "boats 2")] == [True] * 3 + [
        False
    ] * 2
