"""Every sentence that the source asks to be translated, found without gettext's own programs."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
# The apps, from the lowest up: each may use the sentences of those before it.
APPS = ("notifications", "accounts", "challenges", "frontend", "config")
SINGLE = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
CONTEXT = {"pgettext", "pgettext_lazy"}
BOTH = {"npgettext", "npgettext_lazy"}
LITERAL = r"""(u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))"""
MORE = rf"(?:\s*,\s*{LITERAL})?"
IN_TEMPLATE = re.compile(rf"\b(gettext|n?pgettext|ngettext|_)\(\s*{LITERAL}{MORE}{MORE}", re.DOTALL)
# A file without any of these asks for nothing, and is not parsed.
ASKS = ("gettext", "trans", "_(")

# What a catalogue finds a sentence by: its context and its text.
Key = tuple[str | None, str]


@dataclass
class Use:
    """Where a sentence is asked for; `plural` is its second form when it counts something, else empty."""

    plural: str = ""
    paths: list[Path] = field(default_factory=list)

    @property
    def lowest(self) -> Path:
        """The file that asks for it in the lowest app."""
        return min(self.paths, key=lambda path: APPS.index(path.parts[0]))


def read(function: str, texts: list[str]) -> tuple[Key, str] | None:
    """Return the sentence that a call asks for, and its plural; None when it names none in so many words."""
    context = texts.pop(0) if function in CONTEXT | BOTH and texts else None
    if function in PLURAL | BOTH:
        return ((context, texts[0]), texts[1]) if len(texts) > 1 else None
    return ((context, texts[0]), "") if function in SINGLE | CONTEXT and texts else None


def in_python(source: str) -> Iterator[tuple[Key, str] | None]:
    """Walk the calls of translation functions in Python."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            yield read(name, [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)])


def in_template(source: str) -> Iterator[tuple[Key, str] | None]:
    """Walk the translated strings and blocks of a template."""
    for name, *literals in IN_TEMPLATE.findall(templatize(source)):
        yield read(name, [ast.literal_eval(literal) for literal in literals if literal])


def asked() -> dict[Key, Use]:
    """Return every sentence of the source, tests and migrations left out, with the files that ask for it."""
    found: dict[Key, Use] = {}
    for path in sorted(path for app in APPS for path in (ROOT / app).rglob("*.*")):
        if path.suffix == ".py" and "migrations" not in path.parts:
            walk = in_python
        elif path.suffix in (".html", ".txt") and "templates" in path.parts:
            walk = in_template
        else:
            continue
        source = path.read_text()
        if not any(word in source for word in ASKS):
            continue
        for key, plural in filter(None, walk(source)):
            use = found.setdefault(key, Use())
            use.plural = use.plural or plural
            use.paths.append(path.relative_to(ROOT))
    return found
