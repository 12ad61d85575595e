"""What the acts of choosing, deciding and objecting take."""

from rest_framework import serializers as s

from challenges.core.api.typed import Body, Line, Mail, Moment, Phone, Whole


class Decision(Body):
    """A decision with its grounds."""

    decision = s.CharField(max_length=4000)


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
    """A real-name objection."""

    name = Line(max_length=120)
    phone = Phone(max_length=40)
    email = Mail(required=False, allow_blank=True, default="")
    text = s.CharField(max_length=4000)
    remedy = s.CharField(max_length=2000)
