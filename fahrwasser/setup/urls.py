from django.urls import path

from fahrwasser.setup import views

app_name = "setup"
urlpatterns = [
    path("einrichtung/", views.overview, name="overview"),
    path("einrichtung/einheit/", views.unit_new, name="unit_new"),
    path("einrichtung/mensch/", views.person_new, name="person_new"),
    path("einrichtung/mensch/<uuid:user_id>/", views.person, name="person"),
    path("einrichtung/mensch/<uuid:user_id>/anmeldung/", views.invite, name="invite"),
    path("einrichtung/mensch/<uuid:user_id>/ende/", views.leave, name="leave"),
    path("konten/", views.accounts, name="accounts"),
    path("konten/<uuid:proposal_id>/bestaetigen/", views.confirm, name="confirm"),
    path("konten/<uuid:proposal_id>/ablehnen/", views.refuse, name="refuse"),
]
