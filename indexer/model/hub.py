"""Models of sentence-transformers by folder or name: looked for on this machine first, then once at the hub."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from huggingface_hub import HfApi, try_to_load_from_cache

from indexer.errors import ModelUnavailable
from indexer.model.embedding import cause

HUB_TIMEOUT = 10.0
Loaded = TypeVar("Loaded")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for, as an error names it, such as an "embedding model", and what to do where it is not had."""

    what: str
    remedy: str

    def open(self, model: str, load: Callable[[str, bool], Loaded]) -> Loaded:
        """Load a model by its folder or its name; `load` is given one of both, and whether to stay on this machine.

        Raises ModelUnavailable when it is in no such place or is no such model.
        """
        folder = Path(model).expanduser().absolute()
        if folder.exists():
            return self.loaded(str(folder), str(folder), lambda: load(str(folder), True))
        if self._is_cached(model, folder):
            return self.loaded(model, "the local Hugging Face cache", lambda: load(model, True))
        try:
            HfApi().model_info(model, timeout=HUB_TIMEOUT)
        except Exception as error:  # whatever goes wrong on the way to the hub, the model cannot be had
            places = f"the folder {folder}, the local Hugging Face cache and huggingface.co ({cause(error)})"
            raise self._unavailable(model, places) from error
        return self.loaded(model, "huggingface.co", lambda: load(model, False))

    def loaded(self, name: str, place: str, load: Callable[[], Loaded]) -> Loaded:
        """Load what was found in `place`. Raises ModelUnavailable with the cause."""
        try:
            return load()
        except Exception as error:  # a file of any library below can be missing, damaged or of another kind
            raise self._unavailable(name, f"{place} ({cause(error)})") from error

    def _is_cached(self, model: str, folder: Path) -> bool:
        try:
            return isinstance(try_to_load_from_cache(model, "config.json"), str)
        except ValueError as error:  # not the form of a name at the hub
            raise self._unavailable(model, f"the folder {folder}") from error

    def _unavailable(self, model: str, looked_in: str) -> ModelUnavailable:
        return ModelUnavailable(model, looked_in, self.remedy, self.what)
