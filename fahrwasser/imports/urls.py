from django.urls import path

from fahrwasser.imports import views

app_name = "imports"
urlpatterns = [
    path("uebernahme/<uuid:import_id>/anhalten/", views.halt, name="halt"),
    path("uebernahme/", views.imports, name="imports"),
    path("uebernahme/vorlage.xlsx", views.template_workbook, name="template_workbook"),
    path("uebernahme/vorlage-faelle.csv", views.template_cases, name="template_cases"),
    path("uebernahme/vorlage-personen.csv", views.template_people, name="template_people"),
    path("uebernahme/vorlage-kontakte.csv", views.template_contacts, name="template_contacts"),
    path("uebernahme/<uuid:import_id>/", views.preview, name="preview"),
    path("uebernahme/<uuid:import_id>/spalten/", views.mapping, name="mapping"),
    path("uebernahme/<uuid:import_id>/auslassen/", views.leave_out, name="leave_out"),
    path("uebernahme/<uuid:import_id>/fehler.xlsx", views.wrong_workbook, name="wrong_workbook"),
    path("uebernahme/<uuid:import_id>/fehler.csv", views.wrong_csv, name="wrong_csv"),
    path("uebernahme/<uuid:import_id>/verwerfen/", views.discard, name="discard"),
    path("uebernahme/<uuid:import_id>/zuruecknehmen/", views.undo, name="undo"),
]
