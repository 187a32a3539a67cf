"""The WSGI application that granian's workers serve."""

import os

from django.core.wsgi import get_wsgi_application

from annotator.lib import supervision

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
supervision.follow_parent()
application = get_wsgi_application()
