from django.urls import path

from fahrwasser.reporting import views

app_name = "reporting"
urlpatterns = [
    path("berichte/", views.reports, name="reports"),
    path("berichte/auf-einen-blick/", views.one_pager, name="one_pager"),
    path("berichte/auf-einen-blick/einfrieren/", views.freeze, name="freeze"),
    path("berichte/fassungen/<uuid:snapshot_id>/", views.snapshot, name="snapshot"),
    path("berichte/fallbestand/", views.case_flow, name="case_flow"),
    path("berichte/zufriedenheit/", views.satisfaction, name="satisfaction"),
    path("berichte/sprache-und-schule/", views.language_and_school, name="language_and_school"),
    path("berichte/programm/", views.programme, name="programme"),
]
