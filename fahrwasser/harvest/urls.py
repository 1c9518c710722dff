from django.urls import path

from fahrwasser.harvest import views

app_name = "harvest"
urlpatterns = [
    path("angebote/einlesen/", views.new, name="new"),
    path("angebote/einlesen/<uuid:run_id>/", views.run, name="run"),
]
