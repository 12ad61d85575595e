"""What the operators of the demo have before them: organisations, experts and certificates, waiting and refused."""

from datetime import timedelta

from accounts.acting import acting_as
from accounts.actions import certificate, expert, organisation
from challenges.core.actions import motion as motions
from challenges.core.motions import ACTS
from challenges.site.demo.accounts import address, person_name

# The firms that registered lately: key, credit code, name, English name, region, industry, what it does.
FIRMS = (
    (
        "S21",
        "91340104XNQY02104G",
        "映川光纤传感（合肥）有限公司",
        "Yingchuan Fibre Sensing (Hefei)",
        "340104",
        "4029",
        "分布式光纤测温与应变监测系统，用于储罐、管廊和变电站。",
    ),
    (
        "S22",
        "91440604XNQY02200A",
        "霁原陶瓷膜材料（佛山）有限公司",
        "Jiyuan Ceramic Membranes (Foshan)",
        "440604",
        "3073",
        "碳化硅陶瓷膜与成套分离装置，用于电镀废水回用。",
    ),
)
# The experts who entered themselves lately: key, name, title, field, keywords, unit.
EXPERTS = (
    ("exp-29", "计云舒", "副研究员", "403", ["聚酰亚胺", "双向拉伸"], "滨海高分子材料研究所（虚构）"),
    ("exp-30", "乌静川", "高级工程师", "602", ["质子交换膜", "催化剂"], "启光能源技术有限公司（虚构）"),
)


def make(people, days) -> None:
    """Let firms, experts and certificates come in; the operator has refused one of each, with the reason."""
    operator = acting_as(people.users["platform", "operator"], at=days.at(-2, 9))
    firms(people, days, operator)
    experts(people, days, operator)
    certificates(people, days, operator)


def firms(people, days, operator) -> None:
    """Register two firms: the first waits for a second operator's word, the second is refused."""
    rows = []
    for number, (key, uscc, name, name_en, region, industry, intro) in enumerate(FIRMS):
        at = days.at(-3, 10 + number)
        user = people.users[key, "signer"] = people.user(address("signer", key), person_name(150 + number), at=at)
        rows.append(
            organisation.register(
                by=acting_as(user, at=at),
                at=at,
                kind="sme",
                uscc=uscc,
                name=name,
                name_en=name_en,
                region_code=region,
                industry_code=industry,
                intro=intro,
            )
        )
    wanted, unwanted = rows
    verify = ACTS["organisation.verify"]
    motions.prepare(verify, wanted, by=operator, at=days.at(-2, 9), note="名称、代码与公示信息一致。")
    why = "登记的名称与营业执照上的名称不一致，请按营业执照更正后重新提交。"
    organisation.refuse(unwanted, by=operator, at=days.at(-2, 10), reason=why)


def experts(people, days, operator) -> None:
    """Let two experts enter themselves, and refuse the second."""
    for number, (key, name, title, field, keywords, unit) in enumerate(EXPERTS):
        at = days.at(-3, 14 + number)
        user = people.users[key, "expert"] = people.user(address("expert", key), name, at=at)
        profile = expert.save(
            by=acting_as(user, at=at),
            at=at,
            category="technical",
            title=title,
            field_codes=[field],
            keywords=keywords,
            languages=["zh-hans"],
            years=12,
            max_load=8,
            employments=[{"unit_name": unit, "starts_on": days.today - timedelta(days=1500), "ends_on": None}],
        )
    why = "任职单位为企业，类别应选“企业专家”，请更正后重新提交。"
    expert.refuse(profile, by=operator, at=days.at(-2, 11), reason=why)


def certificates(people, days, operator) -> None:
    """Let two firms hand in one more certificate each, and refuse the second."""
    for firm in ("S09", "S10"):
        row = certificate.add(
            people.organisations[firm],
            by=people.by(firm, "signer"),
            at=days.at(-3, 16),
            type="little_giant",
            number=f"XJR-{days.vintage}-{firm}",
            issuer="工业和信息化主管部门（演示）",
            issued_on=days.today - timedelta(days=40),
            expires_on=days.today + timedelta(days=3 * 365),
        )
    why = "在主管部门公布的名单中查不到这一编号，请核对编号后重新登记。"
    certificate.refuse(row, by=operator, at=days.at(-2, 14), reason=why)
