"""The routes: search, articles, counts, health."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import PlainTextResponse

from api import problems
from api.asked import LIMITS, Asked, AskedAsJson, AskedWhy, Form, TextForm
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
from search.request import DEFAULT_HITS
from search.searcher import Searcher
from search.similar import Likeness

router = APIRouter()
_ANSWERS: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {}}}, 410: problems.DESCRIPTION}


def _live(request: Request) -> LiveSearcher:
    live: LiveSearcher = request.app.state.live
    return live


def _searcher(request: Request) -> Searcher:
    return _live(request).get()


LiveDep = Annotated[LiveSearcher, Depends(_live)]
SearcherDep = Annotated[Searcher, Depends(_searcher)]


def _json(value: object) -> Response:
    return Response(msgspec.json.encode(value), media_type="application/json")


def _answer(live: LiveSearcher, asked: Asked) -> Response:
    answer = live.search(asked.request())
    if asked.form is Form.JSON:
        return _json(answer)
    headers = {"content-disposition": 'attachment; filename="wenlan.csv"'}
    return Response(csv_text(msgspec.to_builtins(answer)), media_type=CSV, headers=headers)


@router.get("/v1/search", response_model=SearchAnswer, responses=_ANSWERS)
def search(live: LiveDep, asked: Annotated[Asked, Query()]) -> Response:
    """The best articles for a question, with their passages, places and scores."""
    return _answer(live, asked)


@router.post("/v1/search", response_model=SearchAnswer, responses=_ANSWERS)
def search_by_body(live: LiveDep, asked: AskedAsJson) -> Response:
    """The same as GET, for long questions."""
    return _answer(live, asked)


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
    limit: Annotated[int, Query(json_schema_extra=LIMITS, description="how many others")] = DEFAULT_HITS,
) -> Response:
    """What is like an article: its near-duplicates, and others near it in meaning and words."""
    return _json(searcher.like(article_id, limit))


@router.get(
    "/v1/articles/{article_id:path}/explanation",
    response_model=Explained,
    responses={200: {"content": {"text/plain": {}}}, 404: problems.DESCRIPTION},
)
def explanation(searcher: SearcherDep, article_id: str, asked: Annotated[AskedWhy, Query()]) -> Response:
    """How a question is understood, and why an article has its place among the answers, or none."""
    explained = searcher.explain(asked.request(), article_id)
    if asked.form is TextForm.TEXT:
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
