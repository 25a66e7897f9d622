"""Run groups and chart engagement in intensive outpatient programs.

Nothing is imported here, so that commands start quickly: import what you need
from the layer that owns it, such as ``iopkit.metrics.retention``.
"""

__version__ = "0.1.0"
