"""A question as it comes over HTTP, in the address or as JSON.

Values are checked by search_request, in the same words as everywhere; here they are described.
"""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field

from search.filters import Filters
from search.ordering import HALF_LIFE, Sort
from search.request import DEFAULT_HITS, LONGEST_QUERY, MOST_HITS, Mode, SearchRequest, search_request


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Several = Annotated[list[str], BeforeValidator(_listed)]
_TEXT = f"keywords or a question in any language, 1 to {LONGEST_QUERY} characters; may be empty beside a filter"
_MODES: dict[str, Any] = {"enum": list(Mode)}
_SORTS: dict[str, Any] = {"enum": list(Sort)}
LIMITS: dict[str, Any] = {"minimum": 1, "maximum": MOST_HITS}


class Form(StrEnum):
    """The form of an answer: all of it, or its hits for spreadsheets."""

    JSON = "json"
    CSV = "csv"


class TextForm(StrEnum):
    """The form of an explanation: as data, or in words."""

    JSON = "json"
    TEXT = "text"


class Question(BaseModel):
    """A question, and what of its answer is wanted."""

    q: str = Field(description=_TEXT)
    mode: str = Field(default=Mode.HYBRID, json_schema_extra=_MODES)
    limit: int = Field(default=DEFAULT_HITS, json_schema_extra=LIMITS, description="how many hits a page")
    fold: bool = Field(default=True, description="one hit stands for all its near-duplicates")
    rerank: bool | None = Field(
        default=None, description="whether the best articles are reranked [where the server has a model for it]"
    )
    floor: float | None = Field(
        default=None,
        json_schema_extra={"minimum": 0, "maximum": 1},
        description="hits less relevant than this, 0 to 1, are left out",
    )
    since: str | None = Field(default=None, description="first day, month or year: 2025-06-10, 2025-06, 2025")
    until: str | None = Field(default=None, description="last day, month or year")
    page: Several = Field(
        default=[], description='a page, a range of pages (1-4), or in quotation marks just this ("1-4")'
    )
    source: Several = Field(default=[], description="part of the name of a paper, or in quotation marks the whole")
    author: Several = Field(default=[], description="part of the name of somebody, or in quotation marks the whole")
    kind: Several = Field(default=[], description="a kind of article, such as editorial")
    sort: str = Field(default=Sort.RELEVANCE, json_schema_extra=_SORTS, description="recent: relevance and age")
    half_life: float = Field(
        default=HALF_LIFE,
        json_schema_extra={"exclusiveMinimum": 0},
        description="days after which an article counts half, where age counts",
    )
    facets: bool = Field(default=False, description="count years, months, papers, pages, authors and kinds")
    cursor: str | None = Field(default=None, description="next_cursor of the page before, to go on behind it")

    explain: bool = Field(default=False, description="say how the answer came about")

    def request(self) -> SearchRequest:
        """The question, checked. Raises QueryError."""
        filters = Filters(self.since, self.until, self.page, self.source, self.author, self.kind)
        return search_request(
            text=self.q,
            mode=self.mode,
            limit=self.limit,
            fold=self.fold,
            rerank=self.rerank,
            floor=self.floor,
            filters=filters,
            sort=self.sort,
            half_life=self.half_life,
            facets=self.facets,
            cursor=self.cursor,
            explain=self.explain,
        )


class Asked(Question):
    """A question in the address."""

    form: Form = Field(default=Form.JSON, alias="format", description="csv: the hits, for spreadsheets")


class AskedWhy(Question):
    """A question in the address, to be explained."""

    form: TextForm = Field(default=TextForm.JSON, alias="format", description="as data, or in words")


class AskedAsJson(Asked):
    """A question as JSON; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")

    q: str = Field(validation_alias=AliasChoices("q", "query"), description=_TEXT)
