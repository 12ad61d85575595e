"""What comes next on a challenge and whose turn it is, in words: for pages, files and the interface."""

from django.utils.translation import gettext_lazy

from accounts.roles import ROLES
from challenges.desk.queries.call_place import Place
from notifications.phrase import Phrase

# What comes next, as a sentence with its numbers.
NEXT = {
    "check": gettext_lazy("形式审查"),
    "repair": gettext_lazy("等发榜方补正"),
    "ask_experts": gettext_lazy("还没有请专家论证"),
    "opinions": gettext_lazy("等专家意见，已有 %(given)s / %(asked)s"),
    "conclude": gettext_lazy("专家意见已齐，作论证结论"),
    "funds": gettext_lazy("等发榜方确认资金"),
    "publish": gettext_lazy("可以发布"),
    "post_list": gettext_lazy("发布公告稿已拟好，等张贴"),
    "opens": gettext_lazy("到时自动开榜"),
    "closes": gettext_lazy("申报中，到时截止并启封"),
    "unseals": gettext_lazy("系统启封"),
    "first_check": gettext_lazy("%(n)s 份待初核"),
    "second_check": gettext_lazy("%(n)s 份待第二人复核"),
    "supplement": gettext_lazy("等 %(n)s 家补正"),
    "begin_review": gettext_lazy("%(n)s 份合格，转专家评审"),
    "review": gettext_lazy("专家评审"),
    "form_panel": gettext_lazy("还没有组评"),
    "pick": gettext_lazy("评审组还没有人选"),
    "invite": gettext_lazy("向 %(n)s 位专家发邀请"),
    "answers": gettext_lazy("等专家答复，已接受 %(accepted)s / %(asked)s"),
    "trial": gettext_lazy("试评中"),
    "begin_scoring": gettext_lazy("专家已齐，开始评分"),
    "scores": gettext_lazy("评分中，已交 %(handed)s / %(given)s 份"),
    "discuss": gettext_lazy("合议中"),
    "lock": gettext_lazy("已交齐，等组长锁定"),
    "propose": gettext_lazy("评分已锁定，转拟定"),
    "choose": gettext_lazy("等发榜方择定"),
    "decide": gettext_lazy("等审定"),
    "announce": gettext_lazy("拟公示稿"),
    "post": gettext_lazy("公示稿已拟好，等张贴"),
    "runs": gettext_lazy("公示中，期满自动授榜"),
    "objection": gettext_lazy("处理异议"),
    "signing": gettext_lazy("双方签约"),
    "work": gettext_lazy("按任务书攻关"),
    "rejected": gettext_lazy("不予受理"),
    "withdrawn": gettext_lazy("已撤榜"),
    "lapsed": gettext_lazy("流榜，可在下一批重新发榜"),
}
WHO = {
    "lead": gettext_lazy("发榜方"),
    "experts": gettext_lazy("专家"),
    "panel_leader": gettext_lazy("评审组组长"),
    "applicants": gettext_lazy("申报单位"),
    "clock": gettext_lazy("到时自动"),
    "both": gettext_lazy("发榜方与揭榜方"),
    "second_checker": gettext_lazy("第二位审查员"),
    "publisher": gettext_lazy("公示与异议岗"),
    **ROLES["organiser"],
}


def next_words(place: Place) -> str:
    """Return what comes next as a sentence."""
    return str(NEXT[place.what]) % place.facts


def turn(place: Place) -> Phrase:
    """Return whose turn it is; nothing where it is nobody's."""
    return WHO.get(place.who, "")
