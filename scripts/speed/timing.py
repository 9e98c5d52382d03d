"""Timing of single calls, and what a report says of the machine."""

import platform
import resource
import time
from collections import deque
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

import numpy as np

_Asked = TypeVar("_Asked")
PACKAGES = (
    "bm25s", "faiss-cpu", "numba", "numpy", "onnxruntime", "rank-bm25", "rjieba", "sentence-transformers", "tantivy",
    "torch",
)  # fmt: skip


def in_turns(systems: dict[str, Callable[[_Asked], object]], asked: Sequence[_Asked]) -> dict[str, dict[str, float]]:
    """Milliseconds of each system for each thing asked, p50 and p99; the systems take turns, so that a busy machine
    slows all of them, and each comes first as often as the others. Each is asked everything once before, uncounted.
    """
    for ask in systems.values():
        for one in asked:
            ask(one)
    seconds: dict[str, list[float]] = {name: [] for name in systems}
    order = deque(systems.items())
    for one in asked:
        order.rotate()
        for name, ask in order:
            began = time.perf_counter()
            ask(one)
            seconds[name].append(time.perf_counter() - began)
    return {name: percentiles(taken) for name, taken in seconds.items()}


def percentiles(seconds: Sequence[float]) -> dict[str, float]:
    """The median and the 99th percentile, in milliseconds."""
    p50, p99 = np.percentile(seconds, [50, 99])
    return {"p50 ms": round(1000 * float(p50), 3), "p99 ms": round(1000 * float(p99), 3)}


def peak_memory() -> float:
    """The most memory that this process has had, in GiB, mapped files included."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def machine() -> dict[str, object]:
    """The processor, the memory and the versions."""
    cpus = [line.split(":", 1)[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    memory = next((line.split()[1] for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), None)
    return {
        "processor": cpus[0] if cpus else platform.processor(),
        "cores": len(cpus) or None,
        "memory GiB": round(int(memory) / 2**20, 1) if memory else None,
        "system": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        "versions": {name: version(name) for name in PACKAGES},
    }


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines() if Path(path).exists() else []
