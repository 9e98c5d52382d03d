"""The lab: what every trial needs, and keeps from one to the next."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

from indexer.advance import Advance
from indexer.indexing import Told
from indexer.model.embedding import Embedder
from indexer.model.prepare import cache_folder


class Listener(Protocol):
    """Hears how far a long trial is."""

    def advanced(self, advance: Advance) -> None:
        """An index in the making has come so far."""

    def asked(self, what: str, done: int, total: int) -> None:
        """So many queries were asked, or embedded, or whatever is done with them."""

    def tell(self, event: Told) -> None:
        """What became of a source."""


@dataclass(frozen=True, slots=True)
class Lab:
    """A model, a folder that keeps indexes by their content and all embeddings, and who listens."""

    embedder: Embedder
    listener: Listener
    root: Path

    @classmethod
    def open(cls, embedder: Embedder, listener: Listener) -> Self:
        """The lab in the folder `eval` of the cache, which is made if needed."""
        root = cache_folder() / "eval"
        root.mkdir(parents=True, exist_ok=True)
        return cls(embedder, listener, root)

    @property
    def embeddings(self) -> Path:
        """Embeddings of passages and questions by model and text."""
        return self.root / "embeddings.sqlite"

    def index_folder(self, corpus: Path, content: str) -> Path:
        """The folder of an index, named after its corpus for people, after its content for the program."""
        return self.root / f"{corpus.resolve().parent.name}-{content[:12]}"
