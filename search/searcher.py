"""The searcher: an opened index and a model, questions in, answers out."""

from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Self

import msgspec
import numpy as np

from indexer.articles import Article
from indexer.index import Index, open_index
from indexer.model.embedding import Embedder, open_embedder
from indexer.model.profiles import shipped_profiles
from search.answer import SearchAnswer, Similar
from search.asking import Asking
from search.candidates import exhausted
from search.corpus import Corpus
from search.cursor import Cursor, Edition, digest, position
from search.errors import ArticleUnknown, QueryError
from search.expansion.expander import Expander
from search.expansion.sounds import same_sound
from search.expansion.word_files import WordFiles
from search.explaining import Explainer
from search.explanation import Explained
from search.facets import Facets, facets
from search.fusion import Fusion
from search.grouping import Grouper
from search.highlights import telling
from search.matching import Matcher
from search.notes import notes_on
from search.ordering import Ordering
from search.parameters import Parameters, parameters_of
from search.phrases import PhraseFinder
from search.query.conditions import Query
from search.query.wording import worded
from search.query_model import QueryModel
from search.question import Question
from search.ranking import Ranker, Ranking, Words
from search.relevance import Evidence, Values, calibration
from search.request import DEFAULT_HITS, LONGEST_QUERY, RERANK_DEPTH, Mode, SearchRequest, check_limit
from search.reranking import Reranker, open_reranker
from search.similar import Likeness, group_of, others, question_of
from search.standing import recency, standing
from search.terms import plain

_AT_ONCE = 4  # questions whose words are looked for beside their embedding: as many as a server of few cores answers
_NO_RELEVANCE = "relevance is not known for the model {}; search without a floor, or in mode lexical"


