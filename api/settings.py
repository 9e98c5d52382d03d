"""What the server needs to know, from a command line or from the environment."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from indexer.errors import WenlanError

DEFAULT_INDEX = Path(".wenlan")
DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8000


class SettingError(WenlanError):
    """A setting that cannot be used, with what was expected."""

    code = "setting-invalid"
    exit_code = 2


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the index is, with which model, and where to listen."""

    index: Path = DEFAULT_INDEX
    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    model: str | None = None
    device: str | None = None

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Self:
        """WENLAN_INDEX, WENLAN_HOST, WENLAN_PORT, WENLAN_MODEL, WENLAN_DEVICE. Raises SettingError."""
        port = environ.get("WENLAN_PORT", str(DEFAULT_PORT))
        if not port.isdecimal() or not 0 < int(port) < 65536:
            raise SettingError(f"WENLAN_PORT is {port!r}; expected a port number from 1 to 65535")
        return cls(
            index=Path(environ.get("WENLAN_INDEX", DEFAULT_INDEX)),
            host=environ.get("WENLAN_HOST", DEFAULT_HOST),
            port=int(port),
            model=environ.get("WENLAN_MODEL"),
            device=environ.get("WENLAN_DEVICE"),
        )
