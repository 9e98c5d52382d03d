"""Errors over HTTP: one shape for all, RFC 9457 problem details with a stable `code`."""

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api.writer import WritesRefused
from indexer.errors import IndexLocked, SourceError, WenlanError
from search.errors import ArticleUnknown, CursorExpired, QueryError

_log = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
DESCRIPTION: dict[str, Any] = {
    "description": "what is wrong (RFC 9457)",
    "content": {
        MEDIA_TYPE: {
            "schema": {
                "type": "object",
                "properties": {name: {"type": "string"} for name in ("type", "title", "code", "detail")}
                | {"status": {"type": "integer"}},
            }
        }
    },
}
_STATUS: dict[type[WenlanError], HTTPStatus] = {
    QueryError: HTTPStatus.UNPROCESSABLE_ENTITY,
    ArticleUnknown: HTTPStatus.NOT_FOUND,
    WritesRefused: HTTPStatus.FORBIDDEN,
    IndexLocked: HTTPStatus.LOCKED,
    SourceError: HTTPStatus.UNPROCESSABLE_ENTITY,
    CursorExpired: HTTPStatus.GONE,
}


def problem(status: int, code: str, detail: str, **more: object) -> JSONResponse:
    """A problem document; `code` tells programs, `detail` people what is wrong."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "code": code, "detail": detail}
    return JSONResponse(body | more, status, media_type=MEDIA_TYPE)


def _of_wenlan(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, WenlanError)
    return problem(_STATUS.get(type(error), HTTPStatus.SERVICE_UNAVAILABLE), error.code, str(error))


def _of_http(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    code = HTTPStatus(error.status_code).phrase.lower().replace(" ", "-")
    answer = problem(error.status_code, code, str(error.detail))
    answer.headers.update(error.headers or {})
    return answer


def _of_request(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    wrong = [{"field": ".".join(map(str, item["loc"])), "problem": item["msg"]} for item in error.errors()]
    detail = "; ".join(f"{item['field']}: {item['problem']}" for item in wrong)
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "request-invalid", detail, errors=wrong)


def _of_fault(request: Request, error: Exception) -> JSONResponse:
    _log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "internal-error", "the server failed; its log has the cause")


def install(app: FastAPI) -> None:
    """Answer every error of the application in the one shape."""
    app.add_exception_handler(WenlanError, _of_wenlan)
    app.add_exception_handler(HTTPException, _of_http)
    app.add_exception_handler(RequestValidationError, _of_request)
    app.add_exception_handler(Exception, _of_fault)
