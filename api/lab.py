"""The commands of the lab: how good are the answers, on judged questions or on the user's own articles."""

from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from api.options import index_option, json_option, model_options, rerank_options
from api.render_lab import ablation_text, report_text, self_test_text, tuning_text
from api.show import show

if TYPE_CHECKING:
    from search.evaluation.datasets import Dataset

_FILE = click.Path(path_type=Path)


@click.command("eval")
@click.argument("folder", required=False, metavar="[DIR]", type=_FILE)
@click.option("--corpus", type=_FILE, help="Documents [corpus.jsonl of DIR]: any file that `wenlan index` reads.")
@click.option("--queries", type=_FILE, help="Queries [queries.jsonl of DIR]: JSON Lines, or lines of id, tab, text.")
@click.option("--qrels", type=_FILE, help="Judgments [qrels.tsv or qrels/test.tsv of DIR]: BEIR or TREC.")
@click.option("--index", "root", type=_FILE, help="Ask this index, in place of one made of the corpus.")
@click.option("--run", "others", multiple=True, type=_FILE, help="TREC run of another system; may be repeated.")
@click.option("--run-out", type=_FILE, help="Folder to write the TREC run of each mode to.")
@click.option("--worst", default=3, show_default=True, type=click.IntRange(0), help="Worst queries shown a system.")
@model_options
@rerank_options
@json_option
def evaluate(
    folder: Path | None,
    corpus: Path | None,
    queries: Path | None,
    qrels: Path | None,
    root: Path | None,
    others: tuple[Path, ...],
    run_out: Path | None,
    worst: int,
    model: str | None,
    device: str | None,
    rerank: str | None,
    rerank_depth: int,
    as_json: bool,
) -> None:
    """Measure each mode on judged queries: those of a BEIR folder DIR, or of --corpus, --queries and --qrels.

    Prints measures with bootstrap 95 % intervals, differences with the p of paired randomisation tests, and the worst
    queries; with --rerank those of hybrid reranked, too. The index and all embeddings stay in the user's cache folder:
    the second time nothing is embedded.
    """
    from api.progress import Progress
    from indexer.model.embedding import open_embedder
    from search.evaluation.cached_index import cached_index
    from search.evaluation.datasets import CORPUS
    from search.evaluation.lab import Lab
    from search.evaluation.runs import write_runs
    from search.evaluation.trial import answers_of_others, trial
    from search.reranking import open_reranker
    from search.searcher import Searcher

    dataset = _dataset(folder, queries, qrels)
    others_answers = answers_of_others(others, dataset)
    progress = Progress()
    if root is None:
        lab = Lab.open(open_embedder(model, device), progress)
        index = cached_index(lab, _chosen(corpus, folder, "--corpus or --index", CORPUS))
    else:
        searcher = Searcher.open(root, model, device)
        lab, index = Lab.open(searcher.embedder, progress), searcher.index
    done = trial(lab, dataset, index, others_answers, worst, open_reranker(rerank, device, rerank_depth))
    progress.end()
    show(msgspec.to_builtins(done.report), as_json, report_text)
    if run_out:
        write_runs(run_out, done.answers)


@click.command("selftest")
@index_option
@click.option("--sample", default=200, show_default=True, type=click.IntRange(1), help="Most articles asked for.")
@click.option("--seed", type=int, help="Draw other articles.")
@click.option("--worst", default=1, show_default=True, type=click.IntRange(0), help="Worst questions shown a system.")
@model_options
@json_option
def self_test(
    root: Path, sample: int, seed: int | None, worst: int, model: str | None, device: str | None, as_json: bool
) -> None:
    """Test an index without judgments: does it find its own articles?

    Asks for articles by a sentence of theirs, and by their headline, also with a slip, over an index that does not have
    that headline. The same seed draws the same articles.
    """
    from api.progress import Progress
    from search.evaluation.lab import Lab
    from search.evaluation.selftest import self_test as run
    from search.evaluation.significance import SEED
    from search.searcher import Searcher

    searcher, progress = Searcher.open(root, model, device), Progress()
    lab = Lab.open(searcher.embedder, progress)
    done = run(lab, searcher.index, sample, SEED if seed is None else seed, worst)
    progress.end()
    show(msgspec.to_builtins(done), as_json, self_test_text)


