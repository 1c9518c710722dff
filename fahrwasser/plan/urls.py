from django.urls import path

from fahrwasser.plan import views

app_name = "plan"
urlpatterns = [
    path("faelle/<uuid:case_id>/plan/", views.plan, name="plan"),
    path("faelle/<uuid:case_id>/plan/bearbeiten/", views.edit, name="edit"),
    path("faelle/<uuid:case_id>/plan/neue-fassung/", views.version_new, name="version_new"),
    path("plan/<uuid:version_id>/annehmen/", views.accept, name="accept"),
    path("plan/<uuid:version_id>/auswertung/", views.evaluation, name="evaluation"),
    path("plan/<uuid:version_id>/aenderungen/", views.changes, name="changes"),
    path("plan/<uuid:version_id>/ueberpruefen/", views.review, name="review"),
    path("plan/massnahmen/<uuid:measure_id>/entfaellt/", views.measure_drop, name="measure_drop"),
    path("plan/<uuid:version_id>/pdf/", views.pdf, name="pdf"),
    path("plan/ziele/<uuid:goal_id>/einschaetzen/", views.rate, name="rate"),
    path("plan/massnahmen/<uuid:measure_id>/erledigt/", views.measure_done, name="measure_done"),
]
