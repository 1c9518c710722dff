from django.urls import path

from fahrwasser.intake import public_views, views

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
    path("anfragen/spamverdacht/", public_views.suspected, name="suspected"),
    path("anfragen/eingang/<uuid:sent_id>/", public_views.sent_enquiry, name="sent_enquiry"),
    path("anfragen/eingang/<uuid:sent_id>/aufnehmen/", public_views.take_up, name="take_up"),
    path("anfragen/eingang/<uuid:sent_id>/spam/", public_views.suspect, name="suspect"),
    path("anfragen/eingang/<uuid:sent_id>/kein-spam/", public_views.rescue, name="rescue"),
    path("anfragen/eingang/<uuid:sent_id>/loeschen/", public_views.throw_away, name="throw_away"),
    path("anfrage/", public_views.towns, name="towns"),
    path("anfrage/<uuid:town_id>/", public_views.public, name="public"),
    path("anfrage/eingegangen/<slug:number>/", public_views.public_sent, name="public_sent"),
]
