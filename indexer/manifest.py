"""The manifest: which segments make up the index now, what made them, and what every file must be."""

import functools
import hashlib
import re
import shlex
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from indexer.durable import publish_text
from indexer.errors import IndexDamaged, IndexMismatch, IndexMissing
from indexer.recipe import Recipe
from indexer.tuning import Tuning

# Raise when the files of an index change their meaning.
FORMAT = 9
CHANGED = "incomplete"
_CURRENT = re.compile(rb"((\d{6,}\.json) ([0-9a-f]{64})) ([0-9a-f]{8})\n")
# Bytes are compared with their checksum on opening up to this size; of larger files only the size.
CHECKED_ON_OPENING = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class FileRecord:
    """Size in bytes and SHA-256 of one file."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class SegmentRecord:
    """One segment: its folder under segments/, its counts, its files, and which of its articles are `deleted`.

    `deleted` are rows as written, ascending; these articles are in none of the counts but `kinds`: how many windows as
    written are searched by which kind of vector index.
    """

    id: str
    articles: int
    chunks: int
    windows: int
    files: dict[str, FileRecord]
    kinds: dict[str, int]
    deleted: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupsRecord:
    """The near-duplicates over all segments: how many groups, how many articles in them, and their file."""

    groups: int
    articles: int
    file: FileRecord


@dataclass(frozen=True, slots=True)
class Unread:
    """A source that could not be read, or `count` pages or records of one, and why."""

    path: str
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything that an index is.

    `content` is a digest of sources and settings, equal for equal input, and CHANGED where articles came or went
    otherwise; `code` one of the program that made it. `unread` is what was left out of it.
    """

    format: int
    generation: int
    analyzer: str
    analyzer_description: str
    recipe: Recipe
    model: str
    dimension: int
    content: str
    sources: tuple[str, ...]
    segments: tuple[SegmentRecord, ...]
    near_duplicates: GroupsRecord
    code: str = ""
    unread: tuple[Unread, ...] = ()
    tuning: Tuning | None = None

    @property
    def left_out(self) -> int:
        """How many sources, or parts of one, could not be read."""
        return sum(one.count for one in self.unread)


@dataclass(frozen=True, slots=True)
class IndexLayout:
    """The folder of an index; `shared_cache` keeps its embeddings elsewhere, for several indexes to share."""

    root: Path
    shared_cache: Path | None = None

    @property
    def current(self) -> Path:
        """One line: the name of the manifest in force, its SHA-256, and a checksum of both."""
        return self.root / "CURRENT"

    @property
    def manifests(self) -> Path:
        """Folder of the manifests."""
        return self.root / "manifests"

    @property
    def cache(self) -> Path:
        """Embeddings by model and text."""
        return self.shared_cache or self.root / "cache.sqlite"

    @property
    def lock(self) -> Path:
        """Held by the one process that writes."""
        return self.root / "write.lock"

    @property
    def owner(self) -> Path:
        """Who holds the lock."""
        return self.root / "write.owner"

    @property
    def segments(self) -> Path:
        """Folder of the segments."""
        return self.root / "segments"

    @property
    def groups(self) -> Path:
        """Folder of the groups of near-duplicates, a file a generation."""
        return self.root / "groups"

    def groups_of(self, generation: int) -> Path:
        """The group of each article of a generation, segment by segment: one NumPy array, int32 [articles]."""
        return self.groups / f"{generation:06}.npy"

    def segment(self, segment_id: str) -> Path:
        """Folder of a segment."""
        return self.segments / segment_id

    def manifest_of(self, generation: int) -> Path:
        """The manifest of a generation."""
        return self.manifests / f"{generation:06}.json"


def mend_command(root: Path, sources: tuple[str, ...] = ()) -> str:
    """The command that makes an index anew from its sources."""
    return f"wenlan index {shlex.join(sources) or 'PATH...'} --index {shlex.quote(str(root))}"


def record_files(folder: Path) -> dict[str, FileRecord]:
    """Size and checksum of every file in a folder."""
    return {path.name: record_file(path) for path in sorted(folder.iterdir())}


