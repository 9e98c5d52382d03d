"""An index that was changed answers as one that was built at once from what is left. Texts are invented."""

import random
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from conftest import ARTICLES, HashingEmbedder, make_article, make_index
from hypothesis import example, given, settings
from hypothesis import strategies as st

from indexer.articles import Article
from indexer.changing import Changed, add, delete
from indexer.errors import IndexMismatch, IndexMissing
from indexer.index import Index, open_index
from indexer.manifest import IndexLayout, Manifest, read_manifest
from indexer.merging import due, merge
from indexer.write_lock import write_lock
from search.counts import counts
from search.request import search_request
from search.searcher import Searcher

# Sentences that share words, so that every article is found by some query and many have equal scores.
SENTENCES = [
    "青屿港新泊位昨日投产。",
    "盐田村架起光伏板,上面发电下面晒盐。",
    "海岛居民在村口办理医保。",
    "The school opened on Lantern Island.",
    "Новый порт открылся на острове.",
    "渔港防波堤加固按投资的四成补助。",
    "港务集团负责人林海介绍中东航线。",
    "光伏板下的盐池今年增产,村民说比往年多收三成。",
]
STORY = "".join(f"第{n}期工程在青屿港开工,建设{n}号码头和{n + 3}座仓库。" for n in range(1, 13))
QUERIES = ["青屿港", "光伏 晒盐", "school on the island", "порт", "医保怎么办理?", "码头和仓库"]


def added(root: Path, articles: Iterable[Article], embedder: HashingEmbedder | None = None) -> Changed:
    with write_lock(root) as layout:
        return add(layout, articles, embedder or HashingEmbedder(), lambda *_: None)


def deleted(root: Path, *ids: str) -> Changed:
    with write_lock(root) as layout:
        return delete(layout, ids)


def merged(root: Path) -> Path:
    with write_lock(root) as layout:
        merge(layout)
    return root


def answers(index: Index) -> list[object]:
    """What an index says to everything that is asked, ids and numbers of generation and segments left out."""
    searcher = Searcher(index, HashingEmbedder)
    asked = [
        (query, mode, fold) for query in QUERIES for mode in ("hybrid", "lexical", "dense") for fold in (True, False)
    ]
    found = [
        replace(searcher.search(search_request(query, mode, 30, fold)), generation=0) for query, mode, fold in asked
    ]
    similar = {article_id: searcher.similar(article_id) for article_id in sorted(index.ids())}
    said = replace(counts(index.manifest), generation=0, segments=0, bytes=0)
    documents: list[object] = msgspec.to_builtins([found, similar, said, sorted(index.ids())])
    return documents


def assert_alike(one: object, other: object) -> None:
    """Equal, but for numbers that differ by less than 1e-5."""
    if isinstance(one, dict) and isinstance(other, dict):
        assert one.keys() == other.keys()
        for key in one:
            assert_alike(one[key], other[key])
    elif isinstance(one, list | tuple) and isinstance(other, list | tuple):
        assert len(one) == len(other)
        for left, right in zip(one, other, strict=True):
            assert_alike(left, right)
    elif isinstance(one, float) and isinstance(other, float):
        assert one == pytest.approx(other, abs=1e-5)
    else:
        assert one == other


def written(number: int, version: int, chance: random.Random) -> Article:
    if chance.random() < 0.3:  # of these many are near-duplicates
        body = STORY[: chance.choice([len(STORY), len(STORY) - 30, 40])]
        return make_article(f"a{number}", f"第{version}版", body, chance.choice(SENTENCES))
    sentences = chance.choices(SENTENCES, k=chance.randint(1, 4))
    return make_article(f"a{number}", chance.choice([None, "港口", f"新闻{version}"]), *sentences)


