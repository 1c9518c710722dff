from django.urls import path

from fahrwasser.offers import views

app_name = "offers"
urlpatterns = [
    path("angebote/", views.offers, name="offers"),
    path("angebote/<uuid:offer_id>/", views.offer, name="offer"),
    path("angebote/<uuid:offer_id>/bearbeiten/", views.edit, name="edit"),
    path("angebote/<uuid:offer_id>/bestaetigen/", views.confirm, name="confirm"),
    path("angebote/<uuid:offer_id>/kapazitaet/", views.capacity, name="capacity"),
]
