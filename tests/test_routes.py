"""What each person meets behind every route. A route without a row fails here, so that none is forgotten."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from challenges.core.noun import tables
from tests.world import build

pytestmark = pytest.mark.django_db

EVERYBODY = frozenset(
    {"visitor", "stranger", "applicant", "drafter", "lead", "officer", "expert", "other_expert", "operator"}
)
SIGNED_IN = EVERYBODY - {"visitor"}
ORGANISER = frozenset({"officer"})
POST_ONLY = "post"
OWN = "own"

# For each object: who may know that it exists.
MAY_SEE = {
    "challenge": EVERYBODY,
    "restricted": EVERYBODY,
    "need": frozenset({"lead"}),
    "sealed": frozenset({"applicant"}),
    "draft": frozenset({"drafter"}),
    "reviewed": frozenset({"lead", "officer", "expert"}),
    "panel": frozenset({"officer", "expert"}),
    "review": frozenset({"expert"}),
    "notice": frozenset({"officer"}),
    "seat": frozenset({"officer", "expert"}),
    "attachment": frozenset({"applicant"}),
    "question": EVERYBODY,
}
WORKERS = {"challenge": frozenset({"lead", "officer"}), "need": frozenset({"lead"})}

# Routes about one object: the route's name, and which objects are put into it for whom.
ABOUT = {
    "listing": ("challenge", "restricted", "need"),
    "challenge_work": ("challenge", "need"),
    "proposal": ("sealed", "draft", "reviewed"),
    "proposal_versions": ("sealed", "draft"),
    "panel": ("panel",),
    "review": ("review",),
    "notice": ("notice",),
    "attachment": ("attachment",),
    "api:challenge_detail": ("challenge", "restricted", "need"),
    "api:question_list": ("challenge", "need"),
    "api:edition_list": ("challenge", "need"),
    "api:challenge_timeline": ("challenge", "need"),
    "api:proposal_detail": ("sealed", "draft", "reviewed"),
    "api:panel_detail": ("panel",),
    "api:seat_detail": ("seat",),
    "api:review_detail": ("review",),
    "api:notice_detail": ("notice",),
    "api:attachment": ("attachment",),
}
# An officer opens the panel's reviews over the API without their marks; on the page they wait for the lock.
ALSO = {
    ("api:review_detail", "review"): frozenset({"officer"}),
    ("challenge_work", "challenge"): None,
    ("challenge_work", "need"): None,
    ("proposal_versions", "sealed"): None,
}


def names(resolver=None, prefix=""):
    """Yield the name of every route of the platform, those of libraries by their namespace or path."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from names(pattern, space)
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name or 'unnamed by its library'}"


