"""The translated texts of scripts.

They are a script of this site, because the content security policy forbids scripts in a page.
"""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page
from django.views.i18n import JavaScriptCatalog


class ScriptTexts(JavaScriptCatalog):
    """Sends only the texts of our own catalogue.

    `static/translation.js` has the functions, and no script uses Django's formats for dates and
    numbers.
    """

    packages = ["annotator"]

    def get_paths(self, packages: list[str]) -> list[str]:
        return [str(Path(folder)) for folder in settings.LOCALE_PATHS]

    def render_to_response(self, context: dict[str, Any], **_: Any) -> HttpResponse:
        texts = json.dumps(context["catalog"], ensure_ascii=False, sort_keys=True)
        # An expression for the plural in a catalogue is valid JavaScript, too.
        plural = context["plural"] or "n != 1"

        script = f"var catalogue = {{ texts: {texts}, pluralIndex: (n) => Number({plural}) }};\n"
        return HttpResponse(script, content_type="text/javascript; charset=utf-8")


_catalogue = ScriptTexts.as_view()


@gzip_page
@login_not_required
@conditional_page
def script_texts(request: HttpRequest) -> HttpResponse:
    """The catalogue for `static/translation.js`, in the language of the page.

    The address is the same for all languages and versions. So a browser asks each time whether its
    copy is still right, by the ETag, and mostly gets an empty 304.
    """
    response = _catalogue(request)
    assert isinstance(response, HttpResponse)
    patch_cache_control(response, public=True, no_cache=True)
    return response