@settings(max_examples=3)
@given(seed=st.integers(0, 2**32))
@example(seed=925524)  # more than twenty articles are left
def test_a_hundred_changes_and_merges_end_where_a_build_ends(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    chance, folder = random.Random(seed), tmp_path_factory.mktemp("changed")
    root, embedder = folder / "changed", HashingEmbedder()
    left = {article.id: article for article in (written(n, 0, chance) for n in range(chance.randint(1, 12)))}
    make_index(root, left.values(), embedder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.fsync", lambda _: None)  # what is on the disk is another test
        patch.setattr("indexer.merging.MOST", chance.choice([1, 2, 4]))
        for version in range(1, 101):
            if chance.random() < 0.6:
                new = [written(n, version, chance) for n in chance.sample(range(30), chance.randint(0, 3))]
                added(root, new, embedder)
                left |= {article.id: article for article in new}
            else:
                gone = [one for one in left if chance.random() < 0.1]
                deleted(root, *gone)
                left = {one: article for one, article in left.items() if one not in gone}
            if chance.random() < 0.7:
                merged(root)
        assert not due(open_index(merged(root)).manifest.segments)
    assert len(embedder.embedded) == len(set(embedder.embedded))
    if left:
        make_index(folder / "built", chance.sample(list(left.values()), len(left)))
        assert_alike(answers(open_index(root)), answers(open_index(folder / "built")))


@pytest.fixture
def changed_root(index_root: Path) -> Path:
    """ARTICLES, of which salt was replaced and doctor deleted."""
    added(index_root, [make_article("salt", "盐田", "盐田改种水稻。")])
    deleted(index_root, "doctor")
    return index_root


def test_what_is_replaced_or_deleted_is_gone_at_once(changed_root: Path) -> None:
    index = open_index(changed_root)
    searcher = Searcher(index, HashingEmbedder)
    assert index.ids() == {"harbour", "salt", "school", "measures"}
    assert (index.article("doctor"), counts(index.manifest).articles) == (None, 4)
    assert not searcher.search(search_request("光伏 医保", "lexical")).hits
    assert [hit.id for hit in searcher.search(search_request("水稻", "lexical")).hits] == ["salt"]
    assert {hit.id for hit in searcher.search(search_request("海岛居民办理医保", "dense")).hits} == index.ids()


def test_a_change_tells_what_it_did_and_embeds_only_what_is_new(index_root: Path) -> None:
    embedder = HashingEmbedder()
    new = [make_article("salt", "盐田", "盐田改种水稻。"), ARTICLES[0], make_article("tide", None, "今日大潮。")]
    done = added(index_root, new, embedder)
    assert (done.added, done.replaced, done.unchanged) == (("tide",), ("salt",), ("harbour",))
    assert sorted(embedder.embedded) == sorted({"盐田\n盐田改种水稻。", "今日大潮。"}), embedder.embedded
    assert deleted(index_root, "tide", "nothing", "tide").deleted == ("tide",)


def test_nothing_is_published_where_nothing_changes(index_root: Path) -> None:
    before = open_index(index_root).manifest
    assert added(index_root, ARTICLES).manifest == before
    assert deleted(index_root, "nothing").manifest == before
    assert open_index(index_root).manifest == before


def test_an_index_can_be_emptied_and_filled_again(index_root: Path) -> None:
    deleted(index_root, *(article.id for article in ARTICLES))
    index = open_index(index_root)
    searcher = Searcher(index, HashingEmbedder)
    assert (index.segments, index.ids(), counts(index.manifest).chunks) == ((), set(), 0)
    assert all(not searcher.search(search_request("光伏", mode)).hits for mode in ("hybrid", "lexical", "dense"))
    added(index_root, ARTICLES)
    make_index(index_root.parent / "built")
    assert_alike(answers(open_index(index_root)), answers(open_index(index_root.parent / "built")))


def test_a_segment_without_articles_is_what_the_others_make(index_root: Path) -> None:
    """Every array of the view, against a segment of the same articles."""
    make_index(index_root.parent / "built", [ARTICLES[0], ARTICLES[3]])
    (view,), (built,) = (
        open_index(root).segments if root != index_root else (open_index(root).segments[0].without([1, 2, 4]),)
        for root in (index_root, index_root.parent / "built")
    )
    assert view.articles.ids() == built.articles.ids()
    assert view.keys.tolist() == built.keys.tolist()
    assert view.passages.chunks.tolist() == built.passages.chunks.tolist()
    assert view.passages.windows.tolist() == built.passages.windows.tolist()
    assert [text.tolist() for text in view.shingles] == [text.tolist() for text in built.shingles]
    for theirs, ours in ((view.narrow, built.narrow), (view.wide, built.wide)):
        assert theirs.firsts.tolist() == ours.firsts.tolist()
        assert theirs.vectors.all().tolist() == ours.vectors.all().tolist()
        assert theirs.languages.codes.tolist() == ours.languages.codes.tolist()
        assert theirs.languages.fixed.tolist() == ours.languages.fixed.tolist()
        assert theirs.languages.windows.tolist() == ours.languages.windows.tolist()
    for term in ("光伏", "青屿港", "island", "海岛"):
        assert [part.tolist() for part in view.postings.of(term)] == [part.tolist() for part in built.postings.of(term)]
    assert view.postings.beginning("isl").tolist() == built.postings.beginning("isl").tolist()


def test_what_was_made_otherwise_is_not_added_to(index_root: Path, tmp_path: Path) -> None:
    with pytest.raises(IndexMismatch, match="embedding model hashing-64, this program other"):
        added(index_root, ARTICLES, HashingEmbedder("other"))
    with pytest.raises(IndexMissing):
        added(tmp_path / "nothing", ARTICLES)


def test_a_reader_keeps_answering_while_articles_go(index_root: Path) -> None:
    held = Searcher(open_index(index_root), HashingEmbedder)
    for article in ARTICLES[:4]:
        deleted(index_root, article.id)
    assert [hit.id for hit in held.search(search_request("光伏", "lexical")).hits] == ["salt"]
    assert held.article("salt") == ARTICLES[1]


def test_a_reader_whom_writers_overtake_between_current_and_its_manifest_takes_the_newer(
    index_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtaken(layout: IndexLayout, path: Path, checksum: str | None = None) -> Manifest:
        monkeypatch.undo()
        deleted(index_root, "salt")
        deleted(index_root, "doctor")
        assert not path.exists()
        return read_manifest(layout, path, checksum)

    monkeypatch.setattr("indexer.manifest.read_manifest", overtaken)
    assert open_index(index_root).ids() == {"harbour", "school", "measures"}


def test_a_reader_whose_files_go_while_it_compares_them_takes_the_newer(
    index_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtaken(path: Path) -> str:
        monkeypatch.undo()
        deleted(index_root, "salt")
        make_index(index_root, ARTICLES[:2], content="new")
        make_index(index_root, ARTICLES[:1], content="newer")
        assert not path.exists()
        return path.read_text()

    monkeypatch.setattr("indexer.manifest._sha256", overtaken)
    assert open_index(index_root).ids() == {"harbour"}
