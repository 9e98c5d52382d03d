"""The commands that keep an index: `delete` and `merge`."""

from pathlib import Path

import click

from api.options import index_option, json_option
from api.render import one_line
from api.show import show


@click.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@index_option
@json_option
def delete(ids: tuple[str, ...], root: Path, as_json: bool) -> None:
    """Delete the articles with these IDs; the next search does not find them.

    Exit code 3 says that there was no article with one of them; standard error says which.
    """
    from indexer.indexing import delete_articles

    changed = delete_articles(ids, root)
    unknown = [article_id for article_id in dict.fromkeys(ids) if article_id not in changed.deleted]
    for article_id in unknown:
        click.echo(one_line(f"no article has the id {article_id!r}"), err=True)
    generation = changed.manifest.generation
    summary = {"index": str(root), "generation": generation, "deleted": changed.deleted, "unknown": unknown}
    show(summary, as_json, lambda one: f"{one['index']}: generation {generation}, {len(one['deleted'])} deleted")
    if unknown:
        click.get_current_context().exit(3)


@click.command()
@index_option
@json_option
def merge(root: Path, as_json: bool) -> None:
    """Merge small segments, and give back the room of deleted articles; every write does so as far as it is due."""
    from indexer.indexing import merge_segments

    manifest = merge_segments(root)
    summary = {"index": str(root), "generation": manifest.generation, "segments": len(manifest.segments)}
    show(summary, as_json, lambda one: f"{root}: generation {one['generation']}, {one['segments']} segments")
