"""The file of an offline pack as it comes back: whether it may be opened, and whose pack of which panel it is."""

from django.core import signing
from django.utils.translation import gettext_lazy

from accounts.content.door import admitted_table
from accounts.content.kinds import Unfit
from accounts.errors import Invalid, Problem
from accounts.rules import tables
from challenges.review.models import Seat
from challenges.review.queries.pack import SALT, SEAL

MOST_BYTES = 2 * 1024 * 1024
MOST_UNPACKED = 20 * 1024 * 1024
SAID = {
    "unreadable": gettext_lazy("文件无法读取，请上传从本页下载的 XLSX。"),
    "too_large": gettext_lazy("文件太大。"),
    "macros": gettext_lazy("文件里有宏或外部内容，不能接收。请在下载的表里填写，另存为 XLSX。"),
    "not_a_pack": gettext_lazy("这不是从本平台下载的离线评分表，或者它的编号页被删改过。请重新下载。"),
    "not_yours": gettext_lazy("这份离线评分表是为别人下载的，不能上传。"),
    "other_panel": gettext_lazy("这份离线评分表属于另一个评审组。"),
    "other_round": gettext_lazy("评分已重开新一轮，这份离线评分表属于上一轮，请重新下载。"),
}


def opened(content: bytes) -> dict[str, list]:
    """Return the sheets of the file, or refuse it."""
    if len(content) > MOST_BYTES:
        raise refused("too_large")
    try:
        admitted_table(content, most=MOST_BYTES // 1024 // 1024)
        return tables.sheets(content, most_bytes=MOST_UNPACKED)
    except Unfit as unfit:
        raise Invalid([Problem("file", unfit.message, unfit.code)]) from None
    except tables.NotATable as error:
        raise refused(error.code) from error


def refused(code: str) -> Invalid:
    """Return the refusal of a whole file."""
    return Invalid([Problem("file", SAID[code], code)])


def sealed(pages: dict[str, list], seat: Seat) -> dict:
    """Return what the pack says of itself, as it was signed when it was made."""
    text = "".join(str(cell.value) for row in pages.get(SEAL, []) for cell in row)
    try:
        seal = signing.loads(text, salt=SALT)
    except signing.BadSignature as error:
        raise refused("not_a_pack") from error
    if seal["user"] != seat.expert_id:
        raise refused("not_yours")
    if seal["panel"] != seat.panel_id:
        raise refused("other_panel")
    if seal["round"] != seat.panel.round:
        raise refused("other_round")
    return dict(seal)
