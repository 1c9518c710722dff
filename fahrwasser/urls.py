"""All addresses of the house; each app brings its own."""

from django.urls import include, path

from fahrwasser.core import views

urlpatterns = [
    path("healthz", views.alive, name="alive"),
    path("readyz", views.ready, name="ready"),
    path("konto/", include("allauth.urls")),
    path("", include("fahrwasser.desk.urls")),
]
handler400 = "fahrwasser.core.views.bad_request"
handler403 = "fahrwasser.core.views.forbidden"
handler404 = "fahrwasser.core.views.not_found"
handler500 = "fahrwasser.core.views.server_error"
