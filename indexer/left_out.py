"""What a build could not read, kept beside its manifest, so that it is told again when nothing has changed."""

from collections.abc import Sequence

import msgspec

from indexer.durable import publish_text
from indexer.errors import SourceError
from indexer.manifest import IndexLayout, Manifest

_Kept = list[tuple[str, str, int]]


def keep_left_out(layout: IndexLayout, manifest: Manifest, errors: Sequence[SourceError]) -> None:
    """Write down what was left out of a published manifest."""
    kept: _Kept = [(error.path, error.reason, error.count) for error in errors]
    publish_text(layout.left_out_of(manifest.generation), msgspec.json.encode(kept).decode())


def left_out_of(layout: IndexLayout, manifest: Manifest) -> list[SourceError] | None:
    """What was left out of a manifest, None where that is not known (any more)."""
    if not manifest.left_out:
        return []
    try:
        kept = msgspec.json.decode(layout.left_out_of(manifest.generation).read_bytes(), type=_Kept)
    except (OSError, msgspec.MsgspecError):
        return None
    errors = [SourceError(*one) for one in kept]
    return errors if sum(error.count for error in errors) == manifest.left_out else None
