"""What a long command says while it works, on standard error; moving lines on a terminal only."""

import sys
import time

import click

from indexer.errors import SourceError
from indexer.indexing import Told
from indexer.reading.discovery import Skipped


class Progress:
    """Tells of each source as it is read, and of embedding with its rate and the time left."""

    def __init__(self) -> None:
        self._moving = sys.stderr.isatty()
        self._began: float | None = None
        self._shown = False

    def embedded(self, done: int, total: int) -> None:
        """So many windows of this segment have their vectors."""
        if not self._moving:
            return
        now = time.monotonic()
        self._began = now if self._began is None or done == 0 else self._began
        rate = done / max(now - self._began, 1e-3)
        left = int((total - done) / max(rate, 1e-3))
        click.echo(f"\r\x1b[Kembedded {done:,} of {total:,} windows, {rate:,.0f}/s, {left} s left", err=True, nl=False)
        self._shown = True

    def tell(self, event: Told) -> None:
        """What became of a source."""
        self.end()
        if isinstance(event, SourceError):
            click.echo(f"left out: {event}", err=True)
        elif isinstance(event, Skipped):
            click.echo(f"{event.folder}: {event.files} other files skipped", err=True)
        else:
            click.echo(f"{event.path}: {event.articles} articles", err=True)
            for doubt in event.doubts:
                click.echo(f"  doubt: {doubt}", err=True)

    def end(self) -> None:
        """Leave the moving line."""
        if self._shown:
            click.echo(err=True)
            self._shown = False
