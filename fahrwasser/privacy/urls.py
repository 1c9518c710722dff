from django.urls import path

from fahrwasser.privacy import views

app_name = "privacy"
urlpatterns = [
    path("protokoll/", views.accesses, name="accesses"),
    path("protokoll/notfallzugriffe/", views.emergencies, name="emergencies"),
    path("protokoll/loeschkonzept/", views.retention, name="retention"),
]
