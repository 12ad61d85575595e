"""A program that does not hear a request to end, and has a child that does not either."""

import os
import signal
import time

if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.fork()
    time.sleep(60)
