"""Known items: what is asked for, what is held out, and that the test finds what can be found."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import ARTICLES, HashingEmbedder, make_article, make_index
from hypothesis import given
from hypothesis import strategies as st

from api.cli import main
from indexer.articles import Article, Headline, Part
from indexer.chunking import chunks, indexed_text
from indexer.index import open_index
from search.evaluation.known_items import NothingKnown, known_items, with_slip, without_head
from search.evaluation.selftest import articles_of, repeated_in

# Invented: twelve stories that share their words, and two that share a headline.
STORIES = [
    make_article(
        f"story-{number}",
        f"第{number}号灯塔修缮完工",
        f"灯塔守护人{name}昨日交接了第{number}座灯塔的钥匙,仪式从简。",
        f"{name}说:夜里看得见灯,船就回得了港。",
    )
    for number, name in enumerate("甲乙丙丁戊己庚辛壬癸子丑", 1)
]
# Nothing but its headline says what this one is about, and another story says it too.
MUTE = [
    make_article("mute", "围墙拆除", "昨日上午正式动工,三天后全部竣工交付。"),
    make_article("loud", "街巷打通", "青石巷围墙拆除以后,居民出行方便多了。"),
]
TWINS = [make_article(f"twin-{n}", "今日简讯一则", f"第{n}则消息讲了港口的潮水和风向。") for n in (1, 2)]


def drawn(articles: list[Article], sample: int = 100, seed: int = 1) -> dict[str, dict[str, str]]:
    items = known_items(lambda: articles, sample, seed)
    return {one.name: dict(one.queries) for one in (*items.present, *items.hidden)}


def test_headlines_of_their_own_slips_and_sentences_are_asked() -> None:
    asked = drawn([*STORIES, *TWINS])
    titles = {story.id: story.title.text for story in STORIES if story.title}
    assert asked["headline"] == titles  # not the twins', which name two articles
    assert asked["sentence"].keys() == {article.id for article in (*STORIES, *TWINS)}
    bodies = {article.id: article.body for article in (*STORIES, *TWINS)}
    assert all(text in bodies[name] and len(text) >= 8 for name, text in asked["sentence"].items())
    for name, text in asked["headline with a slip"].items():
        assert text != titles[name]
        assert len(titles[name]) - 1 <= len(text) <= len(titles[name])
    items = known_items(lambda: [*STORIES, *TWINS], 100, 1)
    assert items.held_out == titles.keys()
    assert all(grades == {query: 1} for one in items.hidden for query, grades in one.judgments.items())


def test_the_seed_draws_and_a_draw_outlives_new_articles() -> None:
    four = drawn(STORIES, sample=4)
    assert {len(queries) for queries in four.values()} == {4}
    assert four == drawn(list(reversed(STORIES)), sample=4)
    assert any(four != drawn(STORIES, sample=4, seed=seed) for seed in (2, 3, 4))
    more = drawn([*STORIES, *TWINS], sample=4)
    assert len(more["headline"].keys() & four["headline"].keys()) == 4  # twins have no headline of their own


def test_articles_that_cannot_be_asked_for() -> None:
    with pytest.raises(NothingKnown, match="none of the 2 articles has a headline of its own or a sentence of 8 to 40"):
        known_items(lambda: [make_article("a", "标题在此处"), make_article("b", None, "短。")])
    assert drawn([make_article("a", None, "这篇文章没有标题,但有一句话可问。")]).keys() == {"sentence"}


def test_what_is_printed_twice_is_not_asked_for(tmp_path: Path) -> None:
    items = known_items(lambda: STORIES, repeated={"story-1", "story-2"})
    assert not {"story-1", "story-2"} & items.held_out
    assert all(set(one.queries) == {story.id for story in STORIES[2:]} for one in (*items.present, *items.hidden))
    text = "海岛上的灯塔昨日换上新灯,守护人说光能照到二十海里以外,过往渔船都说好。村里的老人专程赶来观看点灯。"
    again = [make_article("first", "灯塔换灯", text), make_article("second", "新灯亮了", text)]
    make_index(tmp_path, [*STORIES, *again])
    asked = known_items(lambda: articles_of(open_index(tmp_path)), repeated=repeated_in(open_index(tmp_path)))
    assert not {"first", "second"} & set(asked.present[0].queries)
    assert "story-12" in asked.present[0].queries


@given(st.text(min_size=1, max_size=30), st.text(max_size=20), st.integers(0, 100))
def test_a_slip_changes_one_letter(text: str, letters: str, seed: int) -> None:
    slipped = with_slip(text, letters, random.Random(seed))
    if not any(letter.isalnum() for letter in text):
        assert slipped == text
        return
    assert slipped != text
    assert any(
        slipped in (text[:place] + text[place + 1 :], text[:place] + slipped[place : place + 1] + text[place + 1 :])
        for place in range(len(text))
    )


def test_the_whole_head_is_held_out() -> None:
    part = Part("p", "s.txt", "2", (1, 3), (Headline("下接标题", (1,)),), (), (0, 0), (0, 0), None, None)
    article = make_article(
        "a", "主标题", "正文在这里。", kicker=Headline("引题", (1,)), subtitle=Headline("副题", (1,)), parts=(part,)
    )
    (chunk,) = chunks(without_head(article))
    text = indexed_text(without_head(article), chunk)
    assert not [word for word in ("主标题", "引题", "副题", "下接标题") if word in text]
    assert "正文在这里。" in text


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("WENLAN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("indexer.model.embedding.open_embedder", lambda model=None, device=None: HashingEmbedder())
    monkeypatch.setattr("search.searcher.open_embedder", lambda model, device: HashingEmbedder())
    make_index(tmp_path / "index", [*STORIES, *MUTE, *TWINS, *ARTICLES])
    yield tmp_path / "index"
    assert not list((tmp_path / "cache" / "eval").glob("tmp*"))  # the index without headlines is gone


def selftest(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["selftest", *map(str, arguments)])


def test_one_command_tests_an_index_with_its_own_articles(root: Path) -> None:
    done = selftest("--index", root, "--json", "--worst", 9)
    assert done.exit_code == 0, done.stderr
    reports = {report["dataset"]: report for report in json.loads(done.stdout)["reports"]}
    assert list(reports) == ["sentence", "headline", "headline with a slip"]
    lexical = {name: report["systems"][0] for name, report in reports.items()}
    assert lexical["sentence"]["measures"]["success@1"]["mean"] == 1  # every sentence stands in one article only
    worst = next(one for one in lexical["headline"]["worst"] if one["query"] == "mute")  # its headline was held out
    assert (worst["wanted"][0]["rank"], worst["found"]["document"]) == (None, "loud")
    assert selftest("--index", root, "--json", "--sample", 3).stdout.count('"queries": 3') == 3
    again = json.loads(selftest("--index", root, "--json").stdout)
    assert [r["comparisons"] for r in again["reports"]] == [r["comparisons"] for r in reports.values()]


def test_the_text_names_each_kind(root: Path) -> None:
    shown = selftest("--index", root, "--worst", 0).stdout
    for name in ("sentence: 21 documents", "headline: 21 documents", "headline with a slip: 21 documents"):
        assert name in shown


@pytest.mark.parametrize(
    ("arguments", "exit_code", "says"),
    [
        (("--index", "nowhere"), 3, "no index in nowhere"),
        (("--sample", "0"), 2, "--sample"),
        (("--index", "short"), 5, "none of the 1 articles has a headline"),
    ],
)
def test_errors(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], exit_code: int, says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    make_index(Path("short"), [make_article("a", None, "短。")])
    done = selftest(*arguments)
    assert (done.exit_code, done.stdout) == (exit_code, ""), done.stderr
    assert says in done.stderr
