"""What strangers or machines make grow has a bound: each table and folder is either tidied or kept on purpose."""

import ast
import os
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail import EmailMessage

from accounts.errors import Invalid, Refused
from accounts.models import User
from challenges.core.actions import housekeeping
from challenges.files import actions as attachment
from challenges.tasks import tidy
from notifications import mailbox
from notifications.clock import machine, now
from tests.accounts.test_certificate_actions import add as add_certificate
from tests.accounts.test_delegation_actions import grant
from tests.factories.accounts import DelegationFactory, acting, member
from tests.factories.challenges import NOW, set_rules
from tests.factories.files import PDF
from tests.factories.notifications import person
from tests.factories.proposals import complete_proposal

DAY = timedelta(days=1)
# Removed by `tidy`, by the kind that stands in `housekeeping.ended`.
TIDIED = {
    "sessions.Session": "sessions",
    "usersessions.UserSession": "devices",
    "accounts.PersonalToken": "tokens",
    "challenges.IdempotencyKey": "idempotency",
    "account.EmailAddress": "unconfirmed",
    "accounts.User": "unconfirmed",
}
# Bounded in another way, and by what.
BOUNDED = {
    "accounts.LoginAttempt": "forget_login_attempts: a day",
    "notifications.SweepFault": "one for each row that waits, gone with it",
    "notifications.SandboxClock": "one row",
    "notifications.DigestHour": "one for each person",
    "notifications.Preference": "one for each person and kind",
    "challenges.SavedView": "saved_view.MOST",
    "mfa.Authenticator": "a few for each person, by their own hand",
    "socialaccount.SocialAccount": "one for each person and provider, gone with them",
    "socialaccount.SocialToken": "none: SOCIALACCOUNT_STORE_TOKENS is off",
    "socialaccount.SocialApp": "none: providers stand in the settings",
    "account.EmailConfirmation": "none: codes, not links, are sent",
}
# The framework's own, written by migrations and by nobody's doing.
FIXED = "contenttypes.ContentType auth.Permission auth.Group auth.Group_permissions accounts.User_groups"
FIXED += " accounts.User_user_permissions accounts.Region accounts.Industry accounts.TechField accounts.SizeThreshold"
# The record: what people did under their names, kept because it must be shown years later. Grows with the work.
RECORD = {
    "admin": "LogEntry",
    "notifications": "Event ChainHead Telling InboxItem Delivery",
    "accounts": """Organisation Membership Invitation Delegation Certificate ExpertProfile Employment Interest
        Absence BindingText Agreement""",
    "challenges": """RuleSet Batch Holiday Challenge Edition Remark ReturnedText Opinion Undertaking Follow Question
        Indicator IpResult PaymentPart Deliverable PlannedMilestone Condition Conflict Decision Approval Draw Job JobRow
        SignedFrom Motion Notice NoticeItem Notice_drafters Letterhead RedHead Wording
        ObjectionPaper
        Objection Inquiry Award Proposal Section ProposalVersion Member Declaration Supplement Complaint Report
        Rubric Criterion Panel Seat Review Score Result Choice ScoreChange Rejoinder Signal Comparison Staffing
        Statement TeamRequest TeamAnswer
         Contract Party ContractIndicator ContractPart Promise ContractVersion Acceptance Signature
         Milestone Evidence Progress Payment BankRow
        PersonalRequest PersonalRule Trial_panels Trial Sample Trialist TrialMark Allotment Attachment""",
}
# Folders that the program makes, by the module that makes them, and what bounds each.
FOLDERS = {
    "accounts/content/incoming.py": "sweep_incoming: six hours",
    "challenges/files/actions.py": "the record; each owner has its quota, REPLACED times at most",
    "config/folder_queue.py": "messages go when they are taken; MOST_ASIDE for what cannot be read",
    "config/run.py": "a folder that holds one database",
    "notifications/mailbox.py": "tidy: MAILBOX_MOST",
}


def test_every_table_is_tidied_bounded_or_kept_on_purpose():
    known = [*TIDIED, *BOUNDED, *FIXED.split()]
    known += [f"{app}.{name}" for app, names in RECORD.items() for name in names.split()]
    assert sorted(known) == sorted(model._meta.label for model in apps.get_models(include_auto_created=True))
    assert set(TIDIED.values()) == set(housekeeping.ended(at=now(), machine_at=machine()))
    assert not settings.SOCIALACCOUNT_STORE_TOKENS and settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED


