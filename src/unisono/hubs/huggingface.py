"""Hugging Face's hub by its own library: what it states of files, and its cache, which all its users share."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from unisono.errors import MissingExtra, WeightsError
from unisono.hubs import places
from unisono.hubs.stated import Stated, Unreachable

_PATIENCE = 15.0  # seconds for an answer


@dataclass(frozen=True)
class HuggingFace:
    """A model there. $HF_ENDPOINT names another address of it, such as https://hf-mirror.com."""

    repository: str

    @property
    def endpoint(self) -> str:
        """Where the hub is."""
        return (os.environ.get("HF_ENDPOINT") or "https://huggingface.co").rstrip("/")

    @property
    def page(self) -> str:
        """Where a person finds the files."""
        return f"{self.endpoint}/{self.repository}"

    def listed(self, files: Sequence[str]) -> tuple[Stated, ...]:
        """What it states of these; Unreachable without a network, WeightsError where one is not there."""
        told = self._asked(
            lambda hub: hub.HfApi(self.endpoint).model_info(self.repository, files_metadata=True, timeout=_PATIENCE)
        )
        of = {one.rfilename: one for one in told.siblings or ()}
        if missing := [file for file in files if file not in of]:
            raise WeightsError(f"{self.page} no longer holds {missing[0]}; the model may have moved")
        return tuple(self._stated(of[file]) for file in files)

    def place(self, stated: Stated) -> Path:
        """Where its bytes lie in the cache: by their digest, whatever they are called."""
        return self._kept / "blobs" / stated.digest

    def keep(self, stated: Stated) -> Path:
        """The file under its name, once its bytes are in place."""
        return Path(
            self._asked(
                lambda hub: hub.hf_hub_download(
                    self.repository, stated.file, cache_dir=places.huggingface_cache(), endpoint=self.endpoint
                )
            )
        )

    def _stated(self, one: Any) -> Stated:
        digest = one.lfs.sha256 if one.lfs else one.blob_id
        return Stated(one.rfilename, one.size, digest, f"{self.page}/resolve/main/{quote(one.rfilename)}")

    @property
    def _kept(self) -> Path:
        return places.huggingface_cache() / f"models--{self.repository.replace('/', '--')}"

    def _asked(self, question: Any) -> Any:
        try:
            import huggingface_hub as hub
            from huggingface_hub.errors import HfHubHTTPError
        except ImportError:
            raise MissingExtra("to pull needs huggingface_hub: pip install 'unisono[gptsovits]'") from None
        try:
            return question(hub)
        except HfHubHTTPError as error:
            code = error.response.status_code if error.response is not None else "nothing"
            raise WeightsError(f"{self.page} answers {code}; try again later, or --mirror modelscope") from None
        except Exception as error:  # without a network: of requests, httpx or httpx2, as its version has it
            why = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise Unreachable(f"{self.endpoint} cannot be reached ({why[:80]})") from None
