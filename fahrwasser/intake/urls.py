from django.urls import path

from fahrwasser.intake import views

app_name = "intake"
urlpatterns = [
    path("anfragen/", views.enquiries, name="enquiries"),
    path("anfragen/neu/", views.new, name="new"),
    path("anfragen/notfall/", views.emergency, name="emergency"),
    path("anfragen/<uuid:case_id>/", views.enquiry, name="enquiry"),
    path("anfragen/<uuid:case_id>/entscheidung/", views.decide, name="decide"),
]
