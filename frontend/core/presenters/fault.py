"""What sweeps could not do, in words: which task, which row, since when, how often, and the last error."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frontend.kit.events import event_name
from notifications import sweeps

# A long list means one cause; the first ones tell it.
SHOWN = 50
SWEEPS = {
    "deadlines": gettext_lazy("到期自动办理"),
    "reminders": gettext_lazy("到期提醒"),
    "scans": gettext_lazy("附件内容检查"),
    "scanner": gettext_lazy("病毒扫描"),
    "jobs": gettext_lazy("批量办理"),
    "staffings": gettext_lazy("求解组评方案"),
    "allotments": gettext_lazy("求解派评方案"),
    "signals": gettext_lazy("启封后的比对"),
    "certificates": gettext_lazy("证书到期提醒"),
    "invitations": gettext_lazy("给没有账户的人发邀请"),
    "team_requests": gettext_lazy("向团队成员征求同意"),
    "dispatch": gettext_lazy("派发通知"),
    "relay": gettext_lazy("发送通知"),
    "clock": gettext_lazy("定时器"),
    "incoming": gettext_lazy("清理没有传完的文件"),
    "erasures": gettext_lazy("删除账户"),
    "names": gettext_lazy("去掉保存期满的姓名"),
    "housekeeping": gettext_lazy("清理过期的记录"),
    "folders": gettext_lazy("清理过期的文件"),
}
ROWS = {
    "personal_request": gettext_lazy("个人信息请求"),
    "attachment": gettext_lazy("附件"),
    "scanner": gettext_lazy("病毒扫描器没有应答"),
    "job": gettext_lazy("批量办理"),
    "staffing": gettext_lazy("组评方案"),
    "allotment": gettext_lazy("派评方案"),
    "comparison": gettext_lazy("榜单"),
    "certificate": gettext_lazy("资质证书"),
    "invitation": gettext_lazy("成员邀请"),
    "team_request": gettext_lazy("团队成员的同意请求"),
    "event": gettext_lazy("事件"),
    "idempotency": gettext_lazy("接口的重复请求记录"),
    "sessions": gettext_lazy("登录会话"),
    "devices": gettext_lazy("登录过的设备"),
    "tokens": gettext_lazy("接口令牌"),
    "unconfirmed": gettext_lazy("没有确认邮箱的账户"),
    "mails": gettext_lazy("存成文件的邮件"),
    "dispatch": gettext_lazy("派发通知"),
    "digest": gettext_lazy("每日汇总"),
    "deliver": gettext_lazy("投递通知"),
    "steps": gettext_lazy("到期自动办理"),
    "reminders": gettext_lazy("到期提醒"),
    "challenge.repair_lapsed": gettext_lazy("榜单：补正逾期"),
    "challenge.open": gettext_lazy("榜单：开始申报"),
    "challenge.close": gettext_lazy("榜单：截止启封"),
    "challenge.sort_out": gettext_lazy("榜单：转入资格审查或流榜"),
    "challenge.give_feedback": gettext_lazy("榜单：反馈评审意见"),
    "challenge.award": gettext_lazy("榜单：授予中榜"),
    "proposal.supplement_lapsed": gettext_lazy("申报书：补正逾期"),
    "seat.expire": gettext_lazy("评审席位：逾期未复"),
    "notice.end": gettext_lazy("公告：期满"),
    "inquiry.lapse": gettext_lazy("异议：询问逾期未答复"),
    "objection.let_stand": gettext_lazy("异议：申请复核期满"),
    "contract.signing_over": gettext_lazy("任务书：签署期满"),
    "contract.lapse": gettext_lazy("任务书：签约期满"),
    "milestone.draw_near": gettext_lazy("里程碑：临期"),
    "milestone.hand_up": gettext_lazy("里程碑：考核期满"),
    "milestone.recheck": gettext_lazy("里程碑：整改期满"),
    "milestone.miss": gettext_lazy("里程碑：到期未提交"),
    "milestone.escalate": gettext_lazy("里程碑：逾期报组织方"),
    "notice.come_due": gettext_lazy("公告：定时张贴"),
    "motion.expire": gettext_lazy("提请：无人复核，失效"),
    "trial.close": gettext_lazy("试评：结束"),
}


@dataclass(frozen=True)
class FaultRow:
    """One standing fault as the operators' desk shows it."""

    pk: int
    task: str
    what: str
    since: datetime
    last: datetime
    due: datetime
    count: int
    problem: str


def words_of(what: str) -> str:
    """Return what a kind of row or step is called; an event whose reminder failed has its own name."""
    if what.startswith("incoming/"):
        return what.partition("/")[2]
    return str(ROWS[what]) if what in ROWS else event_name(what)


def fault_row(fault) -> FaultRow:
    """Return a fault in words."""
    what = words_of(fault.what)
    return FaultRow(
        fault.pk,
        task=str(SWEEPS.get(fault.sweep, fault.sweep)),
        what=_("%(what)s %(id)s") % {"what": what, "id": fault.row_id} if fault.row_id else what,
        since=fault.first_at,
        last=fault.last_at,
        due=fault.due_at,
        count=fault.count,
        problem=fault.problem,
    )


def fault_rows() -> tuple[list[FaultRow], int]:
    """Return the faults that stand, oldest first, at most `SHOWN`, and how many there are."""
    standing = sweeps.standing()
    return [fault_row(fault) for fault in standing[:SHOWN]], len(standing)
