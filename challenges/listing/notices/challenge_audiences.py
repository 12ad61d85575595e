"""The people around a challenge who may be told of it, as audiences that notices are put together from."""

from django.utils.translation import gettext_lazy as _

from challenges.core.notices.audience import holders, recipients
from challenges.listing.models import Challenge, Follow, Question
from challenges.listing.states import PUBLIC, ChallengeState

WRITERS = ("handler", "tech_lead", "admin")
SIGNERS = ("signer",)
CHECKERS = ("checker", "batch_admin")
PUBLISHERS = ("notice_officer", "batch_admin")
REVIEWERS = ("review_officer", "batch_admin")

FOLLOWING = _("你关注了这个榜单。")


def challenge_of(event) -> Challenge:
    """Return the challenge of an event."""
    return Challenge.objects.select_related("lead", "organiser").get(pk=event.subject_id)


def url_of(challenge) -> str:
    """Return the page of a challenge: it shows each reader what they may do there."""
    return f"/challenges/{challenge.pk}/"


def lead(*roles):
    """Return an audience: the lead firm's people in these roles, without whoever acted."""

    def audience(event):
        challenge = challenge_of(event)
        return recipients(holders([challenge.lead_id], roles, event.at) - {event.actor_id}, url=url_of(challenge))

    return audience


def organiser(*roles):
    """Return an audience: the organiser's people in these roles, without whoever acted."""

    def audience(event):
        challenge = challenge_of(event)
        people = holders([challenge.organiser_id], roles, event.at) - {event.actor_id}
        return recipients(people, url=url_of(challenge))

    return audience


def followers(event):
    """Yield those who follow a published challenge."""
    challenge = challenge_of(event)
    if challenge.state in PUBLIC:
        people = Follow.objects.filter(challenge=challenge).values_list("user_id", flat=True)
        yield from recipients(people, url=url_of(challenge), reason=FOLLOWING)


def together(*audiences):
    """Return one audience of several; whoever stands in two of them is told once, for the first reason."""

    def audience(event):
        for part in audiences:
            yield from part(event)

    return audience


def when(state, audience):
    """Return the audience for the case that the step led to this state, and nobody otherwise."""

    def chosen(event):
        return audience(event) if event.facts.get("to") == state else ()

    return chosen


def outside_the_firm(audience):
    """Return the audience once the need has left its writers, and nobody before."""

    def chosen(event):
        inside = (ChallengeState.DRAFT, ChallengeState.INTERNAL_REVIEW)
        return () if event.facts.get("to") in inside else audience(event)

    return chosen


def overdue(audience):
    """Return the audience once the moment has passed: then the matter goes up."""

    def chosen(event):
        return audience(event) if event.facts.get("overdue") else ()

    return chosen


def experts_asked(event):
    """Yield the experts whose opinion is asked."""
    return recipients(event.facts.get("experts") or (), url=url_of(challenge_of(event)))


def earlier_readers(event):
    """Yield those who followed the challenge that this one takes up again, or applied for it."""
    challenge = challenge_of(event)
    if challenge.relist_of_id:
        people = set(Follow.objects.filter(challenge_id=challenge.relist_of_id).values_list("user_id", flat=True))
        yield from recipients(people, url=url_of(challenge), reason=FOLLOWING)


def question_of(event) -> Question:
    """Return the question of an event, with its challenge."""
    return Question.objects.select_related("challenge").get(pk=event.subject_id)


def asker_and_followers(event):
    """Yield who asked, or their firm's writers once they have left it, and who follows.

    The answer is for everybody, the asker's name for nobody.
    """
    question = question_of(event)
    url = f"{url_of(question.challenge)}#questions"
    members = question.organisation.memberships.active()
    if members.filter(user_id=question.asked_by_id).exists():
        yield from recipients([question.asked_by_id], url=url, reason=_("你提出了这个问题。"))
    else:
        writers = holders([question.organisation_id], ("project_lead", "handler", "admin"), event.at)
        yield from recipients(writers, url=url, reason=_("贵单位提出了这个问题。"))
    people = Follow.objects.filter(challenge=question.challenge).values_list("user_id", flat=True)
    yield from recipients(people, url=url, reason=FOLLOWING)


def answerers(event):
    """Yield the lead firm's people who answer; when the time is long past, the organiser's too."""
    question = question_of(event)
    url = f"{url_of(question.challenge)}#questions"
    yield from recipients(holders([question.challenge.lead_id], WRITERS, event.at), url=url)
    if event.facts.get("days", 0) > 1:
        yield from recipients(holders([question.challenge.organiser_id], ("batch_admin",), event.at), url=url)
