"""A prepared model appears whole or not at all, and damage is noticed and mended."""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from conftest import ROOT

from indexer.errors import ModelUnavailable
from indexer.model import prepare
from indexer.model.prepare import Form, cache_folder, prepared

FILES = {"model.onnx": b"graph", "model.onnx.data": b"tables" * 1000, "part/rules.json": b"{}"}


@pytest.fixture
def writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """An empty cache, and in the place of the real model three small files; lists the folders written."""
    written: list[Path] = []

    def write(form: Form, weights: object, folder: Path) -> None:
        written.append(folder)
        for name, content in FILES.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(content)

    monkeypatch.setenv("WENLAN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(prepare, "read_weights", lambda path: None)
    monkeypatch.setattr(prepare, "installed_file", Path)
    monkeypatch.setattr(prepare, "_write_form", write)
    return written


def content_of(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in FILES}


def entries(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.parent.iterdir())


def test_the_model_is_prepared_once(writes: list[Path]) -> None:
    folder = prepared(Form.ONNX)
    assert content_of(folder) == FILES
    assert prepared(Form.ONNX) == folder
    assert len(writes) == 1
    assert entries(folder) == ["onnx", "onnx.lock"]


def test_the_cache_is_where_the_environment_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WENLAN_CACHE", str(tmp_path))
    assert cache_folder() == tmp_path
    monkeypatch.delenv("WENLAN_CACHE")
    assert cache_folder().is_absolute()
    assert "wenlan" in cache_folder().parts


def shorten(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1])


def flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


@pytest.mark.parametrize("damage", [shorten, flip, Path.unlink])
@pytest.mark.parametrize("name", [*FILES, "manifest.json"])
def test_damage_is_mended(writes: list[Path], damage: Callable[[Path], None], name: str) -> None:
    folder = prepared(Form.ONNX)
    damage(folder / name)
    assert content_of(prepared(Form.ONNX)) == FILES
    assert len(writes) == 2
    assert entries(folder) == ["onnx", "onnx.lock"]


