"""What a button of the adjudication form decides."""

from collections.abc import Mapping

from django import template

from annotator.agreement.adjudication.articles.answers import Answer
from annotator.agreement.adjudication.articles.review import ReviewedSentence
from annotator.labelling.models import Assignment
from annotator.projects.models import Label

register = template.Library()


@register.simple_tag
def target_shown(item: ReviewedSentence, label: Label) -> Answer | None:
    """Return the label with the target that its button decides, or None without a target."""
    number = item.majority_targets.get(label.key)
    if number is None or not label.takes_target:
        return None
    return Answer(label, number, item.sentence.article.outside_number)


@register.filter
def of_article(tie_breaks: Mapping[int, Assignment], article: int) -> Assignment | None:
    """Return the newest tie-break of the article, if it has one."""
    return tie_breaks.get(article)
