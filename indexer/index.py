"""An opened index: one manifest and its segments. Writers never disturb it."""

import sqlite3
from dataclasses import dataclass, replace
from pathlib import Path

from indexer import analysis
from indexer.array_file import map_array
from indexer.articles import Article
from indexer.errors import IndexDamaged, IndexMismatch
from indexer.manifest import (
    CHECKED_ON_OPENING,
    FileRecord,
    IndexLayout,
    Manifest,
    SegmentRecord,
    check_files,
    current_manifest,
    mend_command,
)
from indexer.postings import IntArray
from indexer.segment import Segment, open_segment


@dataclass(frozen=True, slots=True)
class Index:
    """The published index as it was when it was opened; `groups` of near-duplicates, int32 [articles], by segment."""

    root: Path
    manifest: Manifest
    segments: tuple[Segment, ...]
    groups: IntArray

    def article(self, article_id: str) -> Article | None:
        """The article with this id, None if there is none."""
        found = (segment.articles.find(article_id) for segment in self.segments)
        return next((article for article in found if article), None)

    def ids(self) -> set[str]:
        """The ids of all articles."""
        return {article_id for segment in self.segments for article_id in segment.articles.ids()}

    def close(self) -> None:
        """Close the article files; the rest is freed with the index."""
        for segment in self.segments:
            segment.articles.close()


def _open_generation(layout: IndexLayout, manifest: Manifest, opened: Index | None) -> Index:
    if manifest.analyzer != analysis.fingerprint(manifest.recipe.han):
        raise IndexMismatch(
            "analyser",
            manifest.analyzer_description,
            analysis.description(manifest.recipe.han),
            f"index anew (nothing is embedded twice) with: {mend_command(layout.root, manifest.sources)}",
        )
    known = _known(layout, opened)
    new = tuple(record for record in manifest.segments if known.get(record.id, (None,))[0] != record.files)
    check_files(layout, replace(manifest, segments=new), CHECKED_ON_OPENING)
    try:
        groups = map_array(layout.groups_of(manifest.generation))
        segments = tuple(_open_segment(layout, record, known) for record in manifest.segments)
        return Index(layout.root, manifest, segments, groups)
    except (OSError, ValueError, RuntimeError, sqlite3.Error) as error:
        raise IndexDamaged(layout.root, str(error), mend_command(layout.root, manifest.sources)) from error


_Known = dict[str, tuple[dict[str, FileRecord], tuple[int, ...], Segment]]
"""The files, deletions and segments of an opened index."""


def _known(layout: IndexLayout, opened: Index | None) -> _Known:
    if opened is None or opened.root != layout.root:
        return {}
    pairs = zip(opened.manifest.segments, opened.segments, strict=True)
    return {record.id: (record.files, record.deleted, segment) for record, segment in pairs}


def _open_segment(layout: IndexLayout, record: SegmentRecord, known: _Known) -> Segment:
    if record.id in known and known[record.id][:2] == (record.files, record.deleted):
        return known[record.id][2]
    return open_segment(layout.segment(record.id)).without(record.deleted)


def open_index(root: Path, opened: Index | None = None) -> Index:
    """Open the published index; the segments that an index `opened` before has of it are shared with that one.

    Raises IndexMissing; IndexMismatch for another format or analyser; IndexDamaged for a file that is not as written.
    """
    layout = IndexLayout(root)
    while True:
        manifest = current_manifest(layout)
        try:
            return _open_generation(layout, manifest, opened)
        except IndexDamaged:
            # A writer may have published and cleaned up between the two lines above; then there is a newer one.
            if current_manifest(layout).generation == manifest.generation:
                raise
