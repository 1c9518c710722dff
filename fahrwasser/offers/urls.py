from django.urls import path

from fahrwasser.offers import conditioning, views

app_name = "offers"
urlpatterns = [
    path("angebote/", views.offers, name="offers"),
    path("angebote/neu/", views.new, name="new"),
    path("angebote/<uuid:offer_id>/", views.offer, name="offer"),
    path("angebote/<uuid:offer_id>/stand/", views.standing_of, name="standing"),
    path("angebote/<uuid:offer_id>/bedingungen/neu/", conditioning.kinds, name="condition_kinds"),
    path("angebote/<uuid:offer_id>/bedingungen/neu/<slug:kind>/", conditioning.new, name="condition_new"),
    path("angebote/bedingungen/<uuid:condition_id>/", conditioning.change, name="condition"),
    path("angebote/bedingungen/<uuid:condition_id>/beenden/", conditioning.end, name="condition_end"),
    path("angebote/<uuid:offer_id>/texte/", views.texts, name="texts"),
    path("angebote/<uuid:offer_id>/texte/<slug:language>/", views.text, name="text"),
    path("angebote/<uuid:offer_id>/bearbeiten/", views.edit, name="edit"),
    path("angebote/<uuid:offer_id>/bestaetigen/", views.confirm, name="confirm"),
    path("angebote/<uuid:offer_id>/kapazitaet/", views.capacity, name="capacity"),
]
