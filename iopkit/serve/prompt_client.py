"""Finds out whether a kernel is ready without waiting longer than it takes."""

import asyncio
import time
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient

#: After so many seconds without an answer a kernel is asked again: it did not listen yet.
_AGAIN = 1.0


class PromptClient(AsyncKernelClient):
    """Ready is a kernel that has answered a question and is heard saying that it is idle after it.

    Jupyter's own client listens for another 0.2 seconds to make sure that nothing else comes; what a kernel
    says comes in order, so after its last word on the question nothing else can.
    """

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait for the kernel.

        Raises
        ------
        RuntimeError
            It died, or gave no answer in time.
        """
        end = time.monotonic() + (float("inf") if timeout is None else timeout)
        while not await self._answers():
            if not await self._async_is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > end:
                raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")

    async def _answers(self) -> bool:
        asked = self.kernel_info()
        try:
            async with asyncio.timeout(_AGAIN):
                reply = await self._said(self.shell_channel, asked, "kernel_info_reply")
                await self._said(self.iopub_channel, asked, "status", execution_state="idle")
        except (TimeoutError, Empty):
            return False
        self._handle_kernel_info_reply(reply)
        return True

    async def _said(self, channel: Any, asked: str, kind: str, **content: str) -> dict[str, Any]:
        """The first message of that kind that answers the question."""
        while True:
            message: dict[str, Any] = await channel.get_msg(timeout=_AGAIN)
            ours = message["parent_header"].get("msg_id") == asked and message["msg_type"] == kind
            if ours and content.items() <= message["content"].items():
                return message
