"""Choosing the language of the pages, with an account or without one."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from annotator.accounts.forms import LanguageForm
from annotator.accounts.models import User
from annotator.lib.web.error_pages import error_page


@login_not_required
@require_POST
def language_change(request: HttpRequest) -> HttpResponse:
    """Keep the choice in the account, or in a cookie if nobody is signed in.

    Then return to the page that it was made on.
    """
    form = LanguageForm(request.POST)
    if not form.is_valid():
        return error_page(request, 400, _("Unknown language."))
    language = form.cleaned_data["language"]

    response = redirect(_next_page(request))
    if isinstance(request.user, User):
        User.objects.filter(pk=request.user.pk).update(language=language)
        # It was chosen before signing in. The account's choice replaces it, and so does
        # the choice to follow the browser.
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME, samesite="Lax")
    else:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
        )
    return response


def _next_page(request: HttpRequest) -> str:
    address = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts=None, require_https=request.is_secure()
    )
    return address if is_ours else "/"
