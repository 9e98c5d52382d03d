"""Serving: the application under uvicorn until it is interrupted."""

import contextlib
import gc
import shlex
import socket
import threading

import click
import uvicorn

from api.app import create_app
from api.live import LiveSearcher
from api.settings import Settings
from api.writer import IndexWriter
from indexer.errors import WenlanError

# A URL of 10,000 Chinese characters has 90,000 bytes; h11 reads 64 KiB at most unless told.
_LONGEST_HEAD = 256 * 1024


class AddressUnusable(WenlanError):
    """Nothing can listen on the address."""

    code = "address-unusable"

    def __init__(self, settings: Settings, reason: str) -> None:
        self.settings = settings
        super().__init__(f"cannot listen on {settings.host} port {settings.port}: {reason}; choose another with --port")


def _listener(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family)
    except OSError as error:
        raise AddressUnusable(settings, str(error)) from error


def _announce(settings: Settings) -> None:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    url = f"http://{host}:{settings.port}"
    example = shlex.join(["curl", "-s", "--get", f"{url}/v1/search", "--data-urlencode", "q=绿证 捐赠"])
    click.echo(f"Wenlan serves {settings.index} on {url} (documentation: {url}/docs); stop with Ctrl-C", err=True)
    click.echo(f"Try: {example}", err=True)


def _make_ready(live: LiveSearcher) -> None:
    """Warm the index; what is loaded by then stays, so that no collection of garbage need look through it: one that
    does stops every question for 70 ms.
    """
    live.warm()
    gc.collect()
    gc.freeze()


def serve(settings: Settings) -> None:
    """Open index and model, then serve until Ctrl-C.

    Raises IndexMissing and its kin, ModelUnavailable, AddressUnusable before it says that it serves.
    """
    live = LiveSearcher(
        settings.index,
        settings.model,
        settings.device,
        settings.rerank,
        settings.rerank_depth,
        settings.dictionary,
        settings.synonyms,
    )
    app = create_app(live, IndexWriter(settings.index, live.embedder) if settings.writable else None)
    config = uvicorn.Config(app, log_level="warning", h11_max_incomplete_event_size=_LONGEST_HEAD)
    with _listener(settings) as listener, contextlib.suppress(KeyboardInterrupt):
        _announce(settings)
        threading.Thread(target=_make_ready, args=(live,), daemon=True).start()
        uvicorn.Server(config).run(sockets=[listener])
