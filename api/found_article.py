"""An article of an index as a document: what a reading gives of it, and its near-duplicates."""

from dataclasses import dataclass, fields

from indexer.reading.document import ArticleDocument, article_document
from search.answer import Similar
from search.searcher import Searcher


@dataclass(frozen=True, slots=True)
class FoundArticle(ArticleDocument):
    """An article with all its near-duplicates in the index, in the order of their ids."""

    similar: tuple[Similar, ...]


def found_article(searcher: Searcher, article_id: str) -> FoundArticle:
    """The document of the article with this id. Raises ArticleUnknown."""
    document = article_document(searcher.article(article_id))
    values = {field.name: getattr(document, field.name) for field in fields(document)}
    return FoundArticle(**values, similar=searcher.similar(article_id))
