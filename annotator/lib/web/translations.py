"""The texts of scripts in the language of the page, as a script of this site: the CSP allows it."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.i18n import JavaScriptCatalog

_catalogue = JavaScriptCatalog.as_view(packages=["annotator"])


@login_not_required
def script_texts(request: HttpRequest) -> HttpResponse:
    """`gettext` and its relatives for `static/translation.js`; the same for everybody."""
    response = _catalogue(request)
    assert isinstance(response, HttpResponse)
    patch_cache_control(response, public=True, max_age=3600)
    return response
