"""Indexes of data sets in the user's cache folder: what was indexed or embedded once is never so again."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from indexer.build import Progress, Source, build, is_current, published, write_lock
from indexer.errors import SourceError
from indexer.index import Index, open_index
from indexer.indexing import Log, Told, code_digest
from indexer.model.embedding import Embedder
from indexer.model.prepare import cache_folder
from indexer.reading.sources import read_sources
from indexer.recipe import RECIPE, Recipe


@dataclass(frozen=True, slots=True)
class LabLayout:
    """The folder `eval` of the cache: one index a corpus and model, and the embeddings of all."""

    root: Path

    @property
    def embeddings(self) -> Path:
        """Embeddings of passages and questions by model and text."""
        return self.root / "embeddings.sqlite"

    def index(self, corpus: Path, content: str) -> Path:
        """The folder of an index, named after its corpus for people, after its content for the program."""
        return self.root / f"{corpus.resolve().parent.name}-{content[:12]}"


def lab_layout() -> LabLayout:
    """Where evaluations keep what they can use again, made if needed."""
    layout = LabLayout(cache_folder() / "eval")
    layout.root.mkdir(parents=True, exist_ok=True)
    return layout


def cached_index(
    corpus: Path,
    embedder: Embedder,
    layout: LabLayout,
    progress: Progress,
    tell: Callable[[Told], None],
    recipe: Recipe = RECIPE,
) -> Index:
    """The index of a corpus, built only where its bytes, the recipe, the model or the program are new.

    Raises SourceError, NothingToIndex, IndexLocked, IndexUnwritable.
    """
    wanted = _digest(corpus, f"{embedder.name} {recipe}")
    root = layout.index(corpus, wanted)
    source = Source((str(corpus),), hashlib.sha256(wanted.encode() + code_digest()).hexdigest())
    with write_lock(root, layout.embeddings) as index_layout:
        manifest = published(index_layout)
        if manifest is None or not is_current(manifest, source, embedder, recipe):
            log = Log(tell)
            articles = log.articles(read_sources([corpus]))
            build(index_layout, articles, source, embedder, progress, lambda: log.errors, recipe)
    return open_index(root)


def _digest(corpus: Path, made_by: str) -> str:
    digest = hashlib.sha256(made_by.encode())
    try:
        with corpus.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    except OSError as error:
        raise SourceError(corpus, f"cannot be read ({error.strerror or error})") from error
    return digest.hexdigest()
