"""`python -m foerder` and the installed command: the program in a process of its own."""

import contextlib
import gc
import os
import sys


def main() -> None:
    """Run the program and leave at once."""
    # One short run with many small records: collecting garbage would cost more than it frees, imports included.
    gc.disable()
    from foerder.cli.app import main as run

    try:
        run()
    except SystemExit as leave:
        if not isinstance(leave.code, int):
            raise
        # Taking apart what was read would cost a tenth of the run; the system frees it at once. stdout is flushed.
        with contextlib.suppress(OSError, AttributeError):
            sys.stderr.flush()
        os._exit(leave.code)


if __name__ == "__main__":
    main()
