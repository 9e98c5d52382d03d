"""Verifying an index byte by byte, and repairing it: whatever is made of articles can be made again of those stored."""

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import replace

from indexer.advance import Progress
from indexer.article_store import ArticleStore
from indexer.articles import Article
from indexer.build import write_batches
from indexer.errors import IndexDamaged, IndexMismatch
from indexer.generations import manifest_in_force, next_generation
from indexer.groups import stored_groups, write_groups
from indexer.manifest import (
    IndexLayout,
    Manifest,
    SegmentRecord,
    current_manifest,
    damages,
    publish,
    put_in_force,
    read_manifest,
)
from indexer.model.embedding import Embedder
from indexer.segment import SegmentLayout


def found_damages(layout: IndexLayout) -> list[IndexDamaged]:
    """Every file of the published index that is not as it was written; what names the others may be the only one.

    Raises IndexMissing, IndexMismatch.
    """
    while True:
        try:
            manifest = current_manifest(layout)
        except IndexDamaged as damage:
            return [damage]
        found = list(damages(layout, manifest))
        # A writer may have published and cleaned up meanwhile; then there is a newer one.
        if not found or manifest_in_force(layout) == manifest:
            return found


def manifest_to_repair(layout: IndexLayout) -> Manifest:
    """The manifest in force; where CURRENT is damaged the newest all of whose files are as written, put in force again.

    Raises IndexDamaged where there is none.
    """
    try:
        return current_manifest(layout)
    except IndexDamaged as damage:
        if damage.file != layout.current:
            raise
        for path in sorted(layout.manifests.glob("*.json"), reverse=True):
            with contextlib.suppress(IndexDamaged, IndexMismatch):
                manifest = read_manifest(layout, path)
                if next(damages(layout, manifest), None) is None:
                    put_in_force(layout, path)
                    return manifest
        raise


def repair(layout: IndexLayout, embedder: Embedder, progress: Progress) -> Manifest:
    """Write damaged segments again from their stored articles, and the groups; the caller holds the write lock.

    Embeddings come from the cache, or are made. Raises IndexDamaged where the articles themselves are damaged: these
    are to be had from their sources only; IndexUnwritable.
    """
    manifest = manifest_to_repair(layout)
    damaged = list(damages(layout, manifest))
    if not damaged:
        return manifest
    folders = {damage.file.parent for damage in damaged}
    for damage in damaged:
        if damage.file == SegmentLayout(damage.file.parent).articles:
            raise damage
    broken = [record for record in manifest.segments if layout.segment(record.id) in folders]
    sound = [record for record in manifest.segments if record not in broken]
    with next_generation(layout) as number:
        articles = _stored(layout, broken)
        written = write_batches(layout, number, articles, embedder, progress, manifest.recipe)
        segments = (*sound, *written)
        near_duplicates = write_groups(layout, number, stored_groups(layout, segments))
        after = replace(manifest, generation=number, segments=segments, near_duplicates=near_duplicates)
        publish(layout, after)
    return after


def _stored(layout: IndexLayout, records: Iterable[SegmentRecord]) -> Iterator[Article]:
    """The articles of segments that are not deleted."""
    for record in records:
        store, deleted = ArticleStore(SegmentLayout(layout.segment(record.id)).articles), set(record.deleted)
        yield from (store.at(row) for row in range(store.count()) if row not in deleted)
        store.close()
