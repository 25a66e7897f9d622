"""Kernels forked from one process that has imported everything already, on Linux.

``keeper`` (in the server) starts ``origin`` (a process of its own), which imports what the pages need
(``preload``) and then forks a kernel whenever it is asked to (``kernel``). They talk over a pair of sockets
that nobody else can reach (``wire``). ``provisioner`` is how Jupyter comes by such a kernel; where none can
be had, it starts one as Jupyter always does.
"""
