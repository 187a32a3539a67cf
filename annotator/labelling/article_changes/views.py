"""The page that asks before many articles are changed at once."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from annotator.accounts.requests import SignedInRequest
from annotator.corpus.article_list import Change, rounds_present
from annotator.corpus.forms import FilterForm
from annotator.labelling.article_changes.changing import (
    being_labelled,
    change_articles,
    effect_of,
)
from annotator.labelling.article_changes.forms import ChangeForm, value_form
from annotator.labelling.article_changes.kinds import consequence, done_message
from annotator.projects.access import enter
from annotator.projects.models import Role


@require_POST
def article_changes(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show what a change would do to the chosen articles, and do it once it is confirmed.

    The filter of the list is in the address. A change of overlap or round first asks for the value.
    """
    access = enter(request.user, slug, Role.MANAGER)
    form = ChangeForm(request.POST)
    back = f"{reverse('article_list', args=[slug])}?{request.GET.urlencode()}"
    filter_form = FilterForm(request.GET, project=access.project)
    if not form.is_valid() or not (articles := form.articles(filter_form.articles())).exists():
        messages.error(request, _("Select at least one article."))
        return redirect(back)

    change = Change(form.cleaned_data["change"])
    # The page that asks for the value says that it did: an empty overlap means everyone.
    has_value = "valued" in request.POST
    values = value_form(change, request.POST if has_value else None, access.project)
    effect = None
    if values is None or (has_value and values.is_valid()):
        value = values.value if values else None
        if request.POST.get("confirmed"):
            about = form.about(filter_form, request.GET)
            effect = change_articles(
                access=access,
                by=request.user,
                articles=articles,
                change=change,
                value=value,
                about=about,
            )
            messages.success(request, done_message(change, len(effect.ids)))
            if effect.unchanged:
                unchanged = _("Unchanged: %(reasons)s.")
                messages.info(request, unchanged % {"reasons": "; ".join(effect.unchanged)})
            return redirect(back)
        effect = effect_of(access.project, articles, change, value)

    context = {
        "access": access,
        "form": form,
        "change": change,
        "consequence": consequence(change),
        "values": values,
        "effect": effect,
        "at_work": being_labelled(access.project, effect.ids)
        if effect and change == Change.WITHDRAW
        else 0,
        "rounds": rounds_present(access.project) if change == Change.ROUND else [],
        "back": back,
    }
    return render(request, "labelling/article_changes.html", context)
