"""Copied passages: what two proposals have, and the others and the challenge have not."""

import random
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from challenges.collusion.comparison.paper import Limits, Paper
from challenges.collusion.comparison.texts import alike

LIMITS = Limits()
ALPHABET = [chr(code) for code in range(0x4E00, 0x4E00 + 3000)]


def prose(seed, length=400):
    """Return characters that no other seed gives: two of them share no run of eight."""
    return "".join(random.Random(seed).choices(ALPHABET, k=length))


def paper(id, text, firm=None, challenge=1, **more):
    return Paper(id=id, challenge=challenge, firms=(firm or id,), texts={"route.route": text}, **more)


def found(*papers, boilerplate=(), limits=LIMITS):
    return alike(papers, boilerplate, limits)


COPIED = prose("copied", 120)


def test_a_copied_passage_is_found_and_shown_on_both_sides():
    (one,) = found(paper(1, prose(1) + COPIED + prose(2)), paper(2, f"{prose(3)}\n{COPIED}\n{prose(4)}"))
    assert (one.kind, one.first, one.second, one.facts["characters"]) == ("text", 1, 2, 120)
    (passage,) = one.facts["passages"]
    assert passage["first"] == passage["second"] == {"place": "route.route", "parts": [[True, COPIED]]}


def test_other_punctuation_and_blanks_hide_nothing():
    spaced = "，".join(COPIED[n : n + 10] for n in range(0, 120, 10))
    (one,) = found(paper(1, prose(1) + COPIED), paper(2, prose(2) + " ".join(spaced)))
    assert one.facts["characters"] == 120
    assert one.facts["passages"][0]["second"]["parts"] == [[True, " ".join(spaced)]]


def test_a_changed_word_stays_inside_its_passage_and_is_not_marked():
    changed = COPIED[:60] + "甲乙丙" + COPIED[64:]
    (one,) = found(paper(1, COPIED), paper(2, changed))
    parts = one.facts["passages"][0]["second"]["parts"]
    assert parts == [[True, COPIED[:60]], [False, "甲乙丙"], [True, COPIED[64:]]]
    assert one.facts["count"] == 1


@pytest.mark.parametrize(
    ("copied", "own", "strength"),
    [(60, 2000, 1), (220, 4000, 2), (150, 1000, 2), (400, 600, 3), (4000, 0, 3)],
)
def test_strength_grows_with_the_share_and_the_length(copied, own, strength):
    text = prose("same", copied)
    (one,) = found(paper(1, prose(1, own) + text), paper(2, prose(2, own) + text))
    assert one.strength == strength


def test_what_is_no_signal():
    text = prose("same", 200)
    short = prose("short", 30)
    assert found(paper(1, prose(1)), paper(2, prose(2))) == []
    # a term or a short sentence
    assert found(paper(1, prose(1) + short), paper(2, prose(2) + short)) == []
    # the challenge's own words, answered point by point
    assert found(paper(1, prose(1) + text), paper(2, prose(2) + text), boilerplate=[text]) == []
    # one firm repeats itself in another proposal
    assert found(paper(1, text, firm=7), paper(2, text, firm=7)) == []
    # a form that five of six firms filled in
    rows = [paper(n, prose(n) + (text if n < 6 else "")) for n in range(1, 7)]
    assert found(*rows) == []
    # nothing written
    assert found(paper(1, ""), paper(2, "")) == [] and found() == []


def test_four_firms_of_four_with_one_text_are_not_excused_as_everybody():
    rows = found(*(paper(n, prose(n) + COPIED) for n in range(1, 5)))
    assert len(rows) == 6


def test_one_firm_with_many_proposals_counts_once_for_what_is_common():
    rows = [paper(n, prose(n) + COPIED, firm=1) for n in range(1, 9)] + [paper(9, prose(9) + COPIED, firm=2)]
    assert {(one.first, one.second) for one in found(*rows)} == {(n, 9) for n in range(1, 9)}


def test_pairs_outside_the_wanted_challenge_are_not_compared():
    rows = [paper(1, COPIED), paper(2, COPIED, challenge=2), paper(3, COPIED, challenge=2)]
    assert {(one.first, one.second) for one in alike(rows, (), LIMITS, {1})} == {(1, 2), (1, 3)}


def test_a_passage_said_twice_is_found_in_its_longest_place():
    (one,) = found(paper(1, COPIED), paper(2, f"{COPIED[:20]}\n{prose(3)}\n{COPIED}"))
    assert one.facts["passages"][0]["length"] == 120


def test_a_long_passage_is_shortened_for_the_page():
    text = prose("long", 900)
    (one,) = found(paper(1, text), paper(2, text))
    shown = one.facts["passages"][0]["first"]["parts"]
    assert (one.facts["characters"], len(shown[0][1]), shown[0][1][-1]) == (900, 501, "…")


def test_a_passage_over_two_places_is_shown_as_far_as_its_first():
    texts = {"route.route": COPIED[:50], "route.risk": COPIED[50:]}
    rows = [Paper(id=n, challenge=1, firms=(n,), texts=texts) for n in (1, 2)]
    (one,) = found(*rows)
    assert one.facts["characters"] == 120
    assert {passage["first"]["place"] for passage in one.facts["passages"]} <= {"route.route", "route.risk"}


WORDS = st.lists(st.sampled_from([prose(n, 25) for n in range(6)] + list(string.ascii_lowercase)), max_size=12)


@settings(max_examples=150, deadline=None)
@given(WORDS, WORDS)
def test_the_order_of_the_two_does_not_matter(one, other):
    ours, theirs = "".join(one), "".join(other)
    there = found(paper(1, ours), paper(2, theirs))
    back = found(paper(1, theirs), paper(2, ours))
    turned = [
        [(passage["length"], passage["second"], passage["first"]) for passage in row.facts["passages"]] for row in back
    ]
    plain = [
        [(passage["length"], passage["first"], passage["second"]) for passage in row.facts["passages"]] for row in there
    ]
    assert turned == plain
    for name in ("containment", "jaccard", "count", "characters"):
        assert [row.facts[name] for row in there] == [row.facts[name] for row in back]
    assert [row.strength for row in there] == [row.strength for row in back]


@settings(max_examples=150, deadline=None)
@given(WORDS, WORDS, st.sampled_from([prose(n, 300) for n in range(20, 24)]))
def test_the_challenges_own_words_change_nothing(one, other, given_text):
    ours, theirs = "".join(one), "".join(other)
    without = found(paper(1, ours), paper(2, theirs), boilerplate=[given_text])
    quoted = found(paper(1, f"{ours}\n{given_text}"), paper(2, f"{theirs}\n{given_text}"), boilerplate=[given_text])
    assert [row.facts for row in quoted] == [row.facts for row in without]


@settings(max_examples=100, deadline=None)
@given(WORDS, WORDS)
def test_every_marked_part_stands_in_both_texts(one, other):
    ours, theirs = "".join(one), "".join(other)
    for row in found(paper(1, ours), paper(2, theirs)):
        for passage in row.facts["passages"]:
            common = [text for marked, text in passage["first"]["parts"] if marked]
            assert common == [text for marked, text in passage["second"]["parts"] if marked]
            assert all(text.rstrip("…") in ours and text.rstrip("…") in theirs for text in common)
        # The hashes agree with the characters themselves.
        shingles = [{text[n : n + 8] for n in range(len(text) - 7)} for text in (ours, theirs)]
        both, union = shingles[0] & shingles[1], shingles[0] | shingles[1]
        assert row.facts["jaccard"] == 1000 * len(both) // len(union)
        assert row.facts["containment"] == 1000 * len(both) // min(map(len, shingles))
