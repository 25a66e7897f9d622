"""Fills the gaps between objects that kernels share, so that what a kernel makes lies together elsewhere.

Whatever is written between shared objects copies a whole page of memory for a few bytes; a forked process
would begin with the gaps, which are everywhere after so many imports.
"""

import ctypes
from collections.abc import Callable
from typing import Any

#: Python keeps blocks of up to 512 bytes itself, in pools that begin with a head and hold one size each.
_STEP, _LARGEST, _POOL, _POOL_HEAD = 16, 512, 16384, 48
#: What ``bytes`` needs beside its content.
_HEAD = b"".__sizeof__()
#: No more is filled with objects of one size, should Python's memory be laid out in another way.
_MOST = 1 << 20

#: They are never let go.
_fillings: list[Any] = []


def fill_holes() -> None:
    """Fill the gaps of Python's memory, then those of the C library's where that can be asked."""
    for size in range(_STEP, _LARGEST + _STEP, _STEP):
        _fill_pools(size)
    library = ctypes.CDLL(None)
    if hasattr(library, "malloc_trim") and hasattr(library, "sbrk"):
        _fill_heap(library)


def _fill_pools(size: int) -> None:
    """Make objects of a size until they fill a pool from one end to the other: it was empty."""
    make, last, in_a_row = _maker(size), 0, 0
    for _ in range(_MOST // size):
        made = make()
        _fillings.append(made)
        in_a_row = in_a_row + 1 if id(made) == last + size else 0
        last = id(made)
        if in_a_row >= (_POOL - _POOL_HEAD) // size - 2:
            return


def _maker(size: int) -> Callable[[], Any]:
    """How to make an object that takes just so much."""
    if size < _HEAD:
        return object if size == _STEP else lambda: len(_fillings) + (1 << 29)
    return lambda: bytes(size - _HEAD)


def _fill_heap(library: Any) -> None:
    """Take what is free below the heap's end, large pieces first."""
    library.malloc.restype = library.sbrk.restype = ctypes.c_void_p
    library.malloc.argtypes, library.free.argtypes = [ctypes.c_size_t], [ctypes.c_void_p]
    library.malloc_trim(0)
    end = library.sbrk(0) - 2 * _POOL
    size = 64 * 1024
    while size >= _STEP:
        for _ in range(_MOST // size):
            taken = library.malloc(size)
            if taken is None or taken >= end:
                library.free(taken)
                break
        size = size * 3 // 4
