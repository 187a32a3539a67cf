"""The account page, and the pages for a forgotten password and after signing in again."""

from allauth.account.decorators import reauthentication_required
from allauth.account.views import PasswordResetView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from annotator.accounts.forms import AccountForm
from annotator.accounts.requests import SignedInRequest


def account(request: SignedInRequest) -> HttpResponse:
    """The user's name and e-mail address, with links to the other account pages."""
    return _account_page(request, AccountForm(instance=request.user))


def signed_in(request: SignedInRequest) -> HttpResponse:
    """For someone who signed in again in a new tab: their article waits in the other one."""
    return render(request, "account/signed_in.html")


@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]
def account_change(request: SignedInRequest) -> HttpResponse:
    """Save the name and the e-mail address.

    It asks for the password first, because password reset links go to this address.
    """
    form = AccountForm(request.POST, instance=request.user)
    if not form.is_valid():
        return _account_page(request, form)

    form.save()
    messages.success(request, _("Saved."))
    return redirect("account")


def _account_page(request: SignedInRequest, form: AccountForm) -> HttpResponse:
    context = {
        "form": form,
        "has_mail": bool(settings.EMAIL_URL),
        "single_sign_on": settings.SINGLE_SIGN_ON,
    }
    return render(request, "account/account.html", context)


@login_not_required
def password_reset(request: HttpRequest) -> HttpResponseBase:
    """Send a link by e-mail. If the site can't send e-mail, explain what to do instead."""
    if settings.EMAIL_URL:
        return PasswordResetView.as_view()(request)  # type: ignore[no-any-return]
    return render(request, "account/password_reset_without_mail.html")