def test_every_folder_that_the_program_fills_has_its_bound():
    found = set()
    for app in ("config", "frontend", "challenges", "accounts", "notifications"):
        for path in (settings.BASE_DIR / app).rglob("*.py"):
            calls = (node.func for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))
            if any(isinstance(func, ast.Attribute) and func.attr in ("mkdir", "makedirs", "mkdtemp") for func in calls):
                found.add(str(path.relative_to(settings.BASE_DIR)))
    assert found == set(FOLDERS)


def test_nothing_is_written_into_the_systems_temporary_folder():
    for app in ("config", "frontend", "challenges", "accounts", "notifications"):
        for path in (settings.BASE_DIR / app).rglob("*.py"):
            assert "import tempfile" not in path.read_text(), path


@pytest.mark.django_db
def test_the_mailbox_keeps_its_newest_and_nothing_half_written(settings, tmp_path):
    settings.MAILBOX_DIR, settings.MAILBOX_MOST = tmp_path, 3
    for number in range(5):
        mailbox.MailboxBackend().send_messages([EmailMessage(str(number), "b", to=["a@example.cn"])])
    (tmp_path / ".1-1.eml").write_bytes(b"half")
    (tmp_path / ".2-2.eml").write_bytes(b"being written")
    os.utime(tmp_path / ".1-1.eml", (1, 1))
    tidy()
    assert [mail.message["Subject"] for mail in mailbox.mails()] == ["4", "3", "2"]
    assert len(list(tmp_path.iterdir())) == 4


@pytest.mark.django_db
def test_of_those_who_never_proved_an_address_only_those_go_who_stand_nowhere():
    old = now() - 31 * DAY
    gone = person(registered_at=old)
    EmailAddress.objects.create(user=gone, email=gone.email, verified=False, primary=True)
    kept = {
        "proved": person(registered_at=old),
        "came in": person(registered_at=old, last_login=old),
        "new": person(registered_at=now() - DAY),
        "brought in": person(registered_at=None),
        "operator": person(registered_at=old, is_operator=True),
        "member": acting(complete_proposal().organisation, "handler", user=person(registered_at=old)).user,
    }
    EmailAddress.objects.create(user=kept["proved"], email=kept["proved"].email, verified=True, primary=True)
    tidy()
    left = set(User.objects.values_list("pk", flat=True))
    assert gone.pk not in left and not EmailAddress.objects.filter(email=gone.email).exists()
    assert {name for name, user in kept.items() if user.pk not in left} == set()


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.django_db
def test_a_file_is_not_replaced_without_end(media, monkeypatch):
    proposal = complete_proposal()
    by = acting(proposal.organisation, "handler")
    set_rules(proposal.challenge.batch, {"attachment_quota_mb": 1})
    monkeypatch.setattr(attachment, "REPLACED", 2)
    data = PDF + b" " * 900_000

    def send():
        return attachment.attach(proposal, SimpleUploadedFile("a.pdf", data), kind="evidence", by=by, at=NOW)

    for _n in range(2):
        attachment.remove(send(), by=by, at=NOW)
    with pytest.raises(Invalid) as refused:
        send()
    assert [problem.code for problem in refused.value.problems] == ["replaced_too_often"]


@pytest.mark.django_db
def test_papers_of_an_organisation_have_an_end_too(media, monkeypatch):
    monkeypatch.setattr("accounts.rules.scans.MOST_KEPT", 1)
    by = member("admin", "signer")
    add_certificate(by, file=SimpleUploadedFile("a.pdf", PDF))
    add_certificate(by, number="2")
    with pytest.raises(Refused, match="太多次"):
        add_certificate(by, number="3", file=SimpleUploadedFile("a.pdf", PDF))
    grantee = acting(by.organisation, "handler").user
    DelegationFactory(organisation=by.organisation, grantee=grantee, document="evidence/x")
    with pytest.raises(Refused, match="太多次"):
        grant(by, grantee, document=SimpleUploadedFile("a.pdf", PDF))
    assert grant(by, grantee).pk
