"""Whether a typed text says anything: length is not substance, a reason names a fact or a document."""

import re

from django.utils.translation import gettext as _

from accounts.typed import text
from accounts.typed.unreadable import Unreadable

# So much says something at the least, three of it different: four signs (证书过期), two words (expired certificate).
LEAST, DIFFERENT = 4, 3
# Scripts that write words with blanks between them; a sign of any other script says something by itself.
SPELLED = re.compile("[^\\W\\d_\u0530-\U0010ffff]+")
PARTS = re.compile(rf"{SPELLED.pattern}|[^\W\d_]|\d+")
DIGITS = re.compile(r"\d")
# A run of digits this long may be the number of a document by itself.
NUMBER = 5
# Up to here what was typed is said again beside what is missing.
SHORT = 8
# What fingers find without looking, and what only says that there is nothing to say.
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz", "01234567890123456789")
EMPTY = frozenset({"没有理由", "没什么理由", "如上所述", "随便写写", "这是测试", "测试一下", "不想说明"})
EMPTY |= {"noreason", "seeabove", "asabove", "testtest", "justatest", "loremipsum"}
# Names of nobody: as a whole, or with one of these signs in them.
NOBODY = frozenset({"test", "tester", "user", "admin", "demo", "anonymous", "noname", "unknown", "name", "me"})
NO_NAME = re.compile("某|匿名|测试|用户|管理员|先生$|女士$")


def reason(typed: object, *, empty: str = "") -> str:
    """Return a reason without blanks around it. Raises Unreadable for filler, in words that say what is missing.

    A short sentence that says something passes; `empty` is what is said of nothing at all.
    """
    found = told(typed, empty or _("请填写理由。"))
    kept = parts(found)
    if not any(part[0].isalpha() for part in kept):
        raise Unreadable(_("只有数字或者标点，没有写出内容。请写明事实，或者文件的名称和编号。"), "no_words")
    if text.folded(found) in EMPTY or not says(kept, digits=1):
        raise Unreadable(lack(found), "no_substance")
    return found


def source(typed: object, *, empty: str = "") -> str:
    """Return the name, number or address of a document. Raises Unreadable for what names none."""
    found = told(typed, empty or _("请写明文件的名称、编号或者网址。"))
    if not says(parts(found), digits=LEAST):
        raise Unreadable(_("看不出是哪一份文件，请写明它的名称、编号或者网址。"), "no_source")
    return found


def is_name(typed: object) -> bool:
    """Return whether somebody can be called so: two letters at least, no digits, not a word for nobody."""
    found = text.plain(typed).casefold()
    letters = [sign for sign in found if sign.isalpha()]
    spelled = SPELLED.match(found) is not None
    if len(letters) < 2 or re.search(r"[\d@]", found) or NO_NAME.search(found):
        return False
    return not (spelled and (len(set(letters)) == 1 or text.folded(found) in NOBODY))


def told(typed: object, empty: str) -> str:
    """Return what was typed without blanks around it; Unreadable when nothing can be seen of it."""
    found = text.visible("" if typed is None else str(typed)).strip()
    if not found:
        raise Unreadable(empty, "required")
    return found


def parts(found: str) -> list[str]:
    """Return what may say something in a text: its words, its single signs, its numbers."""
    return PARTS.findall(text.plain(found).casefold())


def says(kept: list[str], *, digits: int) -> bool:
    """Return whether these parts say anything; a long number says as much as `digits`."""
    return all(
        sum(weight(part, digits) for part in counted) >= least
        for counted, least in ((kept, LEAST), (set(kept), DIFFERENT))
    )


def weight(part: str, digits: int) -> int:
    """Return how much one part says: one letter again and again, and rows of keys, say nothing."""
    if len(part) > 1 and (len(set(part)) == 1 or any(part in row for row in ROWS if len(part) > 2)):
        return 0
    if DIGITS.match(part):
        return digits if len(part) >= NUMBER else 1
    if SPELLED.match(part):
        return 2 if len(part) > 1 else 0
    return 1


def lack(found: str) -> str:
    """Return what is wrong with a reason that says too little."""
    if len(found) > SHORT:
        return _("写的字没有内容，或者只是反复。请写明依据的事实或者文件。")
    return _("只写“%(typed)s”看不出依据，请写明事实或者文件。") % {"typed": found}
