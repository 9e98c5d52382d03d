"""What the server needs to know."""

from dataclasses import dataclass
from pathlib import Path

DEFAULT_INDEX = Path(".wenlan")
DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8000


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the index is, with which models and words, and where to listen."""

    index: Path
    host: str
    port: int
    model: str | None
    device: str | None
    rerank: str | None
    rerank_depth: int
    dictionary: Path | None
    synonyms: Path | None
    writable: bool = False
