from django.urls import path

from fahrwasser.upkeep import deciding, suggesting, views

app_name = "upkeep"
urlpatterns = [
    path("angebote/pflege/", views.worklist, name="worklist"),
    path("angebote/pflege/meine/", views.mine, name="mine"),
    path("angebote/pflege/<uuid:offer_id>/stimmt/", views.confirm, name="confirm"),
    path("angebote/pflege/<uuid:offer_id>/kapazitaet/", views.say_capacity, name="capacity"),
    path("angebote/pflege/<uuid:offer_id>/telefon/", views.telephone, name="telephone"),
    path("angebote/pflege/<uuid:offer_id>/vorschlaege/", suggesting.suggestions, name="passages"),
    path("angebote/pflege/<uuid:offer_id>/vorschlaege/<slug:mark>/", suggesting.change, name="passage"),
    path("angebote/pflege/<uuid:offer_id>/vorschlaege/<slug:mark>/uebernehmen/", suggesting.take, name="passage_take"),
    path("angebote/pflege/<uuid:offer_id>/vorschlaege/<slug:mark>/verwerfen/", suggesting.discard, name="passage_drop"),
    path("angebote/pflege/doppelt/", deciding.twins, name="twins"),
    path("angebote/pflege/doppelt/<uuid:twin_id>/", deciding.twin, name="twin"),
    path("angebote/pflege/doppelt/<uuid:twin_id>/zusammenfuehren/", deciding.merge, name="merge"),
    path("angebote/pflege/doppelt/<uuid:twin_id>/verschieden/", deciding.different, name="different"),
    path("angebote/pflege/doppelt/<uuid:twin_id>/wieder-offen/", deciding.reconsider, name="reconsider"),
    path("angebote/pflege/doppelt/<uuid:twin_id>/rueckgaengig/", deciding.undo, name="undo"),
]
