"""Building: articles in, a published index out, in segments of bounded size."""

import contextlib
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import filelock

from indexer import analysis
from indexer.articles import Article
from indexer.batch import ChunkedArticle, Progress, batches, segment_of
from indexer.durable import sync
from indexer.embedding_cache import EmbeddingCache
from indexer.errors import IndexDamaged, IndexLocked, IndexMismatch, IndexMissing, IndexUnwritable, NothingToIndex
from indexer.groups import write_groups
from indexer.manifest import (
    FORMAT,
    GroupsRecord,
    IndexLayout,
    Manifest,
    SegmentRecord,
    check_files,
    current_manifest,
    publish,
    record_files,
)
from indexer.model.embedding import Embedder
from indexer.recipe import RECIPE, Recipe
from indexer.segment import write_segment
from indexer.tuning import Tuning


@dataclass(frozen=True, slots=True)
class Source:
    """Where the articles of a build come from: paths for people, and a digest that is equal for equal input."""

    paths: tuple[str, ...]
    content: str


@contextlib.contextmanager
def write_lock(root: Path, shared_cache: Path | None = None) -> Iterator[IndexLayout]:
    """The right to write to the index in `root`, which is made if needed. Raises IndexLocked."""
    layout = IndexLayout(root, shared_cache)
    root.mkdir(parents=True, exist_ok=True)
    try:
        with filelock.FileLock(layout.lock, timeout=0):
            yield layout
    except filelock.Timeout as error:
        raise IndexLocked(root) from error


def published(layout: IndexLayout) -> Manifest | None:
    """The manifest in force if all its files are as written, byte by byte; else None: it must be built anew."""
    try:
        manifest = current_manifest(layout)
        check_files(layout, manifest)
    except (IndexMissing, IndexDamaged, IndexMismatch):
        return None
    return manifest


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
    generation = _next_generation(layout)
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
        keep = _segments_in_force(layout) | {record.id for record in written}
        publish(layout, manifest)
    except BaseException as error:
        _remove_unpublished(layout, generation)
        if isinstance(error, OSError | sqlite3.Error):
            raise IndexUnwritable(layout.root, str(error)) from error
        raise
    _remove_others(layout, keep, generation)
    return manifest


def put_tuning(root: Path, tuning: Tuning | None) -> Manifest:
    """Publish the index in force again with this tuning, or with none.

    Raises IndexLocked, IndexMissing; IndexUnwritable, as when the disk is full, and the index is as it was.
    """
    current_manifest(IndexLayout(root))  # no folder is made where there is no index
    with write_lock(root) as layout:
        before = current_manifest(layout)
        manifest = replace(before, generation=_next_generation(layout), tuning=tuning)
        try:
            groups = layout.groups_of(manifest.generation)
            shutil.copyfile(layout.groups_of(before.generation), groups)
            sync(groups)
            publish(layout, manifest)
        except OSError as error:
            _remove_unpublished(layout, manifest.generation)
            raise IndexUnwritable(root, str(error)) from error
        _remove_others(layout, {record.id for record in manifest.segments}, manifest.generation)
    return manifest


def _tuning_in_force(layout: IndexLayout, embedder: Embedder, recipe: Recipe) -> Tuning | None:
    """A tuning outlives other content, but not another model or recipe."""
    with contextlib.suppress(IndexMissing, IndexDamaged, IndexMismatch):
        manifest = current_manifest(layout)
        if (manifest.model, manifest.recipe) == (embedder.name, recipe):
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


def _next_generation(layout: IndexLayout) -> int:
    numbers = [int(path.stem) for path in layout.manifests.glob("*.json") if path.stem.isdecimal()]
    return max(numbers, default=0) + 1


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
    windows = segment.narrow.vectors.ntotal + segment.wide.vectors.ntotal
    return SegmentRecord(name, len(batch), len(segment.passages.chunks), windows, record_files(folder))


def _segments_in_force(layout: IndexLayout) -> set[str]:
    try:
        return {record.id for record in current_manifest(layout).segments}
    except (IndexMissing, IndexDamaged, IndexMismatch):
        return set()


def _remove_unpublished(layout: IndexLayout, generation: int) -> None:
    """Remove what a failed build wrote, unless it failed so late that it is in force."""
    with contextlib.suppress(IndexMissing, IndexDamaged, IndexMismatch):
        if current_manifest(layout).generation == generation:
            return
    for folder in layout.segments.glob(f"{generation:06}-*"):
        shutil.rmtree(folder, ignore_errors=True)
    layout.groups_of(generation).unlink(missing_ok=True)


def _remove_others(layout: IndexLayout, keep: set[str], generation: int) -> None:
    """Remove segments that no reader can still look for, and manifests and groups of generations before the last."""
    for folder in layout.segments.glob("*"):
        if folder.name not in keep:
            shutil.rmtree(folder, ignore_errors=True)
    last = (generation, generation - 1)
    kept = {place(number) for place in (layout.manifest_of, layout.groups_of) for number in last}
    for path in (*layout.manifests.glob("*.json"), *layout.groups.glob("*.npy")):
        if path not in kept:
            path.unlink()
