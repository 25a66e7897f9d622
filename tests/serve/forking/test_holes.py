"""Gaps between objects, in a process of its own."""

import subprocess
import sys

import pytest

_GAPS = """
from iopkit.serve.forking.holes import fill_holes
made = [bytes({size} - 33) for _ in range(4000)]
gaps = {{id(one) for one in made[::2]}}
del made[::2]
{fill}
new = [bytes({size} - 33) for _ in range(500)]
print(len(gaps & {{id(one) for one in new}}))
"""


def _taken(size: int, fill: str) -> int:
    """How many of 500 new objects lie in gaps that others left."""
    program = _GAPS.format(size=size, fill=fill)
    return int(subprocess.run([sys.executable, "-c", program], check=True, capture_output=True).stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")
@pytest.mark.parametrize("size", [64, 256, 512])
def test_new_objects_lie_in_no_gaps(size: int) -> None:
    assert _taken(size, "") > 400
    assert _taken(size, "fill_holes()") == 0