class Searcher:
    """Answers questions over one published index; safe to use from several threads.

    The model is opened when meaning is first asked for, so that a lexical search never waits for it.
    """

    def __init__(
        self,
        index: Index,
        embedder: Callable[[], Embedder],
        parameters: Parameters | None = None,
        reranker: Reranker | None = None,
        words: WordFiles | None = None,
        expands: bool = True,
    ) -> None:
        """`parameters` are by default those that the index was tuned to. `words` are the reader's own, by default those
        in the folder of the index; without `expands` nothing is looked for but what was typed: for measuring.
        """
        self.index = index
        self.parameters = parameters or parameters_of(index.manifest.tuning)
        self.reranker = reranker
        self.edition = Edition(index.manifest.generation, digest(msgspec.json.encode(index.manifest)))
        self.words = words or WordFiles(index.root)
        self._model = QueryModel(index, embedder)
        self._beside = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="words")
        self._corpus = Corpus(index)
        phrases, han = PhraseFinder(self._corpus), index.manifest.recipe.han
        expander = Expander(self._corpus, phrases, han) if expands else None
        self._asking = Asking(han, Matcher(self._corpus, phrases), expander, self.words)
        profiles = shipped_profiles(index.manifest.model)
        self._ranker = Ranker(self._corpus, phrases, self._model.encode, profiles, self.parameters)

    @classmethod
    def open(
        cls,
        root: Path,
        model: str | None = None,
        device: str | None = None,
        reranker: str | None = None,
        rerank_depth: int = RERANK_DEPTH,
        dictionary: Path | None = None,
        synonyms: Path | None = None,
    ) -> Self:
        """Open the index in `root` with the model that made it; another `model` is refused with IndexMismatch.

        `reranker` is a cross-encoder by name or folder, which reads the `rerank_depth` best articles of each answer.
        Raises ModelUnavailable where it cannot be had. `dictionary` and `synonyms` are files of the reader's own words,
        by default those in `root`. Raises WordListBroken.
        """
        index = open_index(root)
        words = WordFiles(root, dictionary, synonyms)
        reading = open_reranker(reranker, device, rerank_depth)
        searcher = cls(index, lambda: open_embedder(model or index.manifest.model, device), None, reading, words)
        if model is not None:
            _ = searcher.embedder
        return searcher

    @property
    def embedder(self) -> Embedder:
        """The model of the index. Raises ModelUnavailable, IndexMismatch."""
        return self._model.embedder

    def warm(self, before: "Searcher | None" = None) -> None:
        """Make ready what a first question would wait for, and compile what makes all that follow faster. What was made
        ready `before`, over another edition of the index, is taken over.
        """
        self._ranker.lexical.compile(before._ranker.lexical if before else None)
        self._corpus.keep_ids()
        same_sound("声")  # reads how all characters sound
        self.embedder.encode_query("")

    def search(self, request: SearchRequest) -> SearchAnswer:
        """The best articles for a question.

        Raises QueryError where it asks for a reranker that is not there, for a floor where relevance is not known, or
        goes on from another question; CursorExpired where it goes on from another edition of the index.
        """
        query, question, words = self._understood(request)
        reranker = self._reranker_of(request, question)
        ordering = request.ordering if question.text else request.ordering.without_text()
        manifest = self.index.manifest
        calibrated = calibration(request.mode, manifest.model)
        if request.floor is not None and calibrated is None:
            raise QueryError("floor", "unavailable", _NO_RELEVANCE.format(manifest.model))
        asked = request.digest(reranker and (reranker.reader.name, reranker.depth), self.words.stamps)
        start = position(request.cursor, self.edition, asked)
        ranking = self._ranking(request.mode, question, words, reranker)
        relevance = calibrated.relevance(ranking.evidence) if calibrated and question.text else None
        grouper = self._grouper(ranking, ordering, telling(self._asking.marks(question)), relevance)
        folds = grouper.folds(request.fold, request.floor or 0.0)
        total = sum(map(len, folds))
        following = start + request.limit
        hits = grouper.hits(folds, start, request.limit)
        explainer = self._explainer(request.mode, query, question, ranking) if request.explain else None
        if explainer:
            hits = tuple(replace(hit, explanation=explainer.article(self._number(hit.id))) for hit in hits)
        return SearchAnswer(
            query=request.text,
            mode=request.mode,
            sort=ordering.sort,
            limit=request.limit,
            floor=request.floor,
            total=total,
            folded=total - len(folds),
            coverage=ranking.coverage,
            generation=manifest.generation,
            model=manifest.model,
            reranker=reranker.reader.name if reranker else None,
            notes=(
                *query.notes,
                *notes_on(request, question, ranking.coverage, manifest.tuning, reranker, relevance),
            ),
            explanation=explainer.understood() if explainer else None,
            next_cursor=str(Cursor(self.edition, asked, following)) if following < len(folds) else None,
            facets=self._facets(request, question, ranking, folds) if request.facets else None,
            hits=hits,
        )

    def ranked(self, request: SearchRequest) -> list[tuple[str, float]]:
        """The ids and scores of the articles that `search` would give, without their passages: for measuring."""
        return self._named(self._rank(request), request.limit)

    def ranked_by(self, request: SearchRequest, fusions: Sequence[Fusion]) -> list[list[tuple[str, float]]]:
        """What `ranked` would give in hybrid mode with each of the fusions; the legs are asked once."""
        gathered = self._ranker.gathered(*self._understood(request)[1:])
        return [self._named(self._ranker.fused(gathered, fusion), request.limit) for fusion in fusions]

    def evidence(self, request: SearchRequest) -> tuple[list[str], Evidence]:
        """The candidate articles by id, best first, and what speaks for each: for measuring."""
        ranking = self._ranker.rank(request.mode, *self._understood(request)[1:])
        order = np.argsort(-ranking.articles.scores, kind="stable")
        return [self._corpus.id(number) for number in ranking.articles.numbers[order].tolist()], ranking.evidence.of(
            order
        )

    def passage_scores(self, request: SearchRequest) -> dict[str, list[float]]:
        """For each candidate article the scores of its passages, best first: for measuring."""
        passages = self._ranker.rank(request.mode, *self._understood(request)[1:]).passages
        found: dict[int, list[float]] = {}
        owners = self._corpus.articles[passages.numbers].tolist()
        for number, score in zip(owners, passages.scores.tolist(), strict=True):
            found.setdefault(number, []).append(score)
        return {self._corpus.id(number): sorted(scores, reverse=True) for number, scores in found.items()}

    def _understood(self, request: SearchRequest) -> tuple[Query, Question, Words | None]:
        """A request as it was parsed, and as the legs take it, and what its words say; beside that it is embedded.

        Here, not in the other thread: nothing would tell that that one has come so far as to leave the interpreter to
        this one.
        """
        query = self._asking.query(request)
        if not query.text or request.mode is Mode.LEXICAL:
            return query, *self._said(query, request.mode)
        said = self._beside.submit(self._said, query, request.mode)
        self._model.encode(query.text)
        return query, *said.result()

    def _said(self, query: Query, mode: Mode) -> tuple[Question, Words | None]:
        """A question as the legs take it, and what its words say, if they are asked."""
        question = self._asking.question(query)
        silent = mode is Mode.DENSE or not question.text or not len(self._corpus)
        return question, None if silent else self._ranker.words(question)

    def _rank(self, request: SearchRequest) -> Ranking:
        _, question, words = self._understood(request)
        return self._ranking(request.mode, question, words, self._reranker_of(request, question))

    def _ranking(self, mode: Mode, question: Question, words: Words | None, reranker: Reranker | None) -> Ranking:
        ranking = self._ranker.rank(mode, question, words)
        return reranker.reranked(question.text, ranking, self._corpus) if reranker else ranking

    def _grouper(
        self, ranking: Ranking, ordering: Ordering, terms: Collection[str], relevance: Values | None
    ) -> Grouper:
        days = self._corpus.columns.days
        of_candidates = days[ranking.articles.numbers]
        left = recency(ordering, of_candidates, days)
        stand = standing(ordering, ranking.articles.scores, of_candidates, left)
        return Grouper(self._corpus, ranking, terms, relevance, stand, left)

    def _facets(
        self, request: SearchRequest, question: Question, ranking: Ranking, folds: Iterable[Iterable[int]]
    ) -> Facets:
        """Of the articles that the folds hold."""
        found = ranking.articles.numbers
        columns = self._corpus.columns
        by_words = request.mode is Mode.LEXICAL and bool(question.text) and not question.suffices
        complete = request.floor is None and exhausted(len(found), len(columns.days), question.allowed, by_words)
        return facets(columns, found[list(chain.from_iterable(folds))], complete)

    def _reranker_of(self, request: SearchRequest, question: Question) -> Reranker | None:
        """What reranks this question, if anything does."""
        if request.rerank and self.reranker is None:
            told = "there is no reranking model here; open one with --rerank MODEL, or ask without"
            raise QueryError("rerank", "unavailable", told)
        return None if request.rerank is False or not question.text else self.reranker

    def _named(self, ranking: Ranking, limit: int) -> list[tuple[str, float]]:
        return [(one.id, one.score) for one in Grouper(self._corpus, ranking, ()).ranked(limit)]

    def article(self, article_id: str) -> Article:
        """The whole article with this id. Raises ArticleUnknown."""
        return self._corpus.article(self._number(article_id))

    def similar(self, article_id: str) -> tuple[Similar, ...]:
        """All near-duplicates of the article with this id, by id. Raises ArticleUnknown."""
        return group_of(self._corpus, self._number(article_id))

    def like(self, article_id: str, limit: int = DEFAULT_HITS) -> Likeness:
        """What is like the article with this id: its near-duplicates, and the best `limit` others by both legs.

        Raises ArticleUnknown, and QueryError for a limit that is out of range.
        """
        check_limit(limit)
        number = self._number(article_id)
        duplicates = group_of(self._corpus, number)
        text = question_of(self._corpus, number)[:LONGEST_QUERY]
        if not text:
            return Likeness(article_id, duplicates, ())
        terms = self._asking.terms(text)
        question = Question(text, plain(terms), others(self._corpus, number))
        grouper = Grouper(self._corpus, self._ranker.rank(Mode.HYBRID, question), telling(terms))
        return Likeness(article_id, duplicates, grouper.hits(grouper.folds(fold=True), 0, limit))

    def explain(self, request: SearchRequest, article_id: str) -> Explained:
        """How a question was understood, and what it makes of the article with this id, a hit or not.

        Raises ArticleUnknown, and QueryError where it asks for a reranker that is not there.
        """
        number = self._number(article_id)
        query, question, words = self._understood(request)
        ranking = self._ranking(request.mode, question, words, self._reranker_of(request, question))
        explainer = self._explainer(request.mode, query, question, ranking)
        standing = explainer.standing(number, request.fold, request.floor)
        return Explained(explainer.understood(), explainer.article(number, standing))

    def _explainer(self, mode: Mode, query: Query, question: Question, ranking: Ranking) -> Explainer:
        return Explainer(
            self._corpus,
            self._ranker,
            query,
            question,
            ranking,
            calibration(mode, self.index.manifest.model) if question.text else None,
            lambda number: [worded(part) for part in self._asking.matcher.unfulfilled(query.condition, number)],
        )

    def _number(self, article_id: str) -> int:
        number = self._corpus.find(article_id)
        if number is None:
            raise ArticleUnknown(article_id)
        return number
