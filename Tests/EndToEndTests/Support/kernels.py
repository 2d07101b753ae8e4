"""Kernels, and sandboxes, that lack what the logs could be written with."""

from __future__ import annotations

import errno

import pytest

import refusing

# As kernels before 6.0 refuse writing to a pipe with RWF_NOWAIT; others have no such call at all.
KERNELS = {
    "this kernel": [],
    "no RWF_NOWAIT": refusing.wrapper([("pwritev2", errno.EOPNOTSUPP)]),
    "no tee, no close_range": refusing.wrapper(
        [("tee", errno.ENOSYS), ("close_range", errno.ENOSYS), ("pwritev2", errno.ENOSYS)]
    ),
}
each_kernel = pytest.mark.parametrize("kernel", KERNELS.values(), ids=KERNELS)
