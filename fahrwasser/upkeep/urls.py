from django.urls import path

from fahrwasser.upkeep import views

app_name = "upkeep"
urlpatterns = [
    path("angebote/pflege/", views.worklist, name="worklist"),
    path("angebote/pflege/meine/", views.mine, name="mine"),
    path("angebote/pflege/<uuid:offer_id>/stimmt/", views.confirm, name="confirm"),
    path("angebote/pflege/<uuid:offer_id>/kapazitaet/", views.say_capacity, name="capacity"),
    path("angebote/pflege/<uuid:offer_id>/telefon/", views.telephone, name="telephone"),
]
