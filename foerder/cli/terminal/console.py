"""What the console understands."""

from __future__ import annotations

import sys
from functools import cache

_ESCAPES = 4
"""ENABLE_VIRTUAL_TERMINAL_PROCESSING (consoleapi.h)."""


@cache
def takes_escapes() -> bool:
    """Whether stdout's terminal draws escape sequences; that of Windows has to be told to, and an old one cannot."""
    if sys.platform != "win32":
        return True
    import ctypes
    import msvcrt

    kernel = ctypes.windll.kernel32
    handle, mode = ctypes.c_void_p(msvcrt.get_osfhandle(sys.stdout.fileno())), ctypes.c_ulong()
    if not kernel.GetConsoleMode(handle, ctypes.byref(mode)):
        return False
    return bool(mode.value & _ESCAPES or kernel.SetConsoleMode(handle, mode.value | _ESCAPES))
