"""The routes that write: articles come and go, where the server was started so that they may."""

import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Request, Response
from starlette.background import BackgroundTask

from api import problems
from api.writer import IndexWriter, WritesRefused, Written

router = APIRouter()
_REFUSALS: dict[int | str, dict[str, Any]] = {403: problems.DESCRIPTION, 423: problems.DESCRIPTION}
_BODY = {
    "requestBody": {
        "required": True,
        "description": "JSON Lines: one article a line, with id, text, title and the other fields of .jsonl sources",
        "content": {"application/jsonl": {"schema": {"type": "string"}}},
    }
}


def _writer(request: Request) -> IndexWriter:
    writer: IndexWriter | None = request.app.state.writer
    if writer is None:
        raise WritesRefused
    return writer


WriterDep = Annotated[IndexWriter, Depends(_writer)]


async def _body(request: Request, _: WriterDep) -> AsyncIterator[Path]:
    """The body of a request as a file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "articles.jsonl")
        with path.open("wb") as file:
            async for part in request.stream():
                file.write(part)
        yield path


def _answer(written: Written, writer: IndexWriter) -> Response:
    content = msgspec.json.encode(written)
    return Response(content, media_type="application/json", background=BackgroundTask(writer.merge))


@router.post("/v1/articles", response_model=Written, responses=_REFUSALS, openapi_extra=_BODY)
def add_articles(writer: WriterDep, lines: Annotated[Path, Depends(_body)]) -> Response:
    """Add articles, each in place of the one with its id; the next question finds them."""
    return _answer(writer.add(lines), writer)


@router.delete(
    "/v1/articles/{article_id:path}", response_model=Written, responses=_REFUSALS | {404: problems.DESCRIPTION}
)
def delete_article(writer: WriterDep, article_id: str) -> Response:
    """Delete an article; the next question does not find it."""
    return _answer(writer.delete(article_id), writer)
