"""An article of an index as a document: what a reading gives of it, and its near-duplicates."""

from dataclasses import dataclass, fields

from indexer.reading.document import ArticleDocument, article_document
from search.answer import Similar
from search.citation import gbt, reference
from search.searcher import Searcher


@dataclass(frozen=True, slots=True)
class FoundArticle(ArticleDocument):
    """An article with all its near-duplicates in the index, in the order of their ids, and its reference by GB/T
    7714—2015.
    """

    similar: tuple[Similar, ...]
    citation: str


def found_article(searcher: Searcher, article_id: str) -> FoundArticle:
    """The document of the article with this id. Raises ArticleUnknown."""
    article = searcher.article(article_id)
    document = article_document(article)
    values = {field.name: getattr(document, field.name) for field in fields(document)}
    return FoundArticle(**values, similar=searcher.similar(article_id), citation=gbt(reference(article)))
