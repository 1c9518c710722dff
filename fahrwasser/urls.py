"""All addresses of the house; each app brings its own."""

from django.urls import include, path

from fahrwasser.core import views

APPS = (
    "desk", "absence", "counter", "harvest", "hsds", "imports", "setup", "teamround", "upkeep", "privacy", "reporting",
    "network", "separation", "intake", "letters", "calls", "feedback", "referrals", "matching", "plan", "deadlines",
    "assessment", "contacts", "outcomes", "clients", "work", "offers", "blocks",
)  # fmt: skip

urlpatterns = [
    path("healthz", views.alive, name="alive"),
    path("readyz", views.ready, name="ready"),
    path("barrierefreiheit/", views.accessibility, name="accessibility"),
    path("datenschutz/hinweise/", views.data_protection, name="data_protection"),
    path("konto/", include("allauth.urls")),
    *(path("", include(f"fahrwasser.{app}.urls")) for app in APPS),
]
handler400 = "fahrwasser.core.views.bad_request"
handler403 = "fahrwasser.core.views.forbidden"
handler404 = "fahrwasser.core.views.not_found"
handler500 = "fahrwasser.core.views.server_error"
