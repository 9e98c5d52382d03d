#!/usr/bin/env python3
"""Ask Wenlan a question: of an index on this machine, or of a running server.

query.py QUERY [--index DIR | --url URL] [--mode hybrid|lexical|dense] [--limit N] [--floor R] [--unfold] [--json]

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

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from api.render import Document, answer_text, color_wanted

TIMEOUT_SECONDS = 60


def ask_server(url: str, parameters: dict[str, str]) -> Document:
    """The answer of a server; exits with its own words where it refuses."""
    request = f"{url.rstrip('/')}/v1/search?{urllib.parse.urlencode(parameters, errors='replace')}"
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:
            answer: Document = json.load(response)
    except urllib.error.HTTPError as error:
        print(f"query: {problem_detail(error)}", file=sys.stderr)
        sys.exit(2 if error.code == 422 else 1)
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


def ask_index(index: Path, query: str, mode: str, limit: int, fold: bool, floor: float | None) -> Document:
    """The answer of an index on this machine."""
    try:
        import msgspec

        from indexer.errors import WenlanError
        from search.request import search_request
        from search.searcher import Searcher
    except ModuleNotFoundError:
        run_in_environment()
    try:
        request = search_request(query, mode, limit, fold, floor=floor)
        answer: Document = msgspec.to_builtins(Searcher.open(index).search(request))
    except WenlanError as error:
        print(f"query: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    return answer


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
    options = parser.parse_args()
    if options.url is not None:
        parameters = {"q": options.query, "mode": options.mode, "limit": str(options.limit)}
        if options.unfold:
            parameters["fold"] = "false"
        if options.floor is not None:
            parameters["floor"] = str(options.floor)
        answer = ask_server(options.url, parameters)
    else:
        answer = ask_index(options.index, options.query, options.mode, options.limit, not options.unfold, options.floor)
    show(json.dumps(answer, ensure_ascii=False, indent=1) if options.json else answer_text(answer, color_wanted()))


if __name__ == "__main__":
    main()
