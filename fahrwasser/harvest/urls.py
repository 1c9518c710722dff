from django.urls import path

from fahrwasser.harvest import views

app_name = "harvest"
urlpatterns = [
    path("angebote/einlesen/", views.new, name="new"),
    path("angebote/einlesen/<uuid:run_id>/", views.run, name="run"),
    path("angebote/einlesen/<uuid:run_id>/auswahl/", views.choose, name="choose"),
    path("angebote/einlesen/<uuid:run_id>/uebernehmen/", views.carry_out, name="carry_out"),
    path("angebote/einlesen/<uuid:run_id>/abbrechen/", views.cancel, name="cancel"),
    path("angebote/einlesen/<uuid:run_id>/noch-einmal/", views.again, name="again"),
    path("angebote/einlesen/<uuid:run_id>/verwerfen/", views.discard, name="discard"),
    path("angebote/einlesen/<uuid:run_id>/zurueckgewiesen.csv", views.rejected, name="rejected"),
    path("angebote/einlesen/<uuid:run_id>/spalten/", views.columns, name="columns"),
    path("angebote/quellen/neu/", views.source_new, name="source_new"),
    path("angebote/quellen/<uuid:source_id>/", views.source, name="source"),
    path("angebote/quellen/<uuid:source_id>/abrufen/", views.source_pull, name="source_pull"),
    path("angebote/quellen/<uuid:source_id>/entfernen/", views.source_remove, name="source_remove"),
]
