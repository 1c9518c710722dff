from django.urls import path

from fahrwasser.intake import views

app_name = "intake"
urlpatterns = [
    path("anfragen/", views.enquiries, name="enquiries"),
    path("anfragen/neu/", views.new, name="new"),
    path("anfragen/notfall/", views.emergency, name="emergency"),
    path("anfragen/kurzauskunft/", views.brief, name="brief"),
    path("anfragen/<uuid:case_id>/", views.enquiry, name="enquiry"),
    path("anfragen/<uuid:case_id>/sicherheit/", views.safety, name="safety"),
    path("anfragen/<uuid:case_id>/entscheidung/", views.decide, name="decide"),
    path("anfragen/<uuid:case_id>/kurzberatung/", views.advice, name="advice"),
    path("anfragen/<uuid:case_id>/bekannt/", views.known, name="known"),
    path("anfragen/<uuid:case_id>/doch-nicht/", views.separate, name="separate"),
    path("anfragen/<uuid:case_id>/wieder-aufnehmen/", views.again, name="again"),
]
