"""What the acts of choosing, deciding and objecting take."""

from typing import ClassVar

from rest_framework import serializers as s

from challenges.award.models import ObjectionMatter, ObjectionRemedy, ObjectorStanding, Side, Wanted
from challenges.core.api.typed import Body, Moment, Phone, Whole


class Decision(Body):
    """A decision with its grounds."""

    decision = s.CharField(max_length=4000)


class Reversal(Decision):
    """The contrary of what was concluded, and where the matter goes back to when the objection now holds."""

    back_to = s.ChoiceField(choices=["proposed", "expert_review"], required=False)


class Uphold(Decision):
    """An objection that holds, and where the matter goes back to."""

    back_to = s.ChoiceField(choices=["proposed", "expert_review"])


class FeedbackDate(Body):
    """The one moment from which all applicants read their feedback."""

    feedback_at = Moment()


class ChoicePick(Body):
    """A proposal for the next slot."""

    proposal_id = Whole(min_value=1, source="proposal")
    reason = s.CharField(max_length=2000, allow_blank=True, default="")


class ChoicePicks(Body):
    """The lead firm's choice, first slot first."""

    picks = ChoicePick(many=True)


class Objection(Body):
    """An objection under the caller's real name: their account's, and their firm's.

    `phone` is that of the account when it is left out. Whoever acts for no firm says in `standing` what they have to do
    with the matter. `matter_text` goes with the matter `other`. Files are added under `attachments/` afterwards.
    `sha256` names the instructions (`text_list`, kind `objection`) in the version that was read.
    """

    called: ClassVar = {"read": "sha256"}
    sha256 = s.CharField(max_length=64, source="read")
    matter = s.ChoiceField(choices=ObjectionMatter.choices)
    matter_text = s.CharField(max_length=240, allow_blank=True, default="")
    text = s.CharField(max_length=4000)
    source = s.CharField(max_length=1000)  # type: ignore[assignment]  # a name of ours, not the field's own
    remedy_kind = s.ChoiceField(choices=ObjectionRemedy.choices)
    remedy = s.CharField(max_length=2000)
    standing = s.ChoiceField(choices=ObjectorStanding.choices, allow_blank=True, default="")
    standing_text = s.CharField(max_length=240, allow_blank=True, default="")
    phone = Phone(max_length=40, allow_blank=True, default="")


class Registration(Body):
    """What the officer who concludes it reads of the registration."""

    note = s.CharField(max_length=4000, allow_blank=True, default="")


class Inquire(Body):
    """What the desk asks, and of whom; of several firms objected to, `organisation_id` names the one."""

    side = s.ChoiceField(choices=Side.choices)
    organisation_id = Whole(min_value=1, allow_null=True, default=None)
    wanted = s.ChoiceField(choices=Wanted.choices, default=Wanted.STATEMENT)
    question = s.CharField(max_length=4000)


class Answer(Body):
    """What the side asked says; its files are added under `attachments/` before."""

    text = s.CharField(max_length=4000)


class Release(Body):
    """To which other side question and answer are passed on."""

    to = s.ChoiceField(choices=Side.choices)
