"""English is compiled from its sources when they are newer: no compiler has to be installed."""

from pathlib import Path

import polib


def compile_all(root: Path) -> int:
    """Compile every `django.po` below the apps' locale folders; returns how many were out of date."""
    done = 0
    for source in sorted(root.glob("[!.]*/**/locale/*/*/LC_MESSAGES/django.po")):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            draft = compiled.with_suffix(".tmp")
            polib.pofile(str(source)).save_as_mofile(str(draft))
            draft.replace(compiled)
            done += 1
    return done
