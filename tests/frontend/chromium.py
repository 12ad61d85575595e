"""The browser of the machine, if there is one."""

import os
import shutil
from contextlib import contextmanager
from pathlib import Path

# Milliseconds to wait for what must come: how long it takes says something about the machine, nothing about the page.
PATIENCE = 120_000


def path():
    """Where a Chromium lies: CHROMIUM, the system's, or the one that Playwright installed; empty for none."""
    for name in (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"):
        if name and (found := shutil.which(name)):
            return found
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else ""


@contextmanager
def browser():
    """A headless browser for the length of the block."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path_once(), args=["--no-sandbox", "--disable-gpu"])
        try:
            yield running
        finally:
            running.close()


_found = []


def path_once():
    """The path, looked up before the browser's own loop runs."""
    if not _found:
        _found.append(path())
    return _found[0]