# Routes that are not about an object of the marketplace, or whose own tests stand elsewhere, with the reason.
ELSEWHERE = {
    "account": "allauth's own pages; tests/accounts/test_pages.py and test_signing_in.py",
    "mfa": "allauth's own pages",
    "unnamed": "allauth's own pages and the administration's redirects",
    "api:letterhead_detail": "for who keeps an organiser's notices; tests/bulletin/test_letterhead_api.py",
    "api:wording_list": "for who keeps an organiser's notices; tests/bulletin/test_letterhead_api.py",
    "api:default_wording_list": "for operators; tests/bulletin/test_letterhead_api.py",
    "api:draw": "the public record of a draw; tests/assignment/test_draw_actions.py",
    "api:allotment": "for the organiser's officers; tests/assignment/test_allotment_api.py",
    "allotment": "for the organiser's officers; tests/assignment/test_allotment_pages.py",
    "contract": "for the parties and the organiser; tests/contracts/test_contract_pages.py",
    "api:contract": "for the parties and the organiser; tests/contracts/test_contract_api.py",
    "api:signal": "for the organiser's people after the opening; tests/collusion/test_signal_api.py",
    "signals": "for the organiser's people after the opening; tests/collusion/test_signal_pages.py",
    "api:milestone": "for the parties of a contract; tests/contracts/test_milestone_pages.py",
    "milestone": "for the parties of a contract; tests/contracts/test_milestone_pages.py",
    "api:payment": "for the parties of a contract; tests/contracts/test_milestone_pages.py",
    "payment": "for the parties of a contract; tests/contracts/test_milestone_pages.py",
    "contract_ledger": "for the parties of a contract; tests/contracts/test_milestone_pages.py",
    "fulfilment": "what waits for one's own organisation; tests/contracts/test_milestone_pages.py",
    "statements": "for those who keep books; tests/contracts/test_statement.py",
    "bank_row": "for those who keep books; tests/contracts/test_statement.py",
    "api:job": "boards and jobs, for the organiser's officers; tests/core/test_job_pages.py",
    "api:need_board": "for the organiser's checkers; tests/listing/test_needs_of_many.py",
    "call_together": "for the organiser's officers; tests/desk/test_call_together.py",
    "batch_checks": "for the organiser's checkers; tests/proposals/test_check_many.py",
    "batch_needs": "for the organiser's checkers; tests/listing/test_needs_of_many.py",
    "batch_reviews": "for the organiser's officers; tests/review/test_board_pages.py",
    "reviews": "leads to a batch's board; tests/review/test_board_pages.py",
    "job": "for the organiser's officers; tests/core/test_job_pages.py",
    "ledger": "for whoever acts for an organiser; tests/desk/test_ledger.py",
    "api:ledger": "for whoever acts for an organiser; tests/desk/test_ledger.py",
    "saved_view": "a person's own; tests/review/test_board_pages.py",
    "api:staffing": "for the organiser's officers; tests/assignment/test_staffing_actions.py",
    "wecom": "sign-in by WeCom; tests/accounts/test_providers.py",
    "dingtalk": "sign-in by DingTalk; tests/accounts/test_provider_faults.py",
    "feishu": "sign-in by Feishu; tests/accounts/test_provider_faults.py",
    "rubric": "for organisers; tests/review/test_rubric_pages.py",
    "panel_rubric": "for the organiser's officers; tests/review/test_rubric_pages.py",
    "pack": "the expert's own offline pack; tests/review/test_pack_pages.py",
    "api:pack": "the expert's own offline pack; tests/review/test_scoring_api.py",
    "api:rubric": "for organisers; tests/review/test_scoring_api.py",
    "api:panel_rubric": "the panel's rubric; tests/review/test_scoring_api.py",
    "panel_papers": "the officers' papers; tests/review/test_review_papers_pages.py",
    "rejoinder": "the panel's question and the firm's answer; tests/review/test_review_papers_pages.py",
    "expert_import": "for organisers; tests/review/test_review_papers_pages.py, tests/accounts/test_expert_import.py",
    "decision": "the organiser's record; tests/award/test_decision_pages.py",
    "api:decision": "the organiser's record; tests/award/test_decision_api.py",
    "panel_changes": "changed scores, for officers; tests/award/test_decision_pages.py",
    "batch_doubt": "the batch's doubt, for officers; tests/review/test_doubt_pages.py",
    "api:batch_doubt": "for officers; tests/review/test_trial_api.py",
    "trial": "calibration rounds; tests/review/test_trial_pages.py",
    "api:trial": "calibration rounds; tests/review/test_trial_api.py",
    "doubt": "the ranking's doubt, for officers; tests/assignment/test_draw_pages.py",
    "usersessions": "allauth's own pages",
    "socialaccount": "allauth's own pages; tests/accounts/test_providers.py",
    "openid_connect": "allauth's own pages; tests/accounts/test_providers.py",
    "admin:": "for operators alone; tests/accounts/test_admin.py and test_challenge_admin.py",
    "agreement": "a person's and their firm's own; tests/accounts/test_agreements.py",
    "consent_withdrawal": "one's own consents; tests/accounts/test_agreements.py",
    "team_consent": "by the link in a mail alone; tests/proposals/test_team_pages.py",
    "undertaking": "for who reads a restricted challenge; tests/listing/test_undertaking.py",
    "text": "public, as every text in force is; tests/accounts/test_texts.py",
    "api:text": "public, as every text in force is; tests/accounts/test_texts.py",
    "organisation": "tests/accounts/test_pages.py",
    "membership": "tests/accounts/test_pages.py",
    "invitation": "tests/accounts/test_pages.py",
    "delegation": "tests/accounts/test_pages.py",
    "certificate": "tests/accounts/test_pages.py",
    "choose_organisation": "tests/accounts/test_pages.py",
    "expert_profile": "tests/accounts/test_pages.py",
    "expert_interest": "an expert's own ties; tests/experts/test_expert_pages.py",
    "expert_absence": "an expert's own calendar; tests/experts/test_expert_pages.py",
    "expert_service": "an expert's own record; tests/experts/test_expert_pages.py",
    "expert_pool": "for organisers; tests/experts/test_pool_pages.py",
    "panel_conflict": "the officers' conflicts; tests/review/test_conflict_pages.py",
    "api:expert": "an expert's own entries; tests/experts/test_expert_api.py",
    "api:conflict_list": "the officers' conflicts; tests/experts/test_expert_api.py",
    "api:conflict_declaration": "an expert's own declaration; tests/experts/test_expert_api.py",
    "panel_declaration": "an expert's own declaration; tests/review/test_conflict_pages.py",
    "settings": "tests/accounts/test_pages.py",
    "own_matching": "a person's own, and their firm's; tests/desk/test_matching.py",
    "own_data": "a person's own; tests/desk/test_personal_pages.py",
    "processing": "for operators; tests/desk/test_personal_pages.py",
    "notice_defaults": "for operators; tests/bulletin/test_default_wording.py",
    "notice_default": "for operators; tests/bulletin/test_default_wording.py",
    "personal_rule": "for operators; tests/desk/test_personal_rule.py",
    "demo": "a demo's pages; 404 elsewhere",
    "sandbox": "a sandbox's page; tests/core/test_sandbox_pages.py",
    "kit": "a demo's page",
    "motion": "what takes two of an organisation; tests/core/test_motions.py",
    "api:motion_": "what takes two of an organisation; tests/core/test_motions.py",
    "inbox": "a person's own notices; tests/notifications/test_inbox_pages.py",
    "notification_preferences": "a person's own",
    "unsubscribe": "by a signed link; tests/notifications/test_inbox_pages.py",
    "challenge_comparison": "for lead firm and organiser, once there are results; tests/award/test_comparison.py",
    "verification": "tests/accounts/test_pages.py",
    "fault_retry": "for operators alone; tests/test_sweeps.py",
    "api:fault_": "for operators alone; tests/core/test_fault_api.py",
    "api:proposal_attachments": "a proposal's files; tests/files/test_file_owners.py",
    "api:challenge_attachments": "a challenge's files; tests/files/test_file_owners.py",
    "api:notice_attachments": "a notice's files; tests/files/test_file_owners.py",
    "api:inquiry_attachments": "an inquiry's files; tests/files/test_file_owners.py",
    "api:objection_attachments": "an objection's files; tests/files/test_file_owners.py",
    "draw": "tests/assignment/test_draw_pages.py",
    "discussion": "the panel's own; tests/review/test_statement_pages.py",
    "api:panel_discussion": "the panel's own; tests/review/test_statement_pages.py",
    "staffing": "tests/assignment/test_draw_pages.py",
    "session": "who is signed in, for pages that stand open; tests/frontend/test_live.py",
    "preferences": "a visitor's own",
    "language": "a visitor's own",
    "theme": "a visitor's own",
    "acting": "a person's own",
    "api:inbox": "a person's own notices; tests/core/test_inbox_api.py",
    "token": "a person's own, and the organisation's; tests/accounts/test_organisation_tokens.py",
    "api:token": "a person's own tokens; tests/core/test_api_journey.py",
    "api:me": "the caller themselves",
    "api:field_list": "a public dictionary",
    "api:organisation": "verified ones are public; tests/experts/test_lookup_api.py",
    "api:pool": "for who may ask or invite; tests/experts/test_lookup_api.py",
    "api:batch_rules": "its organiser's; tests/listing/test_batch_life.py",
    "api:batch_detail": "known with its challenges; tests/listing/test_challenge_talk_api.py",
    "api:remark_list": "for lead firm and organiser; tests/listing/test_challenge_talk_api.py",
    "api:challenge_changes": "for lead firm and organiser; tests/listing/test_since_return.py",
    "proposal_archive": "for the firms of a proposal; tests/proposals/test_archive.py",
    "api:proposal_archive": "for the firms of a proposal; tests/proposals/test_archive.py",
    "receipt": "for the firms of a proposal, and how it is checked; tests/proposals/test_receipt_paper.py",
    "api:proposal_receipt": "for the firms of a proposal; tests/proposals/test_receipt_paper.py",
    "api:proposal_changes": "for its firms and the organiser; tests/proposals/test_since_sent_back.py",
    "api:opinion_list": "for lead firm and organiser; tests/listing/test_challenge_talk_api.py",
    "api:member_detail": "a consortium's own; tests/listing/test_challenge_talk_api.py",
    "api:region_list": "a public dictionary",
    "api:industry_list": "a public dictionary",
    "api:enumeration_list": "what the words of the code mean",
    "api:schema": "public",
    "api:docs": "public",
    "api:batch_list": "public",
    "accessibility": "public; tests/site/test_foot.py",
    "healthz": "public",
    "readyz": "public",
}
LISTS = {
    "hall",
    "notices",
    "desk",
    "batches",
    "batch_new",
    "batch",
    "batch_edit",
    "batch_copy",
    "batch_rules",
    "batch_rules_edit",
    "letterhead",
    "letterhead_edit",
    "wording",
    "challenge_new",
    "edition",
    "feedback",
    "objection",
    "objection_file",
    "inquiry",
    "objection_paper",
    "challenge_edit",
    "organisation",
    "api:challenge_list",
    "api:proposal_list",
    "api:panel_list",
    "api:seat_list",
    "api:review_list",
    "api:notice_list",
    "api:objection_list",
    "api:objection_detail",
    "api:inquiry_list",
    "api:inquiry_detail",
    "api:proposal_section",
    "api:proposal_problems",
    "api:proposal_feedback",
}


