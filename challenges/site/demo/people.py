"""Organisations, people and experts of the demo."""

import datetime
from datetime import date
from decimal import Decimal

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from accounts.acting import Acting, acting_as
from accounts.models import Certificate, Employment, ExpertProfile, Membership, Organisation, TechField, User
from accounts.queries.dictionary import bounds_on
from accounts.rules.size_class import Figures, classify
from challenges.bulletin.models import Letterhead, Nature
from challenges.site.demo.accounts import PASSWORD, POSTS, address, person_name
from notifications.clock import day_of

# The day for which the demo's certificates were written; on any other day they move with it, the expired ones too.
WRITTEN_FOR = date(2026, 11, 23)


class People:
    """Everybody of the demo, by key: `by(key, post)` is a person who acts for an organisation in that post."""

    def __init__(self, data: dict, at: datetime.datetime, today: date):
        self.data, self.at, self.today = data, at, today
        self.figures_year = today.year - 1
        self.password = make_password(PASSWORD)
        self.organisations: dict[str, Organisation] = {}
        self.users: dict[tuple[str, str], User] = {}
        # Nobody's posts change while the demo is written, so each person is looked up once.
        self.acting: dict[tuple[str, str], Acting] = {}

    def make(self) -> None:
        """Write all of them."""
        number = 0
        for row in self.data["organisations"]:
            organisation = self.organisation(row)
            for post, _title, roles in POSTS[row["kind"]]:
                user = self.user(address(post, row["key"]), person_name(number))
                number += 1
                self.users[row["key"], post] = user
                Membership.objects.create(user=user, organisation=organisation, roles=roles, since=self.at)
        for row in self.data["experts"]:
            self.expert(row)
        for post, name in (("operator", "平台运营员"), ("second", "平台复核员")):
            operator = self.users["platform", post] = self.user(address(post, "platform"), name)
            operator.is_operator = operator.is_staff = True
            operator.save()

    def user(self, email: str, name: str, at: datetime.datetime | None = None) -> User:
        """Write one person with a confirmed address, who signed up at a moment (else when all of the demo did)."""
        user = User.objects.create(email=email, name=name, password=self.password, registered_at=at or self.at)
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        return user

    def organisation(self, row: dict) -> Organisation:
        """Write one verified organisation with its certificates; the size class is worked out by the standard."""
        numbers = ("revenue_wan", "assets_wan", "rd_expense_wan")
        texts = [*("kind", "name", "name_en", "short_name", "uscc", "region_code", "industry_code", "intro")]
        texts += ("tech_field_code", "declared_size_class")
        organisation = Organisation.objects.create(
            employees=row.get("employees"),
            tech_staff=row.get("tech_staff"),
            established=row.get("established"),
            figures_year=self.figures_year if row.get("employees") else None,
            verification="verified",
            verified_at=self.at,
            created_at=self.at,
            updated_at=self.at,
            **{name: Decimal(row[name]) for name in numbers if row.get(name) is not None},
            **{name: row[name] for name in texts if row.get(name)},
        )
        classify_by_standard(organisation, day_of(self.at))
        self.organisations[row["key"]] = organisation
        if row["kind"] == "organiser":
            self.letterhead(organisation, len(self.organisations))
        drift = self.today - WRITTEN_FOR
        for certificate in row.get("certificates", ()):
            Certificate.objects.create(
                organisation=organisation,
                type=certificate["type"],
                issued_on=date.fromisoformat(certificate["issued"]) + drift,
                expires_on=date.fromisoformat(certificate["expires"]) + drift,
                verification="verified",
            )
        return organisation

    def letterhead(self, organisation: Organisation, number: int) -> None:
        """Write whom an organiser's notices name; telephones that nobody has."""
        Letterhead.objects.create(
            organisation=organisation,
            contact_name="成果转化处",
            contact_phone=f"024-5555{number:02}01",
            address=f"示范市演示路 {number} 号",
            supervision_phone=f"024-5555{number:02}09",
            nature=Nature.AUTHORITY if number == 1 else Nature.ENTRUSTED,
            updated_at=self.at,
        )

    def expert(self, row: dict) -> None:
        """Write one expert with the post they hold."""
        user = self.user(address("expert", row["key"]), row["name"])
        self.users[row["key"], "expert"] = user
        profile = ExpertProfile.objects.create(
            user=user,
            category=row["category"],
            title=row["title"],
            field_codes=row.get("fields") or [row["field"]],
            keywords=row["keywords"],
            languages=["zh-hans"],
            years=row["years"],
            max_load=row["load"],
            verification="verified",
            verified_at=self.at,
        )
        home = Organisation.objects.filter(name=row["unit"]).first()
        Employment.objects.create(
            expert=profile,
            organisation=home,
            unit_name=row["unit"],
            starts_on=day_of(self.at) - datetime.timedelta(days=365 * min(row["years"], 6)),
        )

    def by(self, key: str, post: str):
        """Return a person of the demo as they act for their organisation (an expert acts for themselves)."""
        if (key, post) not in self.acting:
            organisation = self.organisations.get(key)
            found = acting_as(self.users[key, post], organisation.pk if organisation else None, at=self.at)
            self.acting[key, post] = found
        return self.acting[key, post]


def classify_by_standard(organisation, on) -> None:
    """Fill in the size class by the standard in force, as registration does."""
    figures = Figures(organisation.employees, organisation.revenue_wan, organisation.assets_wan)
    finding = classify(organisation.industry_code, figures, bounds_on(on))
    organisation.size_class, organisation.size_rule = finding.size_class, finding.rule
    organisation.save()


def field_name(code: str) -> str:
    """Return the name of a technology field."""
    return TechField.objects.get(code=code).name
