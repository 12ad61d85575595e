"""统一社会信用代码, the code by which an organisation is known: GB 32100-2015.

Eighteen signs: registering authority (1), kind of organisation (1), region (6), 主体标识码 (9, GB 11714, whose ninth
sign is a check digit of its own) and the check digit of the whole.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from stdnum.cn import uscc as gb32100

from accounts.errors import Invalid, Problem
from accounts.typed.code import folded

LENGTH = 18
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
# Registered with the central authorities: a region of its own that no table of regions lists.
NATIONAL = "100000"


@dataclass(frozen=True)
class Checked:
    """A credit code in its written form, with what an operator should look at more closely."""

    code: str
    warnings: tuple[Problem, ...] = ()


def check_digit(code: str) -> str:
    """The eighteenth sign that the first seventeen ask for: (31 − Σ vᵢ·3ⁱ⁻¹ mod 31) mod 31, in the alphabet."""
    return gb32100.calc_check_digit(code[:17])


def inner_check_digit(body: str) -> str:
    """The ninth sign that the first eight of a 主体标识码 ask for (GB 11714): 11 − Σ vᵢ·wᵢ mod 11; ten is X."""
    rest = 11 - sum(int(sign, 36) * weight for sign, weight in zip(body, INNER_WEIGHTS, strict=True)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def check(text: str, *, known_region: Callable[[str], bool] | None = None, field: str = "uscc") -> Checked:
    """Check what somebody typed as a credit code, and return it in its written form.

    A wrong length, a sign outside the alphabet (I, O, S, V and Z are never used) and a wrong check digit are refused.
    A wrong inner digit and an unknown region are warnings, because valid old codes have them: the operator looks.
    The first two signs may be letters (A, N, Y), which python-stdnum refuses; so only its arithmetic is used.

    `known_region(code)` tells whether the six signs of the region are known; without it the region is not looked at.
    Raises Invalid with one problem at `field`.
    """
    code = folded(text)
    if not code:
        raise Invalid([Problem(field, _("请填写统一社会信用代码。"), "required")])
    if len(code) != LENGTH:
        said = _("统一社会信用代码应为 18 位，现为 %(length)s 位。") % {"length": len(code)}
        raise Invalid([Problem(field, said, "uscc_length")])
    for place, sign in enumerate(code, start=1):
        if sign not in ALPHABET:
            said = _("统一社会信用代码第 %(place)s 位“%(sign)s”不在允许的字符内（不使用 I、O、S、V、Z）。")
            raise Invalid([Problem(field, said % {"place": place, "sign": sign}, "uscc_sign")])
    expected = check_digit(code)
    if code[17] != expected:
        said = _(
            "统一社会信用代码的校验码（第 18 位）不符：按前 17 位应为 %(expected)s，填写的是 %(given)s，请逐位核对。"
        )
        raise Invalid([Problem(field, said % {"expected": expected, "given": code[17]}, "uscc_check_digit")])
    return Checked(code, tuple(_warnings(code, known_region, field)))


def _warnings(code, known_region, field):
    expected = inner_check_digit(code[8:16])
    if code[16] != expected:
        said = _("主体标识码的校验码（第 17 位）按计算应为 %(expected)s，填写的是 %(given)s，核验时将重点核对。")
        yield Problem(field, said % {"expected": expected, "given": code[16]}, "uscc_inner_check_digit")
    region = code[2:8]
    if known_region is not None and region != NATIONAL and not known_region(region):
        said = _("登记地区代码 %(region)s 不在行政区划表中，核验时将重点核对。")
        yield Problem(field, said % {"region": region}, "uscc_region")
