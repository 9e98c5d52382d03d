"""The commands about one article: itself, what is like it, and why it is found."""

from pathlib import Path

import click
import msgspec

from api.citing import Style, cited
from api.options import filter_options, index_option, json_option, model_options, rerank_options
from api.render import color_wanted, explained_text, like_text
from api.show import show
from search.filters import Filters


@click.command()
@click.argument("article_id")
@index_option
@click.option("--cite", type=click.Choice([style.value for style in Style]), help="Print its reference alone.")
def article(article_id: str, root: Path, cite: str | None) -> None:
    """Print the whole article with ARTICLE_ID, and its near-duplicates, as one JSON document."""
    from api.found_article import found_article
    from search.citation import reference
    from search.searcher import Searcher

    searcher = Searcher.open(root)
    if cite:
        click.echo(cited(reference(searcher.article(article_id)), Style(cite)), nl=False)
        return
    click.echo(msgspec.json.format(msgspec.json.encode(found_article(searcher, article_id)), indent=1))


@click.command()
@click.argument("article_id")
@index_option
@click.option("--limit", default=10, show_default=True, help="How many that are no near-duplicates, 1 to 100.")
@model_options
@json_option
def similar(article_id: str, root: Path, limit: int, model: str | None, device: str | None, as_json: bool) -> None:
    """Show the near-duplicates of the article with ARTICLE_ID, and articles near it in meaning and words."""
    from search.searcher import Searcher

    found = Searcher.open(root, model, device).like(article_id, limit)
    show(msgspec.to_builtins(found), as_json, lambda document: like_text(document, color_wanted()))


@click.command()
@click.argument("query")
@click.argument("article_id")
@index_option
@click.option("--mode", default="hybrid", show_default=True, help="hybrid, lexical or dense.")
@filter_options
@model_options
@rerank_options
@json_option
def explain(
    query: str,
    article_id: str,
    root: Path,
    mode: str,
    filters: Filters,
    model: str | None,
    device: str | None,
    rerank: str | None,
    rerank_depth: int,
    as_json: bool,
) -> None:
    """Tell how QUERY is understood, and why the article with ARTICLE_ID has its place among the answers, or none."""
    from search.request import search_request
    from search.searcher import Searcher

    searcher = Searcher.open(root, model, device, rerank, rerank_depth)
    explained = searcher.explain(search_request(query, mode, filters=filters), article_id)
    show(msgspec.to_builtins(explained), as_json, explained_text)
