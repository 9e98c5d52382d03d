"""What a long command says while it works, on standard error; moving lines on a terminal only."""

import contextlib
import sys
import time
from collections.abc import Iterator

import click

from api.pace import Pace
from api.render import one_line
from indexer.advance import Advance
from indexer.errors import SourceError
from indexer.indexing import Told
from indexer.reading.discovery import Skipped

_LEAST_PAUSE = 0.1  # seconds between two moves of the line
_INTERRUPTED = 130  # what shells expect: 128 and the number of SIGINT


class Progress:
    """Tells of each source as it is read, and how far a write or an evaluation has come, with rate and time left."""

    def __init__(self) -> None:
        self._moving = sys.stderr.isatty()
        self._began: float | None = None
        self._pace = Pace()
        self._what = ""
        self._told = 0.0
        self._shown = False

    def advanced(self, advance: Advance) -> None:
        """A write has come so far."""
        if not self._moving:
            return
        now = time.monotonic()
        self._pace.add(advance, now)
        if now - self._told > _LEAST_PAUSE or advance.embedded == advance.expected:
            self._show(self._pace.text(), now)

    def asked(self, what: str, done: int, total: int) -> None:
        """So many queries were asked or embedded."""
        self.moved(what, "queries", done, total)

    def moved(self, what: str, units: str, done: int, total: int) -> None:
        """So many of all units are done; the rate counts from when this was first said of `what`."""
        if not self._moving:
            return
        now = time.monotonic()
        if self._began is None or done == 0 or what != self._what:
            self._began, self._what = now, what
        if done == total or now - self._told > _LEAST_PAUSE:
            text = f"{what} {done:,} of {total:,} {units}"
            if done:
                rate = done / max(now - self._began, 1e-3)
                text += f", {rate:,.0f}/s, {(total - done) / rate:.0f} s left"
            self._show(text, now)

    def _show(self, text: str, now: float) -> None:
        click.echo(f"\r\x1b[K{text}", err=True, nl=False)
        self._told, self._shown = now, True

    def tell(self, event: Told) -> None:
        """What became of a source."""
        self.end()
        if isinstance(event, SourceError):
            click.echo(one_line(f"left out: {event}"), err=True)
        elif isinstance(event, Skipped):
            click.echo(one_line(f"{event.folder}: {event.files} other files skipped"), err=True)
        else:
            click.echo(one_line(f"{event.path}: {event.articles} articles"), err=True)
            for doubt in event.doubts:
                click.echo(one_line(f"  doubt: {doubt}"), err=True)

    def end(self) -> None:
        """Leave the moving line."""
        if self._shown:
            click.echo(err=True)
            self._shown = False

    @contextlib.contextmanager
    def resumable(self) -> Iterator[None]:
        """Ends the line; where Ctrl-C ends the work, says what is left of it."""
        try:
            yield
        except KeyboardInterrupt:
            self.end()
            click.echo("interrupted: the index is as it was; the same command goes on with what is embedded", err=True)
            raise SystemExit(_INTERRUPTED) from None
        self.end()
