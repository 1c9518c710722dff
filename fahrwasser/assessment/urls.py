from django.urls import path

from fahrwasser.assessment import language_views, map_views, risk_views, views

app_name = "assessment"
CASE = "faelle/<uuid:case_id>"
urlpatterns = [
    path(f"{CASE}/einschaetzung/", views.assessment, name="assessment"),
    path(f"{CASE}/einschaetzung/beginnen/", views.start, name="start"),
    path(f"{CASE}/einschaetzung/abschliessen/", views.complete, name="complete"),
    path(f"{CASE}/einschaetzung/bereich/<str:area>/", views.area, name="area"),
    path(f"{CASE}/einschaetzung/vergleich/", views.compare, name="compare"),
    path(f"{CASE}/einschaetzung/risiken/", risk_views.screens, name="risks"),
    path(f"{CASE}/einschaetzung/risiken/fragen/", risk_views.ask, name="risks_ask"),
    path(f"{CASE}/einschaetzung/sprachen/", language_views.languages, name="languages"),
    path(f"{CASE}/einschaetzung/sprachen/neu/", language_views.language_new, name="language_new"),
    path(f"{CASE}/bedarfe/neu/", views.need_new, name="need_new"),
    path(f"{CASE}/bedarfe/<uuid:need_id>/", views.need, name="need"),
    path(f"{CASE}/angaben/", views.facts, name="facts"),
    path(f"{CASE}/angaben/<str:name>/", views.fact, name="fact"),
    path(f"{CASE}/netzwerk/", map_views.network, name="network"),
    path(f"{CASE}/netzwerk/neu/", map_views.node_new, name="node_new"),
    path(f"{CASE}/netzwerk/verbinden/", map_views.connect, name="connect"),
    path(f"{CASE}/netzwerk/<uuid:tie_id>/", map_views.node, name="node"),
    path(f"{CASE}/netzwerk/<uuid:tie_id>/beenden/", map_views.tie_end, name="tie_end"),
]
