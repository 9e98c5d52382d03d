"""What kind of article it is, by its parts."""

from indexer.reading.newspaper.drafts import Draft, Part
from indexer.reading.newspaper.roles import Marked, Role


def kind_of(draft: Draft) -> str:
    """The kind that the cut saw (label, lead, photo ...), else the one that the parts show; a feature by default."""
    if draft.kind:
        return draft.kind
    texts = draft.rows(Part.TEXT)
    questions = sum(row.role is Role.QUESTION for row in texts)
    if questions > 1:
        return "qa"
    return "policy_document" if _is_document(draft, texts) else "feature"


def _is_document(draft: Draft, texts: list[Marked]) -> bool:
    """A dated or numbered head, or numbered items under numbered headings, make a document."""
    numbered = any(row.role is Role.HEADING for row in draft.rows(Part.SECTION))
    items = any(row.role is Role.ITEM for row in texts)
    return draft.has(Part.NUMBER) or (draft.has(Part.DATE) and draft.has(Part.TITLE)) or (numbered and items)
