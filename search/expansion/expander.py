"""The expander: the terms of a query with what they may also mean in one corpus."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from indexer import analysis
from indexer.analysis import HAN
from indexer.canonical import canonical
from indexer.digits import digits
from indexer.folding import fold
from indexer.recipe import Han
from search.bm25 import ALIAS_WEIGHT
from search.corpus import Corpus
from search.expansion.edits import LatinWords, near_words
from search.expansion.expansion import Expansion, Meant, Reason
from search.expansion.frequencies import Frequencies
from search.expansion.names import LONGEST_NAME, Variant, doubtful, is_part_of_a_word, variants
from search.expansion.own_words import listed
from search.expansion.spaces import torn_runs, torn_words
from search.expansion.word_lists import WordLists
from search.phrases import PhraseFinder
from search.terms import Form, QueryTerm

# Of each kind so many are looked at in one query: a long text that an index does not know must not take seconds.
MOST_LOOKED_AT = 8
MOST_DOUBTED = 24
# Only the beginning of a longer text is looked at: an article that is pasted as a query has words enough.
MOST_CHARACTERS = 500
_RUN = re.compile(rf"[{HAN}]+")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Expanded:
    """The terms of a query, and what was looked for besides the words as they were typed."""

    terms: tuple[QueryTerm, ...]
    expansions: tuple[Expansion, ...]


class Expander:
    """Expands the queries to one corpus. A query all of whose words it knows gets the plain terms of the analyser."""

    def __init__(self, corpus: Corpus, phrases: PhraseFinder, han: Han) -> None:
        self._corpus = corpus
        self._phrases = phrases
        self._han = han
        self._words = LatinWords([segment.postings.vocabulary for segment in corpus.segments])
        self._frequency = Frequencies(corpus)

    def expand(self, text: str, lists: WordLists) -> Expanded:
        """The terms of a text as it was typed, with all that they may mean."""
        folded = " ".join(digits(fold(text[:MOST_CHARACTERS])).text.split())
        meant = [*self._torn(folded), *self._spelling(folded)]
        meant += [*self._names(_mended(folded, meant)), *self._own(text, lists)]
        return Expanded(_merged(analysis.terms(text, self._han), meant), tuple(one.expansion for one in meant))

    def _spelling(self, text: str) -> Iterator[Meant]:
        words = list(dict.fromkeys(word for word in _WORD.findall(text) if not _RUN.search(word)))
        long_words = [word for word in words if len(word) > 4]
        unknown = [word for word in long_words if not any(map(self._frequency, self._forms(word)))]
        for word in [] if _is_foreign(len(unknown), len(long_words)) else unknown[:MOST_LOOKED_AT]:
            found = near_words(word, self._words, self._frequency)
            for other in (other for other in found if not self._is_stem_alone(other, found)):
                yield Meant(_expansion(word, other, Reason.EDIT), self._instead(word, other))

    def _is_stem_alone(self, term: str, words: Iterable[str]) -> bool:
        """Whether a term stands wherever one of the words does of which it is the stem, and nowhere else."""
        stemmed = (word for word in words if word != term and term in self._forms(word))
        return any(self._frequency(word) == self._frequency(term) for word in stemmed)

    def _instead(self, word: str, other: str) -> tuple[tuple[Form, tuple[Form, ...]], ...]:
        """Each term of a word with that of another, the stem with the stem."""
        printed, meant = self._forms(word), self._forms(other)
        return tuple((Form(term), (Form(meant[min(at, len(meant) - 1)]),)) for at, term in enumerate(printed))

    def _forms(self, word: str) -> list[str]:
        return list(dict.fromkeys(analysis.terms(word, self._han)))

    def _names(self, text: str) -> Iterator[Meant]:
        runs = dict.fromkeys(_RUN.findall(text))
        pairs = [run[at : at + 2] for run in runs for at in range(len(run) - 1)]
        if _is_foreign(self._frequency.of(pairs).count(0), len(pairs)):
            return
        parts = chain.from_iterable(doubtful(run, self._frequency) for run in runs)
        names: dict[str, set[int]] = {}
        for name, places in islice(parts, MOST_DOUBTED):
            names.setdefault(name, set()).update(places)
        unsaid = [name for name in names if not self._phrases.says(name)]
        for name in unsaid[:MOST_LOOKED_AT]:
            found = variants(name, sorted(names[name]), self._frequency, self._said)
            for variant in found if name == text else filter(is_part_of_a_word, found):
                yield Meant(_expansion(name, variant.text, variant.reason), _forms_instead(name, variant))

    def _torn(self, text: str) -> Iterator[Meant]:
        for runs in islice(torn_runs(text), MOST_LOOKED_AT):
            together = "".join(runs)
            parts = Counter(term for run in runs for term in analysis.terms(run, self._han))
            whole = Counter(analysis.terms(together, self._han))
            known = [Form(term) for term in whole - parts if len(term) > 1 and self._frequency(term)]
            is_name = len(together) <= LONGEST_NAME
            if known and (not is_name or self._phrases.says(together)):
                exact = [Form(together, exact=True)] if is_name else []
                expansion = Expansion(" ".join(runs), together, Reason.JOINED, 1.0)
                forms = tuple((form, ()) for form in (*known, *exact))
                yield Meant(expansion, forms, tuple((parts - whole).elements()))
        for torn in islice(torn_words(text, self._frequency), MOST_LOOKED_AT):
            expansion = Expansion(" ".join(torn), "".join(torn), Reason.JOINED, 1.0)
            yield Meant(expansion, tuple((Form(term), ()) for term in self._forms("".join(torn))))

    def _own(self, text: str, lists: WordLists) -> Iterator[Meant]:
        """Words of the dictionary that the index says, and what has synonyms."""
        said = canonical(text)
        for word in islice(filter(self._phrases.says, listed(said, lists.dictionary)), MOST_LOOKED_AT):
            yield Meant(Expansion(word, word, Reason.DICTIONARY, 1.0), ((Form(word, exact=True), ()),))
        for word in islice(listed(said, lists.synonyms), MOST_LOOKED_AT):
            for other in filter(self._phrases.says, lists.synonyms[word]):
                forms = ((Form(word, exact=True), (Form(other, exact=True),)),)
                yield Meant(_expansion(word, other, Reason.SYNONYM), forms)

    def _said(self, text: str) -> int:
        return len(self._phrases.chunks(text)[0])


def _expansion(of: str, as_: str, reason: Reason) -> Expansion:
    return Expansion(of, as_, reason, ALIAS_WEIGHT)


def _forms_instead(name: str, variant: Variant) -> tuple[tuple[Form, tuple[Form, ...]], ...]:
    """The bigrams with the exchanged character, and the whole of a longer name."""
    around = [(at, at + 2) for at in (variant.at - 1, variant.at) if 0 <= at < len(name) - 1]
    bigrams = tuple((Form(name[start:end]), (Form(variant.text[start:end]),)) for start, end in around)
    return bigrams if len(name) == 2 else (*bigrams, (Form(name), (Form(variant.text, exact=True),)))


def _mended(text: str, meant: Iterable[Meant]) -> str:
    """A text without the spaces that were typed inside of words."""
    for one in meant:
        if one.expansion.reason is Reason.JOINED:
            text = text.replace(one.expansion.of, one.expansion.as_)
    return text


def _merged(terms: Sequence[str], meant: Sequence[Meant]) -> tuple[QueryTerm, ...]:
    """The terms, as often as they occur, with all their alternatives; and those that are meant besides."""
    dropped = Counter(term for one in meant for term in one.dropped)
    counts = {Form(term): count for term, count in (Counter(terms) - dropped).items()}
    alternatives: dict[Form, dict[Form, None]] = {}
    for form, others in (pair for one in meant for pair in one.terms):
        counts.setdefault(form, 1)
        alternatives.setdefault(form, {}).update(dict.fromkeys(others))
    return tuple(QueryTerm(form, count, tuple(alternatives.get(form, ()))) for form, count in counts.items())


def _is_foreign(unknown: int, of: int) -> bool:
    """Whether so much is unknown that it is no slip, but another language than the archive's."""
    return unknown > max(2, of * 2 // 3)
