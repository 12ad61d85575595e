"""What people do with a calibration round: begin it, take it up, hand in, close it early, give it up."""

from django.utils.translation import gettext_lazy as _

from challenges.review.actions import trial, trialist
from frontend.kit.verb import Verb
from frontend.kit.verb_fields import Reason

TRIAL = {
    "begin": Verb(
        _("开始试评"),
        trial.begin,
        _("试评已开始，专家已收到通知。"),
        tone="ink",
        ask=_("开始后样本和参考分不能再改；已邀请和已接受的专家都会收到通知。"),
        ready=trial.require_ready,
    ),
    "join": Verb(_("参加试评"), trial.join, _("已参加，请给每份样本打分。"), tone="zhu", fresh=True),
    "close_early": Verb(
        _("提前结束"),
        trial.close_early,
        _("试评已结束，专家可以看自己的出入。"),
        ask=_("没有提交的专家不再能提交，也不计入均值。"),
    ),
    "void": Verb(_("作废试评"), trial.void, _("试评已作废。"), form=Reason, tone="danger"),
}
TRIALIST = {
    "hand_in": Verb(
        _("提交试评"),
        trialist.hand_in,
        _("已提交。试评结束后，这里显示你与评审组的出入。"),
        tone="zhu",
        ask=_("提交后不能再改。"),
        fresh=True,
    ),
}
