"""Near-duplicates from end to end: grouped when indexing, folded under the best of them in an answer, never lost."""

import random
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from conftest import ARTICLES, HashingEmbedder, make_article, make_index
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.app import create_app
from api.cli import main
from api.live import LiveSearcher
from api.render import answer_text
from indexer import batch as batch_module
from indexer import build as build_module
from indexer.articles import Article
from indexer.errors import IndexDamaged
from indexer.facts import Basis, Fact, Issue
from indexer.groups import reported_text
from indexer.index import open_index
from indexer.manifest import IndexLayout, current_manifest
from search.answer import SearchAnswer
from search.errors import ArticleUnknown
from search.request import Mode, search_request
from search.searcher import Searcher


def issue(paper: str, date: str) -> Issue:
    return Issue(Fact(paper, Basis.GIVEN), Fact(date, Basis.READ))


# Invented: one dispatch in four papers (whole, Traditional, cut, word for word), and another story of the same port.
FIRST = "青屿港南港区5号泊位昨日投产,年吞吐量可达120万标箱,港区由此具备靠泊二十万吨级集装箱船的能力。"
SECOND = "港务集团负责人林海表示,下一步将开通中东航线,并在三年内把海铁联运的比重提高到两成。"
THIRD = "为了建设这个泊位,施工队在三百多天里打下一千二百根桩,越冬时仍有四百人留在工地。"
DISPATCH = [
    make_article("daily", "新泊位投产", FIRST, SECOND, THIRD, issue=issue("青屿日报", "2024-11-15")),
    make_article(
        "hantou",
        "青嶼港新泊位啟用",
        "新華社青嶼15日電 青嶼港南港區5號泊位昨日投產，年吞吐量可達120萬標箱，港區由此具備靠泊廿萬噸級集裝箱船的能力。",
        "港務集團負責人林海表示，下一步將開通中東航線，並在三年內把海鐵聯運的比重提高到兩成。",
        "為了建設這個泊位，施工隊在三百多天裡打下一千二百根樁，越冬時仍有四百人留在工地。",
        issue=issue("漢頭晚報", "2024-11-16"),
    ),
    make_article("brief", "港口快讯", f"本报讯 {FIRST}", SECOND, issue=issue("云岭早报", "2024-11-16")),
    make_article("again", "新泊位投产", FIRST, SECOND, THIRD, issue=issue("青屿日报", "2024-12-31")),
]
OTHER = make_article(
    "strike", "港口装卸工谈薪", "青屿港装卸工昨日与港务集团谈薪,双方同意从明年一月起把夜班补贴提高三成,泊位照常作业。"
)
ARCHIVE = [*ARTICLES, *DISPATCH, OTHER]
NAMES = {article.id for article in DISPATCH}
QUERY = "青屿港 5号泊位 投产"


def searcher(root: Path) -> Searcher:
    return Searcher(open_index(root), HashingEmbedder)


def ask(root: Path, query: str = QUERY, mode: Mode = Mode.HYBRID, limit: int = 10, fold: bool = True) -> SearchAnswer:
    return searcher(root).search(search_request(query, mode, limit, fold))


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("archive") / "index"
    make_index(root, ARCHIVE)
    return root


def groups(root: Path) -> set[frozenset[str]]:
    opened = searcher(root)
    names = [
        article.id
        for segment in opened.index.segments
        for article in map(segment.articles.at, range(len(segment.shingles)))
    ]
    return {frozenset({name, *(one.id for one in opened.similar(name))}) for name in names}


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("本报讯(记者 林海)泊位投产。", "泊位投产。"),
        ("新華社青嶼11月15日電 泊位投產。", "泊位投產。"),
        ("泊位投产,新华社青屿11月15日电。", "泊位投产,新华社青屿11月15日电。"),
        ("", ""),
    ],
)
def test_lead_markers_are_not_compared(text: str, reported: str) -> None:
    assert reported_text(make_article("a", None, text)).strip() == reported


