"""The test without judgments: does an index find its own articles by what a reader may remember of them?"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.articles import Article
from indexer.build import Source, build
from indexer.index import Index, open_index
from indexer.manifest import IndexLayout
from indexer.near_duplicates import NO_GROUP
from indexer.write_lock import write_lock
from search.evaluation.known_items import KnownItems, known_items, without_head
from search.evaluation.lab import Lab
from search.evaluation.report import Report
from search.evaluation.trial import trial


@dataclass(frozen=True, slots=True)
class SelfTest:
    """A report for each kind of question; `seed` drew the articles."""

    reports: tuple[Report, ...]
    sample: int
    seed: int


def self_test(lab: Lab, index: Index, sample: int, seed: int, worst: int) -> SelfTest:
    """Ask for at most `sample` articles in each way. Raises NothingKnown, IndexUnwritable."""
    items = known_items(lambda: articles_of(index), sample, seed, repeated_in(index))
    reports = [trial(lab, one, index, {}, worst).report for one in items.present]
    if items.hidden:
        with tempfile.TemporaryDirectory(dir=lab.root) as folder:
            hiding = _hiding(lab, index, items, Path(folder) / "index")
            reports += [trial(lab, one, hiding, {}, worst).report for one in items.hidden]
            hiding.close()
    return SelfTest(tuple(reports), sample, seed)


def repeated_in(index: Index) -> frozenset[str]:
    """The ids of articles that have near-duplicates."""
    ids = (article_id for segment in index.segments for article_id in segment.articles.ids())
    return frozenset(one for one, group in zip(ids, index.groups.tolist(), strict=True) if group != NO_GROUP)


def articles_of(index: Index) -> Iterator[Article]:
    """All articles as they were indexed."""
    for segment in index.segments:
        for row in range(segment.articles.count()):
            yield segment.articles.at(row)


def _hiding(lab: Lab, index: Index, items: KnownItems, root: Path) -> Index:
    """The index again without the heads of what is asked for; what the index has embedded is not embedded again."""
    articles = (without_head(one) if one.id in items.held_out else one for one in articles_of(index))
    with write_lock(root, IndexLayout(index.root).cache) as layout:
        source = Source(index.manifest.sources, "known items")
        build(layout, articles, source, lab.embedder, lab.listener.advanced, list)
    return open_index(root)
