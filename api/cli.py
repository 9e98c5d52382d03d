"""The `wenlan` command: data on stdout, everything else on stderr; `--json` prints exactly one document.

Exit codes: 0 ok, 1 failed, 2 usage, 3 not found, 4 locked, 5 invalid data.
"""

import logging
import sys
from pathlib import Path
from typing import Any

import click
import msgspec

from api.lab import ablate, evaluate, self_test, tune
from api.one_article import article, explain, similar
from api.options import (
    filter_options,
    index_option,
    json_option,
    model_options,
    order_options,
    rerank_options,
    word_options,
)
from api.render import answer_text, color_wanted, counts_text, one_line
from api.settings import DEFAULT_HOST, DEFAULT_PORT, Settings
from api.show import show
from api.sources import add, index, read
from api.spreadsheet import csv_text
from api.upkeep import delete, merge, restore, snapshot, verify
from indexer.errors import WenlanError
from search.filters import Filters


class WenlanGroup(click.Group):
    """Tells our errors in one line, with their exit code; a full disk or a refused permission too."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  # as click declares it
        """Run the command."""
        try:
            return super().invoke(ctx)
        except WenlanError as error:
            click.echo(f"wenlan: {one_line(str(error))}", err=True)
            ctx.exit(error.exit_code)
        except OSError as error:
            click.echo(f"wenlan: {one_line(str(error))}", err=True)
            ctx.exit(1)


@click.group(cls=WenlanGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="wenlan", prog_name="wenlan")
def main() -> None:
    """Wenlan 文澜: hybrid search for article archives."""
    logging.basicConfig(format="%(message)s", stream=sys.stderr)
    logging.getLogger("indexer").setLevel(logging.INFO)  # such as: the model is being prepared


@main.command()
@click.argument("query")
@index_option
@click.option("--mode", default="hybrid", show_default=True, help="hybrid, lexical or dense.")
@click.option("--limit", default=10, show_default=True, help="How many hits, 1 to 100.")
@click.option("--floor", type=float, help="Leave out hits less relevant than this, 0 to 1.")
@click.option("--unfold", is_flag=True, help="Show near-duplicates as hits of their own.")
@filter_options
@order_options
@click.option("--facets", is_flag=True, help="Count years, months, papers, pages, authors and kinds.")
@click.option("--explain", "explained", is_flag=True, help="Say why each hit is there.")
@click.option("--csv", "as_csv", is_flag=True, help="Print the hits as CSV, for spreadsheets.")
@model_options
@rerank_options
@word_options
@json_option
def search(
    query: str,
    root: Path,
    mode: str,
    limit: int,
    floor: float | None,
    unfold: bool,
    filters: Filters,
    sort: str,
    half_life: float,
    facets: bool,
    cursor: str | None,
    explained: bool,
    as_csv: bool,
    model: str | None,
    device: str | None,
    rerank: str | None,
    rerank_depth: int,
    dictionary: Path | None,
    synonyms: Path | None,
    as_json: bool,
) -> None:
    """Search an index for QUERY: keywords, a name, or a question in any language; "" for all that the filters leave.

    A filter given several times takes any of its values.
    """
    from search.request import search_request
    from search.searcher import Searcher

    if as_json and as_csv:
        raise click.UsageError("--json and --csv exclude each other")
    request = search_request(
        query,
        mode,
        limit,
        not unfold,
        floor=floor,
        filters=filters,
        sort=sort,
        half_life=half_life,
        facets=facets,
        cursor=cursor,
        explain=explained,
    )
    answer = msgspec.to_builtins(
        Searcher.open(root, model, device, rerank, rerank_depth, dictionary, synonyms).search(request)
    )
    if as_csv:
        click.echo(csv_text(answer), nl=False)
    else:
        show(answer, as_json, lambda document: answer_text(document, color_wanted()))


@main.command()
@index_option
@json_option
def stats(root: Path, as_json: bool) -> None:
    """Count what an index holds."""
    from indexer.index import open_index
    from search.counts import counts

    show(msgspec.to_builtins(counts(open_index(root).manifest)), as_json, counts_text)


@main.command()
@index_option
@click.option("--host", envvar="WENLAN_HOST", default=DEFAULT_HOST, show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    envvar="WENLAN_PORT",
    type=click.IntRange(1, 65535),
    default=DEFAULT_PORT,
    show_default=True,
    help="Port to listen on.",
)
@click.option("--writable", is_flag=True, envvar="WENLAN_WRITABLE", help="Let articles be added and deleted over HTTP.")
@model_options
@rerank_options
@word_options
def serve(
    root: Path,
    host: str,
    port: int,
    writable: bool,
    model: str | None,
    device: str | None,
    rerank: str | None,
    rerank_depth: int,
    dictionary: Path | None,
    synonyms: Path | None,
) -> None:
    """Answer over HTTP until Ctrl-C."""
    from api.server import serve as run

    run(Settings(root, host, port, model, device, rerank, rerank_depth, dictionary, synonyms, writable))


for command in (index, add, delete, merge, verify, snapshot, restore, read):
    main.add_command(command)
for command in (article, similar, explain, evaluate, ablate, tune, self_test):
    main.add_command(command)


if __name__ == "__main__":
    main()
