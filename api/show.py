"""Data on standard output: one JSON document, or text for people made from the same document."""

from collections.abc import Callable

import click
import msgspec

from api.render import Document


def show(document: Document, as_json: bool, text: Callable[[Document], str]) -> None:
    """Print a document as JSON or as text."""
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(document), indent=1))
    else:
        click.echo(text(document))
