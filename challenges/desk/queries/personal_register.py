"""The register of processing 处理活动登记, by column: where data of people stand, and what a deletion does.

Every column of every table that names a person stands here; a test walks all models and fails for one that is missing.
What one's own data are, how they are exported and what is erased is read from here alone.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.apps import apps


class Then(Enum):
    """What becomes of a row when its person's account is deleted."""

    # It goes, with all that stands in it.
    GOES = "goes"
    # It stays under a number: whom the number belonged to is erased from the account.
    NUMBER = "number"
    # The law keeps it as it is, for as long as the rule of its activity says.
    LAW = "law"


@dataclass(frozen=True)
class Holding:
    """What one table holds of people.

    `who`: its columns that lead to an account; `own` those of them whose person the whole row is about, so that it is
    handed to them in full. `names`: columns with a name, a telephone, a mailbox or an address of a device, typed or
    recorded. `texts`: plain data in which people may be named. `secret` is handed to nobody. `told` is said of a row in
    which somebody only acted, beside its moments.
    """

    activity: str
    who: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    then: Then = Then.NUMBER

    @property
    def columns(self) -> tuple[str, ...]:
        """Return every column that names a person or may do so."""
        return self.who + self.names + self.texts


def holding(activity: str, then: Then = Then.NUMBER, **columns: str) -> Holding:
    """Return a holding whose columns are written with blanks between them."""
    return Holding(activity, then=then, **{name: tuple(given.split()) for name, given in columns.items()})


