"""A line between a browser and a server that a test can make deaf, cut, and mend."""

import contextlib
import socket
import threading


class Wire:
    """Listens on a port of its own and hands everything on.

    ``deafen`` lets what the browser says vanish, as a network does that is gone without a word; ``cut`` ends
    all connections and takes no new ones until ``mend``.
    """

    def __init__(self, to: int) -> None:
        self._to = to
        self._deaf = self._is_cut = False
        self._ends: set[socket.socket] = set()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        threading.Thread(target=self._listen, daemon=True).start()

    def deafen(self) -> None:
        """Nothing that is said from now on arrives, in either direction."""
        self._deaf = True

    def cut(self) -> None:
        """End everything."""
        self._is_cut = True
        for end in list(self._ends):
            self._close(end)

    def mend(self) -> None:
        """Let new connections through."""
        self._deaf = self._is_cut = False

    def close(self) -> None:
        """End for good."""
        self.cut()
        self._listening.close()

    def _listen(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            if self._is_cut:
                near.close()
                continue
            far = socket.create_connection(("127.0.0.1", self._to))
            self._ends |= {near, far}
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._hand_on, args=(one, other), daemon=True).start()

    def _hand_on(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                if not self._deaf:
                    other.sendall(data)
        self._close(one)
        self._close(other)

    def _close(self, end: socket.socket) -> None:
        self._ends.discard(end)
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()
