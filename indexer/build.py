"""Building: articles in, a published index out, in segments of bounded size."""

import shutil
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from indexer import analysis
from indexer.articles import Article
from indexer.batch import ChunkedArticle, batches, segment_of
from indexer.embedding_cache import EmbeddingCache, Progress
from indexer.errors import IndexUnwritable, NothingToIndex
from indexer.generations import manifest_in_force, next_generation, remove_others, remove_unpublished
from indexer.groups import write_groups
from indexer.manifest import FORMAT, GroupsRecord, IndexLayout, Manifest, SegmentRecord, publish, record_files
from indexer.model.embedding import Embedder
from indexer.recipe import RECIPE, Recipe
from indexer.segment import write_segment
from indexer.tuning import Tuning


@dataclass(frozen=True, slots=True)
class Source:
    """Where the articles of a build come from: paths for people, and a digest that is equal for equal input."""

    paths: tuple[str, ...]
    content: str


def is_current(manifest: Manifest, source: Source, embedder: Embedder, recipe: Recipe = RECIPE) -> bool:
    """Whether an index holds what can be read of this content, made and embedded as it would be now."""
    return (manifest.content, manifest.analyzer, manifest.recipe, manifest.model) == (
        source.content,
        analysis.fingerprint(recipe.han),
        recipe,
        embedder.name,
    )


def build(
    layout: IndexLayout,
    articles: Iterable[Article],
    source: Source,
    embedder: Embedder,
    progress: Progress,
    left_out: Callable[[], int],
    recipe: Recipe = RECIPE,
) -> Manifest:
    """Write segments for all articles and put them in force; the caller holds the write lock.

    `left_out` tells, once all articles are read, how many sources could not be.
    A failure or interruption leaves the published index as it was, and keeps the embeddings made so far.
    Raises NothingToIndex; IndexUnwritable, as when the disk is full.
    """
    generation = next_generation(layout)
    written: list[SegmentRecord] = []
    try:
        with EmbeddingCache(layout.cache) as cache:
            for batch in batches(articles, recipe):
                name = f"{generation:06}-{len(written):03}"
                written.append(_write_batch(layout, name, batch, embedder, cache, progress, recipe))
        if not written:
            raise NothingToIndex(source.paths)
        near_duplicates = write_groups(layout, generation, written)
        manifest = replace(
            _manifest(generation, source, left_out(), embedder, written, near_duplicates, recipe),
            tuning=_tuning_in_force(layout, embedder, recipe),
        )
        # Readers that have just read the old CURRENT still find their segments.
        before = manifest_in_force(layout)
        keep = {record.id for record in (*written, *(before.segments if before else ()))}
        publish(layout, manifest)
    except BaseException as error:
        remove_unpublished(layout, generation)
        if isinstance(error, OSError | sqlite3.Error):
            raise IndexUnwritable(layout.root, str(error)) from error
        raise
    remove_others(layout, keep, generation)
    return manifest


def _tuning_in_force(layout: IndexLayout, embedder: Embedder, recipe: Recipe) -> Tuning | None:
    """A tuning outlives other content, but not another model or recipe."""
    manifest = manifest_in_force(layout)
    if manifest and (manifest.model, manifest.recipe) == (embedder.name, recipe):
        return manifest.tuning
    return None


def _manifest(
    generation: int,
    source: Source,
    left_out: int,
    embedder: Embedder,
    segments: list[SegmentRecord],
    near_duplicates: GroupsRecord,
    recipe: Recipe,
) -> Manifest:
    return Manifest(
        format=FORMAT,
        generation=generation,
        analyzer=analysis.fingerprint(recipe.han),
        analyzer_description=analysis.description(recipe.han),
        recipe=recipe,
        model=embedder.name,
        dimension=embedder.dimension,
        content=source.content,
        sources=source.paths,
        segments=tuple(segments),
        near_duplicates=near_duplicates,
        left_out=left_out,
    )


def _write_batch(
    layout: IndexLayout,
    name: str,
    batch: Sequence[ChunkedArticle],
    embedder: Embedder,
    cache: EmbeddingCache,
    progress: Progress,
    recipe: Recipe,
) -> SegmentRecord:
    folder = layout.segment(name)
    shutil.rmtree(folder, ignore_errors=True)  # left by a build that was killed
    segment = segment_of(batch, recipe, embedder, cache, progress)
    write_segment(folder, segment)
    windows = len(segment.narrow.vectors) + len(segment.wide.vectors)
    return SegmentRecord(name, len(batch), len(segment.passages.chunks), windows, record_files(folder))
