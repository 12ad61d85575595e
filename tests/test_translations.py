"""Every sentence of the program has its English, once, with the same fields; nothing else stands in a catalogue."""

import re
from functools import cache

from tests.sentences import asked
from tests.translations import above, catalogues, forms, missing, places, twins, unused

FIELD = re.compile(r"%\(\w+\)|\{\w*\}")
# Signs of Chinese that bring their own room: before or after them English needs a blank.
OPENING, CLOSING = ("（",), ("。", "：", "，", "、", "；")

wanted = cache(asked)
found = cache(lambda: places(catalogues()))


def entries():
    return [entry for each in found().values() for _, entry in each]


def test_every_sentence_has_its_english():
    assert {text: str(use.paths[0]) for (_, text), use in missing(wanted(), found()).items()} == {}


def test_no_sentence_stands_twice():
    assert {key[1]: [str(path) for path, _ in found()[key]] for key in twins(found())} == {}


def test_no_sentence_stands_above_an_app_that_asks_for_it():
    assert {key[1]: str(found()[key][0][0]) for key in above(wanted(), found())} == {}


def test_no_sentence_stands_there_that_nothing_asks_for():
    assert {key[1]: str(found()[key][0][0]) for key in unused(wanted(), found())} == {}


def test_both_languages_name_the_same_fields():
    strange = [
        (entry.msgid, text)
        for entry in entries()
        for text in forms(entry)
        if set(FIELD.findall(text)) != set(FIELD.findall(entry.msgid))
    ]
    assert strange == []


def test_english_has_a_blank_at_an_end_only_where_the_chinese_has_one_or_a_sign_that_makes_room():
    strange = []
    for entry in entries():
        said = entry.msgid
        begins = {True} if said[0].isspace() else {False, said.startswith(OPENING) or said.endswith("。")}
        ends = {True} if said[-1].isspace() else {False, said.endswith(CLOSING)}
        for text in forms(entry):
            if text[:1].isspace() not in begins or text[-1:].isspace() not in ends:
                strange.append((said, text))
    assert strange == []
