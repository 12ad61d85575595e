"""Taking back what one has just done alone, as pages offer it: the same for every noun."""

from django.utils.translation import gettext_lazy as _

from challenges.core.actions.take_back import take_back
from challenges.core.second_thoughts import require_time
from frontend.kit.verb import Verb

TAKE_BACK = Verb(
    _("收回刚才的办理"),
    take_back,
    _("已收回，恢复到办理之前。此前得到通知的人已被告知。"),
    hint=_("只有经办人本人、在规定的时限内、没有人接着办理之前可以收回。"),
    ask=_("收回后恢复到办理之前，办理记录里两步都保留。确认收回？"),
    ready=require_time,
    fresh=True,
)
