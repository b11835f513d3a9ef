"""For all tests: the cache of whoever runs them is left alone, and output is buffered as everywhere."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says something of the machine, not of the program.
settings.register_profile("foerder", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("foerder")


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        patch.delitem(os.environ, "PYTHONUNBUFFERED", raising=False)
        yield
