"""Snapshots: the published index as a folder, itself an index, or as one tar file; and back."""

import gzip
import shutil
import tarfile
import tempfile
import zlib
from dataclasses import replace
from pathlib import Path

from indexer.durable import sync
from indexer.errors import IndexDamaged, IndexUnwritable, SourceError
from indexer.generations import next_generation
from indexer.manifest import IndexLayout, Manifest, check_files, current_manifest, files, publish
from indexer.write_lock import write_lock

_TAR = (".tar", ".tar.gz", ".tgz")


def is_tar(path: Path) -> bool:
    """Whether a snapshot of this name is one file."""
    return path.name.endswith(_TAR)


def snapshot(root: Path, target: Path) -> Manifest:
    """Copy the published index in `root`, every byte checked, without its cache; nobody writes to it meanwhile.

    Raises IndexMissing, IndexDamaged, IndexLocked; OSError, as when the disk is full.
    """
    current_manifest(IndexLayout(root))
    with write_lock(root) as layout:
        if not is_tar(target):
            return restore(root, target)
        manifest = current_manifest(layout)
        check_files(layout, manifest)
        unfinished = target.with_name(f".{target.name}.new")
        named = [
            layout.current,
            layout.manifest_of(manifest.generation),
            *(path for path, _ in files(layout, manifest)),
        ]
        try:
            with tarfile.open(unfinished, "w" if target.suffix == ".tar" else "w:gz") as archive:
                for path in named:
                    archive.add(path, str(path.relative_to(root)))
            sync(unfinished)
            unfinished.replace(target)
        finally:
            unfinished.unlink(missing_ok=True)
        sync(target.absolute().parent)
    return manifest


def restore(source: Path, root: Path) -> Manifest:
    """Publish the index of a snapshot as the next generation of the index in `root`, which is made if needed.

    What was there is in force until then. Raises IndexMissing, IndexDamaged, IndexMismatch, SourceError for a snapshot
    that is none; IndexLocked, IndexUnwritable.
    """
    if not is_tar(source):
        return _copied(IndexLayout(source), root)
    parent = root.absolute().parent  # where there must be room; the snapshot may be on a disk that is read only
    parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=parent) as folder:
        _extract(source, Path(folder), root)
        try:
            return _copied(IndexLayout(Path(folder)), root)
        except IndexDamaged as error:
            raise SourceError(source, f"not as it was written: {error.file.name}, {error.reason}") from error


def _extract(source: Path, folder: Path, root: Path) -> None:
    try:
        with tarfile.open(source) as archive:
            archive.extractall(folder, filter="data")
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise SourceError(source, f"not a snapshot ({error})") from error
    except OSError as error:
        raise IndexUnwritable(root, str(error)) from error


def _copied(source: IndexLayout, root: Path) -> Manifest:
    manifest = current_manifest(source)
    check_files(source, manifest)
    with write_lock(root) as layout, next_generation(layout) as number:
        names = {record.id: f"{number:06}-{place:03}" for place, record in enumerate(manifest.segments)}
        for old, new in names.items():
            shutil.rmtree(layout.segment(new), ignore_errors=True)
            shutil.copytree(source.segment(old), layout.segment(new))
            for path in (*layout.segment(new).iterdir(), layout.segment(new), layout.segments):
                sync(path)
        layout.groups.mkdir(exist_ok=True)
        shutil.copyfile(source.groups_of(manifest.generation), layout.groups_of(number))
        sync(layout.groups_of(number))
        sync(layout.groups)
        segments = tuple(replace(record, id=names[record.id]) for record in manifest.segments)
        after = replace(manifest, generation=number, segments=segments)
        publish(layout, after)
    return after
