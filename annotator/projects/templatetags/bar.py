from django import template
from django.template.context import Context

from annotator.projects.bar import Bar, bar_for

register = template.Library()


@register.simple_tag(takes_context=True)
def project_bar(context: Context) -> Bar:
    match = context["request"].resolver_match
    return bar_for(context["access"], match.url_name if match else None)
