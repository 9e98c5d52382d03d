"""Serving: the application under uvicorn until it is interrupted."""

import shlex

import click
import uvicorn

from api.app import create_app
from api.settings import Settings
from indexer.index import open_index


def address(settings: Settings) -> str:
    """The URL that the server answers on."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{settings.port}"


def serve(settings: Settings) -> None:
    """Serve until Ctrl-C. Raises IndexMissing and its kin before anything listens."""
    open_index(settings.index).close()
    url = address(settings)
    example = shlex.join(["curl", "-s", "--get", f"{url}/v1/search", "--data-urlencode", "q=绿证 捐赠"])
    click.echo(f"Wenlan serves {settings.index} on {url} (documentation: {url}/docs); stop with Ctrl-C", err=True)
    click.echo(f"Try: {example}", err=True)
    uvicorn.run(create_app(settings), host=settings.host, port=settings.port, log_level="warning")
