"""The routes: search, articles, counts, health."""

from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Query, Request, Response

from api import problems
from api.asked import Asked, AskedAsJson
from api.found_article import FoundArticle, found_article
from api.live import LiveSearcher
from search.answer import SearchAnswer
from search.counts import Counts, counts
from search.searcher import Searcher

router = APIRouter()


def _live(request: Request) -> LiveSearcher:
    live: LiveSearcher = request.app.state.live
    return live


def _searcher(request: Request) -> Searcher:
    return _live(request).get()


LiveDep = Annotated[LiveSearcher, Depends(_live)]
SearcherDep = Annotated[Searcher, Depends(_searcher)]


def _json(value: object) -> Response:
    return Response(msgspec.json.encode(value), media_type="application/json")


@router.get("/v1/search", response_model=SearchAnswer, responses={410: problems.DESCRIPTION})
def search(live: LiveDep, asked: Annotated[Asked, Query()]) -> Response:
    """The best articles for a question, with their passages, places and scores."""
    return _json(live.search(asked.request()))


@router.post("/v1/search", response_model=SearchAnswer, responses={410: problems.DESCRIPTION})
def search_by_body(live: LiveDep, asked: AskedAsJson) -> Response:
    """The same as GET, for long questions."""
    return _json(live.search(asked.request()))


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
