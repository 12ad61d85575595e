"""Pages of people and organisations, beside those of signing in that allauth brings."""

from django.urls import path, re_path

from frontend.accounts.views import (
    accounts,
    certificates,
    expert,
    leaving,
    own_organisation,
    papers,
    preferences,
    texts,
    tokens,
    verification,
)
from frontend.review.views import service

urlpatterns = [
    path("texts/", texts.index, name="texts"),
    path("texts/<int:pk>/file/", texts.file, name="text_file"),
    path("texts/<slug:kind>/", texts.show, name="text"),
    path("settings/", accounts.profile, name="settings"),
    path("settings/tokens/", tokens.own, name="tokens"),
    path("settings/tokens/<int:pk>/end/", tokens.end, name="token_end"),
    path("demo/sign-in/", accounts.demo_sign_in, name="demo_sign_in"),
    path("expert/", accounts.expert, name="expert_profile"),
    path("expert/interests/", expert.show, name="expert_interests"),
    path("expert/interests/new/", expert.declare, name="expert_interest_new"),
    path("expert/interests/<int:pk>/end/", expert.end, name="expert_interest_end"),
    path("expert/interests/<int:pk>/removal/", expert.remove, name="expert_interest_removal"),
    path("expert/absences/", expert.be_away, name="expert_absences"),
    path("expert/absences/<int:pk>/removal/", expert.be_back, name="expert_absence_removal"),
    path("expert/service/", service.show, name="expert_service"),
    path("expert/service/export/", service.export, name="expert_service_export"),
    path("organisations/choice/", accounts.choose, name="choose_organisation"),
    path("organisations/register/", own_organisation.register, name="organisation_register"),
    re_path(r"^invitations/(?P<pk>\d+)/(?P<verb>acceptance|refusal)/$", accounts.answer, name="invitation_answer"),
    # The organisation acted for.
    path("organisation/", own_organisation.show, name="organisation_settings"),
    path("organisation/data/", own_organisation.edit, name="organisation_data"),
    path("organisation/document/", papers.hand_in, name="organisation_hand_in"),
    path("organisations/<int:pk>/document/", papers.founding, name="organisation_document"),
    path("organisation/representative/", own_organisation.representative, name="organisation_representative"),
    path("organisation/invitations/", own_organisation.invite, name="organisation_invite"),
    path("organisation/invitations/<int:pk>/withdrawal/", own_organisation.withdraw, name="invitation_withdrawal"),
    path("organisation/members/<int:pk>/roles/", own_organisation.roles, name="membership_roles"),
    path("organisation/members/<int:pk>/end/", leaving.end, name="membership_end"),
    path("organisation/delegations/", own_organisation.delegate, name="organisation_delegate"),
    path("organisation/delegations/<int:pk>/revocation/", own_organisation.revoke, name="delegation_revocation"),
    path("organisation/delegations/<int:pk>/document/", own_organisation.document, name="delegation_document"),
    path("organisation/tokens/", tokens.of_organisation, name="organisation_tokens"),
    path("organisation/certificates/", certificates.show, name="organisation_certificates"),
    path("organisation/certificates/new/", certificates.add, name="organisation_certificate"),
    path("organisation/certificates/<int:pk>/removal/", certificates.remove, name="certificate_removal"),
    path("certificates/<int:pk>/file/", certificates.file, name="certificate_file"),
    # Operators.
    path("verification/", verification.queue, name="verification_queue"),
    path("verification/organisations/<int:pk>/withdrawal/", verification.withdraw, name="verification_withdrawal"),
    path("verification/faults/<int:pk>/retry/", verification.retry, name="fault_retry"),
    re_path(
        r"^verification/(?P<noun>organisations|certificates|experts)/(?P<pk>\d+)/$",
        verification.judge,
        name="verification",
    ),
    path("preferences/language/", preferences.language, name="language"),
    path("preferences/theme/", preferences.theme, name="theme"),
    path("preferences/acting/", preferences.acting, name="acting"),
]
