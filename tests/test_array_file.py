from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from indexer.array_file import open_arrays, write_arrays

TYPES = st.sampled_from(["uint8", "int32", "int64", "uint64", "float32", "float64", "<U7"])
ARRAYS = arrays_of.arrays(TYPES, arrays_of.array_shapes(min_dims=1, max_dims=2, min_side=0, max_side=9))


@given(st.dictionaries(st.text("abc_\u6d6a", min_size=1, max_size=8), ARRAYS, max_size=9))
def test_arrays_come_back(tmp_path_factory: pytest.TempPathFactory, arrays: dict[str, np.ndarray]) -> None:
    path = tmp_path_factory.mktemp("arrays") / "file"
    write_arrays(path, arrays)
    found = open_arrays(path)
    assert list(found) == list(arrays)
    for name, array in arrays.items():
        assert (found[name].dtype, found[name].shape) == (array.dtype, array.shape)
        np.testing.assert_array_equal(found[name], array)
        assert not found[name].flags.writeable


def test_a_file_is_never_overwritten(tmp_path: Path) -> None:
    write_arrays(tmp_path / "file", {"a": np.arange(3)})
    with pytest.raises(FileExistsError):
        write_arrays(tmp_path / "file", {"a": np.arange(4)})


def test_a_cut_file_is_refused_wherever_it_is_cut(tmp_path: Path) -> None:
    write_arrays(tmp_path / "file", {"a": np.arange(30), "b": np.arange(20)})
    whole = (tmp_path / "file").read_bytes()
    for length in range(1, len(whole) - 64, 13):
        (tmp_path / "cut").write_bytes(whole[:length])
        with pytest.raises(ValueError, match=r"."):
            open_arrays(tmp_path / "cut")