def test_a_dispatch_is_one_group_and_another_story_is_none(archive: Path) -> None:
    assert groups(archive) == {frozenset(NAMES), *(frozenset({article.id}) for article in [*ARTICLES, OTHER])}
    record = current_manifest(IndexLayout(archive)).near_duplicates
    assert (record.groups, record.articles) == (1, 4)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chance=st.randoms(), chunks=st.integers(1, 12))
def test_groups_do_not_depend_on_order_and_segments(
    tmp_path_factory: pytest.TempPathFactory, archive: Path, chance: random.Random, chunks: int
) -> None:
    shuffled = list(ARCHIVE)
    chance.shuffle(shuffled)
    root = tmp_path_factory.mktemp("shuffled")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batch_module, "SEGMENT_CHUNKS", chunks)
        make_index(root, shuffled)
    assert groups(root) == groups(archive)
    straight, other = ask(archive), ask(root)
    assert [(hit.id, hit.similar) for hit in other.hits] == [(hit.id, hit.similar) for hit in straight.hits]


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("query", [QUERY, "中东航线", "装卸工 泊位", "盐田", "港務集團 海鐵聯運", "xyzzy"])
@pytest.mark.parametrize("limit", [1, 2, 100])
def test_nothing_is_lost_and_totals_agree(archive: Path, mode: Mode, query: str, limit: int) -> None:
    folded, unfolded = (ask(archive, query, mode, limit=limit, fold=fold) for fold in (True, False))
    everything = ask(archive, query, mode, limit=100, fold=False)
    assert folded.total == unfolded.total == len(everything.hits)
    assert len(folded.hits) == min(limit, folded.total - folded.folded)
    assert (unfolded.folded, [hit.similar for hit in unfolded.hits]) == (0, [()] * len(unfolded.hits))
    if limit == 100:
        told = [name for hit in folded.hits for name in (hit.id, *(one.id for one in hit.similar))]
        assert sorted(told) == sorted(hit.id for hit in everything.hits)
    order = [hit.id for hit in everything.hits]
    for hit in folded.hits:
        places = [order.index(name) for name in (hit.id, *(one.id for one in hit.similar))]
        assert places == sorted(places)  # the best stands for the others, and these follow as they rank
        assert {hit.id, *(one.id for one in hit.similar)} <= NAMES or hit.similar == ()


def test_what_is_told_of_a_similar_article(archive: Path) -> None:
    (hit,) = [hit for hit in ask(archive).hits if hit.similar]
    assert {hit.id, *(one.id for one in hit.similar)} == NAMES
    by_name = {one.id: one for one in searcher(archive).similar("daily")}
    assert list(by_name) == ["again", "brief", "hantou"]
    brief, traditional = by_name["brief"], by_name["hantou"]
    assert (brief.title, brief.display_title, brief.source) == ("港口快讯", "港口快讯", "made-up.txt")
    assert brief.issue == issue("云岭早报", "2024-11-16")
    assert (brief.containment, brief.score) == (1.0, None)  # all of the brief stands in the report
    assert 0.9 < traditional.containment <= 1.0
    scores = {hit.id: hit.score for hit in ask(archive, fold=False).hits}
    assert all(one.score == pytest.approx(scores[one.id]) for one in hit.similar)


def test_equal_texts_are_folded_by_id(tmp_path: Path) -> None:
    make_index(tmp_path, [make_article(name, "同题", FIRST) for name in ("c", "a", "b")])
    for limit in (1, 3):
        (hit,) = ask(tmp_path, "泊位", limit=limit).hits
        assert (hit.id, [one.id for one in hit.similar]) == ("a", ["b", "c"])
    assert [hit.id for hit in ask(tmp_path, "泊位", limit=2, fold=False).hits] == ["a", "b"]


def test_an_article_that_nothing_is_like(archive: Path) -> None:
    assert searcher(archive).similar("salt") == ()
    with pytest.raises(ArticleUnknown, match="no article 'pepper'"):
        searcher(archive).similar("pepper")


