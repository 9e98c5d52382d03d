"""The articles of a segment: one read-only SQLite file, by row or by id."""

import sqlite3
import weakref
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
import numpy as np

from indexer.articles import Article
from indexer.postings import LongArray

StoredArticle = tuple[str, bytes]
"""The id of an article, and the article as JSON."""


def stored(articles: Iterable[Article]) -> Iterator[StoredArticle]:
    """Articles as they are stored."""
    return ((article.id, msgspec.json.encode(article)) for article in articles)


def write_articles(path: Path, articles: Iterable[StoredArticle]) -> None:
    """Write articles in order; an article's row is its place in that order, from 0."""
    database = sqlite3.connect(path)
    try:
        with database:
            database.execute(
                "CREATE TABLE article (row INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, document BLOB NOT NULL)"
            )
            rows = ((row, *article) for row, article in enumerate(articles))
            database.executemany("INSERT INTO article VALUES (?, ?, ?)", rows)
    finally:
        database.close()


class ArticleStore:
    """Reads articles by rows from 0; safe to use from several threads (SQLite serialises the calls).

    `places` int64, ascending, are the rows as written of the articles that count; None: all.
    """

    def __init__(self, path: Path, places: LongArray | None = None, ids: list[str] | None = None) -> None:
        """`ids` are those of a store of the same file, all of them or none yet."""
        self._path = path
        self._places = places
        self._ids: list[str] = [] if ids is None else ids
        # immutable: the file is never written again, so SQLite need not lock it or look for a journal.
        self._database = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        # The file is closed with the store: whoever follows the index drops one store for the next.
        self.close = weakref.finalize(self, self._database.close)

    def kept(self, rows: LongArray) -> "ArticleStore":
        """A store of these ascending rows alone, of all as written."""
        return ArticleStore(self._path, rows, self._ids)

    def count(self) -> int:
        """How many articles there are."""
        if self._places is not None:
            return len(self._places)
        (count,) = self._database.execute("SELECT count(*) FROM article").fetchone()
        return int(count)

    def at(self, row: int) -> Article:
        """The article of a row that the segment has."""
        return msgspec.json.decode(self.document(row), type=Article)

    def document(self, row: int) -> bytes:
        """The article of a row as it is stored."""
        place = self._place(row)
        (document,) = self._database.execute("SELECT document FROM article WHERE row = ?", (place,)).fetchone()
        return bytes(document)

    def stored(self) -> Iterator[StoredArticle]:
        """All articles by their rows, as they are stored."""
        return ((self.id_at(row), self.document(row)) for row in range(self.count()))

    def id_at(self, row: int) -> str:
        """The id of the article of a row that the segment has."""
        place = self._place(row)
        if self._ids:
            return self._ids[place]
        (article_id,) = self._database.execute("SELECT id FROM article WHERE row = ?", (place,)).fetchone()
        return str(article_id)

    def ids(self) -> list[str]:
        """The ids of all articles by their rows."""
        ids = self._ids or self._written_ids()
        return list(ids) if self._places is None else [ids[place] for place in self._places.tolist()]

    def keep_ids(self) -> None:
        """Have all ids in memory, some 80 bytes each: this store, those made of it, and what it was made of then do
        not ask the file for them.
        """
        if not self._ids:
            self._ids += self._written_ids()

    def _written_ids(self) -> list[str]:
        # From the index of ids, without the articles.
        ids = dict(self._database.execute("SELECT row, id FROM article"))
        return [ids[place] for place in range(len(ids))]

    def find(self, article_id: str) -> Article | None:
        """The article with this id, None if the segment has none."""
        row = self.row(article_id)
        return None if row is None else self.at(row)

    def row(self, article_id: str) -> int | None:
        """The row of the article with this id, None if the segment has none."""
        try:
            found = self._database.execute("SELECT row FROM article WHERE id = ?", (article_id,)).fetchone()
        except UnicodeEncodeError:  # a lone surrogate, which no id has
            return None
        return self._row(int(found[0])) if found else None

    def _place(self, row: int) -> int:
        return row if self._places is None else int(self._places[row])

    def _row(self, place: int) -> int | None:
        if self._places is None:
            return place
        row = int(np.searchsorted(self._places, place))
        return row if row < len(self._places) and self._places[row] == place else None
