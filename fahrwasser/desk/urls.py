from django.urls import path

from fahrwasser.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.my_day, name="my_day"),
    path("suche/", views.search, name="search"),
    path("notfallzugriff/", views.break_glass, name="break_glass"),
    path("zuteilung/", views.allocate, name="allocate"),
    path("faelle/", views.files, name="cases"),
    path("faelle/<uuid:case_id>/", views.case, name="case"),
    path("faelle/<uuid:case_id>/uebergabe/", views.hand_over, name="hand_over"),
    path("faelle/<uuid:case_id>/schutzstufe/", views.change_level, name="change_level"),
    path("faelle/<uuid:case_id>/vertretung/", views.substitute, name="substitute"),
    path("faelle/<uuid:case_id>/befangenheit/", views.recusals, name="recusals"),
    path("befangenheit/<uuid:recusal_id>/ende/", views.recusal_ended, name="recusal_ended"),
    path("faelle/<uuid:case_id>/einsicht/", views.supervise, name="supervise"),
    path("faelle/<uuid:case_id>/wieder-oeffnen/", views.reopen, name="reopen"),
    path("faelle/<uuid:case_id>/neuer-fall/", views.begin_anew, name="begin_anew"),
    path("faelle/<uuid:case_id>/pause/", views.pause, name="pause"),
    path("faelle/<uuid:case_id>/pause/ende/", views.wake, name="wake"),
    path("vertretungen/", views.deputies, name="deputies"),
]
