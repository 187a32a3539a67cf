"""The page of an account's API tokens."""

from allauth.account.decorators import reauthentication_required
from allauth.decorators import rate_limit
from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from annotator.accounts.requests import SignedInRequest
from annotator.accounts.tokens import DAYS, MAX_DAYS, make_token, revoke_token, tokens_of


class TokenForm(forms.Form):
    name = forms.CharField(
        max_length=100,
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("What you’ll use it for."),
    )
    days = forms.IntegerField(
        min_value=1, max_value=MAX_DAYS, initial=DAYS, label=gettext_lazy("Expires after (days)")
    )


def tokens(request: SignedInRequest) -> HttpResponse:
    """The account's tokens."""
    return _tokens_page(request, TokenForm())


# A report of an error must not contain the token.
@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]
@rate_limit(action="tokens")  # type: ignore[untyped-decorator]
@sensitive_variables("token")
def token_make(request: SignedInRequest) -> HttpResponse:
    """Create a token. Only this response shows it.

    It asks for the password first, because a token is valid longer than a session.
    """
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _tokens_page(request, form)
    return _tokens_page(request, TokenForm(), make_token(user=request.user, **form.cleaned_data))


@sensitive_variables("token")
def _tokens_page(request: SignedInRequest, form: TokenForm, token: str = "") -> HttpResponse:
    context = {"form": form, "tokens": tokens_of(request.user), "token": token}
    return render(request, "account/tokens.html", context)


@require_POST
def token_revoke(request: SignedInRequest, key: str) -> HttpResponse:
    """Revoke a token. If it was revoked already, nothing happens."""
    revoke_token(user=request.user, key=key)
    return redirect("account_tokens")
