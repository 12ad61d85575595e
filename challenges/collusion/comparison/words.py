"""The reasons of signals in words: one sentence for each kind, with its facts."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def reason_in_words(kind: str, facts: Mapping) -> str:
    """Return why this is a signal, in the reader's language."""
    said = SAY[kind](facts)
    return f"{said}{_('两份申报书申报的不是同一榜单。')}" if facts.get("across") else said


def text(facts: Mapping) -> str:
    """Say how much of the texts is alike."""
    sentence = ngettext(
        "%(count)s 段文字相同，共 %(characters)s 字，占较短一份的 %(percent)s%%；榜单原文和多数单位都写的内容不计。",
        "%(count)s 段文字相同，共 %(characters)s 字，占较短一份的 %(percent)s%%；榜单原文和多数单位都写的内容不计。",
        facts["count"],
    )
    share = f"{facts['containment'] / 10:.1f}"
    return sentence % {"count": facts["count"], "characters": facts["characters"], "percent": share}


def file(facts: Mapping) -> str:
    """Say which file both handed in."""
    first, second = facts["names"]
    return _("两家上传了同一个文件，内容逐字节相同：“%(first)s”和“%(second)s”。") % {"first": first, "second": second}


def metadata(facts: Mapping) -> str:
    """Say what the files' own metadata have in common."""
    sentences = {
        "author": _("文件作者相同：%(value)s（“%(first)s”和“%(second)s”）。"),
        "editor": _("文件最后修改者相同：%(value)s（“%(first)s”和“%(second)s”）。"),
        "company": _("文件属性里的公司相同：%(value)s（“%(first)s”和“%(second)s”）。"),
        "document": _("文件编号相同，出自同一份原稿：“%(first)s”和“%(second)s”（%(value)s）。"),
        "made": _("文件由同一程序在同一秒生成：“%(first)s”和“%(second)s”（%(value)s）。"),
    }
    first, second = facts["names"]
    return sentences[facts["field"]] % {"value": facts["value"], "first": first, "second": second}


def person(facts: Mapping) -> str:
    """Say who or which contact stands in both."""
    sentences = {
        "phone": _("联系电话相同：%(value)s。"),
        "mail": _("邮箱地址相同：%(value)s。"),
        "domain": _("邮箱出自同一域名：%(value)s。"),
        "leader": _("项目负责人同名：%(value)s。可能是同名的人，请核对。"),
    }
    if facts["what"] != "team":
        return sentences[facts["what"]] % {"value": facts["value"]}
    first, second = facts["units"]
    if first and first == second:
        return _("“%(unit)s”的%(name)s同在两个团队。") % {"unit": first, "name": facts["value"]}
    return _("两个团队都有%(name)s，单位不同，可能是同名的人。") % {"name": facts["value"]}


def account(facts: Mapping) -> str:
    """Say whose account wrote both."""
    return _("%(name)s的账号填写或提交了两份申报书。") % {"name": facts["name"]}


def device(facts: Mapping) -> str:
    """Say that both came from one place; the address itself is told to nobody."""
    first, second = ("、".join(names) for names in facts["names"])
    sentence = _(
        "%(first)s和%(second)s在提交前后用过同一网络地址和浏览器。同一校园或园区常共用出口，单凭这一条不能说明问题。"
    )
    return sentence % {"first": first, "second": second}


def money(facts: Mapping) -> str:
    """Say how the budgets go together."""
    count = len(facts["cells"])
    if facts["equal"]:
        return ngettext("预算的 %(n)s 个数逐项相同。", "预算的 %(n)s 个数逐项相同。", count) % {"n": count}
    sentence = ngettext(
        "预算的 %(n)s 个数都成同一比例：后者是前者的 %(ratio)s 倍。",
        "预算的 %(n)s 个数都成同一比例：后者是前者的 %(ratio)s 倍。",
        count,
    )
    return sentence % {"n": count, "ratio": facts["ratio"]}


def firm(facts: Mapping) -> str:
    """Say how the firms belong together."""
    sentences = {
        "body": _("信用代码的主体标识码相同：%(value)s。"),
        "partner": _("%(value)s同在两个联合体。"),
        "representative": _("法定代表人同名：%(value)s。请核对是否同一人。"),
        "holder": _("控股关系指向同一单位：%(value)s。"),
    }
    what, value = next((what, facts[what]) for what in sentences if what in facts)
    return sentences[what] % {"value": value}


SAY = {
    "text": text,
    "file": file,
    "metadata": metadata,
    "person": person,
    "account": account,
    "device": device,
    "money": money,
    "firm": firm,
}
