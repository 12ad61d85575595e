"""What the acts take, as request bodies. The domain judges; these only read types."""

from rest_framework import serializers as s

from .typed import Line, Mail, Moment, Number, Phone, Whole


class Reason(s.Serializer):
    """An act that says why."""

    reason = s.CharField(max_length=2000, allow_blank=True, default="")


class Decision(s.Serializer):
    """A decision with its grounds."""

    decision = s.CharField(max_length=4000)


class Uphold(Decision):
    """An objection that holds, and where the matter goes back to."""

    back_to = s.ChoiceField(choices=["proposed", "expert_review"])


class Text(s.Serializer):
    """Something said."""

    text = s.CharField(max_length=2000)


class Remark(s.Serializer):
    """One field and what is wrong with it."""

    field = s.CharField(max_length=60)
    reason = s.CharField(max_length=1000)


class Remarks(s.Serializer):
    """A return with a reason for each field."""

    remarks = Remark(many=True)


class Experts(s.Serializer):
    """People of the expert pool, by user id."""

    experts = s.ListField(child=Whole(min_value=1), max_length=40)


class Opinion(s.Serializer):
    """The three answers of the argumentation."""

    necessity = s.BooleanField()
    measurability = s.BooleanField()
    amount = s.BooleanField()
    comment = s.CharField(max_length=2000, allow_blank=True, default="")


class Funds(s.Serializer):
    """The proof that the money is there."""

    budget_number = s.CharField(max_length=60, allow_blank=True, default="")


class Window(s.Serializer):
    """When a challenge opens and closes (aware times)."""

    opens_at = Moment(required=False, allow_null=True)
    closes_at = Moment(required=False, allow_null=True)


class Extension(s.Serializer):
    """A later deadline for everybody."""

    closes_at = Moment()
    reason = s.CharField(max_length=2000)


class FeedbackDate(s.Serializer):
    """The one moment from which all applicants read their feedback."""

    feedback_at = Moment()


class Withdrawal(s.Serializer):
    """Why a challenge is taken back."""

    reason = s.CharField(max_length=2000)
    ground = s.ChoiceField(choices=["", "force_majeure", "policy", "funds"], default="", allow_blank=True)


class ChoicePick(s.Serializer):
    """A proposal for the next slot."""

    proposal = Whole(min_value=1)
    reason = s.CharField(max_length=2000, allow_blank=True, default="")


class ChoicePicks(s.Serializer):
    """The lead firm's choice, first slot first."""

    picks = ChoicePick(many=True)


class VoteCount(s.Serializer):
    """How many experts voted for one proposal."""

    proposal = Whole(min_value=1)
    votes = Whole(min_value=0, max_value=99)


class Votes(s.Serializer):
    """The panel's vote on the proposals that share the rank at the cut."""

    votes = VoteCount(many=True)


class SeatPick(s.Serializer):
    """An expert for the panel."""

    expert = Whole(min_value=1)
    reserve = s.BooleanField(default=False)
    leader = s.BooleanField(default=False)


class SeatPicks(s.Serializer):
    """Who shall sit: the whole list of those not asked yet."""

    picks = SeatPick(many=True)


class Decline(s.Serializer):
    """Why an expert does not sit."""

    reason = s.ChoiceField(choices=["conflict", "not_my_field", "too_many", "dates", "other"])
    text = s.CharField(max_length=240, allow_blank=True, default="")


class Item(s.Serializer):
    """A formal item to cure."""

    item = s.CharField(max_length=40)
    note = s.CharField(max_length=500, allow_blank=True, default="")


class Items(s.Serializer):
    """The formal items a firm is asked to cure, once."""

    items = Item(many=True)


class Reply(s.Serializer):
    """What the firm says to the request."""

    reply = s.CharField(max_length=2000)


class Code(s.Serializer):
    """A reason of a failed check."""

    code = s.CharField(max_length=40)
    note = s.CharField(max_length=500, allow_blank=True, default="")


class Check(s.Serializer):
    """The first person's result of the formal check."""

    qualified = s.BooleanField()
    reasons = Code(many=True, required=False)


class Share(s.Serializer):
    """A partner's task and share in percent."""

    share = Number(max_digits=5, decimal_places=2, min_value=0, max_value=100, unit="percent")
    task = s.CharField(max_length=200)


class Invitation(Share):
    """A partner to be invited, by organisation id."""

    organisation = Whole(min_value=1)


class Read(s.Serializer):
    """What the caller had read before he wrote: marks by criterion id, and the comments."""

    marks = s.DictField(child=s.DictField(), required=False)
    comment = s.CharField(required=False, allow_blank=True, max_length=8000)
    private_comment = s.CharField(required=False, allow_blank=True, max_length=8000)


class Marks(s.Serializer):
    """Marks by criterion id, and the comments; what is not named stays."""

    bases = Read(required=False)

    marks = s.DictField(child=s.DictField(), required=False)
    comment = s.CharField(required=False, allow_blank=True, max_length=8000)
    private_comment = s.CharField(required=False, allow_blank=True, max_length=8000)
    reason = s.CharField(required=False, allow_blank=True, max_length=2000)


class Words(s.Serializer):
    """The words of a notice draft."""

    title = s.CharField(max_length=160, required=False)
    number = s.CharField(max_length=60, required=False, allow_blank=True)
    body = s.CharField(required=False, max_length=20000)
    contact_name = Line(max_length=40, required=False, allow_blank=True)
    contact_phone = Phone(max_length=40, required=False, allow_blank=True)
    contact_email = Mail(required=False, allow_blank=True)


class Objection(s.Serializer):
    """A real-name objection."""

    name = Line(max_length=120)
    phone = Phone(max_length=40)
    email = Mail(required=False, allow_blank=True, default="")
    text = s.CharField(max_length=4000)
    remedy = s.CharField(max_length=2000)


class Section(s.Serializer):
    """A section of a draft as it is typed, and the version that was read."""

    data = s.DictField()
    version = Whole(min_value=0)


# What the endpoint itself says to an action.
TAKEN = frozenset({"by", "at", "expected", "challenge", "self"})


class Free(s.Serializer):
    """A document whose fields the domain reads itself."""

    def to_internal_value(self, data):
        if not isinstance(data, dict):
            raise s.ValidationError({"": ["object expected"]})
        taken = {str(name): ["unknown field"] for name in data if str(name) in TAKEN}
        if taken:
            raise s.ValidationError(taken)
        return {str(name): value for name, value in data.items()}


class Token(s.Serializer):
    """A personal token to be made."""

    name = s.CharField(max_length=60)
    scopes = s.ListField(child=s.ChoiceField(choices=["read", "write", "submit"]), min_length=1)
    days = Whole(min_value=1, max_value=365, default=90)


class ReviewsEach(s.Serializer):
    """How many experts review each proposal; null: every expert reviews every proposal."""

    reviews_each = Whole(min_value=1, max_value=99, allow_null=True)


class Blindness(s.Serializer):
    """Whether the experts of a panel read without firms and people."""

    blind = s.BooleanField()


class PanelPlan(s.Serializer):
    """A panel to be formed."""

    name = s.CharField(max_length=60, required=False, allow_blank=True, default="")
    blind = s.BooleanField(default=False)


class Readers(s.Serializer):
    """Who besides the organiser reads a file."""

    readers = s.ListField(child=s.ChoiceField(choices=["consortium", "lead", "experts"]), allow_empty=True)
