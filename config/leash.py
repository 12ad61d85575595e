"""Run a module for as long as its supervisor lives: `python config/leash.py DESCRIPTOR MODULE ARGUMENT …`.

The descriptor is the reading end of a pipe whose other end the supervisor alone holds. When the supervisor is gone,
however it ended, the pipe closes, and this process ends with all it has started: nobody is left on the port.
"""

import os
import runpy
import signal
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GRACE = 3.0


def watch(descriptor: int) -> None:
    """Wait until the supervisor is gone, then end the whole group: asked first, made to after the grace."""
    while os.read(descriptor, 1):
        pass
    os.killpg(os.getpgrp(), signal.SIGTERM)
    time.sleep(GRACE)
    os.killpg(os.getpgrp(), signal.SIGKILL)


if __name__ == "__main__":
    descriptor, module, *arguments = sys.argv[1:]
    # Found by the project's root, not beside this file, where `celery` would be our settings of it.
    sys.path[0] = str(ROOT)
    sys.argv = [module, *arguments]
    threading.Thread(target=watch, args=(int(descriptor),), daemon=True).start()
    runpy.run_module(module, run_name="__main__", alter_sys=True)
