"""Shared by all tests: a tiny embedder, small articles, an index of them."""

import gc
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

from indexer.articles import Article, Headline, Paragraph, Section
from indexer.build import Source, build
from indexer.facts import Basis, Fact, Issue
from indexer.manifest import Manifest
from indexer.model.embedding import FloatArray
from indexer.write_lock import write_lock

# No test asserts how long anything takes: a busy machine is no fault.
settings.register_profile("wenlan", deadline=None)
settings.load_profile("wenlan")

ROOT = Path(__file__).resolve().parent.parent
SEED_PAGE = ROOT / "seeds" / "000_342891d07ba4d281.txt"


@pytest.fixture(autouse=True, scope="module")
def _close_indexes() -> Iterator[None]:
    """An application refers to itself: the files of its index are closed when it is collected."""
    yield
    gc.collect()


class HashingEmbedder:
    """Character bigrams hashed into 64 dimensions: near texts share bigrams. Counts what it is asked to embed."""

    def __init__(self, name: str = "hashing-64", dimension: int = 64) -> None:
        self.name = name
        self.dimension = dimension
        self.embedded: list[str] = []

    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        self.embedded += texts
        return np.stack([self._vector(text) for text in texts]) if texts else np.empty((0, self.dimension), np.float32)

    def encode_query(self, text: str) -> FloatArray:
        return self._vector(text)

    def _vector(self, text: str) -> FloatArray:
        vector = np.full(self.dimension, 1e-3, np.float32)
        for left, right in pairwise(text):
            digest = hashlib.sha256((left + right).encode("utf-8", "replace")).digest()
            vector[digest[0] % self.dimension] += 1
        unit: FloatArray = vector / np.linalg.norm(vector)
        return unit


def make_article(article_id: str, title: str | None, *paragraphs: str, **more: object) -> Article:
    """An article with one raw line a paragraph, from line 2."""
    lines = range(2, 2 + len(paragraphs))
    return Article(
        id=article_id,
        source="made-up.txt",
        lines=(1, 1 + len(paragraphs)),
        title=Headline(title, (1,)) if title else None,
        paragraphs=tuple(Paragraph(text, (line,)) for text, line in zip(paragraphs, lines, strict=True)),
        **more,  # type: ignore[arg-type]
    )


# Invented news.
ARTICLES = [
    make_article(
        "harbour",
        "青屿港新泊位投产",
        "青屿港南港区5号泊位昨日投产,年吞吐量可达120万标箱。",
        "港务集团负责人林海表示,下一步将开通中东航线。",
        reporters=("乔砚秋",),
        issue=Issue(Fact("青屿日报", Basis.GIVEN), Fact("2024-11-15", Basis.READ), Fact("1", Basis.READ)),
    ),
    make_article("salt", "盐田上的光伏", "盐田村在盐池上方架起光伏板,装机120兆瓦。", "村民说:上面发电,下面晒盐。"),
    make_article("doctor", None, "海岛居民在村口就能办理医保,不用坐船。"),
    make_article("school", "School opens on the island", "A new primary school opened on Lantern Island last Monday."),
    make_article(
        "measures",
        "渔港建设若干措施",
        "(一)提升避风能力。防波堤加固按投资的40%补助。",
        "(二)建设智慧渔港。中心渔港全部实现自动识别。",
        sections=(Section("一、支持渔港改造升级", 3),),
    ),
]


IndexMaker = Callable[..., Manifest]


def make_index(
    root: Path,
    articles: Iterable[Article] = ARTICLES,
    embedder: HashingEmbedder | None = None,
    content: str = "content",
) -> Manifest:
    """Build an index of the articles in `root`."""
    with write_lock(root) as layout:
        return build(
            layout, articles, Source(("made-up.txt",), content), embedder or HashingEmbedder(), lambda *_: None, list
        )


@pytest.fixture
def index_root(tmp_path: Path) -> Path:
    """An index of ARTICLES."""
    make_index(tmp_path / "index")
    return tmp_path / "index"
