"""Options that several commands share, and those that say what sources are."""

import codecs
import functools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from api.settings import DEFAULT_INDEX
from indexer.reading.formats.names import Format
from indexer.vector_kinds import VectorKind
from search.filters import Filters
from search.ordering import HALF_LIFE, Sort
from search.request import RERANK_DEPTH

if TYPE_CHECKING:
    from indexer.reading.given import Given

Command = TypeVar("Command", bound=Callable[..., Any])


def index_option(command: Command) -> Command:
    """The folder of the index."""
    return click.option(
        "--index", "root", type=click.Path(path_type=Path), default=DEFAULT_INDEX, envvar="WENLAN_INDEX",
        show_default=True, help="Folder of the index.",
    )(command)  # fmt: skip


def device_option(command: Command) -> Command:
    """Where the model runs."""
    return click.option("--device", envvar="WENLAN_DEVICE", help="Where the model runs: cpu, cuda, mps...")(command)


def model_options(command: Command) -> Command:
    """The embedding model, and where it runs."""
    model = click.option("--model", envvar="WENLAN_MODEL", help="Embedding model by name or path [bundled].")
    return model(device_option(command))


def rerank_options(command: Command) -> Command:
    """The model that reranks the best articles, if any does; it runs where --device says."""
    depth = click.option(
        "--rerank-depth", envvar="WENLAN_RERANK_DEPTH", type=click.IntRange(1), default=RERANK_DEPTH, show_default=True,
        help="How many of the best articles are reranked.",
    )  # fmt: skip
    model = click.option(
        "--rerank", envvar="WENLAN_RERANK", help="CrossEncoder by name or path, to rerank with [none]."
    )
    return model(depth(command))


def filter_options(command: Command) -> Command:
    """What hits must be; the command gets them as `filters`."""

    @functools.wraps(command)
    def filtered(
        since: str | None,
        until: str | None,
        page: Sequence[str],
        source: Sequence[str],
        author: Sequence[str],
        kind: Sequence[str],
        **others: object,
    ) -> object:
        return command(filters=Filters(since, until, page, source, author, kind), **others)

    for option in (
        click.option("--kind", multiple=True, help="Only articles of this kind, such as editorial."),
        click.option("--author", multiple=True, help='Only by somebody with this in the name; "NAME": the whole name.'),
        click.option("--source", multiple=True, help='Only papers with this in the name; "NAME": the whole name.'),
        click.option("--page", multiple=True, help="Only this page or range of pages, such as 1-4."),
        click.option("--until", help="Only issues up to this day, month or year."),
        click.option("--since", help="Only issues from this day, month or year on: 2025-06-10, 2025-06, 2025."),
    ):
        filtered = option(filtered)
    return cast(Command, filtered)


def order_options(command: Command) -> Command:
    """In which order hits come, and where the page begins."""
    for option in (
        click.option("--cursor", help="Go on behind the page that ended with this cursor."),
        click.option(
            "--half-life",
            default=HALF_LIFE,
            show_default=True,
            help="Days until an article counts half in --sort recent.",
        ),
        click.option("--sort", default=Sort.RELEVANCE.value, show_default=True, help=f"{', '.join(Sort)}."),
    ):
        command = option(command)
    return command


def word_options(command: Command) -> Command:
    """Files of the reader's own words."""
    for option in (
        click.option(
            "--synonyms", type=click.Path(path_type=Path), envvar="WENLAN_SYNONYMS",
            help="Lines of `one, other` or `one => other` [synonyms.txt of the index, if it is there].",
        ),
        click.option(
            "--dictionary", type=click.Path(path_type=Path), envvar="WENLAN_DICTIONARY",
            help="Words to be found as one, one a line [dictionary.txt of the index, if it is there].",
        ),
    ):  # fmt: skip
        command = option(command)
    return command


def issue_options(command: Command) -> Command:
    """What sources do not say of their issue and their encoding; what is given wins, and a contradiction is told."""
    for option in (
        click.option("--encoding", help="Encoding of texts that are not UTF-8, such as big5 [guessed, and reported]."),
        click.option("--section", help="Name of the section (版名) of all given sources, such as 要闻."),
        click.option("--page", help="Page (版次) of all given sources."),
        click.option("--date", help="Date of the issue, such as 2025-06-10."),
        click.option("--paper", help="Name of the newspaper, where the text and sources.toml do not say."),
    ):
        command = option(command)
    return command


def given_of(paper: str | None, date: str | None, page: str | None, section: str | None) -> "Given":
    """What the options of `issue_options` give. Raises BadParameter for a date that is none."""
    from indexer.reading.given import Given, iso_day

    day = iso_day(date)
    if date and not day:
        raise click.BadParameter(f"{date!r} is no date; expected one such as 2025-06-10", param_hint="--date")
    return Given(paper, day, page, section, "given on the command line")


def source_options(command: Command) -> Command:
    """What sources do not say of themselves: their format, the names of their fields."""
    for option in (
        click.option(
            "--field",
            "fields",
            multiple=True,
            help="How records name a field, such as title=headline; those without that name keep ours.",
        ),
        click.option(
            "--format",
            "kind",
            type=click.Choice([kind.value for kind in Format]),
            help="What standard input (-), .txt files, and files whose names do not say it are [page].",
        ),
    ):
        command = option(command)
    return command


vectors_option = click.option(
    "--vectors",
    type=click.Choice([kind.value for kind in VectorKind]),
    help="Kind of vector index: flat is exact, the others fast over many windows [as the index is; auto, by size].",
)

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


def known_encoding(name: str | None) -> str | None:
    """The encoding that `--encoding` names."""
    try:
        "".encode("utf-8" if name is None else name)  # codecs that are none of text fail
        return None if name is None else codecs.lookup(name).name
    except (LookupError, TypeError, ValueError):
        expected = "expected one such as gb18030, big5hkscs, utf-16-le, shift_jis"
        raise click.BadParameter(f"{name!r} is no encoding of text; {expected}", param_hint="--encoding") from None


def field_names(fields: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The pairs that `--field OURS=THEIRS` gives."""
    from indexer.reading.formats.records import FIELDS

    pairs = [(ours.strip(), theirs.strip()) for ours, _, theirs in (field.partition("=") for field in fields)]
    for ours, theirs in pairs:
        if ours not in FIELDS or not theirs:
            known = ", ".join(FIELDS)
            raise click.BadParameter(f"expected FIELD=NAME with FIELD one of {known}", param_hint="--field")
    return tuple(pairs)
