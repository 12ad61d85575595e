"""Answering a question."""

from django.utils.translation import gettext_lazy as _

from challenges.listing.actions import question
from frontend.kit.verb import Verb
from frontend.kit.verb_fields import Text

QUESTION = {"answer": Verb(_("答复"), question.answer, _("已答复，所有人可见。"), form=Text, tone="ink")}
