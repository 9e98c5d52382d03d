#!/usr/bin/env python3
"""Ask Wenlan a question: of an index on this machine, or of a running server.

query.py QUERY [--index DIR | --url URL] [--mode hybrid|lexical|dense] [--limit N] [--floor R] [--unfold] [--json]
    [--since DATE] [--until DATE] [--page P]... [--source NAME]... [--author NAME]... [--kind KIND]...
    [--sort relevance|newest|oldest|recent] [--half-life DAYS] [--facets] [--cursor CURSOR]

With --url it needs nothing but Python; an index is read with the project's own environment.
"""

import argparse
import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from api.render import Document, answer_text, color_wanted

TIMEOUT_SECONDS = 60


FILTERS = ("since", "until", "page", "source", "author", "kind")
# Exit codes of the command line, by what a server says.
EXIT_CODES = {410: 3, 422: 2}


def ask_server(url: str, parameters: dict[str, object]) -> Document:
    """The answer of a server; exits with its own words where it refuses."""
    request = f"{url.rstrip('/')}/v1/search?{urllib.parse.urlencode(parameters, True, errors='replace')}"
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:
            answer: Document = json.load(response)
    except urllib.error.HTTPError as error:
        print(f"query: {problem_detail(error)}", file=sys.stderr)
        sys.exit(EXIT_CODES.get(error.code, 1))
    except (OSError, ValueError) as error:
        sys.exit(f"query: no answer from {url}: {error}; is the server running? start it with ./scripts/run")
    if not isinstance(answer, dict) or "hits" not in answer:
        sys.exit(f"query: {url} does not answer as Wenlan does; is it another server?")
    return answer


def problem_detail(error: urllib.error.HTTPError) -> str:
    """What the server says is wrong."""
    try:
        return str(json.load(error)["detail"])
    except (ValueError, KeyError, TypeError):
        return f"the server answered {error.code} {error.reason}"


def show(text: str) -> None:
    """Print; a reader that has gone (`| head`) is no fault."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        sys.exit(f"query: cannot print: {error}")


def run_in_environment() -> None:
    """Start again under the project's Python where this one lacks the packages."""
    python = ROOT / ".venv" / "bin" / "python"
    if not python.exists() or Path(sys.prefix) == ROOT / ".venv":
        sys.exit("query: the packages of Wenlan are not installed; run ./scripts/run first, or ask a server with --url")
    os.execv(python, [str(python), __file__, *sys.argv[1:]])


def ask_index(index: Path, words: tuple[Path | None, Path | None], parameters: dict[str, Any]) -> Document:
    """The answer of an index on this machine."""
    try:
        import msgspec

        from indexer.errors import WenlanError
        from search.filters import Filters
        from search.request import search_request
        from search.searcher import Searcher
    except ModuleNotFoundError:
        run_in_environment()
    filters = Filters(**{name: parameters[name] for name in FILTERS if name in parameters})
    others = {name: value for name, value in parameters.items() if name not in ("q", *FILTERS)}
    try:
        request = search_request(parameters["q"], filters=filters, **others)
        answer: Document = msgspec.to_builtins(
            Searcher.open(index, dictionary=words[0], synonyms=words[1]).search(request)
        )
    except WenlanError as error:
        print(f"query: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    return answer


def parameters_of(options: argparse.Namespace) -> dict[str, Any]:
    """What is asked, by the names that HTTP and Python give it; what is not given is left out."""
    asked = ("mode", "limit", "floor", *FILTERS, "sort", "half_life", "facets", "cursor")
    given = {name: getattr(options, name) for name in asked if getattr(options, name) is not None}
    return {"q": options.query, "fold": not options.unfold} | given


def main() -> None:
    """Ask and print."""
    parser = argparse.ArgumentParser(description="Ask Wenlan a question.")
    parser.add_argument("query")
    place = parser.add_mutually_exclusive_group()
    place.add_argument("--index", type=Path, default=Path(os.environ.get("WENLAN_INDEX", ROOT / ".wenlan")))
    place.add_argument("--url", help="a running server, such as http://127.0.0.1:8000")
    parser.add_argument("--mode", default="hybrid", help="hybrid, lexical or dense")
    parser.add_argument("--limit", type=int, default=10, help="how many hits")
    parser.add_argument("--floor", type=float, help="leave out hits less relevant than this, 0 to 1")
    parser.add_argument("--unfold", action="store_true", help="show near-duplicates as hits of their own")
    parser.add_argument("--json", action="store_true", help="print the whole answer as one JSON document")
    for name, what in (("dictionary", "words to be found as one"), ("synonyms", "words that mean the same")):
        path = os.environ.get(f"WENLAN_{name.upper()}")
        parser.add_argument(f"--{name}", type=Path, default=path and Path(path), help=f"file of {what}; with --index")
    parser.add_argument("--since", help="only issues from this day, month or year on: 2025-06-10, 2025-06, 2025")
    parser.add_argument("--until", help="only issues up to this day, month or year")
    for name, what in (("page", "this page, or range of pages"), ("kind", "this kind of article")):
        parser.add_argument(f"--{name}", action="append", help=f"only {what}; repeated: any of them")
    for name, what in (("source", "papers"), ("author", "people")):
        parser.add_argument(
            f"--{name}", action="append", help=f"only {what} with this in the name; repeated: any of them"
        )
    parser.add_argument("--sort", help="relevance, newest, oldest or recent")
    parser.add_argument("--half-life", type=float, help="days until an article counts half in --sort recent")
    parser.add_argument("--facets", action="store_true", help="count years, months, papers, pages, authors and kinds")
    parser.add_argument("--cursor", help="go on behind the page that ended with this cursor")
    options = parser.parse_args()
    parameters = parameters_of(options)
    words = options.dictionary, options.synonyms
    answer = ask_index(options.index, words, parameters) if options.url is None else ask_server(options.url, parameters)
    show(json.dumps(answer, ensure_ascii=False, indent=1) if options.json else answer_text(answer, color_wanted()))


if __name__ == "__main__":
    main()
