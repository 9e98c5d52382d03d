"""The lexical leg against bm25s (Numba), tantivy, SQLite FTS5 and rank_bm25: text in, ids of the ten best articles out.

All have the terms of our analyser, of whole articles, as words t17 that no tokeniser of theirs changes, and one thread.
Ours scores passages besides, which the others do not.
"""

import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import bm25s
import numpy as np
import rank_bm25
import tantivy

from indexer import analysis
from indexer.articles import Article
from indexer.chunking import chunks, indexed_text
from indexer.index import open_index
from indexer.recipe import RECIPE
from scripts.speed.growth import NamedVectors
from scripts.speed.timing import in_turns
from search.bm25 import BM25
from search.corpus import Corpus
from search.lexical import LexicalLeg
from search.phrases import PhraseFinder
from search.request import search_request
from search.searcher import Searcher
from search.terms import plain

TOP = 10
_FEW = 20
Ask = Callable[[str], Sequence[str]]


class Terms:
    """The terms of articles as numbers, which every system is given."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def of_article(self, article: Article) -> list[int]:
        """The terms of an article, as often as it has them: those of its chunks."""
        texts = (indexed_text(article, chunk, RECIPE) for chunk in chunks(article, RECIPE))
        return [self.numbers.setdefault(term, len(self.numbers)) for text in texts for term in analysis.terms(text)]

    def of_query(self, text: str) -> list[int]:
        """The terms of a query that an article has."""
        return [self.numbers[term] for term in analysis.terms(text) if term in self.numbers]


def measure(root: Path, articles: Iterable[Article], queries: Sequence[str], scale: bool) -> dict[str, object]:
    """Milliseconds a query over the index in `root`, which holds these articles.

    For `scale` SQLite FTS5 and rank_bm25 beside, which take a hundred times as long, with a few of the queries.
    """
    terms, ids = Terms(), list[str]()
    with tempfile.TemporaryDirectory() as folder:
        peers = [_Tantivy(Path(folder) / "tantivy", terms), _Matrix(terms)]
        slow = [_Fts5(Path(folder) / "fts5.sqlite", terms), _RankBm25(terms)] if scale else []
        for article in articles:
            numbers = terms.of_article(article)
            ids.append(article.id)
            for peer in (*peers, *slow):
                peer.add(article.id, numbers)
        for peer in (*peers, *slow):
            peer.finish(ids)
        ours, whole = _ours(root)
        systems: dict[str, Ask] = {"lexical leg": ours, "wenlan, whole query": whole}
        systems |= {peer.name: peer.ask for peer in peers}
        found = in_turns(systems, queries)
        if scale:
            found |= in_turns({one.name: one.ask for one in slow}, queries[:_FEW])
        agreement = np.mean([len({*ours(text)} & {*peers[-1].ask(text)}) / TOP for text in queries])
    fastest = {at: min(found[peer.name][at] for peer in peers) for at in ("p50 ms", "p99 ms")}
    return {
        "articles": len(ids),
        "queries": len(queries),
        "terms a query": round(float(np.mean([len(analysis.terms(text)) for text in queries])), 1),
        "milliseconds": found,
        "of the fastest peer": {at: round(found["lexical leg"][at] / best_of, 2) for at, best_of in fastest.items()},
        "shared with bm25s in the first ten": round(float(agreement), 3),
    }


def _ours(root: Path) -> tuple[Ask, Ask]:
    """The leg by itself as the peers are, and a whole query in lexical mode."""
    corpus = Corpus(open_index(root))
    leg = LexicalLeg(corpus, PhraseFinder(corpus))
    leg.compile()
    corpus.keep_ids()
    searcher = Searcher(open_index(root), NamedVectors)
    searcher.warm()

    def ask(text: str) -> list[str]:
        return corpus.ids(leg.score(plain(analysis.terms(text))).best(TOP, corpus.keys))

    def whole(text: str) -> list[str]:
        return [one for one, _ in searcher.ranked(search_request(text, "lexical", TOP))]

    return ask, whole


class _Matrix:
    """bm25s with the matrix that its own indexing makes, put together here: that takes a list of Python numbers for
    each article, more than a machine has for a million of them.
    """

    name = "bm25s (Numba)"

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._postings: list[np.ndarray] = []
        self._lengths: list[int] = []

    def add(self, _: str, numbers: list[int]) -> None:
        counts = np.array(sorted(Counter(numbers).items()), np.int32).reshape(-1, 2)
        rows = np.full(len(counts), len(self._lengths), np.int32)
        self._postings.append(np.column_stack([counts, rows]))
        self._lengths.append(len(numbers))

    def finish(self, ids: Sequence[str]) -> None:
        terms, frequencies, rows = np.concatenate(self._postings).T
        self._postings = []
        order = np.argsort(terms, kind="stable")
        document_frequency = np.bincount(terms, minlength=len(self._terms.numbers))
        lengths = np.array(self._lengths)
        saturation = BM25.k1 * (1 - BM25.b + BM25.b * lengths / lengths.mean())
        weights = frequencies[order] / (frequencies[order] + saturation[rows[order]])
        idf = np.log(1 + (len(lengths) - document_frequency + 0.5) / (document_frequency + 0.5))
        self._ids = ids
        self._bm25 = bm25s.BM25(method="lucene", k1=BM25.k1, b=BM25.b, backend="numba")
        self._bm25.scores = {
            "data": (weights * np.repeat(idf, document_frequency)).astype(np.float32),
            "indices": np.ascontiguousarray(rows[order]),
            "indptr": np.concatenate([[0], np.cumsum(document_frequency)]),
            "num_docs": len(lengths),
        }
        self._bm25.vocab_dict = self._terms.numbers
        self._bm25.unique_token_ids_set = set(self._terms.numbers.values())
        self._bm25.nonoccurrence_array = None
        self._bm25.activate_numba_scorer()

    def ask(self, text: str) -> list[str]:
        asked = [[term for term in analysis.terms(text) if term in self._terms.numbers]]
        if not asked[0]:
            return []
        settings = {"show_progress": False, "n_threads": 1, "backend_selection": "numba"}
        (rows,) = self._bm25.retrieve(asked, k=TOP, **settings).documents
        return [self._ids[row] for row in rows.tolist()]


class _Tantivy:
    """tantivy, its index in one segment."""

    name = "tantivy"

    def __init__(self, folder: Path, terms: Terms) -> None:
        folder.mkdir()
        self._terms = terms
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        builder.add_text_field("body", tokenizer_name="whitespace", index_option="freq")
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema, path=str(folder))
        self._writer = self._index.writer(heap_size=1_000_000_000, num_threads=1)

    def add(self, article_id: str, numbers: list[int]) -> None:
        self._writer.add_document(tantivy.Document(id=article_id, body=" ".join(f"t{number}" for number in numbers)))

    def finish(self, _: Sequence[str]) -> None:
        self._writer.commit()
        self._writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def ask(self, text: str) -> list[str]:
        counted = Counter(self._terms.of_query(text)).items()
        parts = [(tantivy.Occur.Should, self._term(number, count)) for number, count in counted]
        hits = self._searcher.search(tantivy.Query.boolean_query(parts), TOP, count=False).hits
        return [str(self._searcher.doc(address)["id"][0]) for _, address in hits]

    def _term(self, number: int, count: int) -> tantivy.Query:
        query = tantivy.Query.term_query(self._schema, "body", f"t{number}", index_option="freq")
        return tantivy.Query.boost_query(query, float(count)) if count > 1 else query


class _Fts5:
    """SQLite FTS5, its index optimised."""

    name = "SQLite FTS5"

    def __init__(self, path: Path, terms: Terms) -> None:
        self._terms = terms
        self._database = sqlite3.connect(path)
        self._database.execute("PRAGMA synchronous = off")
        self._database.execute("CREATE VIRTUAL TABLE article USING fts5(body, content='')")
        self._rows = 0

    def add(self, _: str, numbers: list[int]) -> None:
        text = " ".join(f"t{number}" for number in numbers)
        self._database.execute("INSERT INTO article (rowid, body) VALUES (?, ?)", (self._rows, text))
        self._rows += 1

    def finish(self, ids: Sequence[str]) -> None:
        self._ids = ids
        self._database.execute("INSERT INTO article (article) VALUES ('optimize')")
        self._database.commit()

    def ask(self, text: str) -> list[str]:
        asked = " OR ".join(f"t{number}" for number in dict.fromkeys(self._terms.of_query(text)))
        if not asked:
            return []
        found = "SELECT rowid FROM article WHERE article MATCH ? ORDER BY rank LIMIT ?"
        return [self._ids[row] for (row,) in self._database.execute(found, (asked, TOP))]


class _RankBm25:
    """rank_bm25, for scale."""

    name = "rank_bm25"

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._documents: list[list[int]] = []

    def add(self, _: str, numbers: list[int]) -> None:
        self._documents.append(numbers)

    def finish(self, ids: Sequence[str]) -> None:
        self._ids = ids
        self._bm25 = rank_bm25.BM25Okapi(self._documents, k1=BM25.k1, b=BM25.b)

    def ask(self, text: str) -> list[str]:
        scores = self._bm25.get_scores(self._terms.of_query(text))
        return [self._ids[row] for row in np.argsort(-scores)[:TOP].tolist()]
