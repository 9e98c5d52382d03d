"""The routes: search, articles, counts, health."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from api import problems
from api.found_article import FoundArticle, found_article
from api.live import LiveSearcher
from search.answer import SearchAnswer
from search.counts import Counts, counts
from search.request import DEFAULT_HITS, LONGEST_QUERY, MOST_HITS, Mode, search_request
from search.searcher import Searcher

# Values are checked by search_request, in the same words as everywhere; here they are described.
_TEXT = f"keywords or a question in any language, 1 to {LONGEST_QUERY} characters"
_RERANK = "whether the best articles are reranked [where the server has a model for it]"
_FOLD = "one hit stands for all its near-duplicates"
_FLOOR = "hits less relevant than this, 0 to 1, are left out"
_MODES: dict[str, Any] = {"enum": list(Mode)}
_LIMITS: dict[str, Any] = {"minimum": 1, "maximum": MOST_HITS}
_FLOORS: dict[str, Any] = {"minimum": 0, "maximum": 1}

router = APIRouter()


class SearchBody(BaseModel):
    """A question as JSON; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")

    q: str = Field(validation_alias=AliasChoices("q", "query"), description=_TEXT)
    mode: str = Field(default=Mode.HYBRID, json_schema_extra=_MODES)
    limit: int = Field(default=DEFAULT_HITS, json_schema_extra=_LIMITS, description="how many hits")
    fold: bool = Field(default=True, description=_FOLD)
    rerank: bool | None = Field(default=None, description=_RERANK)
    floor: float | None = Field(default=None, json_schema_extra=_FLOORS, description=_FLOOR)


def _searcher(request: Request) -> Searcher:
    live: LiveSearcher = request.app.state.live
    return live.get()


SearcherDep = Annotated[Searcher, Depends(_searcher)]


def _json(value: object) -> Response:
    return Response(msgspec.json.encode(value), media_type="application/json")


@router.get("/v1/search", response_model=SearchAnswer)
def search(
    searcher: SearcherDep,
    q: Annotated[str, Query(description=_TEXT)],
    mode: Annotated[str, Query(json_schema_extra=_MODES)] = Mode.HYBRID,
    limit: Annotated[int, Query(json_schema_extra=_LIMITS, description="how many hits")] = DEFAULT_HITS,
    fold: Annotated[bool, Query(description=_FOLD)] = True,
    rerank: Annotated[bool | None, Query(description=_RERANK)] = None,
    floor: Annotated[float | None, Query(json_schema_extra=_FLOORS, description=_FLOOR)] = None,
) -> Response:
    """The best articles for a question, with their passages, places and scores."""
    return _json(searcher.search(search_request(q, mode, limit, fold, rerank, floor)))


@router.post("/v1/search", response_model=SearchAnswer)
def search_by_body(searcher: SearcherDep, body: SearchBody) -> Response:
    """The same as GET, for long questions."""
    return _json(searcher.search(search_request(body.q, body.mode, body.limit, body.fold, body.rerank, body.floor)))


@router.get("/v1/articles/{article_id:path}", response_model=FoundArticle, responses={404: problems.DESCRIPTION})
def article(searcher: SearcherDep, article_id: str) -> Response:
    """One whole article, and its near-duplicates."""
    return _json(found_article(searcher, article_id))


@router.get("/v1/stats", response_model=Counts)
def stats(searcher: SearcherDep) -> Response:
    """What the index holds."""
    return _json(counts(searcher.index.manifest))


@router.get("/healthz")
def healthz() -> dict[str, str]:
    """The process is alive."""
    return {"status": "ok"}


@router.get("/readyz")
def readyz(searcher: SearcherDep) -> dict[str, str | int]:
    """Index and model are open: questions are answered."""
    return {"status": "ready", "generation": searcher.index.manifest.generation}
