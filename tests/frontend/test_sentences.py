"""Every Chinese sentence of the program has its English, and its named fields survive the translation."""

import re

import polib

from .sentences import ROOT, missing

FIELD = re.compile(r"%\((\w+)\)|\{(\w+)\}")


def test_every_sentence_has_its_english():
    assert {key[1]: str(path) for key, path in missing().items()} == {}


def test_translations_name_no_field_that_the_sentence_does_not_have():
    strange = []
    for path in ROOT.glob("*/locale/*/en/LC_MESSAGES/django.po"):
        for entry in polib.pofile(str(path)):
            known = set(FIELD.findall(entry.msgid))
            for text in [entry.msgstr, *entry.msgstr_plural.values()]:
                if set(FIELD.findall(text)) - known:
                    strange.append((path.parts[-4], entry.msgid))
    assert strange == []
