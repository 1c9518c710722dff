from django.urls import path

from fahrwasser.referrals import views
from fahrwasser.referrals.rules import State

app_name = "referrals"
ONE = "vermittlungen/<uuid:referral_id>/"
urlpatterns = [
    path("vermittlungen/", views.referrals, name="referrals"),
    path("vermittlungen/neu/<uuid:need_id>/<uuid:offer_id>/", views.new, name="new"),
    path(ONE, views.referral, name="referral"),
    path(f"{ONE}mitgeteilt/", views.told, name="told"),
    path(f"{ONE}begonnen/", views.step, {"state": State.STARTED}, name="start"),
    path(f"{ONE}beendet/", views.step, {"state": State.FINISHED}, name="finish"),
    path(f"{ONE}abgebrochen/", views.step, {"state": State.BROKEN_OFF}, name="break_off"),
    path(f"{ONE}nicht-angetreten/", views.step, {"state": State.NOT_TAKEN_UP}, name="not_taken_up"),
    path(f"{ONE}noch-einmal/", views.step, {"state": State.SENT}, name="ask_again"),
    path(f"{ONE}zurueckziehen/", views.step, {"state": State.WITHDRAWN}, name="withdraw"),
    path(f"{ONE}irrtuemlich/", views.step, {"state": State.ENTERED_IN_ERROR}, name="enter_in_error"),
    path(f"{ONE}andere/", views.siblings, name="siblings"),
    path("vermittlungen/einwilligung/<uuid:consent_id>/widerrufen/", views.withdraw_consent, name="withdraw_consent"),
    path("anfragen-der-stadt/", views.inbox, name="inbox"),
    path("anfragen-der-stadt/<uuid:packet_id>/", views.packet, name="packet"),
]
