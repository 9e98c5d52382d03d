"""Generations of an index: who may write the next one, which is in force, and what is removed behind it."""

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import filelock

from indexer.durable import sync
from indexer.errors import IndexDamaged, IndexLocked, IndexMismatch, IndexMissing, IndexUnwritable
from indexer.manifest import IndexLayout, Manifest, check_files, current_manifest, publish
from indexer.tuning import Tuning


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


def put_tuning(root: Path, tuning: Tuning | None) -> Manifest:
    """Publish the index in force again with this tuning, or with none.

    Raises IndexLocked, IndexMissing; IndexUnwritable, as when the disk is full, and the index is as it was.
    """
    current_manifest(IndexLayout(root))  # no folder is made where there is no index
    with write_lock(root) as layout:
        before = current_manifest(layout)
        manifest = replace(before, generation=next_generation(layout), tuning=tuning)
        try:
            _carry_along(layout, before.generation, manifest.generation)
            publish(layout, manifest)
        except OSError as error:
            remove_unpublished(layout, manifest.generation)
            raise IndexUnwritable(root, str(error)) from error
        remove_others(layout, {record.id for record in manifest.segments}, manifest.generation)
    return manifest


def _carry_along(layout: IndexLayout, before: int, generation: int) -> None:
    """Copy what stands beside the manifest of a generation: the groups, and what was left out where that is known."""
    left_out = [layout.left_out_of] if layout.left_out_of(before).is_file() else []
    for place in (layout.groups_of, *left_out):
        shutil.copyfile(place(before), place(generation))
        sync(place(generation))


def next_generation(layout: IndexLayout) -> int:
    """A number above those of all manifests, of failed builds too."""
    numbers = [int(path.stem) for path in layout.manifests.glob("*.json") if path.stem.isdecimal()]
    return max(numbers, default=0) + 1


def remove_unpublished(layout: IndexLayout, generation: int) -> None:
    """Remove what a failed build wrote, unless it failed so late that it is in force."""
    manifest = manifest_in_force(layout)
    if manifest and manifest.generation == generation:
        return
    for folder in layout.segments.glob(f"{generation:06}-*"):
        shutil.rmtree(folder, ignore_errors=True)
    for place in (layout.groups_of, layout.left_out_of):
        place(generation).unlink(missing_ok=True)


def remove_others(layout: IndexLayout, keep: set[str], generation: int) -> None:
    """Remove segments that no reader can still look for, and manifests and groups of generations before the last."""
    for folder in layout.segments.glob("*"):
        if folder.name not in keep:
            shutil.rmtree(folder, ignore_errors=True)
    last = (generation, generation - 1)
    kept = {place(number) for place in (layout.manifest_of, layout.groups_of) for number in last}
    kept.add(layout.left_out_of(generation))
    for path in (*layout.manifests.glob("*.json"), *layout.groups.glob("*.npy")):
        if path not in kept:
            path.unlink()
