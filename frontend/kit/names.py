"""Names of firms, places and things, short enough for a row and in the reader's language."""

import re

from django.utils.html import format_html

from frontend.kit.moments import english

LEGAL_FORM = re.compile(r"(集团)?(股份有限公司|有限责任公司|有限公司)$")
PLACE_KIND = re.compile(r"(特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|自治州|地区|省|市|盟)$")


def local(zh, en):
    """The English name for readers of English, where there is one; else the Chinese."""
    return en if en and english() else zh


def own(zh, en="", to_english=None):
    """A name that people wrote, in the reader's language where it exists, marked with the language it is in.

    A long list asks for the language once and hands it in as `to_english`.
    """
    if en and (english() if to_english is None else to_english):
        return format_html('<span lang="en" data-text>{}</span>', en)
    return format_html('<span lang="zh-Hans" data-text>{}</span>', zh) if zh else ""


def short_firm(name, short=""):
    """A firm without its legal form: 睿泽显示科技股份有限公司 → 睿泽显示科技; its own short name goes first."""
    return short or LEGAL_FORM.sub(lambda form: form.group(1) or "", name)


def short_panel(name):
    """A panel without what every panel is called: “高温合金粉末”评审组 → 高温合金粉末."""
    return name.removesuffix("评审组").removeprefix("“").removesuffix("”") or name


def place(province, province_en, city, city_en):
    """Province and city in one word: 山东济南, Jinan, Shandong; a municipality stands alone."""
    if english() and province_en:
        alone = not city_en or city_en == province_en or city in ("市辖区", "县")
        return province_en if alone else f"{city_en}, {province_en}"
    first, second = PLACE_KIND.sub("", province or ""), PLACE_KIND.sub("", city or "")
    return first if second in ("市辖区", "县", first) or not second else first + second
