"""The commands that keep an index: `delete`, `merge`, `verify`, `snapshot` and `restore`."""

from pathlib import Path

import click

from api.options import device_option, index_option, json_option
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


@click.command()
@index_option
@click.option("--repair", "repairing", is_flag=True, help="Make again what is damaged, from the stored articles.")
@device_option
@json_option
def verify(root: Path, repairing: bool, device: str | None, as_json: bool) -> None:
    """Compare every byte of an index with what was written.

    Exit code 5 says that a file is damaged, and was not repaired; standard error says which.
    """
    from api.progress import Progress
    from indexer.manifest import IndexLayout
    from indexer.model.embedding import open_embedder
    from indexer.repairing import found_damages, manifest_to_repair, repair
    from indexer.write_lock import write_lock

    damages = found_damages(IndexLayout(root))
    for damage in damages:
        click.echo(one_line(f"damaged: {damage.file}: {damage.reason}"), err=True)
    repaired = bool(damages and repairing)
    if repaired:
        progress = Progress()
        with progress.resumable(), write_lock(root) as layout:
            embedder = open_embedder(manifest_to_repair(layout).model, device)
            repair(layout, embedder, progress.advanced)
    told = [{"file": str(damage.file), "reason": damage.reason} for damage in damages]
    summary = {"index": str(root), "damaged": told, "repaired": repaired}
    show(summary, as_json, lambda one: f"{root}: {len(told)} damaged{', repaired' if repaired else ''}")
    if damages and not repaired:
        click.get_current_context().exit(5)


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@index_option
@json_option
def snapshot(target: Path, root: Path, as_json: bool) -> None:
    """Copy an index, every byte checked, into TARGET: a folder, or one file (.tar, .tar.gz, .tgz)."""
    from indexer.snapshots import snapshot as copy

    manifest = copy(root, target)
    summary = {"index": str(root), "snapshot": str(target), "articles": sum(one.articles for one in manifest.segments)}
    show(summary, as_json, lambda one: f"{target}: {one['articles']} articles of {root}")


@click.command()
@click.argument("source", type=click.Path(path_type=Path, exists=True))
@index_option
@json_option
def restore(source: Path, root: Path, as_json: bool) -> None:
    """Put the index of the snapshot SOURCE in the place of the index, which is in force until that is whole."""
    from indexer.snapshots import restore as copy

    manifest = copy(source, root)
    summary = {"index": str(root), "snapshot": str(source), "articles": sum(one.articles for one in manifest.segments)}
    show(summary, as_json, lambda one: f"{root}: {one['articles']} articles of {source}")
