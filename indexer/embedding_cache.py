"""Embeddings on disk by model and SHA-256 of the text, so that no text is ever embedded twice."""

import hashlib
import sqlite3
import time
from collections.abc import Callable, Sequence
from functools import partial
from operator import itemgetter
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import numpy as np

from indexer.model.embedding import Embedder, FloatArray

_TABLE = "CREATE TABLE IF NOT EXISTS embedding (model TEXT, text BLOB, vector BLOB, PRIMARY KEY (model, text))"
Result = TypeVar("Result")
Progress = Callable[[int, int], None]
"""Called with the texts that have their vectors so far, and with all."""
_BATCH = 512  # texts that are embedded at a time: of so many, enough have as many tokens to be run together
# What a killed process can lose: a commit waits for the disk, which must not be felt however fast vectors come.
_SECONDS, _WAITING = 2.0, 8192
_NOT_ITS_FAULT = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_INTERRUPT,
}
"""Errors of a disk or of another process: the file itself may be good."""
_OFF_UNIT = 1e-3  # what is further from unit length was damaged


class EmbeddingCache:
    """Passage vectors (float32, unit length) of any number of models in one SQLite file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._database = sqlite3.connect(path)
        self._waiting: dict[tuple[str, bytes], FloatArray] = {}
        self._kept = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def passages(self, texts: Sequence[str], embedder: Embedder, progress: Progress) -> FloatArray:
        """Vectors of the texts, float32 [n, dimension]; new ones are embedded once and kept, those too that were made
        before an interruption.
        """
        vectors = np.empty((len(texts), embedder.dimension), np.float32)
        try:
            for start in range(0, len(texts), _BATCH):
                batch = texts[start : start + _BATCH]
                vectors[start : start + len(batch)] = self._mended(partial(self._batch, batch, embedder))
                progress(start + len(batch), len(texts))
        finally:
            self._mended(self._keep)
        return vectors

    def _mended(self, step: Callable[[], Result]) -> Result:
        """What a step gives; a damaged cache is thrown away, for everything in it can be made again."""
        try:
            return step()
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF in _NOT_ITS_FAULT:
                raise
            self._database.close()
            self._path.unlink()
            self._database = sqlite3.connect(self._path)
            return step()

    def _batch(self, texts: Sequence[str], embedder: Embedder) -> FloatArray:
        keys = [_key(text) for text in texts]
        known = self._known(embedder, keys)
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if new:
            made = dict(zip(new, embedder.encode_passages(list(new.values())), strict=True))
            known |= made
            self._waiting |= {(embedder.name, key): vector for key, vector in made.items()}
        if len(self._waiting) >= _WAITING or time.monotonic() - self._kept >= _SECONDS:
            self._keep()
        return np.stack([known[key] for key in keys])

    def _keep(self) -> None:
        """Write the vectors that wait; by key, so that neighbours in the file are written together."""
        self._database.execute(_TABLE)
        rows = ((*key, vector.tobytes()) for key, vector in sorted(self._waiting.items(), key=itemgetter(0)))
        with self._database:
            self._database.executemany("INSERT OR REPLACE INTO embedding VALUES (?, ?, ?)", rows)
        self._waiting.clear()
        self._kept = time.monotonic()

    def _known(self, embedder: Embedder, keys: Sequence[bytes]) -> dict[bytes, FloatArray]:
        self._database.execute(_TABLE)
        distinct = list(dict.fromkeys(keys))
        marks = ",".join("?" * len(distinct))
        rows = self._database.execute(
            f"SELECT text, vector FROM embedding WHERE model = ? AND text IN ({marks})", (embedder.name, *distinct)
        )
        size = 4 * embedder.dimension
        stored = {
            key: np.frombuffer(vector, np.float32)
            for key, vector in rows
            if isinstance(vector, bytes) and len(vector) == size and _is_unit(np.frombuffer(vector, np.float32))
        }
        name = embedder.name
        return stored | {key: self._waiting[name, key] for key in distinct if (name, key) in self._waiting}


def _is_unit(vector: FloatArray) -> bool:
    with np.errstate(all="ignore"):
        return bool(abs(vector @ vector - 1) < _OFF_UNIT)


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
