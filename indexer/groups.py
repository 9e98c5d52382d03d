"""The groups of near-duplicates of an index: what is compared, and the file that keeps the result."""

from collections.abc import Sequence

from indexer.array_file import write_array
from indexer.articles import Article
from indexer.durable import sync
from indexer.manifest import GroupsRecord, IndexLayout, SegmentRecord, record_file
from indexer.near_duplicates import NO_GROUP
from indexer.postings import IntArray
from indexer.reading.newspaper.leads import find_lead
from indexer.regrouping import Archive
from indexer.segment import open_texts


def reported_text(article: Article) -> str:
    """What is compared with other articles: the body without its lead marker; heads and jumps are no part of it."""
    body = article.body.lstrip()
    lead = find_lead(body)
    return body[len(lead.marker) :] if lead else body


def stored_groups(layout: IndexLayout, segments: Sequence[SegmentRecord]) -> IntArray:
    """The groups of the articles of segments that are not deleted, by their stored shingles."""
    return Archive([open_texts(layout.segment(record.id), record.deleted) for record in segments]).grouped()


def write_groups(layout: IndexLayout, generation: int, groups: IntArray) -> GroupsRecord:
    """Write the group of each article of a generation, on the disk when this returns."""
    layout.groups.mkdir(exist_ok=True)
    path = layout.groups_of(generation)
    write_array(path, groups)
    sync(path)
    sync(path.parent)
    return GroupsRecord(int(groups.max(initial=-1)) + 1, int((groups != NO_GROUP).sum()), record_file(path))
