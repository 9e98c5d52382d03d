"""Telling the next article from a section of the open one: words, gaps, and all heads of a stretch together."""

import math

import pytest

from indexer.reading.newspaper.cohesion import Rarity, share, telling
from indexer.reading.newspaper.context import mark
from indexer.reading.newspaper.habits import Habits
from indexer.reading.newspaper.layout import rows, wrap_width
from indexer.reading.newspaper.lines import split_lines
from indexer.reading.newspaper.page import read_page

FERRY = ["渡口的船工老葛守了三十年渡船,每天天亮前摇橹过河。", "老葛说,桥通了以后渡船就歇了,可渡口还在。"]
CRAB = ["昨天,海鲜市场的梭子蟹每斤降到四十元,摊主说货源充足。", "市场管理处表示,螃蟹价格有望继续回落。"]


def habits(text: str) -> Habits:
    return Habits(mark(rows(split_lines(text))))


def starts(*lines: str) -> list[int]:
    return [article.lines[0] for article in read_page("\n".join(lines) + "\n").articles]


def test_terms_are_characters_and_pairs_without_those_of_grammar() -> None:
    assert telling("渡口的船") == {"渡", "口", "船", "渡口"}
    assert share(telling("渡船"), telling("渡口")) == 1 / 3
    assert share(frozenset(), telling("渡口")) == 0


def test_a_term_weighs_the_logarithm_of_how_few_texts_hold_it() -> None:
    rarity = Rarity(["渡口", "渡船", "海桥"])
    assert rarity.of({"渡"}) == pytest.approx(math.log(4 / 2))
    assert rarity.of({"渡", "海桥"}) == pytest.approx(math.log(4 / 2) + math.log(4 / 1))
    assert rarity.of({"没见过"}) == pytest.approx(math.log(4))


def test_a_gap_tells_what_it_tells_elsewhere_on_the_page() -> None:
    story = "{}\n本报讯(记者 钟一)海桥昨天通车。\n往来两岸不再绕行。\n收费标准另行公布。\n"
    apart = habits("\n\n".join(story.format(title) for title in ("海桥通车", "夜市开张", "新馆落成")))
    together = habits("".join(story.format(title) for title in ("海桥通车", "夜市开张", "新馆落成")))
    assert apart.gap_odds(1) > 1 > 0 > apart.gap_odds(0)
    assert abs(together.gap_odds(0)) < 0.5


def test_other_words_begin_an_article_and_the_same_words_a_section() -> None:
    assert starts("老渡口的最后一班船", *FERRY, "梭子蟹降价了", *CRAB) == [1, 4]
    assert starts("老渡口的最后一班船", *FERRY, "三十年守着渡口", "老葛的渡船修过七次,船工只剩他一个。") == [1]


def test_what_another_byline_closes_is_another_article() -> None:
    told = ["老渡口的最后一班船", "本报记者 钟一", *FERRY, "守渡口", "老葛每天扫一遍渡口的石阶,等人过河。"]
    assert starts(*told) == [1]
    assert starts(*told[:4], "早市延长一小时", "全市早市的收摊时间延至十时。", "(记者 何佳)") == [1, 5]


def test_an_exclamation_between_heads_and_a_lead_marker_is_no_error() -> None:
    assert starts(*FERRY, "守渡口", "真的吗？", "本报讯(记者 钟一)海桥昨天通车。")[0] == 1


def test_the_confidence_of_a_start_in_doubt_is_its_chance() -> None:
    second = read_page("\n".join(["老渡口的最后一班船", *FERRY, "梭子蟹降价了", *CRAB])).articles[1]
    assert 0.5 <= second.confidence <= 1
    assert "little to do with the article above" in second.reason


LONG = (
    "港务局昨天表示，为因应年底旅运需求，自下月起将在周五与周六增开夜间航班，"
    "往返本岛与外岛，单程票价维持不变，预计可增加三成运能，业者盼配套到位。"
)


@pytest.mark.parametrize("between", ["\n", "\n\n"])
@pytest.mark.parametrize("width", [12, 18, 25])
def test_lines_cut_at_one_width_are_joined_whatever_stands_between_paragraphs(width: int, between: str) -> None:
    wrapped = "\n".join(LONG[i : i + width] for i in range(0, len(LONG), width))
    page = f"港务局拟增夜航{between}{between.join([wrapped] * 5)}\n"
    assert wrap_width(split_lines(page)) == width
    paragraphs = [p.text for article in read_page(page).articles for p in article.paragraphs]
    assert paragraphs == [LONG] * 5 if between == "\n\n" else "".join(paragraphs) == LONG * 5


def test_paragraphs_of_one_line_and_verses_are_not_wrapped() -> None:
    assert wrap_width(split_lines("\n\n".join(["港务局拟增夜航", LONG, LONG[:40] + "。"] * 4))) is None
    assert wrap_width(split_lines("夏夜\n" + "蝉声落进井里\n月光薄得像纸\n" * 6)) is None
