from django.urls import path

from fahrwasser.clients import views

app_name = "clients"
urlpatterns = [
    path("faelle/<uuid:case_id>/personen/neu/", views.person_new, name="person_new"),
    path("personen/<uuid:person_id>/", views.person, name="person"),
    path("faelle/<uuid:case_id>/sicherer-weg/", views.channel, name="channel"),
    path("faelle/<uuid:case_id>/einwilligungen/", views.consents, name="consents"),
    path("faelle/<uuid:case_id>/einwilligungen/neu/", views.consent_new, name="consent_new"),
    path("einwilligungen/<uuid:consent_id>/unterschrieben/", views.consent_confirm, name="consent_confirm"),
]
