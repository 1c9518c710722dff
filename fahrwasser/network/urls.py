from django.urls import path

from fahrwasser.network import views

app_name = "network"
urlpatterns = [
    path("hinweise/", views.themes, name="themes"),
    path("hinweise/pruefen/", views.findings, name="findings"),
    path("hinweise/pruefen/<uuid:finding_id>/", views.finding, name="finding"),
    path("hinweise/pruefen/<uuid:finding_id>/ablehnen/", views.finding_reject, name="finding_reject"),
    path("hinweise/neu/", views.observation, name="observation"),
    path("hinweise/neu/<uuid:need_id>/", views.finding_new, name="finding_new"),
    path("hinweise/themen/<uuid:theme_id>/", views.theme, name="theme"),
    path("hinweise/themen/<uuid:theme_id>/stand/", views.theme_move, name="theme_move"),
    path("hinweise/themen/<uuid:theme_id>/beschluss/", views.decision_new, name="decision_new"),
    path("hinweise/beschluesse/<uuid:decision_id>/nachsteuerung/", views.measure_new, name="measure_new"),
    path("hinweise/nachsteuerungen/<uuid:measure_id>/umgesetzt/", views.measure_done, name="measure_done"),
    path("faelle/<uuid:case_id>/abschliessen/", views.close, name="close"),
    path("nachsorge/<uuid:aftercare_id>/", views.aftercare, name="aftercare"),
]
