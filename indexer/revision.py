"""A revision: which articles of an index stay, which go, and which come in their place."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Self

import msgspec
import numpy as np

from indexer.array_file import open_arrays
from indexer.article_store import ArticleStore
from indexer.articles import Article
from indexer.manifest import IndexLayout, Manifest, SegmentRecord
from indexer.postings import IntArray, LongArray
from indexer.segment import SegmentLayout


@dataclass(slots=True)
class Revision:
    """The articles of a manifest by id, and what becomes of them.

    `gone` are rows as written, by segment, of what is deleted or replaced, now or before; the lists are ids.
    """

    layout: IndexLayout
    manifest: Manifest
    stores: list[ArticleStore]
    gone: list[set[int]]
    added: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, layout: IndexLayout, manifest: Manifest) -> Self:
        """A revision that changes nothing so far."""
        stores = [ArticleStore(SegmentLayout(layout.segment(one.id)).articles) for one in manifest.segments]
        return cls(layout, manifest, stores, [set(one.deleted) for one in manifest.segments])

    def __bool__(self) -> bool:
        return bool(self.added or self.replaced or self.deleted)

    def passing(self, articles: Iterable[Article]) -> Iterator[Article]:
        """Of articles with their suspects those that are to be written: new ones, and others than those stored."""
        for article in articles:
            found = self._place(article.id)
            if found is None:
                self.added.append(article.id)
            elif self.stores[found[0]].document(found[1]) == msgspec.json.encode(article):
                self.unchanged.append(article.id)
                continue
            else:
                self.gone[found[0]].add(found[1])
                self.replaced.append(article.id)
            yield article

    def delete(self, article_id: str) -> bool:
        """Have an article go; whether there was one with this id."""
        found = self._place(article_id)
        if found is None:
            return False
        self.gone[found[0]].add(found[1])
        self.deleted.append(article_id)
        return True

    def delete_others(self) -> None:
        """Have all articles go that were not among those that passed."""
        seen = {*self.added, *self.replaced, *self.unchanged}
        for store in self.stores:
            for article_id in store.ids():
                if article_id not in seen:
                    self.delete(article_id)

    def records(self) -> list[SegmentRecord]:
        """The segments without what is gone, those of which nothing is left not among them."""
        pairs = zip(self.manifest.segments, self.gone, strict=True)
        left = [_less(self.layout, record, sorted(gone.difference(record.deleted))) for record, gone in pairs]
        return [record for record in left if record.articles]

    def close(self) -> None:
        """Close the article files."""
        for store in self.stores:
            store.close()

    def _place(self, article_id: str) -> tuple[int, int] | None:
        """The segment and the row there, as written, of the article with this id that is not gone."""
        for number, (store, gone) in enumerate(zip(self.stores, self.gone, strict=True)):
            row = store.row(article_id)
            if row is not None and row not in gone:
                return number, row
        return None


def _less(layout: IndexLayout, record: SegmentRecord, gone: list[int]) -> SegmentRecord:
    """A segment without the articles of these rows."""
    if not gone:
        return record
    arrays = open_arrays(SegmentLayout(layout.segment(record.id)).arrays)
    owners = arrays["chunks"][:, 0]
    first, behind = np.searchsorted(owners, gone, side="left"), np.searchsorted(owners, gone, side="right")
    narrow = arrays["narrow_firsts"]
    wide = arrays.get("wide_firsts", narrow)
    rows = np.array(gone)
    return replace(
        record,
        articles=record.articles - len(gone),
        chunks=record.chunks - int((behind - first).sum()),
        windows=record.windows - _between(narrow, first, behind) - _between(wide, rows, rows + 1),
        deleted=tuple(sorted((*record.deleted, *gone))),
    )


def _between(firsts: IntArray, first: LongArray, behind: LongArray) -> int:
    return int((firsts[behind].astype(np.int64) - firsts[first]).sum())
