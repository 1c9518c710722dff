"""The web application for a WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fahrwasser.settings")
application = get_wsgi_application()

from django.urls import get_resolver  # noqa: E402  needs the loaded apps

from fahrwasser.core.memory import settle  # noqa: E402
from fahrwasser.installation import refuse_powerful_role  # noqa: E402

refuse_powerful_role()
get_resolver().url_patterns  # noqa: B018  now, so that the first visitor does not wait for it
settle()
