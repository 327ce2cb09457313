"""ModelScope's hub by its HTTP interface: what it states of files, and its cache, a plain folder for each model."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import urlopen

from unisono.errors import WeightsError
from unisono.hubs import places
from unisono.hubs.stated import Stated, Unreachable

_PATIENCE = 15.0  # seconds for an answer
_LARGEST = 16 << 20  # bytes of a list of files


@dataclass(frozen=True)
class ModelScope:
    """A model there. $MODELSCOPE_DOMAIN names another address of it."""

    repository: str

    @property
    def endpoint(self) -> str:
        """Where the hub is."""
        domain = (os.environ.get("MODELSCOPE_DOMAIN") or "www.modelscope.cn").rstrip("/")
        return domain if "://" in domain else f"https://{domain}"

    @property
    def page(self) -> str:
        """Where a person finds the files."""
        return f"{self.endpoint}/models/{self.repository}"

    def listed(self, files: Sequence[str]) -> tuple[Stated, ...]:
        """What it states of these; Unreachable without a network, WeightsError where one is not there."""
        told = self._asked(f"{self._files}/files?{urlencode({'Revision': 'master', 'Recursive': 'True'})}")
        try:
            of = {one["Path"]: self._stated(one) for one in told["Data"]["Files"] if one["Type"] != "tree"}
        except (LookupError, TypeError, ValueError):
            raise WeightsError(f"{self.page} states its files in a way that is new; update unisono") from None
        if missing := [file for file in files if file not in of]:
            raise WeightsError(f"{self.page} does not hold {missing[0]}; pull without --mirror")
        return tuple(of[file] for file in files)

    def place(self, stated: Stated) -> Path:
        """Where it lies in the cache."""
        return places.modelscope_folder(self.repository) / stated.file

    def keep(self, stated: Stated) -> Path:
        """The file under its name, once it is in place."""
        return self.place(stated)

    def _stated(self, one: dict[str, Any]) -> Stated:
        url = f"{self._files}?{urlencode({'Revision': 'master', 'FilePath': one['Path']})}"
        return Stated(one["Path"], int(one["Size"]), one["Sha256"], url)

    @property
    def _files(self) -> str:
        return f"{self.endpoint}/api/v1/models/{quote(self.repository)}/repo"

    def _asked(self, url: str) -> Any:
        try:
            with urlopen(url, timeout=_PATIENCE) as answer:
                return json.loads(answer.read(_LARGEST))
        except HTTPError as error:
            raise WeightsError(f"{self.page} answers {error.code}; try again later, or pull without --mirror") from None
        except ValueError:
            raise WeightsError(
                f"{self.page} answers with something else than a list of files; try again later"
            ) from None
        except (OSError, HTTPException) as error:
            why = getattr(error, "reason", error)
            raise Unreachable(f"{self.endpoint} cannot be reached ({str(why)[:80]})") from None
