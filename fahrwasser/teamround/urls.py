from django.urls import path

from fahrwasser.teamround import views

app_name = "teamround"
urlpatterns = [
    path("teamrunde/", views.week, name="week"),
    path("teamrunde/neu/", views.new, name="new"),
    path("faelle/<uuid:case_id>/teamrunde/", views.bring, name="bring"),
    path("teamrunde/<uuid:item_id>/", views.item, name="item"),
    path("teamrunde/<uuid:item_id>/frage/", views.question, name="question"),
    path("teamrunde/<uuid:item_id>/erledigt/", views.close, name="close"),
    path("teamrunde/schritte/<uuid:step_id>/erledigt/", views.step_done, name="step_done"),
]
