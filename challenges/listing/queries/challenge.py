"""What a need still lacks before it can be handed in, and what changed between two editions."""

from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.errors import Problem
from challenges.listing.models import Comparator, Mode
from challenges.listing.models.ip import IP_FIELDS
from challenges.listing.queries.editions import named_in
from challenges.listing.queries.ip import ip_problems

NUMERIC = frozenset({Comparator.GE, Comparator.LE, Comparator.GT, Comparator.LT, Comparator.EQ, Comparator.TOLERANCE})
WITHOUT_UNIT = frozenset({Comparator.BOOL, Comparator.ENUM})


def problems(challenge, rules: dict | None = None) -> list[Problem]:
    """Return everything a need still lacks, each beside its field; empty when it is ready for the firm's own review."""
    found = []
    for name, message in (
        ("title", _("请填写题目。")),
        ("type", _("请选择类型。")),
        ("field_code", _("请选择技术领域。")),
        ("background", _("请写明背景：现在的问题和影响。")),
        ("content", _("请写明攻关内容。")),
        ("ip_clause", _("请选择前景知识产权的归属。")),
    ):
        if not getattr(challenge, name):
            found.append(Problem(name, message, "required"))
    found += ip_problems(challenge)
    found += indicator_problems(list(challenge.indicators.all()))
    found += money_problems(challenge)
    if rules and challenge.window_days < rules["window_days"]:
        found.append(
            Problem("window_days", _("申报窗口不得少于 %(days)s 天。") % {"days": rules["window_days"]}, "too_short")
        )
    if challenge.trl_now and challenge.trl_target and challenge.trl_target < challenge.trl_now:
        found.append(Problem("trl_target", _("目标成熟度不能低于现有成熟度。")))
    found += deliverable_problems(list(challenge.deliverables.all()))
    found += milestone_problems(challenge)
    if not challenge.secrecy_cleared_at:
        found.append(Problem("secrecy", _("保密审查员尚未确认“不涉密”。国家秘密不得上网。"), "secrecy"))
    return found


def indicator_problems(indicators) -> list[Problem]:
    """Return what keeps the indicators from being measurable; at least one must be mandatory 必达."""
    found = []
    for index, indicator in enumerate(indicators):
        path = f"indicators.{index}."
        facts = {"name": indicator.name or _("第 %(n)s 项") % {"n": index + 1}}
        if not indicator.name:
            found.append(Problem(f"{path}name", _("请填写指标名称。"), "required"))
        if indicator.comparator in NUMERIC | {Comparator.BETWEEN}:
            if indicator.target is None:
                found.append(
                    Problem(f"{path}target", _("“%(name)s”没有目标值：请写成可以测量的数值。") % facts, "required")
                )
            if not indicator.unit:
                found.append(Problem(f"{path}unit", _("“%(name)s”没有单位：无量纲请填“1”。") % facts, "required"))
        if indicator.comparator in (Comparator.BETWEEN, Comparator.TOLERANCE) and indicator.target_max is None:
            found.append(Problem(f"{path}target_max", _("“%(name)s”还缺上限或允差。") % facts, "required"))
        if indicator.comparator == Comparator.TOLERANCE and (indicator.target_max or 0) < 0:
            found.append(Problem(f"{path}target_max", _("“%(name)s”的允差不能小于零。") % facts))
        bounds = (indicator.target, indicator.target_max)
        if indicator.comparator == Comparator.BETWEEN and None not in bounds and bounds[1] <= bounds[0]:
            found.append(Problem(f"{path}target_max", _("“%(name)s”的上限须大于下限。") % facts))
        if indicator.comparator == Comparator.ENUM and len(indicator.options) < 2:
            found.append(Problem(f"{path}options", _("“%(name)s”至少要有两个选项。") % facts, "required"))
        if indicator.mandatory and not indicator.test_method:
            found.append(
                Problem(f"{path}test_method", _("“%(name)s”是必达指标，须写明测试方法或标准。") % facts, "required")
            )
    if not any(indicator.mandatory for indicator in indicators):
        found.append(Problem("indicators", _("至少要有一项必达指标。"), "required"))
    return found


def deliverable_problems(deliverables) -> list[Problem]:
    """Return what keeps the list of things to hand over from being clear; there is at least one."""
    found = []
    for index, row in enumerate(deliverables):
        if not row.kind:
            found.append(Problem(f"deliverables.{index}.kind", _("请选择交付物的种类。"), "required"))
        if not row.text:
            found.append(Problem(f"deliverables.{index}.text", _("请写明交付物的内容和数量。"), "required"))
    return found or ([] if deliverables else [Problem("deliverables", _("请至少列出一项交付物。"), "required")])