def test_a_copied_cache_is_read_once_and_then_trusted(writes: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    folder = prepared(Form.ONNX)
    for name in FILES:
        os.utime(folder / name, ns=(1, 1))
    prepared(Form.ONNX)
    monkeypatch.setattr(prepare, "_digest", lambda path: pytest.fail(f"{path} was read again"))
    prepared(Form.ONNX)
    assert len(writes) == 1


def test_a_copy_that_cannot_be_written_is_read_every_time(writes: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*given: object, **more: object) -> NoReturn:
        raise PermissionError(1, "Operation not permitted")

    folder = prepared(Form.ONNX)
    for name in FILES:
        os.utime(folder / name, ns=(1, 1))
    monkeypatch.setattr(os, "utime", refuse)
    assert prepared(Form.ONNX) == prepared(Form.ONNX) == folder
    assert len(writes) == 1
    flip(folder / "model.onnx.data")
    assert content_of(prepared(Form.ONNX)) == FILES


def test_another_user_may_read_the_model(writes: list[Path]) -> None:
    folder = prepared(Form.ONNX)
    assert folder.stat().st_mode == folder.parent.stat().st_mode


@pytest.mark.parametrize("name", ["onnx", ".onnx.damaged"])
@pytest.mark.parametrize("kind", ["file", "link", "dangling link"])
def test_what_lies_in_the_way_is_replaced(writes: list[Path], tmp_path: Path, kind: str, name: str) -> None:
    thing = prepared(Form.ONNX).with_name(name)
    shutil.rmtree(thing.with_name("onnx"))
    (tmp_path / "elsewhere").mkdir()
    if kind == "file":
        thing.write_text("in the way")
    else:
        thing.symlink_to(tmp_path / ("elsewhere" if kind == "link" else "nowhere"))
    folder = prepared(Form.ONNX)
    assert content_of(folder) == FILES
    assert entries(folder) == ["onnx", "onnx.lock"]
    assert (tmp_path / "elsewhere").is_dir()


def test_a_folder_for_a_manifest_is_damage(writes: list[Path]) -> None:
    manifest = prepared(Form.ONNX) / "manifest.json"
    manifest.unlink()
    manifest.mkdir()
    assert content_of(prepared(Form.ONNX)) == FILES


def test_a_model_of_another_format_is_not_used(writes: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    prepared(Form.ONNX)
    monkeypatch.setattr(prepare, "FORMAT", prepare.FORMAT + 1)
    prepared(Form.ONNX)
    assert len(writes) == 2


def test_a_failed_preparation_leaves_nothing(writes: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def full_disk(path: Path) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as faulty:
        faulty.setattr(prepare, "sync", full_disk)
        with pytest.raises(ModelUnavailable, match=r"No space left.*WENLAN_CACHE"):
            prepared(Form.ONNX)
    assert entries(writes[0]) == ["onnx.lock"]
    assert content_of(prepared(Form.ONNX)) == FILES


def test_a_cache_that_cannot_be_made_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("WENLAN_CACHE", str(tmp_path / "file"))
    with pytest.raises(ModelUnavailable, match="WENLAN_CACHE"):
        prepared(Form.ONNX)


def test_threads_that_meet_prepare_once(writes: list[Path]) -> None:
    threads = [threading.Thread(target=prepared, args=(Form.ONNX,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(writes) == 1


MEETING = """
import sys, time
from pathlib import Path
from indexer.model import prepare
def write(form, weights, folder):
    with Path(sys.argv[1]).open("a") as file:
        file.write("written ")
    time.sleep(0.5)
    (folder / "model.onnx").write_bytes(b"graph")
prepare.read_weights, prepare.installed_file, prepare._write_form = lambda path: None, Path, write
print((prepare.prepared(prepare.Form.ONNX) / "model.onnx").read_text())
"""


def test_processes_that_meet_prepare_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENLAN_CACHE", str(tmp_path / "cache"))
    call = [sys.executable, "-c", MEETING, str(tmp_path / "log")]
    processes = [subprocess.Popen(call, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert [process.communicate()[0] for process in processes] == ["graph\n"] * 3
    assert (tmp_path / "log").read_text() == "written "


NO_ROOM = """
import resource, sys
from indexer.errors import ModelUnavailable
from indexer.model import prepare
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
try:
    prepare.prepared(prepare.Form(sys.argv[1]))
except ModelUnavailable as error:
    print(error)
"""


@pytest.mark.model
@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("bytes_a_file", [10, 1_000_000])
def test_no_room_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: Form, bytes_a_file: int
) -> None:
    monkeypatch.setenv("WENLAN_CACHE", str(tmp_path))
    call = [sys.executable, "-c", NO_ROOM, form, str(bytes_a_file)]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "File too large" in done.stdout
    assert "make room or name a folder" in done.stdout
    assert done.stdout.count("\n") == 1
    assert [path.name for path in tmp_path.glob("models/*/*")] == [f"{form}.lock"]


def test_files_that_do_not_load_are_told_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from indexer.model import onnx_embedder

    (tmp_path / "model.onnx").write_bytes(b"no graph")
    monkeypatch.setattr(onnx_embedder, "prepared", lambda form: tmp_path)
    with pytest.raises(ModelUnavailable, match="remove this folder") as caught:
        onnx_embedder.OnnxEmbedder.bundled()
    assert str(tmp_path) in str(caught.value)
    assert "\n" not in str(caught.value)


KILLED_AT = {
    "the first file": "from indexer.model import graph; graph.save_model = lambda *given, **more: os._exit(9)",
    "the manifest": "prepare._write_manifest = lambda folder: os._exit(9)",
    "the publication": "prepare.sync = lambda path: os._exit(9) if path.name == 'manifest.json' else None",
}


@pytest.mark.model
@pytest.mark.parametrize("moment", KILLED_AT)
def test_a_killed_preparation_is_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    monkeypatch.setenv("WENLAN_CACHE", str(tmp_path))
    program = f"import os; from indexer.model import prepare; {KILLED_AT[moment]}; prepare.prepared(prepare.Form.ONNX)"
    killed = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert killed.returncode == 9, killed.stderr
    parent = next(tmp_path.glob("models/*"))
    assert not (parent / "onnx").exists()
    assert list(parent.glob(".onnx.*"))
    folder = prepared(Form.ONNX)
    assert (folder / "model.onnx").stat().st_size > 10_000
    assert entries(folder) == ["onnx", "onnx.lock"]
    shutil.rmtree(tmp_path / "models")
