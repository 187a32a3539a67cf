"""The application that granian's workers serve: Django, behind our own gateway."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from annotator.lib.processes import supervision
from annotator.lib.web.gateway import Gateway

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
supervision.follow_parent()
application = get_wsgi_application()

# It needs Django's models, which are loaded only now.
from annotator.api.body_limits import body_allowance  # noqa: E402

gateway = Gateway(
    application,
    threads=settings.WEB_THREADS or 4,
    allowance=body_allowance,
    timeout=settings.CLIENT_TIMEOUT,
)
