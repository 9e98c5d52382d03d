#!/usr/bin/env python3
"""How fast everything is, as ratios to a named baseline in the same run: a report as JSON and Markdown.

benchmark_speed.py [SECTION...] --corpus BEIR_FOLDER [--folder WORK] [--out REPORT] [--sizes N...] ... (--help)

Sections, all by default: embedding (against torch), quality (of 8 bits, on judged sets), building (steps, segmentation,
memory), lexical (against bm25s, tantivy, SQLite FTS5), dense (kinds of vector index against exact search), growth (cost
by size, with a plot), whole (whole queries), gpu. Articles and passages are put together from clauses of the corpus,
whose queries are asked. Indexes stay in WORK and are taken from there by a later run. REPORT.json and REPORT.md are
written after each section; a section that is measured anew takes the place of what REPORT.json had.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.speed.timing import machine

SEED = 20261125
QUERIES = 300
Options = argparse.Namespace


def embedding(options: Options) -> dict[str, Any]:
    """Indexing and the embedding of queries, against torch and a bare ONNX Runtime."""
    from scripts.speed import embedding

    return embedding.measure(options.corpus, options.articles, SEED)


def quality(options: Options) -> dict[str, Any]:
    """What 8 bits cost in answers: the sets named by --sets."""
    from scripts.speed import quality

    return {"sets": quality.measure(options.sets)}


def building(options: Options) -> dict[str, Any]:
    """The steps of building an index, segmentation, memory."""
    from indexer.model.embedding import open_embedder
    from scripts.speed import building

    return building.measure(options.corpus, options.folder, open_embedder(), 400, options.sizes[-1:], SEED)


def lexical(options: Options) -> dict[str, Any]:
    """Long articles and short passages."""
    from scripts.speed import growth, lexical
    from scripts.speed.drawn import articles

    long, short = options.folder / f"articles-{options.long}", growth.index_of(options.folder, options.sizes[-1])
    growth.build_index(long, articles(options.corpus, options.long, SEED))
    growth.build_index(short, growth.drawn(options.corpus, options.sizes[-1]))
    asked = queries(options)
    return {
        "articles": lexical.measure(long, articles(options.corpus, options.long, SEED), asked, scale=True),
        "passages": lexical.measure(short, growth.drawn(options.corpus, options.sizes[-1]), asked, scale=False),
    }


def dense(options: Options) -> dict[str, Any]:
    """Kinds of vector index over as many vectors as the largest size has passages."""
    from scripts.speed import dense

    return dense.measure(options.sizes[-1], 384, 400, SEED, options.vectors)


def growth(options: Options) -> dict[str, Any]:
    """Cost by size, and a plot of it."""
    from scripts.speed import growth

    found = growth.measure(options.corpus, options.sizes, queries(options), options.folder)
    growth.plot(found, options.out.with_suffix(".svg"))
    return found


def whole(options: Options) -> dict[str, Any]:
    """Whole queries over the two largest sizes."""
    from scripts.speed import growth, whole

    asked = queries(options, 4 * QUERIES)
    roots = [growth.index_of(options.folder, size) for size in options.sizes[-2:]]
    for root, size in zip(roots, options.sizes[-2:], strict=True):
        growth.build_index(root, growth.drawn(options.corpus, size))
    return {root.name: whole.measure(root, asked) for root in roots}


def gpu(options: Options) -> dict[str, Any]:
    """Embedding in half precision on a GPU, where there is one."""
    from scripts.speed import gpu

    return gpu.measure("cuda", queries(options))


SECTIONS: dict[str, Callable[[Options], dict[str, Any]]] = {
    one.__name__: one for one in (embedding, quality, building, lexical, dense, growth, whole, gpu)
}


def queries(options: Options, count: int = QUERIES) -> list[str]:
    """The first queries of the corpus, as many as are wanted and there."""
    with (options.corpus / "queries.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line, _ in zip(lines, range(count), strict=False)]


def markdown(report: Mapping[str, Any]) -> str:
    """The report for reading."""
    lines = ["# Speed"]
    for name, section in report.items():
        lines += ["", f"## {name}", "", *_told(section)]
    return "\n".join([*lines, ""])


def _told(found: object, depth: int = 0) -> Iterator[str]:
    """Rows that have the same keys as a table, all else as a list."""
    if isinstance(found, list) and found and all(isinstance(one, dict) for one in found):
        yield from _table([_flat(one) for one in found])
    elif isinstance(found, Mapping):
        for name, value in found.items():
            if isinstance(value, Mapping | list) and value and not _is_plain(value):
                yield from ["", f"{'  ' * depth}* **{name}**", "", *_told(value, depth + 1)]
            else:
                yield f"{'  ' * depth}* {name}: {_shown(value)}"


def _is_plain(value: object) -> bool:
    return isinstance(value, list) and not any(isinstance(one, Mapping) for one in value)


def _table(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    yield "| " + " | ".join(columns) + " |"
    yield "|" + " --- |" * len(columns)
    yield from ("| " + " | ".join(_shown(row.get(name, "")) for name in columns) + " |" for row in rows)
    yield ""


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in row.items():
        flat |= (
            {f"{name} {inner}": one for inner, one in value.items()} if isinstance(value, Mapping) else {name: value}
        )
    return flat


def _shown(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def main() -> None:
    """Measure, and write the report after each section."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sections", nargs="*", metavar="SECTION", default=list(SECTIONS))
    parser.add_argument("--corpus", type=Path, required=True, help="BEIR folder whose clauses and queries are used")
    parser.add_argument("--folder", type=Path, default=Path("speed"), help="where indexes are kept [speed]")
    parser.add_argument("--out", type=Path, default=Path("speed/report"), help="report, without its ending")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000, 1_000_000])
    parser.add_argument("--long", type=int, default=30_000, help="long articles that the lexical leg searches")
    parser.add_argument("--articles", type=int, default=500, help="articles that torch embeds, too")
    parser.add_argument("--sets", type=Path, nargs="+", default=[], help="judged BEIR folders for quality")
    parser.add_argument("--vectors", type=Path, help=".npy of unit vectors, its questions.npy beside it [drawn]")
    options = parser.parse_args()
    unknown = [name for name in options.sections if name not in SECTIONS]
    if unknown:
        parser.error(f"unknown section {', '.join(unknown)}; expected some of {', '.join(SECTIONS)}")
    if not (options.corpus / "queries.jsonl").is_file():
        parser.error(f"{options.corpus}: no queries.jsonl; expected a BEIR folder with corpus.jsonl and queries.jsonl")
    options.folder.mkdir(parents=True, exist_ok=True)
    written = options.out.with_suffix(".json")
    report = json.loads(written.read_text(encoding="utf-8")) if written.exists() else {}
    report["machine"] = machine()
    for name in options.sections:
        print(f"{datetime.now(UTC):%H:%M:%S} {name}", file=sys.stderr)
        report[name] = {"measured": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC", **SECTIONS[name](options)}
        written.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        options.out.with_suffix(".md").write_text(markdown(report), encoding="utf-8")


if __name__ == "__main__":
    main()
