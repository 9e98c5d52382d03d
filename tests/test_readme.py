"""The README tells the truth: its commands run, its files exist, its options are there."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT

from api.cli import main

README = (ROOT / "README.md").read_text(encoding="utf-8")
SHELL = [line for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL) for line in block.splitlines()]
PYTHON = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
QUOTED = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", README, flags=re.DOTALL))
INLINE = sorted({text for text in QUOTED if re.match(r"wenlan \w|(\./)?scripts/\w|python -m", text)})
MEASURES = [text for text in INLINE if re.match(r"scripts/\w+\.py", text)]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that looks like the project, with the page indexed by the README's own first command."""
    folder = tmp_path_factory.mktemp("readme")
    for name in ("seeds", "scripts", "tests"):
        (folder / name).symlink_to(ROOT / name)
    run(SHELL[0], folder)
    return folder


def environ() -> dict[str, str]:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return os.environ | {"PATH": path, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}


def run(command: str, folder: Path) -> str:
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, env=environ(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, (command, done.stderr)
    return done.stdout


@pytest.fixture(scope="module")
def url(place: Path) -> Iterator[str]:
    """`wenlan serve` on a free port."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    command = ["wenlan", "serve", "--index", ".wenlan", "--port", str(port)]
    server = subprocess.Popen(command, cwd=place, env=environ(), stderr=subprocess.PIPE, text=True)
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5).close()
                break
            except urllib.error.URLError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.communicate(timeout=30)


@pytest.mark.model
@pytest.mark.parametrize("command", [line for line in SHELL if "http://" not in line])
def test_commands_run_and_answer(place: Path, command: str) -> None:
    shown = run(command, place)
    assert shown.strip()
    if "--json" in command or (command.startswith("wenlan article") and "--cite" not in command):
        json.loads(shown)


@pytest.mark.model
@pytest.mark.parametrize("command", [line for line in SHELL if "http://" in line])
def test_requests_are_answered(place: Path, url: str, command: str) -> None:
    if command.startswith("curl") and not shutil.which("curl"):
        pytest.skip("this machine has no curl")
    shown = run(command.replace("http://127.0.0.1:8000", url), place)
    if command.startswith("curl"):
        assert "code" not in json.loads(shown)
    else:
        assert "400 张绿证助力达沃斯" in shown


@pytest.mark.model
def test_the_python_example_runs(place: Path) -> None:
    (program,) = PYTHON
    (place / "example.py").write_text(program, encoding="utf-8")
    assert run("python example.py", place) == "用好资源 盘活存量 激发活力 谱写河北区高质量发展新篇章 (21, 23)\n"


@pytest.mark.model
@pytest.mark.parametrize("command", MEASURES)
def test_measurements_run(place: Path, command: str) -> None:
    report = json.loads(run(f"python {command} --json", place))
    if "hybrid" in report:
        overall = report["hybrid"]["overall"]
        assert f"nDCG@5 {overall['ndcg@5']:.3f}, success@1 {overall['success@1']:.3f}".replace(" 0.", " .") in README


@pytest.mark.model
def test_the_shown_answer_is_the_answer(place: Path) -> None:
    indexed = run("wenlan index seeds --index fresh/.wenlan", place)
    assert indexed.removeprefix("fresh/") in README
    (shown,) = re.findall(r"> 绿证 捐赠\n(.*?)\n\.\.\.", README, re.DOTALL)
    answer = run('wenlan search "绿证 捐赠" --index .wenlan --limit 2', place)
    # Vectors differ in the last digits between processors, and the third decimal of a score with them.
    assert answer.splitlines()[:4] == shown.splitlines()[:4]


@pytest.mark.parametrize("command", INLINE)
def test_inline_commands_exist(command: str) -> None:
    program, *arguments = command.split()
    if program != "wenlan":
        assert program == "python" or (ROOT / program).is_file()
        return
    known = {option for parameter in main.commands[arguments[0]].params for option in parameter.opts}
    assert {argument for argument in arguments if argument.startswith("--") and argument != "--"} <= known


def test_files_named_exist() -> None:
    table = README[README.index("## Files") : README.index("## How it works")]
    for row in re.findall(r"^\| (.+?) \|", table, re.MULTILINE):
        names = re.findall(r"`([^`]+)`", row)
        folder = ROOT / (Path(names[0]).parent if names and "." in names[0] else "") if names else ROOT
        for name in names:
            assert (ROOT / name).exists() or (folder / name).exists(), name


def test_every_package_has_its_line() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        wanted = {re.split(r"[>=]", need)[0].lower() for need in tomllib.load(file)["project"]["dependencies"]}
    table = README[README.index("## Packages") : README.index("## Measured")]
    named = {name.lower() for row in re.findall(r"^\| (.+?) \|", table, re.MULTILINE) for name in row.split(", ")}
    assert wanted == named - {"package", "---"}


def test_exact_versions_stand_in_the_constraints() -> None:
    constraints = (ROOT / "scripts" / "constraints.txt").read_text(encoding="utf-8").lower()
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    for need in (*project["dependencies"], *project["optional-dependencies"]["dev"]):
        assert re.search(rf"^{re.escape(re.split('[>=]', need)[0].lower())}==", constraints, re.MULTILINE), need
