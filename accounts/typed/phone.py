"""Telephone numbers in one spelling: 13800138000, 0451-55500001转12, +49 30 123456; two of them as both."""

import re

import phonenumbers
from django.utils.translation import gettext as _

from accounts.typed import text
from accounts.typed.unreadable import Unreadable

HOME = "CN"
HOME_CODE = 86
MOST = 3
LONGEST = 120
BETWEEN = re.compile(r"[/、,，;；|\n]|或者?|和|及")
EXTENSION = re.compile(r"(?:\s*(?:转|分机号?|ext\.?|extension|#|x)\s*[:：.]?\s*)(\d{1,8})$", re.IGNORECASE)
TAIL = re.compile(r"(0.*\d)\s*-\s*(\d{2,6})")
LABEL = re.compile(r"^(?:手机|电话|座机|办公|联系电话|tel|mobile|phone|mob)\s*(?:号码?)?\s*[:：.]?\s*", re.IGNORECASE)
# What a spreadsheet makes of a number: 13800138000.0 is whole still, of 1.38001E+10 the last digits are gone.
WHOLE_FLOAT = re.compile(r"(\d{5,})\.0+")
SCIENTIFIC = re.compile(r"\d+(?:\.\d+)?e\+?\d+", re.IGNORECASE)
SIGNS = re.compile(r"\+?[\d\s()\-./]+")
MOBILE = re.compile(r"1[3-9]\d{9}")
# 95588, 12388, 96110 and others that are dialled without an area code; four hundred and eight hundred numbers.
SHORT = re.compile(r"(?:1[02]\d{3,4}|9[56]\d{3,6})")
# An area code of two digits with eight, or of three with seven or eight; the 0 before it is not kept with the number.
LANDLINE = re.compile(r"(?:10|2\d)[1-9]\d{7}|[3-9]\d{2}[1-9]\d{6,7}")
FREE = re.compile(r"[48]00\d{7}")
DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－﹣~～"), "-")


def read(typed: object) -> str:
    """Return the one spelling of a telephone number, of two or three with 、 between them; "" for nothing.

    Raises Unreadable, naming the number: `lost_digits` (a spreadsheet has rounded it), `no_area_code`, `bad_phone`.
    """
    return "、".join(dict.fromkeys(written(*parsed(part)) for part in parts(typed)))


def folded(typed: object) -> str:
    """Return the one spelling of a number, or the line as it stands where it is none. Never raises."""
    try:
        return read(typed)
    except Unreadable:
        return text.line(typed)


def key(typed: object) -> frozenset[str]:
    """Return the numbers of a cell as they are compared: digits, abroad with the country's, without extensions.

    Never raises; what is no number, is masked or too short to mean one person is left out.
    """
    found = set()
    cell = "" if typed is None else str(typed)
    for part in parts(cell, most=LONGEST) if len(cell) <= LONGEST else []:
        try:
            number, _extension = parsed(part)
        except Unreadable:
            continue
        if len(digits := str(number.national_number)) >= 7:
            found.add(digits if number.country_code == HOME_CODE else f"+{number.country_code}{digits}")
    return frozenset(found)


def parts(typed: object, most: int = MOST) -> list[str]:
    """Return the numbers that stand in one cell. Raises Unreadable for more than anybody has."""
    # The line breaks of a cell stand between two numbers.
    cell = text.visible("" if typed is None else str(typed))
    if len(cell) > LONGEST:
        raise Unreadable(_("一格最多写 %(most)d 个电话号码。") % {"most": most}, "several")
    lines = [text.plain(part) for part in BETWEEN.split(cell)]
    found = [part for part in lines if part]
    whole = text.plain(typed)
    if len(found) > 1 and not all(readable(part) for part in found) and readable(whole):
        return [whole]
    if len(found) > most:
        raise Unreadable(_("一格最多写 %(most)d 个电话号码。") % {"most": most}, "several")
    return found


def readable(part: str) -> bool:
    """Return True for one telephone number."""
    try:
        parsed(part)
    except Unreadable:
        return False
    return True


def parsed(part: str) -> tuple[phonenumbers.PhoneNumber, str]:
    """Return a telephone number and its extension. Raises Unreadable, naming what was typed."""
    shown = {"typed": part if len(part) <= 40 else f"{part[:40]}…"}
    bare = text.plain(part).translate(DASHES).replace("--", "-")
    if SCIENTIFIC.fullmatch(bare):
        said = _("“%(typed)s”是电子表格改写过的数，后几位已丢失，请重新填写完整号码，并把单元格设为文本。")
        raise Unreadable(said % shown, "lost_digits")
    if whole := WHOLE_FLOAT.fullmatch(bare):
        bare = whole[1]
    bare = LABEL.sub("", bare)
    extension = ""
    if found := EXTENSION.search(bare):
        extension, bare = found[1], bare[: found.start()]
    number = number_of(bare.strip())
    if number is None and not extension and (tail := TAIL.fullmatch(bare.strip())):
        # 010-88888888-8012
        number, extension = number_of(tail[1]), tail[2]
    if number is None and SIGNS.fullmatch(bare) and re.fullmatch(r"[2-8]\d{6,7}", re.sub(r"\D", "", bare)):
        raise Unreadable(_("“%(typed)s”缺区号，固定电话请写成 010-12345678。") % shown, "no_area_code")
    if number is None:
        said = _("“%(typed)s”不是完整的电话号码：手机写 11 位，固定电话写区号和号码，境外号码以 + 和国家代码开头。")
        raise Unreadable(said % shown, "bad_phone")
    return number, extension


def number_of(bare: str) -> phonenumbers.PhoneNumber | None:
    """Return a number without its extension as the register of numbers reads it; None for none."""
    if not SIGNS.fullmatch(bare):
        return None
    try:
        number = phonenumbers.parse(bare, HOME)
    except phonenumbers.NumberParseException:
        return None
    if number.country_code != HOME_CODE:
        return number if phonenumbers.is_possible_number(number) else None
    national = str(number.national_number)
    digits = re.sub(r"\D", "", bare)
    if MOBILE.fullmatch(national) or FREE.fullmatch(national) or SHORT.fullmatch(digits):
        return number
    # Without its 0 an area code is none: 45155500001 might be anything.
    area = digits.startswith(("0", "86")) or bare.startswith("+")
    return number if area and LANDLINE.fullmatch(national) else None


def written(number: phonenumbers.PhoneNumber, extension: str) -> str:
    """Return the one spelling of a number."""
    national = str(number.national_number)
    if number.country_code != HOME_CODE:
        found = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    elif MOBILE.fullmatch(national) or SHORT.fullmatch(national):
        found = national
    elif FREE.fullmatch(national):
        found = f"{national[:3]}-{national[3:6]}-{national[6:]}"
    else:
        size = 2 if national.startswith(("10", "2")) else 3
        found = f"0{national[:size]}-{national[size:]}"
    return f"{found}转{extension}" if extension else found
