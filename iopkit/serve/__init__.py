"""The Voila application: the pages on an address of this machine, and nothing else."""
