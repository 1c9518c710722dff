from django.urls import path

from fahrwasser.matching import views

app_name = "matching"
urlpatterns = [
    path("bedarfe/<uuid:need_id>/angebote/", views.need, name="need"),
    path("faelle/<uuid:case_id>/passung/", views.whole_case, name="case"),
    path("faelle/<uuid:case_id>/passung/in-den-plan/", views.take, name="take"),
    path("angebote/aenderungen/", views.changes, name="changes"),
]
