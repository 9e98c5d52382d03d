"""Names of articles: stable, readable, and never the same for two."""

from collections import Counter

from indexer.facts import Issue


def article_id(issue: Issue, stem: str, order: int, width: int = 2) -> str:
    """Paper, date, page and place on the page when all are known, else the name of the file and the place in it."""
    facts = (issue.paper, issue.date, issue.page)
    known = [fact.value for fact in facts if fact is not None]
    prefix = "-".join("".join(value.split()) for value in known) if len(known) == len(facts) else stem
    return f"{prefix}-{order:0{width}}"


class Identities:
    """All ids given so far; an id that is taken gets a suffix."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def claim(self, wanted: str) -> str:
        """`wanted`, or `wanted~2`, `wanted~3` ... when it is taken."""
        self._seen[wanted] += 1
        if self._seen[wanted] == 1:
            return wanted
        return self.claim(f"{wanted}~{self._seen[wanted]}")
