"""Traces 身份痕迹: everything in a text that tells who wrote it, and neutral words in its place.

Pure: plain words in, plain words out. A name is found however it was typed: full width, in another case, with blanks,
brackets, dots or hyphens between its signs, without its legal form, without the city in brackets, by its core alone, by
its pinyin, or a person by surname and title. What looks like a mailbox, a phone number, a web address, a credit code or
a patent number goes too, whosever it is. Pictures, drawings and hints in the matter itself cannot be found; people say
that they may be there.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from accounts.rules.pinyin import person_spelled, pinyin_of
from challenges.review.access.trace_words import (
    BETWEEN,
    EVERYDAY,
    LATIN_LEGAL,
    LEGAL,
    LONG_ENOUGH,
    NO_SHORT_FORM,
    PATTERNS,
    SURNAME_TITLES,
    TRADES,
    TWO_SIGN_SURNAMES,
)


@dataclass(frozen=True)
class Firm:
    """A unit of the application: its names as registered, its codes, mail domains and addresses, and its places."""

    name: str
    name_en: str = ""
    short_name: str = ""
    uscc: str = ""
    domains: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


@dataclass(frozen=True)
class Human:
    """A person of the application. `known` when texts may call them by surname and title."""

    name: str
    others: tuple[str, ...] = ()
    known: bool = True


@dataclass(frozen=True)
class Traces:
    """What is looked for, ready to be looked for: the long and unmistakable, and the short that stands alone."""

    words: Mapping[str, str]
    loose: re.Pattern | None
    strict: re.Pattern | None
    titles: tuple[tuple[re.Pattern, str], ...] = field(default=())


def folded(text: str) -> tuple[str, list[int]]:
    """Return the text as it is compared, and for each sign the place in the text from which it came."""
    signs, places = [], []
    for place, sign in enumerate(text):
        for one in unicodedata.normalize("NFKD", sign).casefold():
            if one.isspace() or one in BETWEEN or unicodedata.category(one) in ("Cf", "Mn", "Cc"):
                continue
            signs.append(one)
            places.append(place)
    return "".join(signs), places


def fold(text: str) -> str:
    """Return the text as it is compared."""
    return folded(text)[0]


def collect(firms: Iterable[tuple[str, Firm]], people: Iterable[tuple[str, Human]]) -> Traces:
    """Return the traces of these firms and people, each with the neutral word that takes its place.

    Where two share a form, the first keeps it.
    """
    words: dict[str, str] = {}
    titles = []
    for word, firm in firms:
        for form in forms_of_firm(firm):
            words.setdefault(form, word)
    for word, human in people:
        for form in forms_of_human(human):
            words.setdefault(form, word)
        surname = surname_of(human.name) if human.known else ""
        if surname and surname not in NO_SHORT_FORM:
            titles.append((re.compile(f"{surname}{SURNAME_TITLES}"), word))
    strict = [form for form in words if form.isascii() and (len(form) < LONG_ENOUGH or numbered(form))]
    loose = [form for form in words if form not in set(strict)]
    places = {fold(place) for _word, firm in firms for place in firm.places}
    return Traces(words, pattern(loose, places), pattern(strict), tuple(titles))


def numbered(form: str) -> bool:
    """Return True for a code or a phone number, which is another one when a sign more stands beside it."""
    return "@" not in form and re.search("[0-9]", form) is not None


def pattern(forms: Iterable[str], places: Iterable[str] = ()) -> re.Pattern | None:
    """Return what finds any of these forms, the longest first, with the place before it and the legal form behind."""
    forms = sorted(forms, key=lambda form: (-len(form), form))
    if not forms:
        return None
    around = "|".join(re.escape(place) for place in sorted(places, key=len, reverse=True) if place)
    where = f"(?:{around})?" if around else ""
    return re.compile(f"{where}(?P<form>{'|'.join(map(re.escape, forms))}){where}{LEGAL}?")


def forms_of_firm(firm: Firm) -> list[str]:
    """Return every form by which a firm may be named in a text, folded."""
    found: list[str] = []
    for name in (firm.name, firm.short_name, *firm.others):
        found += forms_of_name(name, firm.places)
    latin = LATIN_LEGAL.sub("", firm.name_en.strip())
    found += [fold(firm.name_en), fold(latin)]
    found += [fold(firm.uscc), fold(firm.uscc)[8:17]]
    for domain in firm.domains:
        label = fold(domain.split(".")[0])
        found += [fold(domain), label if len(label) >= 4 else ""]
    return unique(found)


def forms_of_name(name: str, places: Iterable[str]) -> list[str]:
    """Return a Chinese name whole, without brackets, legal form and place, its core, and all of them in pinyin."""
    whole = fold(name)
    bare = fold(re.sub(r"[(（\[【〔].*?[)）\]】〕]", "", name))
    found = [whole, bare]
    for one in (whole, bare):
        found += cores(re.sub(f"{LEGAL}+$", "", one), [fold(place) for place in places])
    spelled = [pinyin_of(form).joined for form in found if len(form) >= 2 and not form.isascii()]
    return [*found, *(form for form in spelled if len(form) >= LONG_ENOUGH)]


def cores(name: str, places: list[str]) -> list[str]:
    """Return a name without its legal form, then without the place before it, then without its trade, step by step."""
    found = [name]
    for place in sorted(places, key=len, reverse=True):
        if place and name.startswith(place):
            name = name[len(place) :]
    found.append(name)
    while True:
        trade = next((one for one in TRADES if name.endswith(one) and len(name) - len(one) >= 2), None)
        if trade is None:
            return found
        name = name[: -len(trade)]
        found.append(name)


def forms_of_human(human: Human) -> list[str]:
    """Return every form of a person's name, mailbox and number, folded; a masked one says nothing."""
    found = [fold(other) for other in human.others if "*" not in other]
    for other in human.others:
        digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", other))
        if "*" not in other and len(digits) >= 7 and "@" not in other:
            found += [digits, f"86{digits}"]
    if "*" in human.name:
        return unique(found)
    found.append(fold(human.name))
    if human.name.isascii():
        *first, last = human.name.split() or [""]
        found += [fold(last + "".join(first)), fold(f"{last},{''.join(first)}")]
    else:
        # As the surname is read, and as a machine reads the sign.
        for spelled in {person_spelled(human.name).syllables, pinyin_of(human.name).syllables}:
            surname, *given = spelled.split() or [""]
            if given:
                found += [surname + "".join(given), "".join(given) + surname, f"{surname},{''.join(given)}"]
    return unique(found)


