"""A batch: articles and their chunks, made into one segment in memory."""

from collections.abc import Iterable, Iterator, Sequence

from indexer import analysis
from indexer.article_store import stored
from indexer.articles import Article
from indexer.canonical import wordings
from indexer.chunking import Chunk, chunks, embedded_text, indexed_text, wide_texts
from indexer.columns import columns_of
from indexer.embedding_cache import EmbeddingCache, Progress
from indexer.groups import reported_text
from indexer.joints import joints
from indexer.languages import language
from indexer.model.embedding import Embedder
from indexer.ocr.aliases import chunk_aliases
from indexer.postings import PostingsBuilder
from indexer.recipe import Recipe
from indexer.segment import NewSegment, keys_of, passages_of
from indexer.shingles import ShingleSets, shingles
from indexer.windows import windows_of

# Chunks a segment: bounds the memory of a build (about 10 KB a chunk with its vectors).
SEGMENT_CHUNKS = 50_000

ChunkedArticle = tuple[Article, list[Chunk]]


def batches(articles: Iterable[Article], recipe: Recipe) -> Iterator[list[ChunkedArticle]]:
    """Articles with their chunks, in lists of about SEGMENT_CHUNKS chunks."""
    batch: list[ChunkedArticle] = []
    size = 0
    for article in articles:
        batch.append((article, list(chunks(article, recipe))))
        size += len(batch[-1][1])
        if size >= SEGMENT_CHUNKS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def segment_of(
    batch: Sequence[ChunkedArticle], recipe: Recipe, embedder: Embedder, cache: EmbeddingCache, progress: Progress
) -> NewSegment:
    """The segment of a batch, embedded as far as `cache` does not know its texts."""
    postings = PostingsBuilder()
    narrow, wide = _Cut(), _Cut()
    for article, article_chunks in batch:
        wide.add(wide_texts(article, recipe), article.body)
        for chunk in article_chunks:
            text = indexed_text(article, chunk, recipe)
            postings.add(analysis.terms(text, recipe.han), (*chunk_aliases(article, chunk, recipe), *joints(text)))
            of_chunk = [embedded_text(article, chunk, window, recipe) for window in chunk.windows]
            narrow.add(of_chunk, article.body[chunk.start : chunk.end])
    texts = [*narrow.texts, *wide.texts]
    progress(0, len(texts))
    vectors = cache.passages(texts, embedder, progress)
    rows = [(row, chunk) for row, (_, article_chunks) in enumerate(batch) for chunk in article_chunks]
    return NewSegment(
        articles=stored(article for article, _ in batch),
        keys=keys_of(article.id for article, _ in batch),
        columns=columns_of([article for article, _ in batch]),
        passages=passages_of(rows),
        postings=postings.build(),
        wordings=wordings(batch),
        shingles=ShingleSets.of(shingles(reported_text(article)) for article, _ in batch),
        narrow=windows_of(narrow.counts, narrow.languages, vectors[: len(narrow.texts)]),
        wide=windows_of(wide.counts, wide.languages, vectors[len(narrow.texts) :]),
    )


class _Cut:
    """Texts to embed, and of each chunk or article that they are of how many it has and its language."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.counts: list[int] = []
        self.languages: list[str] = []

    def add(self, texts: list[str], owner: str) -> None:
        self.texts += texts
        self.counts.append(len(texts))
        self.languages.append(language(owner))
