"""Updates the catalogues, or lists what a language lacks.

python -m tools.messages                 update and compile all
python -m tools.messages missing de      the annotators' texts without a translation
python -m tools.messages state de draft  offer the language: incomplete, draft or reviewed
"""

import sys

from annotator.lib.languages import DRAFT, INCOMPLETE, NAMES, REVIEWED
from tools.messages.catalogues import (
    StatedCatalog,
    missing_messages,
    problems,
    read_catalogue,
    update_catalogue,
    write_catalogue,
)
from tools.messages.extraction import DOMAINS, PYTHON, template_of_catalogues

LANGUAGES = [code for code in NAMES if code != "en"]
STATES = (INCOMPLETE, DRAFT, REVIEWED)


def main(arguments: list[str]) -> None:
    match arguments:
        case []:
            update_all()
        case ["missing", language] if language in LANGUAGES:
            print_missing(language)
        case ["state", language, state] if language in LANGUAGES and state in STATES:
            set_state(language, state)
        case _:
            sys.exit(f"{__doc__}\nLanguages: {', '.join(LANGUAGES)}")


def update_all() -> None:
    templates = {domain: template_of_catalogues(domain) for domain in DOMAINS}

    for language in LANGUAGES:
        counts = 0
        for domain, template in templates.items():
            catalogue = read_catalogue(language, domain)
            update_catalogue(catalogue, template)
            write_catalogue(catalogue)
            counts += len(missing_messages(catalogue, template))
            for problem in problems(catalogue):
                print(f"{language}: {problem}")

        state = read_catalogue(language, PYTHON).state
        print(f"{language}: {state}, {counts} of the annotators’ texts have no translation")


def print_missing(language: str) -> None:
    for domain in DOMAINS:
        catalogue = read_catalogue(language, domain)
        for message in missing_messages(catalogue, template_of_catalogues(domain)):
            files = ", ".join(file for file, _line in message.locations)
            print(f"{message.id!r} ({files})")


def set_state(language: str, state: str) -> None:
    catalogues: list[StatedCatalog] = [read_catalogue(language, domain) for domain in DOMAINS]
    lacking = sum(
        len(missing_messages(catalogue, template_of_catalogues(str(catalogue.domain))))
        for catalogue in catalogues
    )
    if lacking and state != INCOMPLETE:
        sys.exit(
            f"{lacking} of the annotators’ texts have no translation: see `missing {language}`"
        )

    for catalogue in catalogues:
        catalogue.state = state
        write_catalogue(catalogue)


if __name__ == "__main__":
    main(sys.argv[1:])
