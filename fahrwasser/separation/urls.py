from django.urls import path

from fahrwasser.separation import views

app_name = "separation"
urlpatterns = [path("faelle/<uuid:case_id>/trennen/", views.separate, name="separate")]
