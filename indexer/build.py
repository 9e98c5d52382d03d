"""Building: articles in, a published index out, in segments of bounded size."""

import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from indexer import analysis
from indexer.advance import Advance, Progress
from indexer.articles import Article
from indexer.batch import Batch
from indexer.embedding_cache import EmbeddingCache
from indexer.errors import NothingToIndex, SourceError
from indexer.generations import manifest_in_force, next_generation
from indexer.groups import stored_groups, write_groups
from indexer.manifest import FORMAT, IndexLayout, Manifest, SegmentRecord, Unread, publish, record_files
from indexer.model.embedding import Embedder
from indexer.ocr.finding import with_suspects
from indexer.recipe import RECIPE, Recipe
from indexer.segment import NewSegment, write_segment
from indexer.tuning import Tuning
from indexer.vector_kinds import VectorKind


@dataclass(frozen=True, slots=True)
class Source:
    """Where the articles of a build come from: paths for people, a digest that is equal for equal input, and one of
    the program that makes articles of them.
    """

    paths: tuple[str, ...]
    content: str
    code: str = ""


def is_current(manifest: Manifest, source: Source, embedder: Embedder, recipe: Recipe = RECIPE) -> bool:
    """Whether an index holds what can be read of this content, made and embedded as it would be now."""
    return manifest.content == source.content and is_alike(manifest, embedder, recipe)


def is_alike(manifest: Manifest, embedder: Embedder, recipe: Recipe = RECIPE) -> bool:
    """Whether an index is analysed, cut and embedded as it would be now."""
    now = (analysis.fingerprint(recipe.han), recipe, embedder.name)
    return (manifest.analyzer, manifest.recipe, manifest.model) == now


def build(
    layout: IndexLayout,
    articles: Iterable[Article],
    source: Source,
    embedder: Embedder,
    progress: Progress,
    unread: Callable[[], Sequence[SourceError]],
    recipe: Recipe = RECIPE,
) -> Manifest:
    """Write segments for all articles and put them in force; the caller holds the write lock.

    `unread` tells, once all articles are read, what could not be.
    A failure or interruption leaves the published index as it was, and keeps the embeddings made so far.
    Raises NothingToIndex; IndexUnwritable, as when the disk is full.
    """
    with next_generation(layout) as generation:
        written = write_batches(layout, generation, map(with_suspects, articles), embedder, progress, recipe)
        if not written:
            raise NothingToIndex(source.paths)
        manifest = Manifest(
            format=FORMAT,
            generation=generation,
            analyzer=analysis.fingerprint(recipe.han),
            analyzer_description=analysis.description(recipe.han),
            recipe=recipe,
            model=embedder.name,
            dimension=embedder.dimension,
            content=source.content,
            sources=source.paths,
            segments=tuple(written),
            near_duplicates=write_groups(layout, generation, stored_groups(layout, written)),
            code=source.code,
            unread=unread_of(unread()),
            tuning=_tuning_in_force(layout, embedder, recipe),
        )
        publish(layout, manifest)
    return manifest


def unread_of(errors: Iterable[SourceError]) -> tuple[Unread, ...]:
    """What a manifest says of sources that could not be read."""
    return tuple(Unread(error.path, error.reason, error.count) for error in errors)


def _tuning_in_force(layout: IndexLayout, embedder: Embedder, recipe: Recipe) -> Tuning | None:
    """A tuning outlives other content and another kind of vector index, but not another model or recipe."""
    manifest = manifest_in_force(layout)
    if manifest and (manifest.model, replace(manifest.recipe, vectors=recipe.vectors)) == (embedder.name, recipe):
        return manifest.tuning
    return None


def write_batches(
    layout: IndexLayout,
    generation: int,
    articles: Iterable[Article],
    embedder: Embedder,
    progress: Progress,
    recipe: Recipe,
) -> list[SegmentRecord]:
    """Write segments for articles with their suspects; none where there are no articles."""
    with EmbeddingCache(layout.cache) as cache:
        writer = _Writer(layout, generation, embedder, cache, progress, recipe)
        for article in articles:
            writer.add(article)
        writer.write()
    return writer.written


class _Writer:
    """Writes a segment as soon as it has enough articles for one, and tells how far it has come."""

    def __init__(
        self,
        layout: IndexLayout,
        generation: int,
        embedder: Embedder,
        cache: EmbeddingCache,
        progress: Progress,
        recipe: Recipe,
    ) -> None:
        self._layout, self._generation, self._recipe = layout, generation, recipe
        self._embedder, self._cache, self._progress = embedder, cache, progress
        self._batch = Batch(recipe)
        self._before = Advance()
        self.written: list[SegmentRecord] = []

    def add(self, article: Article) -> None:
        """Add the next article."""
        self._batch.add(article)
        self._progress(self._reached())
        if self._batch.is_full:
            self.write()

    def write(self) -> None:
        """Write the articles that wait, if there are any."""
        if not self._batch:
            return
        reached = self._reached()
        name = f"{self._generation:06}-{len(self.written):03}"

        def embedded(done: int) -> None:
            self._progress(replace(reached, embedded=reached.embedded + done))

        segment = self._batch.segment(self._embedder, self._cache, embedded)
        self.written.append(write_new(self._layout, name, segment, self._recipe.vectors))
        self._before = replace(reached, embedded=reached.windows)
        self._batch = Batch(self._recipe)

    def _reached(self) -> Advance:
        before, batch = self._before, self._batch
        return Advance(
            articles=before.articles + len(batch),
            chunks=before.chunks + batch.chunks,
            windows=before.windows + batch.windows,
            embedded=before.embedded,
        )


def write_new(layout: IndexLayout, name: str, segment: NewSegment, vectors: VectorKind) -> SegmentRecord:
    """Write a segment, in place of one of the same name that a killed writer left."""
    folder = layout.segment(name)
    shutil.rmtree(folder, ignore_errors=True)
    kinds = write_segment(folder, segment, vectors)
    windows = len(segment.narrow.vectors) + len(segment.wide.vectors)
    return SegmentRecord(name, len(segment.keys), len(segment.passages.chunks), windows, record_files(folder), kinds)
