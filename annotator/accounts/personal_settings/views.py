"""The settings page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from annotator.accounts.models import User
from annotator.accounts.personal_settings.forms import SettingsForm
from annotator.accounts.personal_settings.settings import PersonalSettings
from annotator.accounts.requests import SignedInRequest


def personal_settings(request: SignedInRequest) -> HttpResponse:
    """Show the person's settings, and save what they choose."""
    form = SettingsForm(request.POST or None, settings=request.personal_settings)
    if not form.is_valid():
        return render(request, "account/settings.html", {"form": form})

    save_settings(user=request.user, settings=form.settings())
    messages.success(request, _("Saved."))
    return redirect("personal_settings")


@require_POST
def settings_reset(request: SignedInRequest) -> HttpResponse:
    save_settings(user=request.user, settings=PersonalSettings())
    messages.success(request, _("All settings have their default values again."))
    return redirect("personal_settings")


def save_settings(*, user: User, settings: PersonalSettings) -> None:
    User.objects.filter(pk=user.pk).update(settings=settings.to_stored())
