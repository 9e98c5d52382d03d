"""The files of a reader's own words, read again whenever they have changed: no index is made anew for them."""

from pathlib import Path

from search.errors import WordListBroken
from search.expansion.word_lists import WordLists, read_dictionary, read_synonyms

DICTIONARY, SYNONYMS = "dictionary.txt", "synonyms.txt"
_Stamp = tuple[int, int] | None


class WordFiles:
    """A dictionary and synonyms in their files; those in the folder of the index need not be there."""

    def __init__(self, root: Path, dictionary: Path | None = None, synonyms: Path | None = None) -> None:
        """Take the files that are named, or else those of the index in `root`. Raises WordListBroken.

        `stamps` differ when the files do.
        """
        self._dictionary = dictionary or root / DICTIONARY
        self._synonyms = synonyms or root / SYNONYMS
        for named in (dictionary, synonyms):
            if named is not None and not named.is_file():
                raise WordListBroken(named, None, "there is no such file")
        self._lists = WordLists()
        self._fault: str | None = None
        self.stamps: tuple[_Stamp, _Stamp] = (None, None)
        self._read(self._now())

    def current(self) -> tuple[WordLists, str | None]:
        """The words as the files have them now. With a file that has become faulty, the words before, and its fault."""
        stamps = self._now()
        if stamps != self.stamps:
            try:
                self._read(stamps)
            except WordListBroken as error:
                self._fault = f"{error.without_folder}; the words read before stay in force"
                self.stamps = stamps
        return self._lists, self._fault

    def _read(self, stamps: tuple[_Stamp, _Stamp]) -> None:
        words = read_dictionary(self._dictionary) if stamps[0] else frozenset[str]()
        synonyms = read_synonyms(self._synonyms) if stamps[1] else {}
        self._lists, self._fault, self.stamps = WordLists(words, synonyms), None, stamps

    def _now(self) -> tuple[_Stamp, _Stamp]:
        return _stamp(self._dictionary), _stamp(self._synonyms)


def _stamp(path: Path) -> _Stamp:
    """When a file was changed, in nanoseconds, and its length; None where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
