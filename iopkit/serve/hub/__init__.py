"""Signing in at a JupyterHub, for organisations that have one: no password of iopkit's own is asked for."""
