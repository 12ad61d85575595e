"""Is the web process of this machine well? `python -m config.probe [healthz|readyz]` exits 1 when it is not."""

import os
import sys
import urllib.error
import urllib.request


def well(page: str) -> bool:
    """Return True when the page answers 200, asked under the site's own name as its proxy would."""
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].lstrip(".")
    headers = {"Host": host, "X-Forwarded-Proto": "https"}
    request = urllib.request.Request(f"http://127.0.0.1:{os.environ.get('PROBE_PORT', '8000')}/{page}", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=4) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    sys.exit(0 if well(sys.argv[1] if len(sys.argv) > 1 else "healthz") else 1)
