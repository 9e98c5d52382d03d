"""The commands that read sources: `index`, `add` and `read`."""

import shutil
import sys
from pathlib import Path

import click
import msgspec

from api.options import (
    field_names,
    given_of,
    index_option,
    issue_options,
    json_option,
    known_encoding,
    model_options,
    source_options,
    vectors_option,
)
from api.render import added_text, color_wanted, index_text
from api.show import show


@click.command()
@click.argument("paths", nargs=-1, required=True)
@index_option
@issue_options
@source_options
@vectors_option
@model_options
@json_option
def index(
    paths: tuple[str, ...],
    root: Path,
    paper: str | None,
    date: str | None,
    page: str | None,
    section: str | None,
    encoding: str | None,
    kind: str | None,
    fields: tuple[str, ...],
    vectors: str | None,
    model: str | None,
    device: str | None,
    as_json: bool,
) -> None:
    """Index PATHS: newspaper pages (.txt, .pdf), articles (.jsonl, .csv, .md, .html, .text), each also as .gz, folders
    of them, and - for standard input.

    The index then holds what is in PATHS and nothing else. What has not changed is left as it is, and no text is
    embedded twice. Exit code 5 says that a source was left out; standard error says which and
    why.
    """
    from api.progress import Progress
    from indexer.indexing import index_sources
    from indexer.model.embedding import open_embedder
    from indexer.reading.formats.names import Format, How
    from indexer.vector_kinds import VectorKind
    from search.counts import counts

    given = given_of(paper, date, page, section)
    how = How(Format(kind) if kind else None, field_names(fields), known_encoding(encoding))
    kind_asked = VectorKind(vectors) if vectors else None
    progress = Progress()
    embedder = open_embedder(model, device)
    with progress.resumable():
        indexed = index_sources(paths, root, embedder, given, progress.advanced, progress.tell, how, kind_asked)
    progress.end()
    summary = {"index": str(root), "unchanged": indexed.unchanged}
    show(summary | msgspec.to_builtins(counts(indexed.manifest)), as_json, index_text)
    if indexed.manifest.left_out:
        click.get_current_context().exit(5)


@click.command()
@click.argument("paths", nargs=-1, required=True)
@index_option
@issue_options
@source_options
@model_options
@json_option
def add(
    paths: tuple[str, ...],
    root: Path,
    paper: str | None,
    date: str | None,
    page: str | None,
    section: str | None,
    encoding: str | None,
    kind: str | None,
    fields: tuple[str, ...],
    model: str | None,
    device: str | None,
    as_json: bool,
) -> None:
    """Add the articles of PATHS, as `index` reads them, to an index; one with an id that is there takes its place.

    Exit code 5 says that a source was left out.
    """
    from api.progress import Progress
    from indexer.indexing import add_sources
    from indexer.model.embedding import open_embedder
    from indexer.reading.formats.names import Format, How

    given = given_of(paper, date, page, section)
    how = How(Format(kind) if kind else None, field_names(fields), known_encoding(encoding))
    progress = Progress()
    embedder = open_embedder(model, device)
    with progress.resumable():
        done = add_sources(paths, root, embedder, given, progress.advanced, progress.tell, how)
    changed = done.changed
    show(
        {
            "index": str(root),
            "generation": changed.manifest.generation,
            "added": changed.added,
            "replaced": changed.replaced,
            "unchanged": changed.unchanged,
            "left_out": done.left_out,
        },
        as_json,
        added_text,
    )
    if done.left_out:
        click.get_current_context().exit(5)


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--pdf-page", default=1, show_default=True, type=click.IntRange(1), help="Which page of a PDF.")
@click.option(
    "--view",
    type=click.Choice(["lines", "articles"]),
    help="Raw lines beside what they were read as, or whole articles [lines on a terminal, else articles].",
)
@issue_options
@json_option
def read(
    files: tuple[Path, ...],
    pdf_page: int,
    view: str | None,
    paper: str | None,
    date: str | None,
    page: str | None,
    section: str | None,
    encoding: str | None,
    as_json: bool,
) -> None:
    """Read newspaper pages (.txt, .pdf) into their articles and show them with their raw line numbers.

    Articles that go on over several FILEs of one issue are shown whole, on the page that they start on.
    """
    from api.page_lines import Terminal, lines_text
    from api.page_view import issue_text, reading_text
    from indexer.reading.document import IssueDocument, reading_document
    from indexer.reading.sources import read_page_files

    given = given_of(paper, date, page, section)
    readings = read_page_files(files, given, pdf_page, known_encoding(encoding))
    issue = IssueDocument(tuple(reading_document(reading, reading.source) for reading in readings))
    documents = msgspec.to_builtins(issue)
    if not as_json and (view or ("lines" if _is_terminal() else "articles")) == "lines":
        terminal = Terminal(shutil.get_terminal_size().columns, color_wanted())
        click.echo(lines_text(documents["pages"], [reading.text for reading in readings], terminal))
    elif len(files) == 1:
        show(documents["pages"][0], as_json, reading_text)
    else:
        show(documents, as_json, issue_text)


def _is_terminal() -> bool:
    return sys.stdout.isatty()