@click.command("tune")
@click.argument("folder", required=False, metavar="[DIR]", type=_FILE)
@click.option("--queries", type=_FILE, help="Queries [queries.jsonl of DIR].")
@click.option("--qrels", type=_FILE, help="Judgments [qrels.tsv or qrels/test.tsv of DIR] of articles of the index.")
@click.option("--seed", type=int, help="Draw other halves.")
@click.option("--forget", is_flag=True, help="Take the stored tuning out of the index, and do nothing else.")
@index_option
@model_options
@json_option
def tune(
    folder: Path | None,
    queries: Path | None,
    qrels: Path | None,
    seed: int | None,
    forget: bool,
    root: Path,
    model: str | None,
    device: str | None,
    as_json: bool,
) -> None:
    """Fit how an index fuses words and meaning to judged queries: those of a BEIR folder DIR, or --queries and --qrels.

    One half of the queries is fitted, the other tells what it gains. A significant gain is stored in the index with its
    provenance, and searches use it and say so; any other is shown, and refused with exit code 1.
    """
    from api.progress import Progress
    from indexer.generations import put_tuning
    from search.evaluation.lab import Lab
    from search.evaluation.questions import remembered
    from search.evaluation.significance import SEED
    from search.evaluation.tuning import fit
    from search.searcher import Searcher

    if forget:
        generation = put_tuning(root, None).generation
        forgotten = {"index": str(root), "generation": generation, "tuning": None}
        show(forgotten, as_json, lambda _: f"{root}: generation {generation} published, not tuned")
        return
    dataset = _dataset(folder, queries, qrels)
    searcher, progress = Searcher.open(root, model, device), Progress()
    index, knowing = searcher.index, remembered(Lab.open(searcher.embedder, progress), dataset.queries.values())
    tried = fit(dataset, Searcher(index, lambda: knowing), progress, SEED if seed is None else seed)
    progress.end()
    if tried.is_significant:
        put_tuning(root, tried.tuning(index.manifest.generation))
    notes = [*dataset.notes, *filter(None, [dataset.unknown_documents(index.ids())])]
    document = msgspec.to_builtins(tried) | {"index": str(root), "stored": tried.is_significant, "notes": notes}
    show(document, as_json, tuning_text)
    if not tried.is_significant:
        click.get_current_context().exit(1)


@click.command("ablate")
@click.argument("folder", metavar="DIR", type=_FILE)
@click.option(
    "--only", multiple=True, help="Vary only this: analyser, passages, windows, heads, bm25, aggregation, fusion."
)
@model_options
@json_option
def ablate(folder: Path, only: tuple[str, ...], model: str | None, device: str | None, as_json: bool) -> None:
    """Show what each choice is worth on a BEIR folder DIR: one varied at a time, compared with what it is.

    Each varied index is kept in the user's cache folder; windows of another size or without heads are embedded once.
    """
    from api.progress import Progress
    from indexer.model.embedding import open_embedder
    from search.evaluation.ablation import GROUPS, ablation
    from search.evaluation.datasets import CORPUS, file_of
    from search.evaluation.lab import Lab

    if unknown := [name for name in only if name not in GROUPS]:
        known = ", ".join(GROUPS)
        raise click.BadParameter(f"{unknown[0]!r} is not varied; expected one of {known}", param_hint="--only")
    dataset = _dataset(folder, None, None)
    progress = Progress()
    lab = Lab.open(open_embedder(model, device), progress)
    done = ablation(lab, dataset, file_of(folder, CORPUS), only or GROUPS)
    progress.end()
    show(msgspec.to_builtins(done), as_json, ablation_text)


def _chosen(path: Path | None, folder: Path | None, option: str, names: tuple[str, ...]) -> Path:
    """A file that was given, or the one of the BEIR folder."""
    from search.evaluation.datasets import file_of

    if path is None and folder is None:
        raise click.UsageError(f"expected a BEIR folder DIR, or {option} FILE")
    return path or file_of(folder or Path(), names)


def _dataset(folder: Path | None, queries: Path | None, qrels: Path | None) -> "Dataset":
    from search.evaluation.datasets import QRELS, QUERIES, read_dataset

    qrels = _chosen(qrels, folder, "--qrels", QRELS)
    queries = _chosen(queries, folder, "--queries", QUERIES)
    return read_dataset((folder or qrels.parent).resolve().name, queries, qrels)
