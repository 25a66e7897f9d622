"""Let ``python -m iopkit`` do what ``iopkit`` does."""

from iopkit.cli import main

if __name__ == "__main__":
    main(prog_name="iopkit")
