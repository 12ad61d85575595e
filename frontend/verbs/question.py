"""Answering a question."""

from django.utils.translation import gettext_lazy as _

from challenges.actions import question

from .fields import Text
from .verb import Verb

QUESTION = {"answer": Verb(_("答复"), question.answer, _("已答复，所有人可见。"), form=Text, tone="ink")}
