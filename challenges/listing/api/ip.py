"""The terms on intellectual property over the API: as they are sent, and in words."""

from collections.abc import Callable, Iterator
from typing import TypedDict

from django.utils import translation
from rest_framework import serializers as s

from challenges.core.api.typed import Number, Whole
from challenges.listing.api.draft import MONEY, Draft, one_of, text
from challenges.listing.models import Challenge
from challenges.listing.models import ip as models
from challenges.listing.queries import ip


class IpDraft(Draft):
    """The terms on intellectual property: choices, texts, years, days, 万元 and percent; the licence is the owner's."""

    ip_clause = one_of(models.IpClause)
    ip_background_use = one_of(models.BackgroundUse)
    ip_background = text(models.IP_TEXTS["ip_background"])
    ip_licence_kind = one_of(models.LicenceKind)
    ip_licence_field = text(models.IP_TEXTS["ip_licence_field"])
    ip_licence_territory = text(models.IP_TEXTS["ip_licence_territory"])
    ip_licence_term = one_of(models.LicenceTerm)
    ip_licence_years = Whole(min_value=1, max_value=50, required=False, allow_null=True)
    ip_licence_fee = one_of(models.LicenceFee)
    ip_licence_fee_wan = Number(**MONEY)
    ip_royalty_percent = Number(max_digits=5, decimal_places=2, required=False, allow_null=True)
    ip_sublicence = one_of(models.Sublicence)
    ip_improvements = one_of(models.Improvements)
    ip_transfer = one_of(models.Transfer)
    ip_publication = one_of(models.Publication)
    ip_publication_days = Whole(min_value=1, max_value=180, required=False, allow_null=True)
    ip_secrecy_years = Whole(min_value=1, max_value=50, required=False, allow_null=True)
    ip_terms = text(models.IP_TEXTS["ip_terms"])
    ip_details = s.DictField(required=False, help_text="Further terms as plain data, beside those above.")


class IpResultDraft(Draft):
    """To whom one expected result belongs, where results are split."""

    name = text(120)
    owner = one_of(models.IpOwner)
    use = text(240)


class IpTerm(TypedDict):
    """A term in words; `agreed` is false where it was left open and the words tell what the law then says."""

    label: str
    label_en: str
    words: str
    words_en: str
    agreed: bool


class IpWarning(TypedDict):
    """What the terms leave one-sided, said to those who set them."""

    words: str
    words_en: str


def terms_in_words(challenge: Challenge, *, outline: bool) -> list[IpTerm]:
    """Return every term in words as far as the caller reads the challenge.

    In both languages whoever asks, so that what they hold stays the same representation in any of them.
    """
    chinese, english = (
        [(str(row.label), str(row.words), row.agreed) for row in rows]
        for rows in in_both(lambda: ip.terms(challenge, outline=outline))
    )
    return [
        {"label": label, "label_en": label_en, "words": words, "words_en": words_en, "agreed": agreed}
        for (label, words, agreed), (label_en, words_en, _same) in zip(chinese, english, strict=True)
    ]


def warnings_in_words(challenge: Challenge) -> list[IpWarning]:
    """Return what is one-sided, in both languages."""
    chinese, english = ([str(said) for said in rows] for rows in in_both(lambda: ip.warnings(challenge)))
    return [{"words": words, "words_en": words_en} for words, words_en in zip(chinese, english, strict=True)]


def in_both(ask: Callable[[], list]) -> Iterator[list]:
    """Yield the answer to a question in Chinese, then in English; what it says must be spelled before the next."""
    for language in ("zh-hans", "en"):
        with translation.override(language):
            yield ask()
