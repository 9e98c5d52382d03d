"""Indexes of data sets, kept in the lab: what was indexed or embedded once is never so again."""

import hashlib
from pathlib import Path

from indexer.build import Source, build, is_current
from indexer.errors import SourceError
from indexer.generations import published
from indexer.index import Index, open_index
from indexer.indexing import Log, code_digest
from indexer.reading.sources import read_sources
from indexer.recipe import RECIPE, Recipe
from indexer.write_lock import write_lock
from search.evaluation.lab import Lab


def cached_index(lab: Lab, corpus: Path, recipe: Recipe = RECIPE, trial: str = "") -> Index:
    """The index of a corpus, built only where its bytes, the recipe, the model or the program are new. `trial` names
    what else it is made by.

    Raises SourceError, NothingToIndex, IndexLocked, IndexUnwritable.
    """
    wanted = _digest(corpus, f"{lab.embedder.name} {recipe}{trial}")
    root = lab.index_folder(corpus, wanted)
    source = Source((str(corpus),), hashlib.sha256(wanted.encode() + code_digest()).hexdigest())
    with write_lock(root, lab.embeddings) as layout:
        manifest = published(layout)
        if manifest is None or manifest.left_out or not is_current(manifest, source, lab.embedder, recipe):
            log = Log(lab.listener.tell)
            articles = log.articles(read_sources([corpus]))
            build(layout, articles, source, lab.embedder, lab.listener.advanced, lambda: log.errors, recipe)
    return open_index(root)


def _digest(corpus: Path, made_by: str) -> str:
    digest = hashlib.sha256(made_by.encode())
    try:
        with corpus.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    except OSError as error:
        raise SourceError(corpus, f"cannot be read ({error.strerror or error})") from error
    return digest.hexdigest()