def surname_of(name: str) -> str:
    """Return the surname of a Chinese name of two to four signs, or nothing."""
    name = fold(name)
    if not re.fullmatch(r"[一-鿿]{2,4}", name):
        return ""
    return next((one for one in TWO_SIGN_SURNAMES if name.startswith(one) and len(name) > 2), name[0])


def unique(forms: Iterable[str]) -> list[str]:
    """Return the forms that say something, each once: two signs of a name at least, three letters or digits."""
    return [
        form
        for form in dict.fromkeys(forms)
        if form not in EVERYDAY and (len(form) >= 3 or (len(form) == 2 and not form.isascii()))
    ]


def hide(traces: Traces, text: str) -> str:
    """Return the text with every trace replaced by its neutral word."""
    for looked, alone in ((traces.loose, False), (traces.strict, True)):
        if looked is not None:
            text = replaced(text, found(looked, text, traces.words, alone))
    for looked, word in traces.titles:
        text = looked.sub(word, text)
    for word, looked in PATTERNS:
        plain = one_to_one(text)
        text = replaced(text, [(match.start(), match.end(), word) for match in looked.finditer(plain)])
    return text


def found(looked: re.Pattern, text: str, words: Mapping[str, str], alone: bool) -> list[tuple[int, int, str]]:
    """Return (start, end, word) in the text for each form; `alone` when no letter or digit may stand beside it."""
    plain, places = folded(text)
    spans, at = [], 0
    while match := looked.search(plain, at):
        start = places[match.start()]
        end = closed(text, start, places[match.end() - 1] + 1)
        if alone and (touches(text[start - 1 : start]) or touches(text[end : end + 1])):
            at = match.start() + 1
            continue
        spans.append((start, end, words[match["form"]]))
        at = match.end()
    return spans


def closed(text: str, start: int, end: int) -> int:
    """Return the end of a span with the bracket behind it, when the span opened that bracket."""
    inside = text[start:end]
    opened = sum(inside.count(sign) for sign in "(（[【〔")
    while opened > sum(inside.count(sign) for sign in ")）]】〕") and text[end : end + 1] in tuple(")）]】〕"):
        end += 1
        inside = text[start:end]
    return end


def touches(sign: str) -> bool:
    """Return True for a letter or digit that makes a short form part of another word."""
    plain = unicodedata.normalize("NFKD", sign)[:1]
    return plain.isascii() and plain.isalnum()


def replaced(text: str, spans: list[tuple[int, int, str]]) -> str:
    """Return the text with words in place of spans."""
    pieces, at = [], 0
    for start, end, word in spans:
        if start < at:
            continue
        pieces += [text[at:start], word]
        at = end
    return "".join([*pieces, text[at:]])


def one_to_one(text: str) -> str:
    """Return the text with full width folded where one sign stays one sign, so that places stay what they are."""
    plain = (unicodedata.normalize("NFKC", sign) for sign in text)
    return "".join(one if len(one) == 1 else sign for one, sign in zip(plain, text, strict=True))


def hide_all(traces: Traces, data):
    """Return typed data with the traces hidden in every text of it, however deep."""
    if isinstance(data, str):
        return hide(traces, data)
    if isinstance(data, dict):
        return {key: hide_all(traces, value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [hide_all(traces, value) for value in data]
    return data


def met(traces: Traces, text: str) -> list[str]:
    """Return the forms that still stand in a text; none are left after `hide`."""
    return [
        form
        for looked, alone in ((traces.loose, False), (traces.strict, True))
        if looked is not None
        for start, end, _word in found(looked, text, traces.words, alone)
        for form in [fold(text[start:end])]
    ]
