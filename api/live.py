"""A searcher that follows the index: what a writer publishes is answered from the next question on.

The edition before stays open, so that who has begun to turn its pages can go on; the one before that does not.
"""

import logging
import threading
from pathlib import Path

from indexer.errors import WenlanError
from indexer.index import open_index
from indexer.manifest import IndexLayout
from indexer.model.embedding import Embedder
from search.answer import SearchAnswer
from search.request import RERANK_DEPTH, SearchRequest
from search.searcher import Searcher

_log = logging.getLogger(__name__)


class LiveSearcher:
    """Opens the index once, and again when CURRENT names another manifest; the models are kept."""

    def __init__(
        self,
        root: Path,
        model: str | None = None,
        device: str | None = None,
        reranker: str | None = None,
        rerank_depth: int = RERANK_DEPTH,
        dictionary: Path | None = None,
        synonyms: Path | None = None,
    ) -> None:
        self._layout = IndexLayout(root)
        self._lock = threading.Lock()
        # Looked at before the index is opened: what is published between the two is then followed, not overlooked.
        self._seen = self._current()
        self._searcher = Searcher.open(root, model, device, reranker, rerank_depth, dictionary, synonyms)
        self._before = self._searcher
        self._embedder = self._searcher.embedder
        self._warm = False

    def warm(self) -> None:
        """Make this index and those that follow it ready to be asked at full speed; until then they answer as well."""
        first = self._searcher
        first.warm()
        self._warm = True
        if self._searcher is not first:
            self._searcher.warm(first)

    def get(self) -> Searcher:
        """The searcher over the index in force; the last good one where a new index cannot be opened."""
        current = self._current()
        if current != self._seen:
            with self._lock:
                if current != self._seen:
                    self._reopen()
                    self._seen = current
        return self._searcher

    def embedder(self) -> Embedder:
        """The model of the index."""
        return self._embedder

    def search(self, request: SearchRequest) -> SearchAnswer:
        """The answer over the index in force, or over the one before to a cursor that it gave."""
        searcher, before = self.get(), self._before
        goes_on = request.cursor is not None and request.cursor.edition == before.edition
        return (before if goes_on else searcher).search(request)

    def _current(self) -> tuple[int, int]:
        """Which file CURRENT is: each publication puts a new one there, that of a whole new index too."""
        try:
            status = self._layout.current.stat()
        except OSError:
            return 0, 0
        return status.st_ino, status.st_mtime_ns

    def _reopen(self) -> None:
        try:
            index = open_index(self._layout.root, self._searcher.index)
            kept = self._searcher
            searcher = Searcher(index, lambda: self._embedder, None, kept.reranker, kept.words)
            _ = searcher.embedder  # refuses an index of another model
            if self._warm:
                searcher.warm(kept)
        except WenlanError as error:
            _log.warning("still answering from generation %d: %s", self._searcher.index.manifest.generation, error)
        else:
            self._before, self._searcher = self._searcher, searcher
