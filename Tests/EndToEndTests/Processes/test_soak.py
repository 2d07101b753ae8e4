"""A soak of a few seconds: what `bench/soak` does for ten minutes works, and nothing grows at
once."""

from pathlib import Path

import soak


def test_mixed_load_leaves_nothing_behind(tmp_path: Path) -> None:
    print(soak.run(12, tmp_path, pause=0.1))
