"""The routes: search, articles, counts, health."""

from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import PlainTextResponse
from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from api import problems
from api.citing import MEDIA_TYPES, Style, cited
from api.found_article import FoundArticle, found_article
from api.live import LiveSearcher
from api.render import explained_text
from api.spreadsheet import MEDIA_TYPE as CSV
from api.spreadsheet import csv_text
from search.answer import SearchAnswer
from search.citation import reference
from search.counts import Counts, counts
from search.explanation import Explained
from search.request import DEFAULT_HITS, LONGEST_QUERY, MOST_HITS, Mode, search_request
from search.searcher import Searcher
from search.similar import Likeness

# Values are checked by search_request, in the same words as everywhere; here they are described.
_TEXT = f"keywords or a question in any language, 1 to {LONGEST_QUERY} characters"
_RERANK = "whether the best articles are reranked [where the server has a model for it]"
_FOLD = "one hit stands for all its near-duplicates"
_FLOOR = "hits less relevant than this, 0 to 1, are left out"
_EXPLAIN = "whether the answer says how it came about"
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
    explain: bool = Field(default=False, description=_EXPLAIN)


def _searcher(request: Request) -> Searcher:
    live: LiveSearcher = request.app.state.live
    return live.get()


SearcherDep = Annotated[Searcher, Depends(_searcher)]


def _json(value: object) -> Response:
    return Response(msgspec.json.encode(value), media_type="application/json")


@router.get("/v1/search", response_model=SearchAnswer, responses={200: {"content": {"text/csv": {}}}})
def search(
    searcher: SearcherDep,
    q: Annotated[str, Query(description=_TEXT)],
    mode: Annotated[str, Query(json_schema_extra=_MODES)] = Mode.HYBRID,
    limit: Annotated[int, Query(json_schema_extra=_LIMITS, description="how many hits")] = DEFAULT_HITS,
    fold: Annotated[bool, Query(description=_FOLD)] = True,
    rerank: Annotated[bool | None, Query(description=_RERANK)] = None,
    floor: Annotated[float | None, Query(json_schema_extra=_FLOORS, description=_FLOOR)] = None,
    explain: Annotated[bool, Query(description=_EXPLAIN)] = False,
    form: Annotated[Literal["json", "csv"], Query(alias="format", description="csv: for spreadsheets")] = "json",
) -> Response:
    """The best articles for a question, with their passages, places and scores."""
    answer = searcher.search(search_request(q, mode, limit, fold, rerank, floor, explain))
    if form == "csv":
        headers = {"content-disposition": 'attachment; filename="wenlan.csv"'}
        return Response(csv_text(msgspec.to_builtins(answer)), media_type=CSV, headers=headers)
    return _json(answer)


@router.post("/v1/search", response_model=SearchAnswer)
def search_by_body(searcher: SearcherDep, body: SearchBody) -> Response:
    """The same as GET, for long questions."""
    request = search_request(body.q, body.mode, body.limit, body.fold, body.rerank, body.floor, body.explain)
    return _json(searcher.search(request))


@router.get(
    "/v1/articles/{article_id:path}/citation",
    response_class=Response,
    responses={200: {"content": {media_type: {} for media_type in MEDIA_TYPES.values()}}, 404: problems.DESCRIPTION},
)
def citation(searcher: SearcherDep, article_id: str, style: Style = Style.GBT) -> Response:
    """The reference of an article: by GB/T 7714—2015, or as RIS for programs that manage references."""
    return Response(cited(reference(searcher.article(article_id)), style), media_type=MEDIA_TYPES[style])


@router.get("/v1/articles/{article_id:path}/similar", response_model=Likeness, responses={404: problems.DESCRIPTION})
def similar(
    searcher: SearcherDep,
    article_id: str,
    limit: Annotated[int, Query(json_schema_extra=_LIMITS, description="how many others")] = DEFAULT_HITS,
) -> Response:
    """What is like an article: its near-duplicates, and others near it in meaning and words."""
    return _json(searcher.like(article_id, limit))


@router.get(
    "/v1/articles/{article_id:path}/explanation",
    response_model=Explained,
    responses={200: {"content": {"text/plain": {}}}, 404: problems.DESCRIPTION},
)
def explanation(
    searcher: SearcherDep,
    article_id: str,
    q: Annotated[str, Query(description=_TEXT)],
    mode: Annotated[str, Query(json_schema_extra=_MODES)] = Mode.HYBRID,
    rerank: Annotated[bool | None, Query(description=_RERANK)] = None,
    form: Annotated[Literal["json", "text"], Query(alias="format", description="as data, or in words")] = "json",
) -> Response:
    """How a question is understood, and why an article has its place among the answers, or none."""
    explained = searcher.explain(search_request(q, mode, rerank=rerank), article_id)
    if form == "text":
        return PlainTextResponse(explained_text(msgspec.to_builtins(explained)))
    return _json(explained)


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
