"""Who the workers of a server that root started are, and what they may."""

import os

import pytest

import processes

NOBODY = 65532
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root to have a privilege to drop")


def assert_unprivileged(worker: int) -> None:
    status = processes.status(worker)
    assert status["NoNewPrivs"] == "1"
    for name in ("CapInh", "CapPrm", "CapEff", "CapAmb"):
        assert int(status[name], 16) == 0, f"{name}: {status[name]}"
