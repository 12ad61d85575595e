"""What a check found in a file, in words: what it is, and where it stands."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

WHAT = {
    "javascript": gettext_lazy("会自动运行的脚本（JavaScript）"),
    "launch": gettext_lazy("启动其他程序的动作"),
    "submit_form": gettext_lazy("把填写内容发往外部的动作"),
    "import_data": gettext_lazy("从外部读入数据的动作"),
    "rich_media": gettext_lazy("会运行的多媒体（RichMedia）"),
    "opens_address": gettext_lazy("自动打开网址的动作"),
    "xfa_script": gettext_lazy("带脚本的动态表单（XFA）"),
    "xfa": gettext_lazy("动态表单（XFA）"),
    "other_file": gettext_lazy("指向其他文件的链接"),
    "embedded_target": gettext_lazy("指向内嵌文件的链接"),
    "media": gettext_lazy("音频、视频或三维内容"),
    "embedded": gettext_lazy("内嵌文件"),
    "embedded_program": gettext_lazy("内嵌的可执行文件"),
    "archive": gettext_lazy("压缩包里的压缩包"),
    "encrypted": gettext_lazy("打开密码"),
    "damaged": gettext_lazy("损坏的结构，无法打开"),
    "macro": gettext_lazy("宏"),
    "activex": gettext_lazy("ActiveX 控件"),
    "external_template": gettext_lazy("从网络取的模板"),
    "external_object": gettext_lazy("从网络取的对象"),
    "external_part": gettext_lazy("从网络取的内容"),
    "external_link": gettext_lazy("指向外部工作簿的链接"),
    "external_image": gettext_lazy("从网络取的图片"),
    "external_media": gettext_lazy("从网络取的音频或视频"),
    "dde": gettext_lazy("从其他程序取数的域（DDE）"),
    "zip": gettext_lazy("不正常的内部目录"),
    "zip_bomb": gettext_lazy("解压后过大的内容"),
    "virus": gettext_lazy("病毒"),
    "active_pdf": gettext_lazy("打开时会自动执行的内容"),
}


def sentences(findings, *, level: str = "") -> list[str]:
    """Return each finding as a sentence in the reader's language; with `level` only those of it."""
    return [sentence(found) for found in findings if not level or found.get("level") == level]


def sentence(found: dict) -> str:
    """Return one finding in words: what it is, its name where it has one, and where it stands."""
    what = str(WHAT.get(found.get("code", ""), found.get("code", "")))
    name, where = found.get("name", ""), place_of(found)
    if name and where:
        return _("%(what)s“%(name)s”，位于%(where)s。") % {"what": what, "name": name, "where": where}
    if name:
        return _("%(what)s“%(name)s”。") % {"what": what, "name": name}
    if where:
        return _("%(what)s，位于%(where)s。") % {"what": what, "where": where}
    return _("%(what)s。") % {"what": what}


def place_of(found: dict) -> str:
    """Return where in the file a finding stands, as people and their programs name it."""
    page, number = found.get("page", 0), found.get("object", 0)
    places = {
        "open": _("打开文件时的动作"),
        "event": _("自动触发的动作"),
        "names": _("文件的名称表"),
        "form": _("表单"),
        "annotation": _("批注"),
        "outline": _("书签"),
        "part": _("文件的部件"),
        "embedded": _("内嵌文件里"),
    }
    parts = []
    if page:
        parts.append(_("第 %(page)s 页") % {"page": page})
    if found.get("place") in places:
        parts.append(places[found["place"]])
    if number:
        parts.append(_("对象 %(number)s") % {"number": number})
    return _("、").join(parts)
