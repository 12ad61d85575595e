"""The addresses of this domain's pages, and which page shows which noun."""

from django.urls import path

from frontend.desk.views import challenge_work
from frontend.kit.verbs import offer
from frontend.listing.verbs.challenge import CHALLENGE
from frontend.listing.verbs.question import QUESTION
from frontend.listing.views import batch, batch_life, challenge_edit, hall, listing, rules, undertaking

offer("challenge", CHALLENGE, page=challenge_work, at="/challenges/{pk}/work/")
offer("question", QUESTION, page=challenge_work, at="/challenges/{pk}/work/", above="challenge")

urlpatterns = [
    path("batches/", batch.index, name="batches"),
    path("batches/new/", batch.new, name="batch_new"),
    path("batches/<int:pk>/edit/", batch.edit, name="batch_edit"),
    path("batches/<int:pk>/copy/", batch_life.copy, name="batch_copy"),
    path("batches/<int:pk>/closing/", batch_life.close, name="batch_close"),
    path("batches/<int:pk>/reopening/", batch_life.reopen, name="batch_reopen"),
    path("batches/<int:pk>/deletion/", batch_life.delete, name="batch_delete"),
    path("batches/<int:pk>/notice/", batch_life.notice, name="batch_notice"),
    path("batches/<int:pk>/rules/", rules.show, name="batch_rules"),
    path("batches/<int:pk>/rules/<slug:group>/", rules.edit, name="batch_rules_edit"),
    path("challenges/new/", challenge_edit.new, name="challenge_new"),
    path("challenges/<int:pk>/edit/", challenge_edit.edit, name="challenge_edit"),
    path("", hall.show, name="hall"),
    path("challenges/<int:pk>/", listing.show, name="listing"),
    path("challenges/<int:pk>/editions/<int:number>/", listing.edition, name="edition"),
    path("challenges/<int:pk>/follow/", listing.follow, name="follow"),
    path("challenges/<int:pk>/questions/", listing.ask, name="ask"),
    path("challenges/<int:pk>/undertaking/", undertaking.show, name="undertaking"),
]
