from django.urls import path

from fahrwasser.hsds import downloads, views

app_name = "hsds"
urlpatterns = [
    path("hsds/", views.root, name="root"),
    path("hsds/profile/", views.profile_document, name="profile"),
    path("hsds/profile/schema.json", views.profile_schema, name="profile_schema"),
    path("hsds/openapi.json", views.openapi_document, name="openapi"),
    path("hsds/docs/", views.docs, name="docs"),
    path("hsds/download/angebote.csv", downloads.csv, name="download_csv"),
    path("hsds/download/angebote.xlsx", downloads.xlsx, name="download_xlsx"),
    path("hsds/download/hsds.zip", downloads.package, name="download_package"),
    path("angebote/liste.csv", downloads.filtered_csv, name="filtered_csv"),
    path("angebote/liste.xlsx", downloads.filtered_xlsx, name="filtered_xlsx"),
    path("hsds/services", views.services, name="services"),
    path("hsds/services/<str:entry_id>", views.service, name="service"),
    path("hsds/organizations", views.organizations, name="organizations"),
    path("hsds/organizations/<str:entry_id>", views.organization, name="organization"),
    path("hsds/service_at_locations", views.service_at_locations, name="service_at_locations"),
    path("hsds/service_at_locations/<str:entry_id>", views.service_at_location, name="service_at_location"),
    path("hsds/taxonomies", views.taxonomies, name="taxonomies"),
    path("hsds/taxonomies/<str:entry_id>", views.taxonomy, name="taxonomy"),
    path("hsds/taxonomy_terms", views.taxonomy_terms, name="taxonomy_terms"),
    path("hsds/taxonomy_terms/<str:entry_id>", views.taxonomy_term, name="taxonomy_term"),
    path("hsds/<path:rest>", views.nothing, name="nothing"),
]
