"""Generations of an index: which is in force, how the next one is published, and what is removed behind it."""

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from indexer.durable import sync
from indexer.errors import IndexDamaged, IndexMismatch, IndexMissing, IndexUnwritable
from indexer.manifest import IndexLayout, Manifest, check_files, current_manifest, publish
from indexer.tuning import Tuning
from indexer.write_lock import write_lock


def manifest_in_force(layout: IndexLayout) -> Manifest | None:
    """The manifest in force, None where there is none that this program can read."""
    with contextlib.suppress(IndexMissing, IndexDamaged, IndexMismatch):
        return current_manifest(layout)
    return None


def published(layout: IndexLayout) -> Manifest | None:
    """The manifest in force if all its files are as written, byte by byte; else None: it must be built anew."""
    manifest = manifest_in_force(layout)
    with contextlib.suppress(IndexDamaged):
        if manifest:
            check_files(layout, manifest)
        return manifest
    return None


@contextlib.contextmanager
def next_generation(layout: IndexLayout) -> Iterator[int]:
    """The number of the next generation; inside, it is written and published by whoever holds the write lock.

    What was written of it is removed where it does not come into force, and after it what no reader can still look
    for. Raises IndexUnwritable, as when the disk is full; the index is then as it was.
    """
    number, before = _next_number(layout), manifest_in_force(layout)
    try:
        yield number
    except BaseException as error:
        _remove_unpublished(layout, number)
        if isinstance(error, OSError | sqlite3.Error):
            raise IndexUnwritable(layout.root, str(error)) from error
        raise
    _remove_others(layout, [before, manifest_in_force(layout)])


def put_tuning(root: Path, tuning: Tuning | None) -> Manifest:
    """Publish the index in force again with this tuning, or with none.

    Raises IndexLocked, IndexMissing; IndexUnwritable, as when the disk is full, and the index is as it was.
    """
    current_manifest(IndexLayout(root))  # no folder is made where there is no index
    with write_lock(root) as layout:
        return publish_again(layout, replace(current_manifest(layout), tuning=tuning))


def publish_again(layout: IndexLayout, manifest: Manifest) -> Manifest:
    """Publish the segments and groups in force with what else `manifest` says."""
    with next_generation(layout) as number:
        groups = layout.groups_of(number)
        shutil.copyfile(layout.groups_of(manifest.generation), groups)
        sync(groups)
        sync(groups.parent)
        again = replace(manifest, generation=number)
        publish(layout, again)
    return again


def _next_number(layout: IndexLayout) -> int:
    """A number above those of all manifests, of failed writes too."""
    numbers = [int(path.stem) for path in layout.manifests.glob("*.json") if path.stem.isdecimal()]
    return max(numbers, default=0) + 1


def _remove_unpublished(layout: IndexLayout, number: int) -> None:
    """Remove what a failed write left, unless it failed so late that it is in force."""
    manifest = manifest_in_force(layout)
    if manifest and manifest.generation == number:
        return
    for folder in layout.segments.glob(f"{number:06}-*"):
        shutil.rmtree(folder, ignore_errors=True)
    with contextlib.suppress(OSError):
        layout.groups_of(number).unlink(missing_ok=True)


def _remove_others(layout: IndexLayout, manifests: list[Manifest | None]) -> None:
    """Remove what is in none of the manifests. Who has it open reads on; what cannot be removed now goes next time."""
    kept: set[Path] = set()
    for manifest in filter(None, manifests):
        kept |= {layout.segment(record.id) for record in manifest.segments}
        kept |= {layout.manifest_of(manifest.generation), layout.groups_of(manifest.generation)}
    for path in (*layout.segments.glob("*"), *layout.manifests.glob("*"), *layout.groups.glob("*")):
        if path in kept:
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):
                path.unlink()
