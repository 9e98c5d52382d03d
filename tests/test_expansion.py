"""What words may also mean: spelling, names, spaces, words of one's own; texts and names are invented."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from conftest import make_article, make_index
from hypothesis import example, given
from hypothesis import strategies as st

from indexer import analysis
from indexer.index import open_index
from indexer.postings import Found, PostingsBuilder
from search.corpus import Corpus
from search.expansion.edits import LatinWords, near_words, one_edit
from search.expansion.expander import Expander
from search.expansion.expansion import Expansion, Reason, told
from search.expansion.names import Variant, is_part_of_a_word
from search.expansion.sounds import near, near_sound, same_sound
from search.expansion.spaces import torn_runs, torn_words
from search.expansion.word_lists import WordLists
from search.phrases import PhraseFinder
from search.request import Mode, search_request
from search.searcher import Searcher
from search.terms import plain

ARTICLES = [
    make_article("reporter", "绿证捐赠仪式", "本报讯 记者乔砚秋在青屿港采访。", "仪式上捐赠了绿证。"),
    make_article("mechanism", "The mechanism", "A mechanism of boundary layers was examined by many people."),
    make_article("weather", "天气", "明天多云,海面有雾,渔船请注意安全。", "乔迁新居的人很多。"),
    make_article("other", "盐田", "盐田村的光伏板发电,村民在下面晒盐。"),
    make_article("green", "绿色电力证书", "企业认购绿色电力证书一万二千张。"),
]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root: Path = tmp_path_factory.mktemp("index")
    make_index(root, ARTICLES)
    return root


@pytest.fixture(scope="module")
def expander(root: Path) -> Expander:
    index = open_index(root)
    corpus = Corpus(index)
    return Expander(corpus, PhraseFinder(corpus), index.manifest.recipe.han)


def found(root: Path, text: str) -> list[str]:
    searcher = Searcher(open_index(root), lambda: pytest.fail("no model is asked"))
    return [hit.id for hit in searcher.search(search_request(text, Mode.LEXICAL)).hits]


def distance(one: str, other: str) -> int:
    """Edits by the table of Damerau's optimal string alignment: the oracle."""
    rows = [[i + j if i * j == 0 else 0 for j in range(len(other) + 1)] for i in range(len(one) + 1)]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            change = rows[i - 1][j - 1] + (one[i - 1] != other[j - 1])
            rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, change)
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


_WORDS = st.text(st.sampled_from("abcé"), min_size=5, max_size=8)


def known(terms: Iterable[str]) -> LatinWords:
    """Words in two vocabularies, beside others that no Latin word is near to."""
    halves = PostingsBuilder(), PostingsBuilder()
    for number, term in enumerate([*terms, "天", "12", "zz", "z" * 40, "Ω"]):
        halves[number % 2].add([term])
    return LatinWords([half.build().vocabulary for half in halves])


@given(_WORDS, st.lists(_WORDS, max_size=30))
def test_near_words_are_those_at_one_edit_the_most_frequent_first(word: str, vocabulary: list[str]) -> None:
    counts = {other: vocabulary.count(other) for other in vocabulary}
    expected = sorted((-count, other) for other, count in counts.items() if distance(word, other) == 1)
    assert near_words(word, known(counts), lambda term: counts.get(term, 0)) == [other for _, other in expected[:3]]


def test_short_words_numbers_and_words_without_end_have_no_near_words() -> None:
    assert [near_words(word, known(["waves"]), lambda _: 1) for word in ("wave", "2o25x", "a" * 31, "Мария", "")] == [
        []
    ] * 5


@pytest.mark.parametrize(
    ("text", "at", "expected"), [("苏晓梅", 1, True), ("海珀集团", 1, True), ("理公司", 0, False), ("没有设", 2, False)]
)
def test_what_stands_beside_a_word_is_no_name(text: str, at: int, expected: bool) -> None:
    assert is_part_of_a_word(Variant(text, at, Reason.SOUND)) is expected


def test_one_edit_of_a_word_of_five_letters() -> None:
    edits = one_edit("waves")
    assert {"waes", "wavess", "wives", "wvaes", "awaves"} <= edits
    assert "waves" not in edits


def test_sounds() -> None:
    assert {"小", "校"} <= same_sound("晓") and "晓" not in same_sound("晓")
    assert "梅" not in same_sound("晓")
    assert (near("zhang"), near("shing"), near("er")) == ("zan", "sin", "er")
    assert "张" in near_sound("赞") and "张" not in same_sound("赞")
    assert same_sound("a") == near_sound("😀") == frozenset()


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("绿 证", [["绿", "证"]]),
        ("乔 砚 秋 采访", [["乔", "砚", "秋", "采访"]]),
        ("绿证 捐赠", []),
        ("青屿港 天气 渔船", []),
        ("谢谢光 临", [["谢谢光", "临"]]),
        ("多云转 晴,绿 证", [["多云转", "晴"], ["绿", "证"]]),
        ("", []),
    ],
)
def test_runs_that_are_torn(text: str, runs: list[list[str]]) -> None:
    assert list(torn_runs(text)) == runs


def test_words_that_are_torn() -> None:
    frequency = {"mechanism": 2, "of": 5, "wave": 3, "waveof": 1}.get
    assert list(torn_words("the mecha nism of wave of", lambda term: frequency(term, 0))) == [("mecha", "nism")]


