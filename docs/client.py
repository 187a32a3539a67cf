"""An end-to-end example of the API: create a project, import, label, measure agreement, export.

python docs/client.py http://127.0.0.1:8000 MANAGER_TOKEN ANNOTATOR_TOKEN…

Tokens come from `python manage.py create_token USERNAME`. The manager's account may create
projects; `add_member` creates and adds the annotators' accounts when the script asks for
them.
"""

import sys
from collections.abc import Callable
from uuid import uuid4

import httpx

ARTICLE = {
    "external_id": "dam-1",
    "text": "The dam held. It did not fail, the ministry said. That was lucky.",
}


def api(site: str, token: str) -> httpx.Client:
    client = httpx.Client(
        base_url=f"{site}/api/v1/", headers={"Authorization": f"Token {token}"}, timeout=30
    )
    client.event_hooks["response"] = [
        lambda answer: answer.is_error and (answer.read(), answer.raise_for_status())
    ]
    return client


def make_project(manager: httpx.Client, slug: str) -> None:
    manager.post("projects/", json={"slug": slug, "name": "Dams", "overlap": 2})
    manager.post(f"projects/{slug}/articles/", json=[ARTICLE])


def label(annotator: httpx.Client, slug: str, say: Callable[[str], str]) -> None:
    """Label and submit every article of this person's queue.

    `say` returns the key of a sentence's label.
    """
    while (
        answer := annotator.post(f"projects/{slug}/assignments/next/", json={})
    ).status_code != 204:
        work = answer.json()
        open_ones = [
            sentence for sentence in work["article"]["sentences"] if not sentence["excluded"]
        ]
        labels = [
            {"submission": str(uuid4()), "sentence": s["id"], "label": say(s["text"])}
            for s in open_ones
        ]

        annotator.post(f"projects/{slug}/annotations/", json=labels)
        annotator.post(f"projects/{slug}/assignments/{work['id']}/submit/")


def results(manager: httpx.Client, slug: str) -> tuple[float | None, str]:
    """Krippendorff's alpha, and the sentences with their final labels as CSV."""
    report = manager.get(f"projects/{slug}/agreement/").json()
    return report["krippendorff_alpha"]["value"], manager.get(
        f"projects/{slug}/export/sentences.csv"
    ).text


if __name__ == "__main__":
    site, manager_token, *annotator_tokens = sys.argv[1:]
    with api(site, manager_token) as manager:
        make_project(manager, "dams")
        input("Now add the annotators: python manage.py add_member dams NAME. Then press Enter. ")
        for token in annotator_tokens:
            with api(site, token) as annotator:
                label(annotator, "dams", lambda text: "denial" if " not " in text else "claim")
        print(*results(manager, "dams"), sep="\n")
