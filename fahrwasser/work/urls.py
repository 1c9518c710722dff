from django.urls import path

from fahrwasser.work import views

app_name = "work"
urlpatterns = [
    path("entwurf/", views.draft, name="draft"),
    path("entwuerfe/", views.drafts, name="drafts"),
    path("entwurf/verwerfen/", views.draft_discard, name="draft_discard"),
    path("faelle/<uuid:case_id>/aufgaben/neu/", views.task_new, name="task_new"),
    path("aufgaben/<uuid:task_id>/erledigt/", views.task_done, name="task_done"),
    path("faelle/<uuid:case_id>/wiedervorlage/", views.follow_up, name="follow_up"),
    path("wiedervorlagen/<uuid:follow_up_id>/erledigt/", views.followed_up, name="followed_up"),
    path("nachrichten/<uuid:notice_id>/gelesen/", views.notice_read, name="notice_read"),
]
