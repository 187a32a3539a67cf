"""Creates a simulated campaign in this installation: `python -m tools.campaign [SLUG] [--seed N]`.

A project with 60 articles in two rounds, 20 annotators, some 3,200 labels with retests and a dozen
decisions. Three annotators are bad: their pseudonyms are printed. The same seed gives the same
labels.
"""

import argparse
import os
import sys

DEFAULT_SLUG = "campaign"


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tools.campaign", description="Create a simulated campaign as a project."
    )
    parser.add_argument("slug", nargs="?", default=DEFAULT_SLUG, help="short name of the project")
    parser.add_argument("--seed", type=int, default=0, help="another number gives other labels")
    options = parser.parse_args()

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
    import django

    django.setup()
    from django.core.exceptions import ValidationError
    from django.core.management import call_command

    from tools.campaign.storing import load_campaign
    from tools.database import leave

    try:
        # The folder may be a new one.
        call_command("migrate", verbosity=0)
        project = load_campaign(options.slug, seed=options.seed)
        tell(project.slug)
    except ValidationError as error:
        sys.exit(" ".join(error.messages))
    finally:
        leave()


def tell(slug: str) -> None:
    """Print how much the project has, and who is bad in which way."""
    from django.conf import settings

    from annotator.corpus.models import Sentence
    from annotator.labelling.models import Annotation
    from annotator.projects.models import Membership
    from tools.campaign.simulated import CLAIM_TO_OPINION, DOUBT_TO_CLAIM, RANDOM
    from tools.campaign.storing import name_of

    in_project = {"project__slug": slug}
    sentences = Sentence.objects.filter(**in_project).count()
    counted = Annotation.objects.filter(**in_project).counted().count()
    every = Annotation.objects.filter(**in_project).count()
    print(f"{settings.SITE_URL}/p/{slug}/")
    print(f"{sentences:,} sentences, {counted:,} labels and {every - counted:,} retests")

    pseudonyms = dict(
        Membership.objects.filter(**in_project).values_list("user__username", "pseudonym")
    )
    for annotator, habit in (
        (RANDOM, "labels at random, and fast"),
        (DOUBT_TO_CLAIM, "calls doubts claims"),
        (CLAIM_TO_OPINION, "calls claims opinions"),
    ):
        print(f"{pseudonyms[name_of(annotator)]} {habit}")


if __name__ == "__main__":
    main()
