from django.urls import path

from fahrwasser.offers import views

app_name = "offers"
urlpatterns = [
    path("angebote/", views.offers, name="offers"),
    path("angebote/einlesen/", views.import_file, name="import"),
    path("angebote/einlesen/<uuid:run_id>/", views.import_run, name="import_run"),
    path("angebote/<uuid:offer_id>/", views.offer, name="offer"),
    path("angebote/<uuid:offer_id>/bearbeiten/", views.edit, name="edit"),
    path("angebote/<uuid:offer_id>/bestaetigen/", views.confirm, name="confirm"),
    path("angebote/<uuid:offer_id>/kapazitaet/", views.capacity, name="capacity"),
]
