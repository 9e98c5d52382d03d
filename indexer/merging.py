"""Merging: many small segments become one, and what was deleted from them gives its room back.

Segments are of one class when they have equally many digits in their number of chunks. When a class has more than MOST,
all of it becomes one segment, mostly of the next class: a chunk is copied once a class, ten additions cost about one
copy of what they added, and there are at most MOST segments a class, so that what a query costs grows with the
logarithm of additions. A segment of which a good part is deleted is written again by itself. Nothing above LARGEST is
made: it would be long in the making, and costs a query no more in several parts.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

import numpy as np

from indexer.array_file import map_array
from indexer.build import write_new
from indexer.generations import next_generation
from indexer.groups import write_groups
from indexer.joining import joined
from indexer.manifest import IndexLayout, Manifest, SegmentRecord, current_manifest, publish
from indexer.segment import open_segment

MOST = 10
LARGEST = 200_000  # chunks
DELETED_SHARE = 0.3


def merge(layout: IndexLayout) -> Manifest:
    """Merge segments until there are few; the manifest in force then. The caller holds the write lock.

    Raises IndexMissing, IndexUnwritable.
    """
    manifest = current_manifest(layout)
    while chosen := due(manifest.segments):
        manifest = _merged(layout, manifest, chosen)
    return manifest


def due(segments: Sequence[SegmentRecord]) -> list[SegmentRecord]:
    """Segments that should become one, in their order; none where all is well."""
    classes: dict[int, list[SegmentRecord]] = defaultdict(list)
    for record in segments:
        if len(record.deleted) > DELETED_SHARE * (record.articles + len(record.deleted)):
            return [record]
        classes[len(str(record.chunks))].append(record)
    for _, members in sorted(classes.items()):
        chosen = _fitting(members) if len(members) > MOST else []
        if len(chosen) > 1:
            return [record for record in segments if record in chosen]
    return []


def _fitting(members: list[SegmentRecord]) -> list[SegmentRecord]:
    """The smallest ones that are not too large together."""
    ordered = sorted(members, key=lambda record: record.chunks)
    sizes = np.cumsum([record.chunks for record in ordered])
    return ordered[: int(np.searchsorted(sizes, LARGEST, side="right"))]


def _merged(layout: IndexLayout, manifest: Manifest, chosen: list[SegmentRecord]) -> Manifest:
    """Publish the index with the chosen segments as one, behind the others."""
    opened = [open_segment(layout.segment(record.id)).without(record.deleted) for record in chosen]
    others = [record for record in manifest.segments if record not in chosen]
    with next_generation(layout) as number:
        record = write_new(layout, f"{number:06}-000", joined(opened), manifest.recipe.vectors)
        groups = np.split(map_array(layout.groups_of(manifest.generation)), _behind(manifest.segments))
        of_segment = {one.id: part for one, part in zip(manifest.segments, groups, strict=False)}
        moved = np.concatenate([of_segment[one.id] for one in (*others, *chosen)])
        after = replace(
            manifest,
            generation=number,
            segments=(*others, record),
            near_duplicates=write_groups(layout, number, moved),
        )
        publish(layout, after)
    return after


def _behind(segments: Sequence[SegmentRecord]) -> list[int]:
    """The first article behind each segment."""
    return list(accumulate(one.articles for one in segments))
