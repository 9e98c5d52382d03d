"""The HTTP application: the page, the routes, one shape for all errors, documentation that needs no network."""

from importlib.metadata import version
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from fastapi_offline import FastAPIOffline

from api import problems
from api.live import LiveSearcher
from api.routes import router
from api.write_routes import router as write_router
from api.writer import IndexWriter

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


def _page() -> HTMLResponse:
    return HTMLResponse(_PAGE.read_text(encoding="utf-8"), headers={"Content-Security-Policy": _PAGE_POLICY})


def create_app(live: LiveSearcher, writer: IndexWriter | None = None) -> FastAPI:
    """The application over an opened index; without a writer it answers only."""
    app = FastAPIOffline(title="Wenlan 文澜", version=version("wenlan"), responses={422: problems.DESCRIPTION})
    app.state.live = live
    app.state.writer = writer
    problems.install(app)
    app.add_api_route("/", _page, include_in_schema=False)
    app.include_router(write_router)
    app.include_router(router)
    return app
