"""Cursors: where the next page of an answer begins, in which edition of the index, for which question."""

import base64
import hashlib
import re
import struct
from dataclasses import dataclass

from search.errors import CursorExpired, QueryError

_LAYOUT = struct.Struct(">I8s8sI")
_TEXT = re.compile(r"[A-Za-z0-9_-]{32}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Edition:
    """What an index holds that was published once: its generation, and a digest of its manifest, 8 bytes."""

    generation: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Cursor:
    """The next hit is the one at `position`, from 0; `question` is a digest of all that decides on the order."""

    edition: Edition
    question: bytes
    position: int

    def __str__(self) -> str:
        packed = _LAYOUT.pack(self.edition.generation, self.edition.digest, self.question, self.position)
        return base64.urlsafe_b64encode(packed).decode()


def read_cursor(text: str) -> Cursor:
    """The cursor that an answer gave as text. Raises QueryError for a text that no answer gave."""
    if not _TEXT.fullmatch(text):
        raise QueryError("cursor", "invalid", f"{text[:40]!r} is no cursor; give the next_cursor of an answer")
    generation, edition, question, position = _LAYOUT.unpack(base64.urlsafe_b64decode(text))
    return Cursor(Edition(generation, edition), question, position)


def digest(content: bytes) -> bytes:
    """8 bytes, equal for equal content."""
    return hashlib.sha256(content).digest()[:8]


def position(cursor: Cursor | None, edition: Edition, question: bytes) -> int:
    """Where a page begins. Raises CursorExpired for another edition, QueryError for another question."""
    if cursor is None:
        return 0
    if cursor.edition != edition:
        raise CursorExpired(cursor.edition.generation, edition.generation)
    if cursor.question != question:
        told = "the cursor is of another question; repeat query, mode, filters and sort, or ask without a cursor"
        raise QueryError("cursor", "invalid", told)
    return cursor.position
