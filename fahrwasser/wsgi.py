"""The web application for a WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fahrwasser.settings")
application = get_wsgi_application()

from fahrwasser.core.memory import settle  # noqa: E402  needs the loaded apps
from fahrwasser.installation import refuse_powerful_role  # noqa: E402

refuse_powerful_role()
settle()
