"""Keeps the English catalogues whole: `make translations` says what is missing, used no more, stands twice or too high.

`make translations ARGS=--write` puts it right: sentences without English get an empty entry beside the other sentences
of the file that asks, what nothing asks for goes, of twins one stays, and what stands above an app that asks for it
moves down to it.
"""

import argparse
import sys
from collections import Counter, defaultdict
from pathlib import Path

import polib

from .sentences import APPS, ROOT, Key, Use, asked

Catalogues = dict[Path, polib.POFile]
Places = dict[Key, list[tuple[Path, polib.POEntry]]]


def catalogues() -> Catalogues:
    """Return every English catalogue, in the order of LOCALE_PATHS: where two translate a sentence, the first wins."""
    paths = sorted(ROOT.glob("[!.]*/**/locale/*/en/LC_MESSAGES/django.po"), key=lambda path: str(path.parents[2]))
    # One sentence a line, however long: a changed word changes one line.
    return {path.relative_to(ROOT): polib.pofile(str(path), wrapwidth=0) for path in paths}


def places(known: Catalogues) -> Places:
    """Return where each sentence has an entry."""
    found: Places = defaultdict(list)
    for path, catalogue in known.items():
        for entry in catalogue:
            found[(entry.msgctxt, entry.msgid)].append((path, entry))
    return found


def forms(entry: polib.POEntry) -> list[str]:
    """Return the English of an entry: both forms of one that counts."""
    return [text for _, text in sorted(entry.msgstr_plural.items())] if entry.msgid_plural else [entry.msgstr]


def speaks(entry: polib.POEntry, use: Use) -> bool:
    """Return True when the entry has all the English that its use asks for, and nobody doubts it."""
    whole = bool(entry.msgid_plural) or not use.plural
    return whole and all(forms(entry)) and not entry.obsolete and not entry.fuzzy


def missing(wanted: dict[Key, Use], found: Places) -> dict[Key, Use]:
    """Return the sentences without English."""
    return {key: use for key, use in wanted.items() if not any(speaks(entry, use) for _, entry in found.get(key, []))}


def unused(wanted: dict[Key, Use], found: Places) -> list[Key]:
    """Return the translated sentences that nothing asks for."""
    return [key for key in found if key not in wanted]


def twins(found: Places) -> list[Key]:
    """Return the sentences with more than one entry."""
    return [key for key, entries in found.items() if len(entries) > 1]


def height(path: Path) -> int:
    """Return how high the app of a file stands."""
    return APPS.index(path.parts[0])


def above(wanted: dict[Key, Use], found: Places) -> list[Key]:
    """Return the sentences that an app asks for and only those above it translate."""
    return [key for key, use in wanted.items() if key in found and height(found[key][0][0]) > height(use.lowest)]


def home(path: Path, wanted: dict[Key, Use], found: Places, known: Catalogues) -> Path:
    """Return the catalogue for a sentence of this file: where most of its others stand, else the first of its app."""
    fit = [place for place in known if height(place) <= height(path)]
    others = Counter(found[key][0][0] for key, use in wanted.items() if path in use.paths and key in found)
    own = [place for place in fit if place.parts[0] == path.parts[0]] or fit
    return max(fit, key=lambda place: (others[place], place == own[0]))


def settle(key: Key, wanted: dict[Key, Use], found: Places, known: Catalogues) -> None:
    """Leave one entry of a sentence, with the English that was read so far, no higher than the lowest who asks."""
    entries, lowest = found[key], wanted[key].lowest
    said = next((entry for _, entry in entries if speaks(entry, wanted[key])), entries[0][1])
    fit = [path for path, _ in entries if height(path) <= height(lowest)]
    path = max(fit, key=height) if fit else home(lowest, wanted, found, known)
    at = next((n for n, entry in enumerate(known[path]) if (entry.msgctxt, entry.msgid) == key), len(known[path]))
    for place, entry in entries:
        known[place].remove(entry)
    known[path].insert(at, said)
    found[key] = [(path, said)]


def write(wanted: dict[Key, Use], known: Catalogues) -> None:
    """Put right what can be without knowing English, and save the catalogues that changed."""
    before = {path: str(catalogue) for path, catalogue in known.items()}
    found = places(known)
    for key in unused(wanted, found):
        for path, entry in found.pop(key):
            known[path].remove(entry)
    for key in dict.fromkeys([*twins(found), *above(wanted, found)]):
        settle(key, wanted, found, known)
    for key, use in missing(wanted, found).items():
        if key in found:
            continue
        context, text = key
        entry = polib.POEntry(msgctxt=context, msgid=text, flags=["python-format"] if "%(" in text else [])
        if use.plural:
            entry.msgid_plural, entry.msgstr_plural = use.plural, {0: "", 1: ""}
        known[home(use.lowest, wanted, found, known)].append(entry)
    for path, catalogue in known.items():
        if str(catalogue) != before[path]:
            catalogue.save(str(ROOT / path))


def main() -> int:
    """Say what is not in order, and put it right when told to; returns 1 while a sentence has no English."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="change the catalogues")
    options = parser.parse_args()
    wanted, known = asked(), catalogues()
    found = places(known)
    without, idle, twice, high = missing(wanted, found), unused(wanted, found), twins(found), above(wanted, found)
    for (_, text), use in without.items():
        print(f"no English: {text}  ({use.paths[0]})")
    for key in idle:
        print(f"not used: {key[1]}  ({found[key][0][0]})")
    for key in twice:
        print(f"stands {len(found[key])} times: {key[1]}  ({'  '.join(str(path) for path, _ in found[key])})")
    for key in high:
        print(f"stands above {wanted[key].lowest}: {key[1]}  ({found[key][0][0]})")
    print(f"{len(wanted)} sentences: {len(without)} without English, {len(twice)} twice, {len(high)} too high")
    print(f"{len(idle)} more that nothing asks for")
    if options.write:
        write(wanted, known)
        return bool(without)
    return bool(without or idle or twice or high)


if __name__ == "__main__":
    sys.exit(main())
