"""The pace of a write: how fast articles are read and windows embedded, and how long both will go on."""

from indexer.advance import Advance


class Pace:
    """Follows a write; reading and embedding take turns, so that each has its own clock."""

    def __init__(self) -> None:
        self._last = Advance()
        self._at: float | None = None
        self._reading = self._embedding = 0.0

    def add(self, advance: Advance, now: float) -> None:
        """It has come so far at `now`, in seconds of any clock."""
        passed = 0.0 if self._at is None else now - self._at
        if advance.embedded > self._last.embedded:
            self._embedding += passed
        else:
            self._reading += passed
        self._last, self._at = advance, now

    @property
    def left(self) -> float | None:
        """Seconds until all is read and embedded, by the pace so far; None where nobody knows."""
        last = self._last
        if not last.share or last.expected is None or not last.embedded:
            return None
        unread = self._reading * (1 - last.share) / last.share
        return unread + self._embedding * (last.expected - last.embedded) / last.embedded

    def text(self) -> str:
        """All of it in one line."""
        last = self._last
        text = f"{last.articles:,} articles, {last.chunks:,} passages"
        if not last.embedded:
            return text + (f", {last.share:.0%} of the sources" if last.share else "")
        about = "" if last.share == 1 else "about "
        known = f" of {about}{last.expected:,}" if last.expected else ""
        text += f", embedded {last.embedded:,}{known} windows, {last.embedded / max(self._embedding, 1e-3):,.0f}/s"
        return text if self.left is None else f"{text}, {self.left:,.0f} s left"
