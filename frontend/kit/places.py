"""Regions and industries as people write them: a name, a code, or both as the list offers them."""

import re

from django.utils.translation import gettext as _

from accounts.errors import Problem
from accounts.models import Industry, Region
from accounts.queries import dictionary

MODELS = {"region_code": Region, "industry_code": Industry}
CODE = re.compile(r"\s*([0-9]{2,6}|[A-Ta-t][0-9]{0,4})(?:\s.*)?", re.ASCII | re.DOTALL)
BETWEEN = re.compile(r"[,，、;；\n]+")


def offered(model) -> list[str]:
    """Return what the list beside the field offers: code and name."""
    rows = model.objects.filter(parent__isnull=False) if model is Industry else model.objects.all()
    return [f"{row.code} {row.label}" for row in rows.order_by("code")]


def shown(model, code: str) -> str:
    """Return a code as its field shows it, with its name where the dictionary has one."""
    if not code:
        return ""
    name = dictionary.industry_name(code) if model is Industry else dictionary.region_path(code.ljust(6, "0"))
    return f"{code} {name}".strip()


def code_of(model, typed: str) -> str:
    """Return the code that was meant; LookupError with a sentence when there is none, or more than one."""
    typed = typed.strip()
    if not typed:
        return ""
    found = CODE.fullmatch(typed)
    if found and known(model, found[1].upper()):
        return found[1].upper()
    named = model.objects.filter(name=typed) | model.objects.filter(name_en__iexact=typed)
    codes = list(named.values_list("code", flat=True)[:5])
    if not codes:
        begins = model.objects.filter(name__startswith=typed) | model.objects.filter(name_en__istartswith=typed)
        codes = list(begins.values_list("code", flat=True)[:5])
    if len(codes) == 1:
        return codes[0]
    if codes:
        rows = "、".join(shown(model, code) for code in codes)
        raise LookupError(_("“%(typed)s”有几处：%(rows)s。请写代码，或从列表中选。") % {"typed": typed, "rows": rows})
    raise LookupError(_("没有找到“%(typed)s”。请从列表中选，或写代码。") % {"typed": typed[:40]})


def known(model, code: str) -> bool:
    """Return True for a code the dictionary lists, or one that stands under a listed one."""
    return dictionary.knows_region(code) if model is Region else dictionary.knows_industry(code)


def read(name: str, typed: str) -> tuple[str, list[Problem]]:
    """Return the code of one field, and what is wrong with what was typed."""
    try:
        return code_of(MODELS[name], typed), []
    except LookupError as unknown:
        return "", [Problem(name, str(unknown), "unknown_code")]


def read_regions(name: str, typed: str) -> tuple[list[str], list[Problem]]:
    """Return the codes of several regions, and what is wrong with what was typed."""
    codes, problems = [], []
    for word in filter(str.strip, BETWEEN.split(typed)):
        try:
            codes.append(code_of(Region, word))
        except LookupError as unknown:
            problems.append(Problem(name, str(unknown), "unknown_code"))
    return codes, problems
