"""Every act that binds: what it binds to is read before, its version and hash are kept, and it is read again after."""

import re

import pytest
from django.urls import reverse

from accounts.models import Agreement
from accounts.origin import Origin
from accounts.rules.text_parts import TextKind
from challenges.award.models import Choice
from challenges.core.gate import moving, signed_hash
from challenges.core.models import SignedFrom
from challenges.core.noun import NOUNS
from challenges.proposals.actions.proposal_submit import submit
from challenges.proposals.models import TeamAnswer
from notifications.models import Event
from tests.award.test_agreed_texts import AGREED
from tests.core.test_signed import SIGNED, kind_of, row_for
from tests.factories.accounts import OrganisationFactory, UserFactory, acting
from tests.factories.challenges import NOW
from tests.factories.proposals import complete_proposal
from tests.files.test_file_owners import signed_in

pytestmark = pytest.mark.django_db
FROM = Origin("192.0.2.9", "Firefox")
# Where the signer reads what they sign: the papers of the firm itself, on the page of the row.
PAGES = {"challenge": "challenge_work", "proposal": "proposal", "member": "proposal"}


def page_of(row):
    pk = row.proposal_id if row.noun == "member" else row.pk
    return reverse(PAGES[row.noun], args=[pk])


def read(client, row):
    """The page of a row as it is read: without the places at which a long title may break."""
    answer = client.get(page_of(row))
    assert answer.status_code == 200
    return re.sub(r"<[^>]*>|[\u200b\u2060]", "", answer.content.decode())


def words_of(row):
    """What must stand on the page of whoever signs."""
    if row.noun == "challenge":
        return [row.title]
    if row.noun == "member":
        return [row.proposal.challenge.title, row.proposal.organisation.name]
    return [row.challenge.title, row.sections.get(key="basics").data["summary"]]


def signed(noun, verb):
    """A signer who takes this step with a row of their firm, from where it is taken."""
    firm = OrganisationFactory(kind=kind_of(noun))
    row = row_for(noun, verb, firm)
    by = acting(firm, "signer").coming_from(FROM)
    step = NOUNS[noun].table.step(verb)
    if step.two:
        by = by.seconding(UserFactory())
    return row, by, step


@pytest.mark.parametrize(("noun", "verb"), SIGNED)
def test_every_signed_step_keeps_version_hash_capacity_and_origin_and_its_paper_stays_readable(noun, verb):
    row, by, step = signed(noun, verb)
    version, client = row.version, signed_in(by)
    page = read(client, row)
    assert [words for words in words_of(row) if words not in page] == []
    if (noun, verb) == ("proposal", "submit"):
        binds = submit(row, by=by, at=NOW).sha256
    else:
        with moving(row, verb, by=by, at=NOW) as move:
            if step.targets:
                move.target = move.target or step.targets[0]
        binds = signed_hash(type(row).objects.get(pk=row.pk))
    event = Event.objects.get(name=step.event)
    assert event.facts["sha256"] == binds and len(binds) == 64
    assert (event.facts["signed_version"], event.facts["capacity"]) == (version, "signer")
    assert (event.actor, event.at) == (by.user, NOW)
    assert SignedFrom.objects.get(event=event).device == "Firefox"
    assert words_of(row)[0] in read(client, row)


def test_the_hash_of_what_is_signed_changes_with_what_is_signed():
    proposal = complete_proposal()
    before = signed_hash(proposal)
    section = proposal.sections.get(key="route")
    section.data = section.data | {"risk": "另一条路线"}
    section.save()
    assert signed_hash(proposal) != before
    challenge = proposal.challenge
    before = signed_hash(challenge)
    Choice.objects.create(
        challenge=challenge, proposal=proposal, slot=1, rank=1, chosen_by=UserFactory(), chosen_at=NOW
    )
    chosen = signed_hash(challenge)
    challenge.content = "另一项内容"
    assert len({before, chosen, signed_hash(challenge)}) == 3


def test_every_noun_with_a_signed_step_says_what_it_binds_to():
    empty = signed_hash(type("Nothing", (), {"noun": "nothing"})())
    for noun, verb in SIGNED:
        row, _by, _step = signed(noun, verb)
        assert signed_hash(row) != empty, noun


def test_every_record_of_an_agreement_names_text_hash_capacity_and_time():
    needed = {"text", "sha256", "capacity", "at", "address", "device"}
    assert needed <= {field.name for field in Agreement._meta.fields}
    assert needed - {"capacity"} <= {field.name for field in TeamAnswer._meta.fields}
    # Each text that anybody agrees to has a test that holds its page, its record and its copy.
    assert set(AGREED) == set(TextKind)
