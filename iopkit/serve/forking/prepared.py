"""What a kernel is before it is anybody's: its settings read, its shell made; neither thread nor socket.

To do this once, in the process that kernels are forked from, spares each kernel most of its start, and the
memory that goes with it. A kernel then only opens its connection, and takes the shell for its own.
"""

import sys
from types import ModuleType
from typing import Any

from ipykernel import ipkernel
from ipykernel.compiler import XCachingCompiler
from ipykernel.kernelapp import IPKernelApp
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.application import BaseIPythonApplication


class _SettingsRead(BaseIPythonApplication):
    """Comes after ``IPKernelApp`` in the order of classes, where that asks for settings to be read."""

    def initialize(self, argv: list[str] | None = None) -> None:
        """They were read already."""


class PreparedKernel(IPKernelApp, _SettingsRead):
    """The kernel's application, in two steps: ``prepare`` before the fork, ``begin`` after it."""

    def prepare(self, arguments: list[str]) -> None:
        """Read settings and make the shell, as the kernel would with these arguments."""
        BaseIPythonApplication.initialize(self, arguments)
        self.shell = ZMQInteractiveShell.instance(
            parent=self, profile_dir=self.profile_dir, compiler_class=XCachingCompiler
        )
        super().init_path()
        super().init_extensions()
        super().init_code()

    def init_path(self) -> None:
        """Done by ``prepare``."""

    def init_extensions(self) -> None:
        """Done by ``prepare``."""

    def init_code(self) -> None:
        """Done by ``prepare``."""

    def begin(self, connection_file: str) -> None:
        """Open the connection that the file describes; the kernel takes the only shell that there is."""
        self.connection_file = connection_file
        self.initialize([])
        shell: Any = self.shell
        shell.parent = shell.kernel = self.kernel
        shell.init_environment()


def prepare(arguments: list[str]) -> None:
    """Prepare the one kernel of this process."""
    _hide_modules()
    app: Any = PreparedKernel.instance()
    app.prepare(arguments)


def begin(connection_file: str) -> Any:
    """The prepared kernel's application, which listens."""
    app: Any = PreparedKernel.instance()
    app.begin(connection_file)
    return app


def _hide_modules() -> None:
    """Let the kernel see no modules when it lists their files for its debugger, which is not there.

    Only to look at each of two thousand modules would copy most of the memory that kernels share.
    """
    seen = ModuleType(sys.__name__)
    vars(seen).update(vars(sys), modules={})
    vars(ipkernel)["sys"] = seen