@pytest.mark.parametrize(
    ("typed", "article", "as_", "reason"),
    [
        ("乔研秋", "reporter", "乔砚秋", Reason.SOUND),
        ("记者乔研秋在哪里采访", "reporter", "乔砚秋", Reason.SOUND),
        ("乔砚秌", "reporter", "乔砚秋", Reason.SOUND),
        ("mechansim", "mechanism", "mechanism", Reason.EDIT),
        ("Ｍｅｃｈａｎｉｓｎ", "mechanism", "mechanism", Reason.EDIT),
        ("mecha nism", "mechanism", "mechanism", Reason.JOINED),
        ("绿 证", "reporter", "绿证", Reason.JOINED),
    ],
)
def test_what_is_typed_wrong_is_found_and_told(
    root: Path, expander: Expander, typed: str, article: str, as_: str, reason: Reason
) -> None:
    expansions = expander.expand(typed, WordLists()).expansions
    assert (as_, reason) in [(one.as_, one.reason) for one in expansions]
    assert found(root, typed)[0] == article
    searcher = Searcher(open_index(root), lambda: pytest.fail("no model is asked"))
    assert any(as_ in note for note in searcher.search(search_request(typed, Mode.LEXICAL)).notes)


@pytest.mark.parametrize(("typed", "words"), [("examind", ["examined"]), ("layerz", ["layers"])])
def test_a_stem_is_no_word_that_may_be_meant(expander: Expander, typed: str, words: list[str]) -> None:
    assert [one.as_ for one in expander.expand(typed, WordLists()).expansions] == words


@pytest.mark.parametrize(
    "text",
    [
        "绿证捐赠",
        "乔砚秋",
        "mechanism of boundary layers",
        "明天多云",
        "盐田村的光伏板发电",
        "乔砚秋 捐赠",
        "people wave",
        "绿",
        "，。",
        "12,000",
    ],
)
def test_what_the_index_knows_is_taken_as_it_is(expander: Expander, text: str) -> None:
    expanded = expander.expand(text, WordLists())
    assert list(expanded.terms) == plain(analysis.terms(text))
    assert expanded.expansions == ()


@given(st.sampled_from([p.text for a in ARTICLES for p in a.paragraphs]), st.data())
def test_any_part_of_a_text_is_taken_as_it_is(expander: Expander, text: str, data: st.DataObject) -> None:
    clause = data.draw(st.sampled_from(re.split(r"[,。、]", text)[:-1] or [text]))
    assert expander.expand(clause, WordLists()).expansions == ()


@given(st.text(max_size=60) | st.text(st.sampled_from("乔研秋砚绿证 mechanis,.的赠"), max_size=40))
@example("绿 " * 30)
def test_anything_can_be_expanded_and_no_term_is_invented(expander: Expander, text: str) -> None:
    expanded = expander.expand(text, WordLists())
    known = {term.form.text for term in expanded.terms}
    if not any(one.reason is Reason.JOINED for one in expanded.expansions):
        assert set(analysis.terms(text)) <= known
    assert all(term.count > 0 and term.form not in term.alternatives for term in expanded.terms)
    assert bool(expanded.expansions) == (list(expanded.terms) != plain(analysis.terms(text)))


@pytest.mark.parametrize("between", ["", " ", "，", "x"])
def test_of_a_long_unknown_query_a_part_is_looked_at(root: Path, between: str) -> None:
    index = open_index(root)
    phrases = _Counting(Corpus(index))
    expander = Expander(Corpus(index), phrases, index.manifest.recipe.han)
    names = (f"乔研{chr(0x4E00 + 7 * at)}" for at in range(2500))
    expanded = expander.expand(between.join(names)[:10_000], WordLists())
    assert len(phrases.asked) < 1000
    assert len(expanded.expansions) <= 3 * 16 + 16


class _Counting(PhraseFinder):
    def __init__(self, corpus: Corpus) -> None:
        super().__init__(corpus)
        self.asked: list[str] = []

    def chunks(self, text: str) -> Found:
        self.asked.append(text)
        return super().chunks(text)


def test_a_word_of_the_dictionary_counts_once_more_where_it_is_said(expander: Expander) -> None:
    lists = WordLists(dictionary=frozenset({"乔砚秋", "青屿港", "海珀集团"}))
    expanded = expander.expand("喬硯秋 与海珀集团", lists)
    assert [term.form.text for term in expanded.terms if term.form.exact] == ["乔砚秋"]
    assert expanded.expansions[-1:] == (Expansion("乔砚秋", "乔砚秋", Reason.DICTIONARY, 1.0),)


def test_a_synonym_is_looked_for_at_half_weight(root: Path, expander: Expander) -> None:
    lists = WordLists(synonyms={"绿证": ("绿色电力证书", "绿票")})
    expanded = expander.expand("绿证", lists)
    assert expanded.expansions == (Expansion("绿证", "绿色电力证书", Reason.SYNONYM, 0.5),)
    assert [[form.text for form in term.alternatives] for term in expanded.terms if term.form.exact] == [
        ["绿色电力证书"]
    ]


def test_what_is_told() -> None:
    assert told(
        [
            Expansion("乔研秋", "乔砚秋", Reason.SOUND, 0.5),
            Expansion("乔研秋", "乔研秌", Reason.SHAPE, 0.5),
            Expansion("绿 证", "绿证", Reason.JOINED, 1.0),
            Expansion("青屿港", "青屿港", Reason.DICTIONARY, 1.0),
        ]
    ) == [
        "乔研秋 is not in this archive; also looked for 乔砚秋 (same sound), 乔研秌 (similar shape)",
        "for 绿 证 also looked for 绿证 (typed with a space inside)",
        "looked for 青屿港 as one word, for the dictionary has it",
    ]
