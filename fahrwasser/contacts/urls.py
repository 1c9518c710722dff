from django.urls import path

from fahrwasser.contacts import views

app_name = "contacts"
urlpatterns = [
    path("kontakte/neu/", views.new, name="new"),
    path("kontakte/<uuid:contact_id>/", views.contact, name="contact"),
    path("faelle/<uuid:case_id>/kontakte/", views.contacts, name="contacts"),
]
