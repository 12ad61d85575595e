"""Who types slowly is never their own rival: what saves itself is kept in one spelling and typed in another.

Every text is typed and saved bit by bit, as a page does while somebody writes; none of it may be taken for another's.
"""

import re
from html import unescape

import pytest
from django.test import Client

from challenges.review.actions import review as reviews
from notifications import clock
from tests.factories.accounts import OrganisationFactory
from tests.factories.challenges import DAY, ChallengeFactory, accepting_challenge
from tests.factories.proposals import complete_proposal
from tests.factories.remembered import remembered
from tests.frontend.forms_of import fields_of, parsed
from tests.listing import test_need_editor as needs
from tests.proposals import test_proposal_editor as proposals
from tests.review.test_scoring_pages import piece, walk_with

pytestmark = pytest.mark.django_db
LIVE = {"headers": {"HX-Request": "true"}}
SPELLINGS = ("１２.50 ", " 13　", "")
# One cell after the other, each saved as it stands: nothing where a number will be, a number in another spelling.
SLOWLY = """
payment_parts.0.node=验收通过;payment_parts.0.percent=100.0;payment_parts.0.node=验收
milestones.0.name=中试;milestones.0.due_month= ６ ;milestones.0.check_text=三批
indicators.0.name=孔径;indicators.0.unit=μm;indicators.0.target=５.00;indicators.0.test_method=比对
deliverables.0.kind=prototype;deliverables.0.text=样机 2 台;title= 气膜孔　测量 ;title=气膜孔 在线测量
total_wan=1,200.50;total_wan=1,300;enterprise_wan=１３００;duration_months=１２;window_days=40 ;trl_now=４;trl_now=5
region_code=210112;contact_phone=１３８ 0000 0001;contact_phone=13800000002;c_years=０3;c_years=4
"""


def test_a_need():
    need = ChallengeFactory(state="draft")
    client = needs.writer(need.lead)
    for rows in (need.indicators, need.payment_parts, need.deliverables, need.milestones):
        rows.all().delete()
    form = needs.opened(client, need)
    for name, _is, value in (one.partition("=") for one in re.split(r"[;\n]", SLOWLY.strip("\n"))):
        assert name in form
        form[name] = value
        answer = needs.post(client, need, form, **LIVE)
        assert answer.status_code == 200, (name, value, answer.content.decode()[:400])
        told = fields_of(parsed(f"<form>{answer.content.decode()}</form>").find("form"))
        form |= {key: told[key] for key in told if key in ("version", "read") or key.endswith(".id")}
    need.refresh_from_db()
    part, step = need.payment_parts.get(), need.milestones.get()
    assert (part.node, part.percent, step.name, step.due_month) == ("验收", 100, "中试", 6)
    assert (need.title, need.contact_phone, need.total_wan) == ("气膜孔 在线测量", "13800000002", 1300)


@remembered
def complete_draft():
    at = clock.now()
    window = {"opens_at": at - 9 * DAY, "closes_at": at + 9 * DAY, "first_closes_at": at + 9 * DAY}
    return complete_proposal(accepting_challenge(**window), organisation=OrganisationFactory(kind="sme"))


@pytest.mark.parametrize("key", ["basics", "route", "commitments", "schedule", "budget", "ip", "team"])
def test_a_part_of_a_proposal(key):
    draft = complete_draft()
    client = proposals.writer(draft)
    form, url = proposals.opened(client, draft, key), f"/proposals/{draft.pk}/sections/{key}/"
    typed = [name for name in form if name not in ("version", "read", "csrfmiddlewaretoken", "over")]
    assert typed
    tried = set()
    for name in typed:
        # The cells of a column are alike: one of them is typed in every spelling.
        column = name.rpartition(".")[2]
        for value in SPELLINGS[:1] if column in tried else SPELLINGS:
            form[name] = value
            answer = client.post(url, form, **LIVE)
            page = answer.content.decode()
            assert answer.status_code == 200, (name, value, page[:300])
            told = fields_of(f"<form>{page}</form>")
            form |= {token: told[token] for token in ("version", "read")}
        tried.add(column)


def test_a_mark_and_its_comment():
    walk = walk_with(at=clock.now())
    expert = walk.experts[1]
    review, numeric = walk.review_of(expert, walk.proposals[0]), walk.panel.rubric.criteria.first()
    reviews.declare_clear(review, by=expert, at=walk.at)
    client = Client()
    client.force_login(expert.user)
    was = {"s": "", "k": ""}
    for mark in ("8", "88", "88.50", "８８.5", " 88.5 ", ""):
        for comment in (" 甲　", "甲\r\n乙 ", ""):
            typed = piece(numeric, s=mark, k=comment, s_was=was["s"], k_was=was["k"])
            answer = client.post(f"/reviews/{review.pk}/scores/", typed, **LIVE)
            assert answer.status_code == 200, (mark, comment, answer.text[:300])
            told = re.findall(rf'name="(.){numeric.pk}-was" value="([^"]*)"', answer.text)
            was |= {name: unescape(value) for name, value in told}
