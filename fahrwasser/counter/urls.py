from django.urls import path

from fahrwasser.counter import views

app_name = "counter"
urlpatterns = [
    path("schalter/", views.card, name="card"),
    path("schalter/suche/", views.search, name="search"),
    path("schalter/sprache/<slug:language>/", views.language, name="language"),
    path("schalter/sprache/<slug:language>/satz/<slug:sentence>/", views.sentence, name="sentence"),
    path("schalter/sprache/<slug:language>/anrufen/", views.call_new, name="call_new"),
    path("faelle/<uuid:case_id>/sprachmittlung/anrufen/", views.call_for, name="call_for"),
    path("schalter/gespraech/<uuid:call_id>/", views.call, name="call"),
    path("schalter/minuten/", views.minutes, name="minutes"),
    path("schalter/nummern/", views.lines, name="lines"),
    path("schalter/nummern/<uuid:line_id>/", views.line, name="line"),
]