def acts_only(name: str) -> bool:
    """Return True for a route that only takes a POST, PUT or DELETE: the gate asks, and its matrices prove it."""
    verbs = {f"api:{table.noun}_{step.verb}" for table in tables() for step in table.steps}
    return name in verbs or name in {
        "act",
        "follow",
        "ask",
        "proposal_start",
        "proposal_section",
        "proposal_members",
        "proposal_attachments",
        "challenge_attachments",
        "objection_attachments",
        "inquiry_attachments",
        "red_head",
        "attachment_readers",
        "proposal_restore",
        "api:batch_copy",
        "api:batch_close",
        "api:batch_reopen",
        "batch_notice",
        "batch_close",
        "notice_attachments",
        "api:call_notice_draft",
        "api:call_publication_draft",
        "api:call_publicity_draft",
        "api:call_result_draft",
        "batch_reopen",
        "batch_delete",
        "panel_start",
        "publicity_draft",
        "conflict_decision",
        "review_scores",
        "attachment_removal",
        "api:challenge_follow",
        "api:challenge_undertaking",
        "api:proposal_create",
        "api:panel_create",
        "api:publicity_draft",
        "api:objection_create",
        "api:proposal_members",
        "api:attachment_readers",
        "api:conflict_decision",
    }


def test_every_route_has_a_row():
    missing = [
        name
        for name in names()
        if name not in ABOUT and name not in LISTS and not acts_only(name) and not name.startswith(tuple(ELSEWHERE))
    ]
    assert missing == []


