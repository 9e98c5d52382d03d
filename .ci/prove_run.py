"""Prove ./scripts/run in a fresh clone of what is committed: start it, ask it over HTTP, stop it with Ctrl-C; twice.

Standard library only: it runs with the machine's own Python. Prints how long each start took.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONGEST_START = 1200  # seconds; the first start installs everything


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def get(url: str) -> tuple[int, dict]:
    """Status and document of an answer, problems included."""
    try:
        with urllib.request.urlopen(url, timeout=30) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def wait_until_ready(url: str, server: subprocess.Popen) -> float:
    """Seconds until the server says that it is ready."""
    began = time.monotonic()
    while time.monotonic() - began < LONGEST_START:
        if server.poll() is not None:
            sys.exit(f"./scripts/run ended with {server.returncode} before it served")
        try:
            if get(f"{url}/readyz")[0] == 200:
                return time.monotonic() - began
        except OSError:
            time.sleep(0.2)
    sys.exit(f"./scripts/run did not serve within {LONGEST_START} s")


def ask(url: str) -> None:
    """A question in each mode, an article, and an error."""
    for mode in ("hybrid", "lexical", "dense"):
        query = urllib.parse.urlencode({"q": "绿证 捐赠", "mode": mode})
        status, answer = get(f"{url}/v1/search?{query}")
        assert status == 200, answer
        assert "绿证" in answer["hits"][0]["title"], answer
    identifier = urllib.parse.quote(answer["hits"][0]["id"])
    assert get(f"{url}/v1/articles/{identifier}")[0] == 200
    status, problem = get(f"{url}/v1/search?q=")
    assert (status, problem["code"]) == (422, "query-empty"), problem


def run_once(clone: Path, port: int) -> float:
    """Start, ask, stop; seconds until it served."""
    environ = os.environ | {"WENLAN_PORT": str(port)}
    server = subprocess.Popen(["./scripts/run"], cwd=clone, env=environ, start_new_session=True)
    try:
        seconds = wait_until_ready(f"http://127.0.0.1:{port}", server)
        ask(f"http://127.0.0.1:{port}")
        os.killpg(server.pid, signal.SIGINT)
        status = server.wait(timeout=30)
        assert status in (0, 130), f"./scripts/run ended with {status} after Ctrl-C"
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()
    return seconds


def main() -> None:
    """Prove it, on an empty clone and again on the same one."""
    with tempfile.TemporaryDirectory() as work:
        clone = Path(work) / "clone"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        for start in ("first", "second"):
            print(f"./scripts/run, {start} start: serving after {run_once(clone, free_port()):.1f} s", flush=True)


if __name__ == "__main__":
    main()
