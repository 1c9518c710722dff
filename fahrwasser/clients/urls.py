from django.urls import path

from fahrwasser.clients.views import consents, duplicates, family, people

app_name = "clients"
urlpatterns = [
    path("faelle/<uuid:case_id>/personen/neu/", people.person_new, name="person_new"),
    path("faelle/<uuid:case_id>/haushalt/", people.household, name="household"),
    path("personen/bekannt/", people.known, name="known"),
    path("personen/<uuid:person_id>/", people.person, name="person"),
    path("personen/<uuid:person_id>/aendern/", people.person_edit, name="person_edit"),
    path("personen/<uuid:person_id>/haushalt/", family.stay_new, name="stay_new"),
    path("personen/<uuid:person_id>/auszug/", family.leave, name="leave"),
    path("personen/<uuid:person_id>/beziehung/", family.relation_new, name="relation_new"),
    path("personen/<uuid:person_id>/vertretung/", family.representative_new, name="representative_new"),
    path("personen/<uuid:person_id>/aufenthalt/", family.residence_new, name="residence_new"),
    path("personen/<uuid:person_id>/gegenueberstellen/", duplicates.compare, name="compare"),
    path("beziehungen/<uuid:relation_id>/ende/", family.relation_end, name="relation_end"),
    path("vertretungen/<uuid:representative_id>/ende/", family.representative_end, name="representative_end"),
    path("aufenthalte/<uuid:residence_id>/", family.residence_edit, name="residence_edit"),
    path("dubletten/", duplicates.duplicates, name="duplicates"),
    path("dubletten/<uuid:pair_id>/", duplicates.pair, name="pair"),
    path("dubletten/<uuid:pair_id>/zusammenfuehren/", duplicates.merge, name="merge"),
    path("dubletten/<uuid:pair_id>/verbinden/", duplicates.link, name="link"),
    path("dubletten/<uuid:pair_id>/verschieden/", duplicates.different, name="different"),
    path("dubletten/<uuid:pair_id>/zuruecknehmen/", duplicates.reconsider, name="reconsider"),
    path("zusammenfuehrungen/<uuid:merge_id>/rueckgaengig/", duplicates.undo, name="undo"),
    path("faelle/<uuid:case_id>/sicherer-weg/", consents.channel, name="channel"),
    path("faelle/<uuid:case_id>/einwilligungen/", consents.consents, name="consents"),
    path("faelle/<uuid:case_id>/einwilligungen/neu/", consents.consent_new, name="consent_new"),
    path("einwilligungen/<uuid:consent_id>/unterschrieben/", consents.consent_confirm, name="consent_confirm"),
]