def test_groups_are_checked_and_follow_their_generation(tmp_path: Path) -> None:
    for number in range(4):
        make_index(tmp_path, [*DISPATCH, make_article("more", None, f"第{number}次。")], content=str(number))
    layout = IndexLayout(tmp_path)
    assert [path.name for path in sorted(layout.groups.iterdir())] == ["000003.npy", "000004.npy"]
    layout.groups_of(4).write_bytes(layout.groups_of(4).read_bytes()[:-1] + b"\x07")
    with pytest.raises(IndexDamaged, match=r"000004\.npy.*checksum"):
        open_index(tmp_path)
    layout.groups_of(4).unlink()
    with pytest.raises(IndexDamaged, match=r"000004\.npy.*missing"):
        open_index(tmp_path)


def test_a_failed_build_leaves_no_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_index(tmp_path, DISPATCH)

    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(build_module, "publish", broken)
    with pytest.raises(KeyboardInterrupt):
        make_index(tmp_path, ARTICLES, content="new")
    assert [path.name for path in IndexLayout(tmp_path).groups.iterdir()] == ["000001.npy"]
    assert groups(tmp_path) == {frozenset(NAMES)}


@pytest.fixture
def client(archive: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    monkeypatch.setattr("search.searcher.open_embedder", lambda model, device: HashingEmbedder())
    return TestClient(create_app(LiveSearcher(archive)))


def test_http_folds_unless_told_otherwise(client: TestClient, archive: Path) -> None:
    for fold in (True, False):
        expected = msgspec.json.decode(msgspec.json.encode(ask(archive, mode=Mode.LEXICAL, fold=fold)))
        asked = {"q": QUERY, "mode": "lexical", "fold": fold}
        assert client.post("/v1/search", json=asked).json() == expected
        assert client.get("/v1/search", params={**asked, "fold": str(fold).lower()}).json() == expected
    refused = client.get("/v1/search", params={"q": QUERY, "fold": "perhaps"})
    assert (refused.status_code, refused.json()["code"]) == (422, "request-invalid")


def test_an_article_over_http_lists_its_group(client: TestClient) -> None:
    similar = client.get("/v1/articles/brief").json()["similar"]
    assert [(one["id"], one["score"]) for one in similar] == [("again", None), ("daily", None), ("hantou", None)]
    assert client.get("/v1/articles/salt").json()["similar"] == []
    assert client.get("/v1/stats").json()["grouped"] == 4


def told(root: Path, *arguments: str) -> str:
    done = CliRunner().invoke(main, [*arguments, "--index", str(root)])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_the_command_line_folds_unless_told_otherwise(archive: Path) -> None:
    search = ("search", "靠泊", "--mode", "lexical")
    lines = told(archive, *search).splitlines()
    assert lines[0] == "1 of 4 articles (lexical) · 3 folded under a similar one"
    at = lines.index("    and 3 similar")
    assert [line.split(" · ")[0].strip() for line in lines[at + 1 : at + 4]] == [
        f"{one.issue.paper.value}, {one.issue.date.value}, {one.title.text}"  # type: ignore[union-attr]
        for one in _folded_order(archive)
    ]
    unfolded = told(archive, *search, "--unfold")
    assert "similar" not in unfolded
    assert unfolded.startswith("4 of 4 articles (lexical)\n")


def _folded_order(root: Path) -> list[Article]:
    (hit,) = ask(root, "靠泊", Mode.LEXICAL).hits
    return [searcher(root).article(one.id) for one in hit.similar]


def test_article_and_stats_on_the_command_line(archive: Path) -> None:
    assert [one["id"] for one in msgspec.json.decode(told(archive, "article", "daily"))["similar"]] == [
        "again",
        "brief",
        "hantou",
    ]
    stats = msgspec.json.decode(told(archive, "stats", "--json"))
    assert (stats["groups"], stats["grouped"]) == (1, 4)


def test_control_characters_of_a_similar_title_do_not_reach_the_terminal(tmp_path: Path) -> None:
    make_index(tmp_path, [make_article("a", "题", FIRST), make_article("b", "题\x1b[31m\n红", FIRST)])
    text = answer_text(msgspec.to_builtins(ask(tmp_path, "泊位")), color=False)
    assert "and 1 similar" in text
    assert "\x1b" not in text
