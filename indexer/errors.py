"""Everything that can go wrong, each with its data, what was expected and what to do.

    WenlanError
    ├── SourceError           a source document that cannot be read
    ├── ModelUnavailable      an embedding or reranking model that cannot be had
    ├── IndexMissing          no index where one was looked for
    ├── IndexDamaged          a file of the index is not what the manifest says
    ├── IndexMismatch         index and program disagree on format, analyser or model
    ├── IndexLocked           another process is writing
    ├── IndexUnwritable       the index cannot be written: disk full, no permission
    └── NothingToIndex        the sources hold no article

`code` is stable and goes into HTTP answers; `exit_code` is the command line's (1 failed, 2 usage, 3 not found,
4 locked, 5 invalid data).
"""

from pathlib import Path


class WenlanError(Exception):
    """Base of all errors that a user can cause or mend."""

    code: str = "failed"
    exit_code: int = 1


class SourceError(WenlanError):
    """A source document, or `count` pages or records of one, cannot be read."""

    code = "source-unreadable"
    exit_code = 5

    def __init__(self, path: str | Path, reason: str, count: int = 1) -> None:
        self.count = count
        self.path = str(path)
        self.reason = reason
        super().__init__(f"{path}: {reason}")


class ModelUnavailable(WenlanError):
    """A model cannot be had: what was looked for, where, and what to do."""

    code = "model-unavailable"
    exit_code = 3

    def __init__(self, model: str, looked_in: str, remedy: str, what: str = "embedding model") -> None:
        self.model = model
        self.looked_in = looked_in
        self.remedy = remedy
        super().__init__(f"{what} {model!r} cannot be had; looked in {looked_in}; {remedy}")


class IndexMissing(WenlanError):
    """There is no index in the folder."""

    code = "index-missing"
    exit_code = 3

    def __init__(self, root: Path) -> None:
        self.root = root
        super().__init__(f"no index in {root}; make one with: wenlan index PATH... --index {root}")


class IndexDamaged(WenlanError):
    """A file of the index is missing, short or altered."""

    code = "index-damaged"
    exit_code = 5

    def __init__(self, file: Path, reason: str, mend: str) -> None:
        self.file = file
        self.reason = reason
        self.mend = mend
        super().__init__(f"{file}: {reason}; rebuild the index with: {mend}")


class IndexMismatch(WenlanError):
    """Index and program disagree on `subject` (format, analyser or embedding model)."""

    code = "index-mismatch"
    exit_code = 5

    def __init__(self, subject: str, in_index: str, here: str, mend: str) -> None:
        self.subject = subject
        self.in_index = in_index
        self.here = here
        self.mend = mend
        super().__init__(f"the index has {subject} {in_index}, this program {here}; {mend}")


class IndexLocked(WenlanError):
    """Another process is writing to the index."""

    code = "index-locked"
    exit_code = 4

    def __init__(self, root: Path, owner: str = "another process") -> None:
        self.root = root
        self.owner = owner
        super().__init__(f"{owner} is writing to {root}; wait for it to end, then try again")


class IndexUnwritable(WenlanError):
    """The index cannot be written; what was published is as it was."""

    code = "index-unwritable"

    def __init__(self, root: Path, reason: str) -> None:
        self.root = root
        self.reason = reason
        super().__init__(f"cannot write to {root}: {reason}; make room or see to the permissions, then try again")


class NothingToIndex(WenlanError):
    """The sources hold no article; the published index, if there is one, is left as it was."""

    code = "nothing-to-index"
    exit_code = 5

    def __init__(self, paths: tuple[str, ...]) -> None:
        self.paths = paths
        super().__init__(
            f"no article found in {', '.join(paths)}; expected newspaper pages (.txt, .pdf) or articles "
            "(.jsonl, .csv, .md, .html, .text)"
        )
