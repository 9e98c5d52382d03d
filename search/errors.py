"""What can be wrong with a question.

WenlanError
├── QueryError        a query, mode, limit, filter... that cannot be answered
├── CursorExpired     a cursor of an index that is no longer open
├── ArticleUnknown    no article with this id
└── WordListBroken    a dictionary or a list of synonyms that cannot be read
"""

from pathlib import Path

from indexer.errors import WenlanError


class QueryError(WenlanError):
    """A request that cannot be answered; `field` is the part that is wrong, `problem` a stable slug."""

    exit_code = 2

    def __init__(self, field: str, problem: str, message: str) -> None:
        self.field = field
        self.code = f"{field}-{problem}"
        super().__init__(message)


class ArticleUnknown(WenlanError):
    """There is no article with this id in the index."""

    code = "article-unknown"
    exit_code = 3

    def __init__(self, article_id: str) -> None:
        self.article_id = article_id
        super().__init__(f"no article {article_id!r} in this index; ids are in the answers of a search")


class CursorExpired(WenlanError):
    """A cursor was made for another edition of the index than the one that is open."""

    code = "cursor-expired"
    exit_code = 3

    def __init__(self, made_for: int, generation: int) -> None:
        self.made_for = made_for
        self.generation = generation
        changed = f"{made_for}, here is {generation}" if made_for != generation else f"{made_for} of another index"
        super().__init__(f"the index has changed: the cursor is of generation {changed}; ask again without a cursor")


class WordListBroken(WenlanError):
    """A dictionary or a list of synonyms cannot be read, or one of its lines (from 1) not understood."""

    code = "word-list-broken"
    exit_code = 5

    def __init__(self, path: Path, line: int | None, reason: str) -> None:
        self.path = path
        self.line = line
        fault = f"{'' if line is None else f', line {line}'}: {reason}"
        self.without_folder = f"{path.name}{fault}"
        super().__init__(f"{path}{fault}")
