"""`wenlan serve` as a process: what it says, how it stops, what it refuses."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
from conftest import ROOT, make_index

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seed page, indexed with the real model."""
    folder = tmp_path_factory.mktemp("served")
    subprocess.run([*WENLAN, "index", str(ROOT / "seeds"), "--index", str(folder)], cwd=ROOT, check=True)
    return folder


WENLAN = [sys.executable, "-m", "api.cli"]


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def served(*command: str, **environ: str) -> Iterator[subprocess.Popen[str]]:
    """A server that has said that it serves."""
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environ, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def refused(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*WENLAN, "serve", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("entry", ["api", "api.cli"])
def test_it_says_where_answers_and_stops_at_ctrl_c(root: Path, entry: str) -> None:
    port = free_port()
    command = [sys.executable, "-m", entry, *(["serve"] if entry == "api.cli" else [])]
    with served(*command, WENLAN_INDEX=str(root), WENLAN_PORT=str(port), WENLAN_HOST="") as server:
        assert server.stderr is not None
        assert f"on http://127.0.0.1:{port} " in server.stderr.readline()
        assert server.stderr.readline().startswith(f"Try: curl -s --get http://127.0.0.1:{port}/v1/search")
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=20) as response:
            assert response.status == 200
        server.send_signal(signal.SIGINT)
        assert server.wait(20) == 0
        assert server.stderr.read() == ""


def test_a_url_of_ten_thousand_characters_may_come_in_pieces(root: Path) -> None:
    port = free_port()
    head = f"GET /v1/search?limit=1&q={quote('机场大道' * 2500)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    with served(*WENLAN, "serve", "--index", str(root), "--port", str(port)) as server:
        assert server.stderr is not None
        server.stderr.readline()
        with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
            for start in range(0, len(head), 30_000):
                connection.sendall(head[start : start + 30_000].encode())
                time.sleep(0.05)
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert "机场大道天津大道整治工程完工".encode() in answer


def test_a_port_in_use_is_told_before_anything_else(root: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        told = refused("--index", str(root), "--port", str(port))
    assert told.returncode == 1
    assert told.stderr.startswith(f"wenlan: cannot listen on 127.0.0.1 port {port}: ")
    assert told.stderr.count("\n") == 1


def test_a_model_that_cannot_be_had_is_told_in_one_line(root: Path, tmp_path: Path) -> None:
    told = refused("--index", str(root), "--model", str(tmp_path / "no-model"))
    assert (told.returncode, told.stderr.count("\n")) == (3, 1)
    make_index(tmp_path / "other")
    told = refused("--index", str(tmp_path / "other"))
    assert (told.returncode, told.stderr.count("\n")) == (3, 1)
    assert "embedding model 'hashing-64' cannot be had" in told.stderr
