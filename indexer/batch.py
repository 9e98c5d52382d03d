"""A batch: articles, analysed as they come and made into one segment in memory."""

from collections.abc import Callable, Sequence

from indexer import analysis
from indexer.article_store import StoredArticle, stored
from indexer.articles import Article
from indexer.canonical import WordingsWriter
from indexer.chunking import Chunk, chunks, embedded_text, indexed_text, lead_text
from indexer.columns import Known, columns_of
from indexer.embedding_cache import EmbeddingCache, Progress
from indexer.groups import reported_text
from indexer.joints import joints
from indexer.languages import language
from indexer.model.embedding import Embedder
from indexer.ocr.aliases import chunk_aliases
from indexer.postings import PostingsBuilder
from indexer.recipe import Recipe
from indexer.segment import NewSegment, keys_of, passages_of
from indexer.shingles import Shingles, ShingleSets, shingles
from indexer.windows import Windows, windows_of

# What a segment has at most, by which the memory of a build is bounded; a query costs less the fewer there are.
SEGMENT_CHUNKS, SEGMENT_VECTORS, SEGMENT_POSTINGS = 400_000, 400_000, 30_000_000


class Batch:
    """Articles of a segment to be. Of each article only what the segment will hold stays in memory."""

    def __init__(self, recipe: Recipe) -> None:
        self._recipe = recipe
        self._articles: list[StoredArticle] = []
        self._known: list[Known] = []
        self._chunks: list[tuple[int, Chunk]] = []
        self._postings = PostingsBuilder()
        self._wordings = WordingsWriter()
        self._shingles: list[Shingles] = []
        self._narrow, self._wide = _Cut(), _Cut()
        self._alike = True  # of every article the wide windows are the narrow ones

    def __len__(self) -> int:
        """How many articles it has."""
        return len(self._articles)

    @property
    def is_full(self) -> bool:
        """Whether it should become a segment."""
        return (
            self.chunks >= SEGMENT_CHUNKS or self._vectors >= SEGMENT_VECTORS or len(self._postings) >= SEGMENT_POSTINGS
        )

    @property
    def chunks(self) -> int:
        """How many chunks it has."""
        return len(self._chunks)

    @property
    def windows(self) -> int:
        """How many windows it has of both widths."""
        return len(self._narrow.texts) + len(self._wide.texts)

    @property
    def _vectors(self) -> int:
        return len(self._narrow.texts) if self._alike else self.windows

    def add(self, article: Article) -> None:
        """Cut and analyse an article. What looks at the same text stands together, so that it is folded once."""
        recipe, row = self._recipe, len(self._articles)
        own, narrow = list(chunks(article, recipe)), len(self._narrow.texts)
        for chunk in own:
            text = indexed_text(article, chunk, recipe)
            self._postings.add(
                analysis.terms(text, recipe.han), (*chunk_aliases(article, chunk, recipe), *joints(text))
            )
            of_chunk = [embedded_text(article, chunk, window, recipe) for window in chunk.windows]
            self._narrow.add(of_chunk, article.body[chunk.start : chunk.end])
            self._chunks.append((row, chunk))
        self._wordings.add(article, own)
        self._shingles.append(shingles(reported_text(article)))
        lead = lead_text(article, recipe)
        self._wide.add([lead], article.body)
        passage = len(own) == 1 and self._narrow.languages[-1] == self._wide.languages[-1]
        self._alike &= passage and self._narrow.texts[narrow:] == [lead]
        self._known.append(Known.of(article))
        self._articles += stored((article,))

    def segment(self, embedder: Embedder, cache: EmbeddingCache, embedded: Callable[[int], None]) -> NewSegment:
        """The segment, embedded as far as `cache` does not know its texts; the batch is at its end then.

        `embedded` is called with the windows that have their vectors so far.
        """
        # Before there are vectors, for both need room.
        postings = self._postings.build()
        del self._postings
        first = len(self._narrow.texts)
        narrow = self._narrow.windows(embedder, cache, lambda done, _: embedded(done))
        wide = narrow if self._alike else self._wide.windows(embedder, cache, lambda done, _: embedded(first + done))
        embedded(first + len(wide.vectors))
        return NewSegment(
            articles=self._articles,
            keys=keys_of(article_id for article_id, _ in self._articles),
            columns=columns_of(self._known),
            passages=passages_of(self._chunks),
            postings=postings,
            wordings=self._wordings.wordings(),
            shingles=ShingleSets.of(self._shingles),
            narrow=narrow,
            wide=wide,
        )


class _Cut:
    """Texts to embed, and of each chunk or article that they are of how many it has and its language."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.counts: list[int] = []
        self.languages: list[str] = []

    def add(self, texts: Sequence[str], owner: str) -> None:
        self.texts += texts
        self.counts.append(len(texts))
        self.languages.append(language(owner))

    def windows(self, embedder: Embedder, cache: EmbeddingCache, progress: Progress) -> Windows:
        """The texts as windows with their vectors; they are gone then."""
        vectors = cache.passages(self.texts, embedder, progress)
        self.texts = []
        return windows_of(self.counts, self.languages, vectors)