@pytest.fixture
def world(settings):
    settings.DEMO = False
    return build()


def allowed(route: str, noun: str) -> frozenset:
    """Return who gets an answer from this route about this object."""
    if route == "challenge_work":
        return WORKERS[noun]
    if route == "proposal_versions":
        return MAY_SEE[noun]
    return MAY_SEE[noun] | (ALSO.get((route, noun)) or frozenset())


def test_what_a_person_may_not_see_does_not_exist(world):
    from django.urls import reverse

    wrong, cells = [], 0
    for name in EVERYBODY:
        client = world.client(name)
        for route, nouns in ABOUT.items():
            for noun in nouns:
                answer = client.get(reverse(route, args=[world.objects[noun].pk]))
                cells += 1
                seen = answer.status_code == 200
                login = answer.status_code == 302 and "/login/" in answer["Location"]
                if seen != (name in allowed(route, noun)) or not (seen or login or answer.status_code == 404):
                    wrong.append((name, route, noun, answer.status_code))
                if login and name != "visitor":
                    wrong.append((name, route, noun, "login"))
    assert wrong == []
    assert cells == len(EVERYBODY) * sum(len(nouns) for nouns in ABOUT.values())


def test_hidden_and_missing_answer_alike(world):
    from django.urls import reverse

    client = world.client("stranger")
    for route in ("proposal", "api:proposal_detail", "panel", "api:panel_detail", "attachment"):
        noun = {"proposal": "sealed", "api:proposal_detail": "sealed", "attachment": "attachment"}.get(route, "panel")
        hidden = client.get(reverse(route, args=[world.objects[noun].pk]))
        missing = client.get(reverse(route, args=[987654]))
        assert hidden.status_code == missing.status_code == 404
        if route.startswith("api:"):
            assert hidden.content == missing.content
