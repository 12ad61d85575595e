"""Every sentence that the source asks to be translated, found without gettext's own programs.

`python tests/frontend/sentences.py` prints what no .po translates, as entries ready to be filled in.
"""

import ast
import re
import sys
from pathlib import Path

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("accounts", "challenges", "config", "frontend", "notifications")
SINGLE = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
CONTEXT = {"pgettext", "pgettext_lazy"}
LITERAL = r"""(u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))"""
IN_TEMPLATE = re.compile(rf"\b(gettext|ngettext|pgettext|_)\(\s*{LITERAL}(?:\s*,\s*{LITERAL})?", re.S)
# Stands in the place of a context for a sentence that counts: it needs both its English forms.
PLURAL_MARK = "(plural)"
CHINESE = re.compile(r"[一-鿿]")


def in_python(path):
    """(context, msgid) of every call of a translation function with literal arguments."""
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if name in PLURAL and texts:
            yield PLURAL_MARK, texts[0]
        elif name in SINGLE and texts:
            yield None, texts[0]
        elif name in CONTEXT and len(texts) > 1:
            yield texts[0], texts[1]


def in_template(path):
    """(context, msgid) of every translated string and block of a template."""
    for name, first, second in IN_TEMPLATE.findall(templatize(path.read_text(), origin=str(path))):
        if name == "pgettext":
            yield ast.literal_eval(first), ast.literal_eval(second)
        else:
            yield PLURAL_MARK if name == "ngettext" else None, ast.literal_eval(first)


def asked():
    """{(context, msgid): path} of the whole source, without tests and migrations."""
    found = {}
    for part in PARTS:
        for path in sorted((ROOT / part).rglob("*")):
            if path.suffix == ".py" and "migrations" not in path.parts:
                entries = in_python(path)
            elif "templates" in path.parts and path.suffix in (".html", ".txt"):
                entries = in_template(path)
            else:
                continue
            for key in entries:
                found.setdefault(key, path.relative_to(ROOT))
    return found


def translated():
    """{(context, msgid): English} of every catalogue of the house."""
    known = {}
    for path in ROOT.glob("*/locale/*/en/LC_MESSAGES/django.po"):
        for entry in polib.pofile(str(path)):
            text = entry.msgstr or entry.msgstr_plural.get(0, "")
            if text and not entry.obsolete and "fuzzy" not in entry.flags:
                known[(entry.msgctxt, entry.msgid)] = text
                if entry.msgstr_plural:
                    known[(PLURAL_MARK, entry.msgid)] = text
    return known


def missing():
    """Chinese sentences of the source that have no English, with the file that asks first."""
    known = translated()
    return {key: path for key, path in asked().items() if CHINESE.search(key[1]) and key not in known}


def main(part=""):
    """Print the missing entries, of one folder when `part` names it."""
    for (context, text), path in missing().items():
        if part not in str(path):
            continue
        entry = polib.POEntry(msgid=text, msgctxt=context, occurrences=[(str(path), "")], msgstr="")
        sys.stdout.write(f"{entry}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
