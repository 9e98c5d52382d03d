"""What a server writes: articles that come and go over HTTP, one write after the other."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from indexer.build import unread_of
from indexer.changing import add, delete
from indexer.errors import SourceError, WenlanError
from indexer.indexing import Log
from indexer.manifest import Unread
from indexer.merging import merge
from indexer.model.embedding import Embedder
from indexer.reading.records_by_id import read_records_by_id
from indexer.write_lock import write_lock
from search.errors import ArticleUnknown

SOURCE = "http"
_log = logging.getLogger(__name__)


class WritesRefused(WenlanError):
    """The server was not started to be written to."""

    code = "read-only"

    def __init__(self) -> None:
        super().__init__("this server answers only; start it with --writable to add and delete articles")


@dataclass(frozen=True, slots=True)
class Written:
    """What became of articles: their ids, what was left out and why, and the generation that answers now."""

    added: tuple[str, ...]
    replaced: tuple[str, ...]
    unchanged: tuple[str, ...]
    deleted: tuple[str, ...]
    left_out: tuple[Unread, ...]
    generation: int


class IndexWriter:
    """Writes to one index; others who ask at the same time wait."""

    def __init__(self, root: Path, embedder: Callable[[], Embedder]) -> None:
        self._root = root
        self._embedder = embedder
        self._turn = threading.Lock()

    def add(self, lines: Path) -> Written:
        """Add the articles of a file of JSON Lines, each in place of the one with its id.

        Raises SourceError where there is none; IndexLocked, IndexUnwritable.
        """
        log = Log(lambda _: None)
        articles = log.articles(read_records_by_id(lines, SOURCE))
        with self._turn, write_lock(self._root) as layout:
            changed = add(layout, articles, self._embedder(), lambda *_: None)
        if not (changed.added or changed.replaced or changed.unchanged):
            raise log.errors[0] if log.errors else SourceError(SOURCE, "there is no article in it; expected JSON Lines")
        left_out = unread_of(log.errors)
        generation = changed.manifest.generation
        return Written(changed.added, changed.replaced, changed.unchanged, (), left_out, generation)

    def delete(self, article_id: str) -> Written:
        """Delete the article with this id. Raises ArticleUnknown, IndexLocked, IndexUnwritable."""
        with self._turn, write_lock(self._root) as layout:
            changed = delete(layout, [article_id])
        if not changed.deleted:
            raise ArticleUnknown(article_id)
        return Written((), (), (), changed.deleted, (), changed.manifest.generation)

    def merge(self) -> None:
        """Merge what writes have left in small segments; what fails is tried again after the next write."""
        try:
            with self._turn, write_lock(self._root) as layout:
                merge(layout)
        except WenlanError as error:
            _log.warning("segments are not merged: %s", error)