def record_file(path: Path) -> FileRecord:
    """Size and checksum of one file."""
    return FileRecord(path.stat().st_size, _sha256(path))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def publish(layout: IndexLayout, manifest: Manifest) -> None:
    """Put a manifest in force; its segments must be on the disk. One rename is the publication."""
    layout.manifests.mkdir(exist_ok=True)
    path = layout.manifest_of(manifest.generation)
    publish_text(path, msgspec.json.format(msgspec.json.encode(manifest), indent=1).decode() + "\n")
    put_in_force(layout, path)


def put_in_force(layout: IndexLayout, manifest: Path) -> None:
    """Have CURRENT name a written manifest: its name, its SHA-256, and a checksum of both."""
    named = f"{manifest.name} {_sha256(manifest)}"
    publish_text(layout.current, f"{named} {zlib.crc32(named.encode()):08x}\n")


def current_manifest(layout: IndexLayout) -> Manifest:
    """The manifest in force.

    Raises IndexMissing, IndexDamaged, or IndexMismatch for another format.
    """
    if not layout.current.is_file():
        raise IndexMissing(layout.root)
    while True:
        content = layout.current.read_bytes()
        found = _CURRENT.fullmatch(content)
        if not found or zlib.crc32(found[1]) != int(found[4], 16):
            raise IndexDamaged(layout.current, "it names no manifest", mend_command(layout.root))
        try:
            return read_manifest(layout, layout.manifests / found[2].decode(), found[3].decode())
        except IndexDamaged:
            # Writers may have published twice since CURRENT was read, and removed what it named.
            if layout.current.read_bytes() == content:
                raise


def read_manifest(layout: IndexLayout, path: Path, checksum: str | None = None) -> Manifest:
    """A written manifest, with this SHA-256 where that is known. Raises IndexDamaged, IndexMismatch."""
    mend = mend_command(layout.root)
    try:
        content = path.read_bytes()
        if checksum and hashlib.sha256(content).hexdigest() != checksum:
            raise ValueError("its bytes differ from those written")
        document = msgspec.json.decode(content)
    except (OSError, ValueError) as error:
        raise IndexDamaged(path, f"not a manifest ({error})", mend) from error
    found = document.get("format") if isinstance(document, dict) else None
    if found != FORMAT:
        raise IndexMismatch("format", str(found), str(FORMAT), f"make it anew with: {mend}")
    try:
        return msgspec.convert(document, Manifest)
    except msgspec.ValidationError as error:
        raise IndexDamaged(path, f"not a manifest ({error})", mend) from error


def check_files(layout: IndexLayout, manifest: Manifest, largest: int | None = None) -> None:
    """Compare the files with the manifest, as `damages` does. Raises IndexDamaged for the first file that differs."""
    for damage in damages(layout, manifest, largest):
        raise damage


def damages(layout: IndexLayout, manifest: Manifest, largest: int | None = None) -> Iterator[IndexDamaged]:
    """Every file that is not as the manifest says: size always, bytes of files up to `largest` bytes (None: of all)."""
    damaged = functools.partial(IndexDamaged, mend=mend_command(layout.root, manifest.sources))
    for path, record in files(layout, manifest):
        reason = _difference(path, record, largest)
        if reason:
            yield damaged(path, reason)


def _difference(path: Path, record: FileRecord, largest: int | None) -> str | None:
    """How a file is not as written; a writer may remove it at any moment, if it is not in force any more."""
    try:
        if (size := path.stat().st_size) != record.size:
            return f"{size} bytes where {record.size} were written"
        if (largest is None or record.size <= largest) and _sha256(path) != record.sha256:
            return "bytes differ from those written (checksum)"
    except FileNotFoundError:
        return "file is missing"
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    return None


def files(layout: IndexLayout, manifest: Manifest) -> Iterator[tuple[Path, FileRecord]]:
    """Every file that a manifest puts in force, with what it must be."""
    for segment in manifest.segments:
        yield from ((layout.segment(segment.id) / name, record) for name, record in segment.files.items())
    yield layout.groups_of(manifest.generation), manifest.near_duplicates.file
