"""Mail addresses in one spelling: by it a person is known, at every entrance."""

import re

import email_validator
import idna
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from accounts.typed import text
from accounts.typed.unreadable import Unreadable

# Names kept for private networks and tests are addresses there (root@localhost, a ministry's .local): who delivers mail
# knows whether they exist. The library names this list as the place to say so.
email_validator.SPECIAL_USE_DOMAIN_NAMES.clear()
LONGEST = 254
NAMED = re.compile(r"[^<>]*<([^<>]*)>")
AROUND = re.compile(r"\s*([@.])\s*")
# What is left at the ends when an address is copied out of a sentence or a list.
EDGES = " '\"`“”‘’<>()[]（）【】《》;,:、；，："
ENDS = EDGES + ".。"
SEVERAL = re.compile(r"[;,、/|\s]")


def bare(typed: object) -> str:
    """Return what was typed without all that surrounds an address: a name before it, brackets, quotes, `mailto:`."""
    found = text.plain(typed)
    if (named := NAMED.fullmatch(found)) and "@" in named[1]:
        found = named[1]
    found = found.strip(EDGES).rstrip(ENDS)
    if found.lower().startswith("mailto:"):
        found = found[len("mailto:") :].partition("?")[0]
    return AROUND.sub(r"\1", found.replace("。", ".")).strip(EDGES).rstrip(ENDS)


def folded(typed: object) -> str:
    """Return a mail address as it is compared: small letters, the domain as the network writes it. Never raises.

    What is no address comes back folded as far as it goes, so that a part of one can be looked for.
    """
    return text.settled(lambda found: ascii_domain(bare(found).lower()), typed)


def ascii_domain(address: str) -> str:
    """Return an address with a domain of other scripts in its one form of ASCII."""
    local, at, domain = address.rpartition("@")
    if not at or domain.isascii() or len(domain) > LONGEST:
        return address
    try:
        return f"{local}@{idna.encode(domain, uts46=True).decode()}"
    except UnicodeError:
        return address


def read(typed: object, longest: int = LONGEST) -> str:
    """Return the one spelling of a mail address; "" for nothing.

    Raises Unreadable: `several` for more than one address, `bad_email` for what is none. No name server is asked.
    """
    found = folded(typed)
    if not found:
        return ""
    if found.count("@") > 1 and SEVERAL.search(found):
        raise Unreadable(_("只能填写一个邮箱地址。"), "several")
    if len(found) > longest:
        raise Unreadable(_("邮箱地址太长，最多 %(most)d 个字符。") % {"most": longest}, "too_long")
    try:
        email_validator.validate_email(
            found, check_deliverability=False, allow_smtputf8=False, globally_deliverable=False
        )
        validate_email(found)
    except (email_validator.EmailNotValidError, ValidationError) as wrong:
        raise Unreadable(_("邮箱地址不完整或格式不对，应如 name@example.cn。"), "bad_email") from wrong
    return found


def domain(address: str) -> str:
    """Return the part of an address behind the sign, folded."""
    return folded(address).rpartition("@")[2]
