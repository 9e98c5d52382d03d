"""Asking: a request as it was checked into the question that the legs take."""

from dataclasses import dataclass, replace

from indexer import analysis
from indexer.recipe import Han
from search.expansion.expander import Expander
from search.expansion.word_files import WordFiles
from search.matching import Matcher
from search.query.conditions import AllOf, Query, speaks
from search.query.parsing import parse
from search.question import Question
from search.request import SearchRequest
from search.terms import plain

# A question has some tens of terms; an article that is pasted as one is known by its beginning.
MOST_TERMS = 2000


@dataclass(frozen=True, slots=True)
class Asking:
    """Understands requests to one corpus. `words` are the reader's own; without an `expander` nothing is looked for but
    what was typed.
    """

    han: Han
    matcher: Matcher
    expander: Expander | None
    words: WordFiles

    def query(self, request: SearchRequest) -> Query:
        """What is asked, with all that the filters demand."""
        typed = parse(request.text)
        demanded = tuple(one for one in (typed.condition, request.condition) if one)
        return replace(typed, condition=AllOf(demanded) if len(demanded) > 1 else next(iter(demanded), None))

    def question(self, query: Query) -> Question:
        """What the legs are asked, and of which articles."""
        allowed = None if query.condition is None else self.matcher.articles(query.condition)
        suffices = speaks(query.condition)
        if self.expander is None:
            return Question(query.text, plain(self.terms(query.text)), allowed, suffices)
        lists, fault = self.words.current()
        found = self.expander.expand(query.text, lists)
        cut = f"the query has {len(found.terms)} terms; the first {MOST_TERMS} are looked for"
        faults = tuple(filter(None, [fault, cut if len(found.terms) > MOST_TERMS else None]))
        return Question(query.text, found.terms[:MOST_TERMS], allowed, suffices, found.expansions, faults)

    def marks(self, question: Question) -> set[str]:
        """The terms that are marked in what is found: those of the query, and of what it may mean."""
        forms = [form for term in question.terms for form in (term.form, *term.alternatives)]
        return {term for form in forms for term in (self.terms(form.text) if form.exact else [form.text])}

    def terms(self, text: str) -> list[str]:
        """The terms of a text in the analysis of the index."""
        return analysis.terms(text, self.han)
