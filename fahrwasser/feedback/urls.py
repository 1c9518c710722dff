from django.urls import path

from fahrwasser.feedback import views

app_name = "feedback"
urlpatterns = [
    path("rueckmeldungen/", views.feedback, name="feedback"),
    path("rueckmeldungen/boegen/", views.sheets, name="sheets"),
    path("rueckmeldungen/aufnehmen/", views.record, name="record"),
    path("rueckmeldungen/<uuid:remark_id>/", views.remark, name="remark"),
    path("rueckmeldung/", views.find, name="find"),
    path("rueckmeldung/<slug:token>/", views.slip, name="slip"),
]
