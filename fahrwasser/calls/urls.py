from django.urls import path

from fahrwasser.calls import views

app_name = "calls"
urlpatterns = [
    path("telefon/", views.inbox, name="inbox"),
    path("telefon/aufnehmen/", views.new, name="new"),
    path("telefon/von-aussen/", views.outside, name="outside"),
    path("telefon/<uuid:message_id>/uebernehmen/", views.handle, name="handle"),
    path("telefon/<uuid:message_id>/erledigt/", views.close, name="close"),
    path("telefon/<uuid:message_id>/weitergeben/", views.pass_on, name="pass_on"),
]
