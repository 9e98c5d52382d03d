"""What an article says of itself besides its text: its agency, its dispatch, and of a document who issued it when."""

from dataclasses import replace

from indexer.articles import Article
from indexer.kinds import Kind
from indexer.reading.newspaper.dispatches import agency_of, dateline_of
from indexer.reading.newspaper.documents import document_facts
from indexer.reading.newspaper.leads import find_lead


def described(article: Article) -> Article:
    """The article with what its own lines say of it; an agency that is known already stays."""
    lead = find_lead(article.paragraphs[0].text) if article.paragraphs else None
    return replace(
        article,
        lead=lead.marker.strip() if lead else "",
        agency=article.agency or agency_of(article, lead),
        dateline=dateline_of(lead),
        document=document_facts(article) if article.kind == Kind.POLICY_DOCUMENT else None,
    )
