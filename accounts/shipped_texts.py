"""The texts that every installation begins with: version 1 of the platform's own, one file a kind and language.

They lie in `fixtures/texts/`: a line with `# ` is the title, one with `## ` begins a part by its code. People change
them on pages, by versions of their own; these files are never changed, since installations have them in force.
"""

import datetime
import hashlib
import json
from pathlib import Path
from typing import Any

from accounts.rules.text_parts import PARTS, TextKind

FOLDER = Path(__file__).parent / "fixtures" / "texts"
# The first of January 2022 in China, when all the laws that they name were in force.
EFFECTIVE = datetime.datetime(2021, 12, 31, 16, tzinfo=datetime.UTC)


def read(kind: str, language: str) -> tuple[str, dict[str, tuple[str, str]]]:
    """Return the title of a shipped text in `zh` or `en`, and by code the heading and the words of its parts."""
    title, parts = "", dict[str, tuple[str, list[str]]]()
    for line in (FOLDER / f"{kind}.{language}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            code, _blank, heading = line[3:].partition(" ")
            parts[code] = (heading, [])
        elif line.startswith("# "):
            title = line[2:]
        else:
            parts[code][1].append(line)
    return title, {code: (heading, "\n".join(lines).strip()) for code, (heading, lines) in parts.items()}


def shipped(kind: TextKind) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """Return the title of a shipped text in both languages, and its parts as a row keeps them."""
    (title_zh, zh), (title_en, en) = read(kind, "zh"), read(kind, "en")
    parts = [
        {
            "part": code,
            "heading": {"zh": zh[code][0], "en": en[code][0]},
            "text": {"zh": zh[code][1], "en": en[code][1]},
        }
        for code in PARTS[kind]
    ]
    return {"zh": title_zh, "en": title_en}, parts


def load(apps: Any) -> None:
    """Write every shipped text, leaving alone the kinds that the platform has. `apps` is that of a migration."""
    texts = apps.get_model("accounts", "BindingText")
    for kind in TextKind:
        if texts.objects.filter(kind=kind, owner=None).exists():
            continue
        title, parts = shipped(kind)
        content = {
            "kind": str(kind),
            "owner": "",
            "number": 1,
            "effective_from": EFFECTIVE.isoformat(),
            "title": title,
            "parts": parts,
        }
        spelled = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
        texts.objects.create(
            kind=str(kind),
            number=1,
            title_zh=title["zh"],
            title_en=title["en"],
            parts=parts,
            effective_from=EFFECTIVE,
            approved_at=EFFECTIVE,
            updated_at=EFFECTIVE,
            sha256=hashlib.sha256(spelled).hexdigest(),
        )
