"""Pages that wait for the other pages of their issue, as few as a bound allows."""

from indexer.reading.issues.issue_pages import issues, join_pages
from indexer.reading.newspaper.page import PageReading

MOST_PAGES = 256


class WaitingRoom:
    """Pages go in one by one in any order, and come out joined, issue by issue.

    When too many wait, the issue that has had no page for the longest time goes out: pages of one issue are usually
    read one behind the other. An undated page cannot wait, for nobody knows for what.
    """

    def __init__(self, most: int = MOST_PAGES) -> None:
        self._most = most
        self._waiting: list[PageReading] = []

    def add(self, reading: PageReading) -> list[PageReading]:
        """Let a page wait; what need not or cannot wait longer comes out."""
        if reading.issue.date is None:
            return join_pages([reading])
        self._waiting.append(reading)
        if len(self._waiting) <= self._most:
            return []
        number = {id(page): place for place, page in enumerate(self._waiting)}
        oldest = min(issues(self._waiting), key=lambda pages: number[id(pages[-1])])
        gone = {id(page) for page in oldest}
        self._waiting = [page for page in self._waiting if id(page) not in gone]
        return join_pages(oldest)

    def rest(self) -> list[PageReading]:
        """All that still wait, joined, in the order in which they came."""
        waiting, self._waiting = self._waiting, []
        joined = {page.source: page for pages in issues(waiting) for page in join_pages(pages)}
        return [joined[page.source] for page in waiting]
