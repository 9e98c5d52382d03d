import jieba
import pytest
from conftest import SEED_PAGE
from hypothesis import given
from hypothesis import strategies as st

from indexer import analysis
from indexer.analysis import occurrences, terms
from indexer.digits import digits
from indexer.folding import fold
from indexer.recipe import Han


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("绿证 捐赠", ["绿证", "绿证", "捐赠", "捐赠"]),
        ("6 月 9 日", ["6", "6月", "月", "月9", "9", "9日", "日"]),
        ("500兆瓦", ["500", "500兆", "兆瓦", "兆瓦"]),
        ("1,000 GPT-4 A320", ["1000", "gpt", "4", "a320"]),
        ("industries", ["industries", "industri"]),
        ("オープン", ["オー", "ープ", "プン"]),
        ("безвизовый режим", ["безвизовый", "режим"]),
        ("!!! ,。", []),
    ],
)
def test_terms(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_terms_do_not_cross_punctuation_or_space() -> None:
    assert "京大" not in terms("东京 大阪")
    assert "京大" not in terms("东京,大阪")
    assert "京大" in terms("东京大阪")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("經濟困難失能老人集中照護服務補助", "经济困难失能老人集中照护服务补助"),
        ("６月９日", "6 月 9 日"),
        ("ＯｐｅｎＫｙｌｉｎ　２.0 版", "openkylin 2.0版"),
        ("400 张绿证", "４００張綠證"),
    ],
)
def test_ways_of_writing_meet(one: str, other: str) -> None:
    assert terms(one) == terms(other)


def test_tokens_point_to_the_original_characters() -> None:
    text = "於 ６ 月 9 日調研 Industries"
    found = {token.term: text[token.start : token.end] for token in occurrences(text, frozenset(terms(text)))}
    assert [token.term for token in occurrences(text, frozenset({"调研"}))] == ["调研", "调研"]  # word and bigram
    assert found["6月"] == "６ 月"
    assert found["调研"] == "調研"
    assert found["industri"] == "Industries"


@given(st.text())
def test_any_text_gives_tokens_within_it(text: str) -> None:
    found = occurrences(text, frozenset(terms(text)))
    assert [token.term for token in found] == terms(text)
    for token in found:
        assert 0 <= token.start < token.end <= len(text)
        assert token.term


def test_a_run_without_end_is_cut() -> None:
    assert max(map(len, terms("x" * 10_000 + " " + "9" * 10_000))) == 64


def test_words_are_those_of_jieba() -> None:
    """The Rust segmenter against the reference, on every Chinese run of the seed page."""
    text = SEED_PAGE.read_text(encoding="utf-8")
    runs = [unit.group() for unit in analysis._UNIT.finditer(text) if unit.lastgroup == "han"]
    assert len(runs) > 600
    ours = [[token.term for token in analysis._han_words(run, 0)] for run in runs]
    reference = [[word for word, _, _ in jieba.tokenize(run, mode="search")] for run in runs]
    same = sum(left == right for left, right in zip(ours, reference, strict=True))
    assert same / len(runs) >= 0.999


def test_fingerprint_names_what_decides() -> None:
    assert "rjieba" in analysis.description()
    assert len(analysis.fingerprint()) == 12


def test_chinese_runs_give_words_bigrams_or_both() -> None:
    words, bigrams = terms("光伏发电 solar", Han.WORDS), terms("光伏发电 solar", Han.BIGRAMS)
    assert words == ["光伏", "发电", "solar"]
    assert bigrams == ["光伏", "伏发", "发电", "solar"]
    assert sorted(terms("光伏发电")) == sorted([*words[:2], *bigrams[:3]])
    assert len({analysis.fingerprint(han) for han in Han}) == 3
    assert analysis.fingerprint() == analysis.fingerprint(Han.BOTH)


_MIXED = (
    st.text(st.sampled_from("天津港务局中国人民大学研究生命々〇\U00020000⺀9年0 ，。\n\tab1カナ經濟"), max_size=60)
    | st.text()
)


@given(_MIXED)
def test_terms_are_those_of_the_tokens_whatever_is_cut_together(text: str) -> None:
    for han in Han:
        tokens = analysis._folded_tokens(digits(fold(text)).text, han)
        assert analysis.terms(text, han) == [token.term for token in tokens]


@given(st.lists(_MIXED, max_size=4))
def test_terms_of_lines_are_those_of_each(lines: list[str]) -> None:
    assert terms("\n".join(lines)) == [term for line in lines for term in terms(line)]
