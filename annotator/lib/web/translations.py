"""The translated texts of scripts.

They are a script of this site, because the content security policy forbids scripts in a page.
"""

import json
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.i18n import JavaScriptCatalog


class ScriptTexts(JavaScriptCatalog):
    """Sends only the texts of Django's catalogue.

    `static/translation.js` has the functions, and no script uses Django's formats for dates and
    numbers.
    """

    packages = ["annotator"]

    def render_to_response(self, context: dict[str, Any], **_: Any) -> HttpResponse:
        texts = json.dumps(context["catalog"], ensure_ascii=False, sort_keys=True)
        # An expression for the plural in a catalogue is valid JavaScript, too.
        plural = context["plural"] or "n != 1"

        script = f"var catalogue = {{ texts: {texts}, pluralIndex: (n) => Number({plural}) }};\n"
        return HttpResponse(script, content_type="text/javascript; charset=utf-8")


_catalogue = ScriptTexts.as_view()


@login_not_required
def script_texts(request: HttpRequest) -> HttpResponse:
    """The catalogue for `static/translation.js`. It is the same for everyone."""
    response = _catalogue(request)
    assert isinstance(response, HttpResponse)
    patch_cache_control(response, public=True, max_age=3600)
    return response
