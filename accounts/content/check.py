"""The checker's own process: limits first, then one file, what is found in it to stdout. Started by `runner`."""

import json
import resource
import sys
from pathlib import Path
from typing import Any

OFFICE = "application/vnd.openxmlformats-officedocument."
OLD = frozenset(
    {
        "application/msword",
        "application/vnd.ms-excel",
        "application/vnd.ms-powerpoint",
        "application/vnd.ms-works",
    }
)


def findings(path: Path, content_type: str) -> list:
    """Return what is found in a file of this type; pictures and texts hold nothing that acts."""
    if content_type == "application/pdf":
        from . import pdf

        return pdf.read(path)
    if content_type.startswith(OFFICE):
        from . import package

        return package.read(path)
    if content_type == "application/zip":
        from . import package

        return package.listed(path)
    if content_type in OLD:
        from . import ole

        return ole.read(path.read_bytes())
    return []


def main(path: str, content_type: str, seconds: int, megabytes: int) -> None:
    """Limit this process to CPU seconds and address space, then look through one file."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from .findings import TooMuch, settled

    try:
        answer: dict[str, Any] = {"found": [finding.plain() for finding in settled(findings(Path(path), content_type))]}
    except TooMuch:
        answer = {"stopped": "too_much"}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