def milestone_problems(challenge) -> list[Problem]:
    """Return the milestones without a name or month, those after the project's end, and a race beyond the last one."""
    found, rows = [], list(challenge.milestones.all())
    for index, row in enumerate(rows):
        path, facts = f"milestones.{index}.", {"name": row.name or _("第 %(n)s 项") % {"n": index + 1}}
        if not row.name:
            found.append(Problem(f"{path}name", _("请填写节点名称。"), "required"))
        if row.due_month is None:
            found.append(Problem(f"{path}due_month", _("“%(name)s”还没有写第几个月。") % facts, "required"))
        elif row.due_month > challenge.duration_months:
            facts |= {"month": row.due_month, "end": challenge.duration_months}
            say = _("“%(name)s”在第 %(month)s 个月，晚于攻关周期 %(end)s 个月。请提前节点，或延长周期。")
            found.append(Problem(f"{path}due_month", say % facts, "after_end"))
    if challenge.race_milestone and rows and challenge.race_milestone > len(rows):
        say = _("只有 %(count)s 个节点，淘汰节点不能是第 %(chosen)s 个。")
        facts = {"count": len(rows), "chosen": challenge.race_milestone}
        found.append(Problem("race_milestone", say % facts, "beyond"))
    return found


def money_problems(challenge) -> list[Problem]:
    """Return what keeps the money from adding up: sources make the total, the split makes 100 %."""
    found = []
    sources = challenge.enterprise_wan + challenge.fiscal_wan + challenge.other_wan
    if challenge.mode == Mode.HONOUR:
        if challenge.total_wan or sources:
            found.append(Problem("total_wan", _("荣誉揭榜不设金额，请填 0。")))
        return found
    if not challenge.negotiable and challenge.total_wan <= 0:
        found.append(Problem("total_wan", _("请填写榜单金额；面议请勾选“面议”。"), "required"))
    if sources != challenge.total_wan:
        facts = {"sources": sources, "total": challenge.total_wan, "gap": abs(challenge.total_wan - sources)}
        found.append(
            Problem(
                "total_wan",
                _("各项来源合计 %(sources)s 万元，与榜单金额 %(total)s 万元相差 %(gap)s 万元。") % facts,
                "sum",
            )
        )
    parts = list(challenge.payment_parts.all())
    found += [
        Problem(f"payment_parts.{index}.node", _("请填写拨付节点。"), "required")
        for index, part in enumerate(parts)
        if not part.node
    ]
    share = sum((part.percent for part in parts), Decimal(0))
    if parts and share != 100:
        found.append(Problem("payment_parts", _("拨付比例合计为 %(share)s%%，须为 100%%。") % {"share": share}, "sum"))
    if challenge.total_wan and not parts:
        found.append(Problem("payment_parts", _("请填写拨付节点与比例。"), "required"))
    return found


MATERIAL = frozenset(
    {
        "indicators",
        "total_wan",
        "enterprise_wan",
        "fiscal_wan",
        "other_wan",
        "negotiable",
        "payment_parts",
        "conditions",
        "conditions_text",
        *IP_FIELDS,
        "ip_details",
        "ip_results",
        "race_slots",
        "mode",
        "deliverables",
        "duration_months",
    }
)

LISTS = ("indicators", "payment_parts", "deliverables", "milestones", "ip_results", "conditions")


def differences(before: dict, after: dict) -> list[dict]:
    """Return what changed between two editions: `{field, before, after, material}`, list rows told one by one."""
    found = []
    for field in named_in(before, after):
        old, new = before.get(field), after.get(field)
        if field == "conditions":
            old, new = in_order(old or []), in_order(new or [])
        if old == new:
            continue
        if field in LISTS:
            found += row_differences(field, old or [], new or [])
        else:
            found.append({"field": field, "before": old, "after": new, "material": field in MATERIAL})
    return found


def in_order(conditions: list[dict]) -> list[dict]:
    """Return conditions in an order of their own: whoever writes them down anew in another order changes nothing."""
    rows = [{name: value for name, value in row.items() if name != "position"} for row in conditions]
    return sorted(rows, key=lambda row: (row["kind"], str(sorted(row["params"].items()))))


def row_differences(field: str, old: list[dict], new: list[dict]) -> list[dict]:
    """Return the changed, added and removed rows of a list, matched by position."""
    found = []
    for index in range(max(len(old), len(new))):
        one = old[index] if index < len(old) else None
        other = new[index] if index < len(new) else None
        if one == other:
            continue
        material = field in MATERIAL
        if one is None or other is None:
            found.append({"field": f"{field}.{index}", "before": one, "after": other, "material": material})
            continue
        for column in other:
            if one.get(column) != other[column]:
                found.append(
                    {
                        "field": f"{field}.{index}.{column}",
                        "row": other.get("name") or other.get("node") or other.get("text") or "",
                        "before": one.get(column),
                        "after": other[column],
                        "material": material,
                    }
                )
    return found
