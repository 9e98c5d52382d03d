"""The HTTP application: search, articles, counts, health; OpenAPI at /openapi.json, a reading form of it at /docs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import msgspec
from fastapi import Depends, FastAPI, Query, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import AliasChoices, BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from api import problems
from api.live import LiveSearcher
from api.settings import Settings
from indexer.reading.document import ArticleDocument, article_document
from search.answer import SearchAnswer
from search.counts import Counts, counts
from search.request import DEFAULT_HITS, LONGEST_QUERY, MOST_HITS, Mode, search_request
from search.searcher import Searcher

_PAGE = Path(__file__).with_name("page.html")
# The page asks this server and nobody else, and shows no page inside another.
_PAGE_POLICY = "; ".join(
    [
        "default-src 'none'",
        "connect-src 'self'",
        "style-src 'unsafe-inline'",
        "script-src 'unsafe-inline'",
        "frame-ancestors 'none'",
    ]
)
_TEXT = f"keywords or a question in any language, 1 to {LONGEST_QUERY} characters"
_MODES: dict[str, Any] = {"enum": list(Mode)}
_LIMITS: dict[str, Any] = {"minimum": 1, "maximum": MOST_HITS}
_PROBLEM: dict[str, Any] = {
    "description": "what is wrong (RFC 9457)",
    "content": {
        problems.MEDIA_TYPE: {
            "schema": {
                "type": "object",
                "properties": {name: {"type": "string"} for name in ("type", "title", "code", "detail")}
                | {"status": {"type": "integer"}},
            }
        }
    },
}


class SearchBody(BaseModel):
    """A question as JSON; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")

    q: str = Field(validation_alias=AliasChoices("q", "query"), description=_TEXT)
    mode: str = Field(default=Mode.HYBRID, json_schema_extra=_MODES)
    limit: int = Field(default=DEFAULT_HITS, json_schema_extra=_LIMITS, description="how many articles")


def _searcher(request: Request) -> Searcher:
    live: LiveSearcher = request.app.state.live
    return live.get()


SearcherDep = Annotated[Searcher, Depends(_searcher)]


def _json(value: object) -> Response:
    return Response(msgspec.json.encode(value), media_type="application/json")


def create_app(settings: Settings) -> FastAPI:
    """The application over the index of the settings, which is opened, with its model, before the first request."""

    @asynccontextmanager
    async def opened(app: FastAPI) -> AsyncIterator[None]:
        app.state.live = await run_in_threadpool(LiveSearcher, settings.index, settings.model, settings.device)
        yield

    app = FastAPI(title="Wenlan 文澜", version=version("wenlan"), lifespan=opened, responses={422: _PROBLEM})
    problems.install(app)

    @app.get("/", include_in_schema=False)
    def page() -> HTMLResponse:
        """The search page."""
        return HTMLResponse(_PAGE.read_text(encoding="utf-8"), headers={"Content-Security-Policy": _PAGE_POLICY})

    @app.get("/v1/search", response_model=SearchAnswer)
    def search(
        searcher: SearcherDep,
        q: Annotated[str, Query(description=_TEXT)],
        mode: Annotated[str, Query(json_schema_extra=_MODES)] = Mode.HYBRID,
        limit: Annotated[int, Query(json_schema_extra=_LIMITS, description="how many articles")] = DEFAULT_HITS,
    ) -> Response:
        """The best articles for a question, with their passages, places and scores."""
        return _json(searcher.search(search_request(q, mode, limit)))

    @app.post("/v1/search", response_model=SearchAnswer)
    def search_by_body(searcher: SearcherDep, body: SearchBody) -> Response:
        """The same as GET, for long questions."""
        return _json(searcher.search(search_request(body.q, body.mode, body.limit)))

    @app.get("/v1/articles/{article_id:path}", response_model=ArticleDocument, responses={404: _PROBLEM})
    def article(searcher: SearcherDep, article_id: str) -> Response:
        """One whole article."""
        return _json(article_document(searcher.article(article_id)))

    @app.get("/v1/stats", response_model=Counts)
    def stats(searcher: SearcherDep) -> Response:
        """What the index holds."""
        return _json(counts(searcher.index.manifest))

    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        """The process is alive."""
        return {"status": "ok"}

    @app.get("/readyz")
    def readyz(searcher: SearcherDep) -> dict[str, str | int]:
        """Index and model are open: questions are answered."""
        return {"status": "ready", "generation": searcher.index.manifest.generation}

    return app
