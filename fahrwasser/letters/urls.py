from django.urls import path

from fahrwasser.letters import views

app_name = "letters"
urlpatterns = [
    path("faelle/<uuid:case_id>/antraege/neu/", views.receipt_new, name="receipt_new"),
    path("antraege/<uuid:receipt_id>/weitergeleitet/", views.forwarded, name="forwarded"),
]
