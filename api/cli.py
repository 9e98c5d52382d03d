"""The `wenlan` command: data on stdout, everything else on stderr; `--json` prints exactly one document.

Exit codes: 0 ok, 1 failed, 2 usage, 3 not found, 4 locked, 5 invalid data.
"""

import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
import msgspec

from api.page_view import issue_text, reading_text
from api.render import Document, answer_text, color_wanted, counts_text, index_text
from api.settings import DEFAULT_HOST, DEFAULT_INDEX, DEFAULT_PORT, Settings
from indexer.errors import WenlanError

Command = TypeVar("Command", bound=Callable[..., Any])


class WenlanGroup(click.Group):
    """Tells our errors in one line, with their exit code; a full disk or a refused permission too."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  # as click declares it
        """Run the command."""
        try:
            return super().invoke(ctx)
        except WenlanError as error:
            click.echo(f"wenlan: {error}", err=True)
            ctx.exit(error.exit_code)
        except OSError as error:
            click.echo(f"wenlan: {error}", err=True)
            ctx.exit(1)


def _index_option(command: Command) -> Command:
    return click.option(
        "--index", "root", type=click.Path(path_type=Path), default=DEFAULT_INDEX, envvar="WENLAN_INDEX",
        show_default=True, help="Folder of the index.",
    )(command)  # fmt: skip


def _model_options(command: Command) -> Command:
    device = click.option("--device", envvar="WENLAN_DEVICE", help="Where the model runs: cpu, cuda, mps...")
    model = click.option("--model", envvar="WENLAN_MODEL", help="Embedding model by name or path [bundled].")
    return model(device(command))


_json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


def _show(document: Document, as_json: bool, text: Callable[[Document], str]) -> None:
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(document), indent=1))
    else:
        click.echo(text(document))


@click.group(cls=WenlanGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="wenlan", prog_name="wenlan")
def main() -> None:
    """Wenlan 文澜: hybrid search for article archives."""
    logging.basicConfig(format="%(message)s", stream=sys.stderr)
    logging.getLogger("indexer").setLevel(logging.INFO)  # such as: the model is being prepared


@main.command()
@click.argument("paths", nargs=-1, required=True)
@_index_option
@click.option("--paper", help="Name of the newspaper, where the text and sources.toml do not say.")
@click.option("--date", help="Date of the issue, such as 2025-06-10.")
@click.option("--page", help="Page (版次) of all given sources.")
@_model_options
@_json_option
def index(
    paths: tuple[str, ...],
    root: Path,
    paper: str | None,
    date: str | None,
    page: str | None,
    model: str | None,
    device: str | None,
    as_json: bool,
) -> None:
    """Index PATHS: newspaper pages (.txt), articles as JSON Lines (.jsonl), folders of them.

    The index then holds what is in PATHS and nothing else. Nothing is done when nothing has changed, and no text is
    embedded twice. Exit code 5 says that a source was left out; standard error says which and why.
    """
    from api.progress import Progress
    from indexer.indexing import index_sources
    from indexer.model.embedding import open_embedder
    from indexer.reading.given import Given, iso_day
    from search.counts import counts

    day = iso_day(date)
    if date and not day:
        raise click.BadParameter(f"{date!r} is no date; expected one such as 2025-06-10", param_hint="--date")
    given = Given(paper, day, page, "given on the command line")
    progress = Progress()
    indexed = index_sources(paths, root, open_embedder(model, device), given, progress.embedded, progress.tell)
    progress.end()
    summary = {"index": str(root), "unchanged": indexed.unchanged, "left_out": indexed.left_out}
    _show(summary | msgspec.to_builtins(counts(indexed.manifest)), as_json, index_text)
    if indexed.left_out:
        click.get_current_context().exit(5)


@main.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@_json_option
def read(files: tuple[Path, ...], as_json: bool) -> None:
    """Read newspaper pages into their articles and show them with their raw line numbers.

    Articles that go on over several FILEs of one issue are shown whole, on the page that they start on.
    """
    from indexer.reading.document import IssueDocument, reading_document
    from indexer.reading.sources import read_page_files

    readings = [reading_document(reading, reading.source) for reading in read_page_files(files)]
    if len(files) == 1:
        _show(msgspec.to_builtins(readings[0]), as_json, reading_text)
    else:
        _show(msgspec.to_builtins(IssueDocument(tuple(readings))), as_json, issue_text)


@main.command()
@click.argument("query")
@_index_option
@click.option("--mode", default="hybrid", show_default=True, help="hybrid, lexical or dense.")
@click.option("--limit", default=10, show_default=True, help="How many articles, 1 to 100.")
@_model_options
@_json_option
def search(query: str, root: Path, mode: str, limit: int, model: str | None, device: str | None, as_json: bool) -> None:
    """Search an index for QUERY: keywords, a name, or a question in any language."""
    from search.request import search_request
    from search.searcher import Searcher

    request = search_request(query, mode, limit)
    answer = Searcher.open(root, model, device).search(request)
    _show(msgspec.to_builtins(answer), as_json, lambda document: answer_text(document, color_wanted()))


@main.command()
@click.argument("article_id")
@_index_option
def article(article_id: str, root: Path) -> None:
    """Print the whole article with ARTICLE_ID as one JSON document."""
    from indexer.reading.document import article_document
    from search.searcher import Searcher

    found = article_document(Searcher.open(root).article(article_id))
    click.echo(msgspec.json.format(msgspec.json.encode(found), indent=1))


@main.command()
@_index_option
@_json_option
def stats(root: Path, as_json: bool) -> None:
    """Count what an index holds."""
    from indexer.index import open_index
    from search.counts import counts

    _show(msgspec.to_builtins(counts(open_index(root).manifest)), as_json, counts_text)


@main.command()
@_index_option
@click.option("--host", envvar="WENLAN_HOST", default=DEFAULT_HOST, show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    envvar="WENLAN_PORT",
    type=click.IntRange(1, 65535),
    default=DEFAULT_PORT,
    show_default=True,
    help="Port to listen on.",
)
@_model_options
def serve(root: Path, host: str, port: int, model: str | None, device: str | None) -> None:
    """Answer over HTTP until Ctrl-C."""
    from api.server import serve as run

    run(Settings(root, host, port, model, device))


if __name__ == "__main__":
    main()
