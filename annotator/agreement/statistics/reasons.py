"""Why a figure has no value or no interval, in English. Pages translate the reasons they show.

The reasons are part of the report as JSON and of releases, which are in English.
"""

from annotator.lib.translation import gettext_noop

# Intervals. The numbers are FEWEST_ARTICLES, FEWEST_ANNOTATORS and APPROXIMATE_ARTICLES of
# intervals.py, written out so that each reason is one text to translate.
FEW_ARTICLES = gettext_noop("no interval (fewer than 10 articles)")
FEW_ANNOTATORS = gettext_noop(
    "no interval (fewer than 6 annotators share a sentence with another one)"
)
APPROXIMATE = gettext_noop("approximate (fewer than 20 articles)")
NO_SPREAD = gettext_noop(
    "no interval (at most one article differs from the others, so that their spread can’t be "
    "estimated)"
)
NO_SPREAD_OF_ANNOTATORS = gettext_noop(
    "no interval (without one of the annotators, nobody would disagree, so that their spread can’t "
    "be estimated)"
)

# Labels.
NOTHING_PAIRABLE = gettext_noop("no sentence has two labels")
NOTHING_ANSWERED = gettext_noop("no sentence has two labels or answers “Can’t tell”")
ONE_ANSWER = gettext_noop("only one label, or only “Can’t tell”, was used")
NOTHING_TWICE = gettext_noop("no sentence was seen by two annotators")
ONE_LABEL = gettext_noop("only one label was used")
ONE_LABEL_SHARED = gettext_noop("all sentences with two labels have the same label")
NO_DISTANCE = gettext_noop("all labels on sentences with two labels have the distance 0")
ONE_LABEL_EXISTS = gettext_noop("the project has only one label")
ONLY_THIS_LABEL = gettext_noop("only this label was used")
ONLY_THIS_SHARED = gettext_noop("all sentences with two labels have only this label")
LABEL_UNUSED = gettext_noop("label not used on any sentence with two or more labels")

ONE_LABEL_BOTH = gettext_noop("neither annotator used more than one label, and it was the same one")

# Prevalence.
NO_FINAL_LABEL = gettext_noop("no sentence has a final label")
NOTHING_LABELLED = gettext_noop("no sentence has a label")
TOO_MANY_ANSWERS = gettext_noop(
    "not estimated here, because it would take too long: the error rates include it"
)

# Planning.
NO_RELIABILITY = gettext_noop("alpha is not above 0")
NO_TWO_GROUPS = gettext_noop("no sentence with majorities of two such groups")

# Skips and targets.
NONE_SKIPPED = gettext_noop("no sentence was skipped")
NONE_SKIPPED_SHARED = gettext_noop("nobody skipped a sentence that two annotators saw")
ALL_SKIPPED = gettext_noop("every sentence was skipped")
ALL_SKIPPED_SHARED = gettext_noop(
    "every sentence that two annotators saw was skipped by all of them"
)
NO_TARGETS = gettext_noop("fewer than two targets on every sentence")
NO_OWN_TARGETS = gettext_noop("no sentence has two targets that aren’t accepted candidates")

# One annotator against the others.
NOTHING_LEFT = gettext_noop("without this annotator no sentence has two labels")
ONE_LABEL_LEFT = gettext_noop("without this annotator only one label was used")
NO_CHANGE_KNOWN = gettext_noop("alpha is undefined with or without this annotator")
NO_DIFFERENCE_KNOWN = gettext_noop("undefined in at least one of the two parts")
NOTHING_ADJUDICATED = gettext_noop(
    "nobody else has adjudicated a sentence that this person labelled"
)
NO_MAJORITY = gettext_noop("no majority of the others on any sentence that this person labelled")
NOBODY_ELSE = gettext_noop("nobody else labelled a sentence that this person labelled")
NOTHING_TWICE_BY_PERSON = gettext_noop("this person labelled no sentence twice")