GOES, LAW = Then.GOES, Then.LAW
HOLDINGS = {
    "accounts.User": holding("account", names="email name phone", secret="password"),
    "account.EmailAddress": holding("account", GOES, who="user", own="user", names="email"),
    "account.EmailConfirmation": holding("account", GOES, secret="key"),
    "mfa.Authenticator": holding("account", GOES, who="user", own="user", texts="data", secret="data"),
    "socialaccount.SocialAccount": holding("account", GOES, who="user", own="user", texts="extra_data"),
    "accounts.User_groups": holding("account", GOES, who="user"),
    "accounts.User_user_permissions": holding("account", GOES, who="user"),
    "usersessions.UserSession": holding(
        "security", GOES, who="user", own="user", names="ip user_agent", texts="data", secret="session_key data"
    ),
    "admin.LogEntry": holding("trail", who="user", names="object_repr change_message"),
    "accounts.Membership": holding("unit", who="user", own="user"),
    "accounts.Invitation": holding("unit", who="invited_by", names="email"),
    "accounts.Delegation": holding("unit", who="grantee granted_by revoked_by", own="grantee", names="document_name"),
    "accounts.Organisation": holding(
        "unit", who="verified_by registered_by", names="legal_representative contact_name contact_phone"
    ),
    "accounts.Certificate": holding("unit", who="verified_by", names="file_name"),
    "accounts.Agreement": holding("consent", LAW, who="person", own="person", names="address device about_name"),
    "accounts.BindingText": holding("trail", who="prepared_by approved_by"),
    "accounts.PersonalToken": holding("tools", who="user issued_by", own="user", secret="hash footing"),
    "accounts.ExpertProfile": holding("expert", who="user", own="user", names="spelled"),
    "accounts.Employment": holding("expert", GOES, own="expert__user"),
    "accounts.Interest": holding("expert", GOES, own="expert__user"),
    "accounts.Absence": holding("expert", GOES, own="expert__user"),
    "notifications.Delivery": holding("tools", GOES, who="person", own="person"),
    "notifications.InboxItem": holding("tools", GOES, who="person", own="person"),
    "notifications.Preference": holding("tools", GOES, who="person", own="person"),
    "notifications.DigestHour": holding("tools", GOES, who="person", own="person"),
    "notifications.Event": holding("trail", who="actor", texts="facts", told="name chain"),
    "notifications.Telling": holding("trail", texts="facts"),
    "challenges.IdempotencyKey": holding(
        "tools", GOES, who="user", own="user", names="body", texts="headers", secret="request_hash body headers"
    ),
    "challenges.SavedView": holding("tools", GOES, who="user", own="user", texts="words"),
    "challenges.Follow": holding("tools", GOES, who="user", own="user"),
    "challenges.Job": holding("trail", who="asked_by", texts="words"),
    "challenges.JobRow": holding("trail", names="said"),
    "challenges.Motion": holding("trail", who="prepared_by answered_by", texts="arguments"),
    "challenges.Comparison": holding("trail", who="asked_by"),
    "challenges.Attachment": holding("proposal", LAW, who="uploaded_by", names="name", texts="findings"),
    "challenges.Notice": holding(
        "listing",
        LAW,
        who="prepared_by approved_by",
        names="contact_name contact_phone contact_email",
        texts="facts",
    ),
    "challenges.Challenge": holding(
        "listing",
        LAW,
        who="prepared_by secrecy_cleared_by checked_by handler",
        names="contact_name contact_phone",
        texts="ip_details second_thought",
    ),
    "challenges.Letterhead": holding("listing", names="contact_name contact_phone contact_email supervision_phone"),
    "challenges.Notice_drafters": holding("listing", LAW, who="user"),
    "challenges.Wording": holding("listing", who="approved_by", texts="parts"),
    "challenges.SignedFrom": holding("trail", LAW, own="event__actor", names="address device"),
    "challenges.Edition": holding("listing", LAW, who="by", texts="snapshot"),
    "challenges.ReturnedText": holding("listing", LAW, who="by", texts="snapshot"),
    "challenges.Remark": holding("listing", LAW, who="by"),
    "challenges.Question": holding("listing", LAW, who="asked_by answered_by"),
    "challenges.Undertaking": holding("proposal", LAW, who="user", own="user"),
    "challenges.Proposal": holding(
        "proposal",
        LAW,
        who="prepared_by submitted_by checked_by check_confirmed_by",
        names="project_leader",
        texts="check_reasons check_results second_thought",
    ),
    "challenges.Section": holding("proposal", LAW, who="saved_by", texts="data"),
    "challenges.ProposalVersion": holding("proposal", LAW, who="by", texts="snapshot"),
    "challenges.Member": holding("proposal", LAW, who="confirmed_by"),
    "challenges.Declaration": holding("proposal", LAW, who="by", own="by"),
    "challenges.TeamRequest": holding(
        "consent", LAW, who="asked_by", names="name email unit title task months", secret="nonce"
    ),
    "challenges.TeamAnswer": holding("consent", LAW, names="address device"),
    "challenges.Complaint": holding("proposal", LAW, who="filed_by decided_by", texts="disputed"),
    "challenges.Supplement": holding("proposal", LAW, who="asked_by supplied_by", texts="items"),
    "challenges.Signal": holding("proposal", LAW, who="decided_by", texts="facts"),
    "challenges.Opinion": holding("review", LAW, who="expert", own="expert"),
    "challenges.Conflict": holding("review", LAW, who="expert decided_by", texts="facts"),
    "challenges.Panel": holding("review", LAW, who="locked_by", texts="votes"),
    "challenges.Seat": holding("review", LAW, who="expert", own="expert", names="unit"),
    "challenges.Review": holding("review", LAW, own="seat__expert", texts="second_thought"),
    "challenges.Score": holding("review", LAW, own="review__seat__expert"),
    "challenges.ScoreChange": holding("review", LAW, own="review__seat__expert"),
    "challenges.Statement": holding("review", LAW, own="seat__expert"),
    "challenges.Rejoinder": holding("review", LAW, who="asked_by answered_by"),
    "challenges.Report": holding("review", LAW, who="made_by"),
    "challenges.Trial": holding("review", LAW, who="planned_by"),
    "challenges.Trialist": holding("review", LAW, who="expert", own="expert"),
    "challenges.TrialMark": holding("review", LAW, own="trialist__expert"),
    "challenges.Allotment": holding("review", LAW, who="asked_by", texts="panels pins bans problem result error"),
    "challenges.Staffing": holding("review", LAW, who="asked_by", texts="panels pins bans problem result error"),
    "challenges.Draw": holding("review", LAW, who="promised_by", texts="record changes"),
    "challenges.Choice": holding("decision", LAW, who="chosen_by"),
    "challenges.Decision": holding("decision", LAW, who="opened_by", texts="content"),
    "challenges.Approval": holding("decision", LAW, who="by", own="by"),
    "challenges.ContractVersion": holding("contract", LAW, who="by", texts="content"),
    "challenges.Acceptance": holding("contract", LAW, who="by"),
    "challenges.Signature": holding("contract", LAW, who="by", own="by"),
    "challenges.Milestone": holding("contract", LAW, who="submitted_by opinion_by decided_by"),
    "challenges.Evidence": holding("contract", LAW, who="by"),
    "challenges.Progress": holding("contract", LAW, who="by"),
    "challenges.Payment": holding("contract", LAW, who="requested_by paid_by received_by closed_by"),
    "challenges.BankRow": holding("contract", LAW, who="by settled_by", names="party"),
    "challenges.PersonalRequest": holding("requests", LAW, who="person answered_by", own="person", texts="kept"),
    "challenges.RedHead": holding("decision", LAW, who="granted_by"),
    "challenges.Inquiry": holding("decision", LAW, who="asked_by answered_by", own="answered_by"),
    "challenges.Objection": holding(
        "decision",
        LAW,
        who="filed_by registered_by handled_by review_asked_by reviewed_by",
        own="filed_by",
        names="name phone email",
        texts="second_thought",
    ),
}


def table(label: str) -> Any:
    """Return the model of a holding; those that Django makes between two tables are found as well."""
    app, _dot, name = label.partition(".")
    return next(model for model in apps.get_app_config(app).get_models(True) if model.__name__ == name)
