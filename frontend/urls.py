"""Pages. Routes stand under their area; addresses are nouns, and an act on a thing is a POST to a noun under it."""

from django.conf import settings
from django.urls import include, path

from frontend.views import (
    act,
    attachment,
    batch,
    challenge_edit,
    challenge_work,
    desk,
    doubt,
    draw,
    hall,
    inbox,
    kit,
    listing,
    mails,
    notice,
    objection,
    organisation,
    panel,
    preferences,
    proposal,
    review,
    sandbox,
    staffing,
)

# Every page: masthead and footer.
urlpatterns = [
    path("", include("frontend.urls_accounts")),
    path("preferences/language/", preferences.language, name="language"),
    path("preferences/theme/", preferences.theme, name="theme"),
    path("preferences/acting/", preferences.acting, name="acting"),
    # A person's notices.
    path("inbox/", inbox.show, name="inbox"),
    path("inbox/reading/", inbox.reading, name="inbox_reading"),
    path("inbox/preferences/", inbox.notification_preferences, name="notification_preferences"),
    path("inbox/unsubscribe/<str:token>/", inbox.unsubscribe, name="unsubscribe"),
    path("inbox/<int:pk>/", inbox.item, name="inbox_item"),
    # Acts: one address for every step of every lifecycle.
    path("acts/<str:noun>/<int:pk>/<str:verb>/", act.perform, name="act"),
    path("desk/", desk.show, name="desk"),
    path("batches/", batch.index, name="batches"),
    path("batches/new/", batch.new, name="batch_new"),
    path("batches/<int:pk>/", batch.edit, name="batch"),
    path("challenges/new/", challenge_edit.new, name="challenge_new"),
    path("challenges/<int:pk>/edit/", challenge_edit.edit, name="challenge_edit"),
    path("challenges/<int:pk>/work/", challenge_work.show, name="challenge_work"),
    path("challenges/<int:pk>/proposals/", proposal.start, name="proposal_start"),
    path("proposals/<int:pk>/", proposal.show, name="proposal"),
    path("proposals/<int:pk>/sections/<str:key>/", proposal.save, name="proposal_section"),
    path("proposals/<int:pk>/members/", proposal.invite, name="proposal_members"),
    path("proposals/<int:pk>/attachments/", proposal.upload, name="proposal_attachments"),
    path("proposals/<int:pk>/versions/", proposal.versions, name="proposal_versions"),
    path("proposals/<int:pk>/versions/<int:number>/restoration/", proposal.restore, name="proposal_restore"),
    path("proposals/<int:pk>/feedback/", review.feedback, name="feedback"),
    path("challenges/<int:pk>/panels/", panel.start, name="panel_start"),
    path("challenges/<int:pk>/notices/", panel.announce, name="publicity_draft"),
    path("challenges/<int:pk>/objections/", objection.file, name="objection_file"),
    path("panels/<int:pk>/", panel.show, name="panel"),
    path("conflicts/<int:pk>/decision/", panel.decide, name="conflict_decision"),
    path("reviews/<int:pk>/", review.show, name="review"),
    path("reviews/<int:pk>/scores/", review.score, name="review_scores"),
    path("objections/<int:pk>/", objection.show, name="objection"),
    path("attachments/<int:pk>/removal/", proposal.drop, name="attachment_removal"),
    path("panels/<int:pk>/draws/", draw.index, name="draws"),
    path("panels/<int:pk>/doubt/", doubt.show, name="doubt"),
    path("draws/<int:pk>/", draw.show, name="draw"),
    path("draws/<int:pk>/record/", draw.record, name="draw_record"),
    path("batches/<int:pk>/staffings/", staffing.index, name="staffings"),
    path("staffings/<int:pk>/", staffing.show, name="staffing"),
    # Public pages.
    path("", hall.show, name="hall"),
    path("challenges/<int:pk>/", listing.show, name="listing"),
    path("challenges/<int:pk>/editions/<int:number>/", listing.edition, name="edition"),
    path("challenges/<int:pk>/follow/", listing.follow, name="follow"),
    path("challenges/<int:pk>/questions/", listing.ask, name="ask"),
    path("challenges/<int:pk>/undertaking/", listing.undertaking, name="undertaking"),
    path("notices/", notice.board, name="notices"),
    path("notices/<int:pk>/", notice.show, name="notice"),
    path("attachments/<int:pk>/", attachment.download, name="attachment"),
    path("organisations/<int:pk>/", organisation.show, name="organisation"),
    # Only in a demo or a sandbox; elsewhere these answer 404.
    path("inbox/mails/", mails.mails, name="demo_mails"),
    path("inbox/mails/<str:name>/", mails.mail, name="demo_mail"),
    path("inbox/mails/<str:name>/html/", mails.mail_html, name="demo_mail_html"),
    path("sandbox/", sandbox.show, name="sandbox"),
]

if settings.DEMO:
    urlpatterns += [path("kit/", kit.kit, name="kit")]
