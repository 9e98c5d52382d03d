"""The packed weight file: a tiny one written here by the documented layout, and all that may be wrong with it."""

import struct

import numpy as np
import pytest

from indexer.model.packed import Blocks, parse_weights

PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", "文"]
SCORES = [0.0, 0.0, 0.0, 0.0, -1.5, -2.25]


def packed_file(
    *, special: tuple[int, int, int, int] = (0, 2, 1, 3), kind: int = 1, tensor_size: int = 36, offset_shift: int = 0
) -> bytes:
    """Two blocks of 4-bit weights named `l0.q.w`, in a model of 32 dimensions."""
    blob = "".join(PIECES).encode()
    offsets = np.cumsum([0] + [len(piece.encode()) for piece in PIECES]).astype("<u4")
    normalisation = struct.pack("<IB2I", ord("㈱"), 2, ord("株"), ord("式"))
    head = b"E5S1" + struct.pack("<I7ifi", 1, 32, 1, 2, 64, 6, 16, 2, 1e-12, 32)
    head += struct.pack("<5iQ", len(PIECES), *special, len(blob)) + offsets.tobytes()
    head += np.array(SCORES, "<f4").tobytes() + blob + struct.pack("<iI", 1, len(normalisation)) + normalisation
    entry = struct.pack("<iH", 1, 6) + b"l0.q.w"
    data_at = len(head) + len(entry) + struct.calcsize("<BIQQ")
    entry += struct.pack("<BIQQ", kind, 64, data_at + offset_shift, tensor_size)
    ramp = bytes(range(16))  # low halves 0..15, high halves 0
    return head + entry + struct.pack("<e", 0.5) + ramp + struct.pack("<e", 2.0) + bytes([0xF0] * 16)


def test_a_file_is_read_as_it_was_written() -> None:
    weights = parse_weights(packed_file())
    assert (weights.dimensions.hidden, weights.dimensions.positions) == (32, 16)
    assert weights.vocabulary.pieces == PIECES
    assert weights.vocabulary.scores == SCORES
    assert (weights.vocabulary.begin, weights.vocabulary.end, weights.vocabulary.unknown) == (0, 2, 3)
    assert weights.vocabulary.normalisation == {"㈱": "株式"}


def test_four_bit_weights_are_nibble_minus_eight_times_scale() -> None:
    values = parse_weights(packed_file()).floats("l0.q.w")
    assert values.shape == (2, 32)
    assert values[0].tolist() == [(n - 8) * 0.5 for n in range(16)] + [-8 * 0.5] * 16
    assert values[1].tolist() == [-8 * 2.0] * 16 + [7 * 2.0] * 16


def test_blocks_keep_the_order_of_the_weights() -> None:
    stored = Blocks(np.ones(1, np.float16), np.array([[0x21] * 16], np.uint8))
    assert stored.integers()[0].tolist() == [1] * 16 + [2] * 16


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "truncated"),
        (b"GGUF" + packed_file()[4:], "wrong magic b'GGUF'"),
        (packed_file()[:40], "truncated"),
        (packed_file()[:-1], "truncated"),
        (packed_file(special=(0, 2, 1, 99)), "special token"),
        (packed_file(tensor_size=35), "cannot have 35 bytes"),
        (packed_file(kind=7), "of kind 7"),
        (packed_file(offset_shift=10**12), "beyond the end"),
    ],
)
def test_a_damaged_file_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_weights(data)


def test_no_cut_of_the_file_is_read_as_a_whole_one() -> None:
    whole = packed_file()
    for length in range(len(whole)):
        with pytest.raises(ValueError):
            parse_weights(whole[:length])
