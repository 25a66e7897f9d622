"""A clinic that never was: synthetic clients in real-looking programs, to learn and to show with."""

from iopkit.actions.demonstration.clinic import Summary, make_demonstration

__all__ = ["Summary", "make_demonstration"]
