"""Changing an index: articles come and go at the cost of what changes; generations share the other segments."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from indexer import analysis
from indexer.advance import Progress
from indexer.array_file import map_array
from indexer.articles import Article
from indexer.build import Source, unread_of, write_batches
from indexer.errors import IndexMismatch, NothingToIndex, SourceError
from indexer.generations import next_generation
from indexer.groups import write_groups
from indexer.manifest import CHANGED, IndexLayout, Manifest, SegmentRecord, current_manifest, mend_command, publish
from indexer.model.embedding import Embedder
from indexer.near_duplicates import NO_GROUP
from indexer.ocr.finding import with_suspects
from indexer.postings import IntArray
from indexer.regrouping import Archive, regrouped
from indexer.revision import Revision
from indexer.segment import open_texts

# Where so much of all articles is new, grouping all anew is cheaper.
_MOSTLY_NEW = 0.5


@dataclass(frozen=True, slots=True)
class Changed:
    """What a change did: the manifest in force, and the ids of the articles that came, went or stayed."""

    manifest: Manifest
    added: tuple[str, ...]
    replaced: tuple[str, ...]
    unchanged: tuple[str, ...]
    deleted: tuple[str, ...]


def add(
    layout: IndexLayout, articles: Iterable[Article], embedder: Embedder, progress: Progress, paths: Sequence[str] = ()
) -> Changed:
    """Add articles, each in place of the one with its id; all ids must differ. The caller holds the write lock.

    `paths` are where they come from, for people. Raises IndexMissing, IndexMismatch, IndexUnwritable.
    """
    before = current_manifest(layout)
    _refuse_others(layout, before, embedder)
    sources = tuple(dict.fromkeys((*before.sources, *paths)))
    revision = Revision.of(layout, before)
    with next_generation(layout) as number:
        written = _written(revision, number, articles, embedder, progress)
        manifest = _publish(revision, written, replace(_touched(revision), generation=number, sources=sources))
    return _changed(revision, manifest)


def delete(layout: IndexLayout, ids: Iterable[str]) -> Changed:
    """Delete the articles with these ids, as far as there are any. The caller holds the write lock.

    Raises IndexMissing, IndexUnwritable.
    """
    before = current_manifest(layout)
    revision = Revision.of(layout, before)
    for article_id in ids:
        revision.delete(article_id)
    with next_generation(layout) as number:
        manifest = _publish(revision, [], replace(_touched(revision), generation=number))
    return _changed(revision, manifest)


def become(
    layout: IndexLayout,
    articles: Iterable[Article],
    source: Source,
    embedder: Embedder,
    progress: Progress,
    unread: Callable[[], Sequence[SourceError]],
) -> Changed:
    """Make the index hold these articles and no others, as `build` does, of which those that it has are not written.

    Raises what `build` raises.
    """
    before = current_manifest(layout)
    revision = Revision.of(layout, before)
    with next_generation(layout) as number:
        written = _written(revision, number, articles, embedder, progress)
        if not (written or revision.unchanged):
            raise NothingToIndex(source.paths)
        revision.delete_others()
        after = replace(
            before, generation=number, content=source.content, sources=source.paths, unread=unread_of(unread())
        )
        manifest = _publish(revision, written, after)
    return _changed(revision, manifest)


def _refuse_others(layout: IndexLayout, manifest: Manifest, embedder: Embedder) -> None:
    """What is added must be made as the rest was. Raises IndexMismatch."""
    mend = f"index anew with: {mend_command(layout.root, manifest.sources)}"
    here = analysis.description(manifest.recipe.han)
    if manifest.analyzer != analysis.fingerprint(manifest.recipe.han):
        raise IndexMismatch("analyser", manifest.analyzer_description, here, mend)
    if manifest.model != embedder.name:
        raise IndexMismatch("embedding model", manifest.model, embedder.name, mend)


def _written(
    revision: Revision, number: int, articles: Iterable[Article], embedder: Embedder, progress: Progress
) -> list[SegmentRecord]:
    passing = revision.passing(map(with_suspects, articles))
    return write_batches(revision.layout, number, passing, embedder, progress, revision.manifest.recipe)


def _touched(revision: Revision) -> Manifest:
    """The manifest before, whose content is not that of its sources any more if something changed."""
    return replace(revision.manifest, content=CHANGED) if revision else revision.manifest


def _publish(revision: Revision, written: list[SegmentRecord], after: Manifest) -> Manifest:
    """Publish what is left and what was written; nothing where nothing changes."""
    before = revision.manifest
    if not revision and replace(after, generation=before.generation) == before:
        return before
    groups = write_groups(revision.layout, after.generation, _groups(revision, written))
    segments = (*revision.records(), *written)
    manifest = replace(after, segments=segments, near_duplicates=groups)
    publish(revision.layout, manifest)
    return manifest


def _groups(revision: Revision, written: list[SegmentRecord]) -> IntArray:
    """The groups of what is left and what was written."""
    layout, before = revision.layout, revision.manifest
    kept = [open_texts(layout.segment(record.id), record.deleted) for record in before.segments]
    stored = [*kept, *(open_texts(layout.segment(record.id)) for record in written)]
    bases = np.cumsum([0, *(len(one.texts) for one in stored)]).tolist()
    known, total = bases[len(kept)], bases[-1]
    archive = Archive(stored, [base + row for base, rows in zip(bases, revision.gone, strict=False) for row in rows])
    if total - known > _MOSTLY_NEW * total:
        return archive.grouped()
    groups = np.full(total, NO_GROUP, np.int32)
    groups[:known][Archive(kept).live] = map_array(layout.groups_of(before.generation))
    return regrouped(archive, groups, range(known, total))


def _changed(revision: Revision, manifest: Manifest) -> Changed:
    revision.close()
    lists = (revision.added, revision.replaced, revision.unchanged, revision.deleted)
    return Changed(manifest, *(tuple(ids) for ids in lists))
