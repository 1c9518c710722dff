from django.urls import path

from fahrwasser.outcomes import views

app_name = "outcomes"
urlpatterns = [
    path("faelle/<uuid:case_id>/ergebnisse/", views.outcomes, name="outcomes"),
    path("ergebnisse/<uuid:outcome_id>/", views.outcome, name="outcome"),
    path("ergebnisse/<uuid:outcome_id>/irrtum/", views.in_error, name="in_error"),
]
