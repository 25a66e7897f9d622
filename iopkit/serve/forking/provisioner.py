"""How Jupyter comes by a forked kernel, or by any other where none can be forked."""

import os
import sys
from pathlib import Path
from typing import Any

from jupyter_client.provisioning import LocalProvisioner

_LAUNCHER = "ipykernel_launcher"


class ForkingProvisioner(LocalProvisioner):
    """Takes a kernel from the ``keeper`` of its manager; all else is as with a kernel started by itself."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Fork the kernel, else start it."""
        kernel: Any = self.parent
        keeper = getattr(kernel.parent, "keeper", None)
        arguments = _arguments(cmd)
        if keeper is None or arguments is None:
            return await super().launch_kernel(cmd, **kwargs)
        self.cwd = str(kwargs.get("cwd") or Path.cwd())
        forked = await keeper.fork(arguments, kwargs["env"], self.cwd)
        if forked is None:
            return await super().launch_kernel(cmd, **kwargs)
        self.process, self.pid, self.pgid = forked, forked.pid, forked.pid
        return self.connection_info


def _arguments(command: list[str]) -> list[str] | None:
    """What the launcher would be told; None when this is not IPython's kernel in our own Python."""
    if _LAUNCHER not in command or not _is_own_python(command[0]):
        return None
    return command[command.index(_LAUNCHER) + 1 :]


def _is_own_python(program: str) -> bool:
    return os.path.normpath(program) == os.path.normpath(sys.executable)
