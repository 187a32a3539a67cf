"""The candidates that the labelling page offers for a target: `static/labelling/candidates.js`."""

from collections.abc import Sequence

import pytest

from annotator.demo.articles import demo_articles, read_articles
from bench.target_candidates import LANGUAGES, hits, most_shared_stems, nearest_claim, previous
from tools.candidates import Case, cases_of, rank

DEMO = [
    case
    for name in ("pilot", "main", "arabic")
    for article in demo_articles(name)
    for case in cases_of(article)
]
IN_LANGUAGES = [case for article in read_articles(LANGUAGES) for case in cases_of(article)]


def make_case(subject: int, *texts: str, kinds: Sequence[str] = ()) -> Case:
    sentences = [{"text": text, "paragraph": 1} for text in texts]
    return Case(sentences, kinds or ["labelled"] * len(texts), subject)


# docs/targets.md has the figures as measured; a change of the ranking may cost a few.
@pytest.mark.parametrize(
    ("cases", "first", "three"), [(DEMO, 55, 67), (IN_LANGUAGES, 26, 32)], ids=["demo", "languages"]
)
def test_the_right_target_is_mostly_first_and_nearly_always_offered(
    cases: Sequence[Case], first: int, three: int
) -> None:
    ranked = rank(cases)

    assert hits(cases, ranked, 1) >= first
    assert hits(cases, ranked, 3) >= three
    for simpler in (previous, nearest_claim, most_shared_stems):
        assert hits(cases, ranked, 1) > hits(cases, [simpler(case) for case in cases], 1)


def test_candidates_are_other_sentences_and_the_same_each_time() -> None:
    cases = [*DEMO, *IN_LANGUAGES]

    ranked = rank(cases)

    assert ranked == rank(cases)
    # Not dependent on what was ranked before.
    assert ranked[::-1] == rank(cases[::-1])
    for case, candidates in zip(cases, ranked, strict=True):
        assert len(set(candidates)) == len(candidates) == min(3, len(case.sentences) - 1)
        assert case.subject not in candidates
        assert all(0 <= index < len(case.sentences) for index in candidates)


def test_a_short_article_has_fewer_candidates() -> None:
    alone = make_case(0, "The dam held.")
    two = make_case(0, "The dam did not fail.", "A gate failed.")
    wordless = make_case(1, "…", "—", "")

    assert rank([alone, two, wordless]) == [[], [1], [0, 2]]


@pytest.mark.parametrize(
    "texts",
    [
        ("A gate failed twice.", "Maps are printed.", "Nobody reads.", "No gate has failed."),
        ("Das Stauwehr brach.", "Karten gedruckt.", "Kaum Leser.", "Stauwehre brächen nie."),
        ("انهار السد الكبير", "طبعت خرائط", "وصل الوفد", "ونفى الوزير أن السد الكبير انهار"),
        ("大坝的闸门坏了", "地图印好了", "没有人看", "部长否认闸门坏过"),
        (
            "댐의 수문이 고장났다",
            "지도가 인쇄됐다",
            "아무도 읽지 않는다",
            "장관은 수문의 고장을 부인했다",
        ),
        ("ประตูเขื่อนพัง", "พิมพ์แผนที่แล้ว", "ไม่มีใครอ่าน", "รัฐมนตรีปฏิเสธว่าประตูเขื่อนพัง"),
        ("It cost 4,000 crowns.", "Maps are printed.", "Nobody reads.", "4,000 is false."),
    ],
    ids=["en", "de", "ar", "zh", "ko", "th", "number"],
)
def test_shared_words_outweigh_nearness_in_any_script(texts: tuple[str, ...]) -> None:
    assert rank([make_case(3, *texts)])[0][0] == 0


def test_what_was_decided_on_a_sentence_counts() -> None:
    texts = ("The gate failed.", "The gate failed.", "The gate did not fail.")
    cases = [
        make_case(2, *texts, kinds=["labelled", kind, "pointing"])
        for kind in ("labelled", "undecided", "opinion", "pointing", "skipped")
    ]

    assert [candidates[0] for candidates in rank(cases)] == [1, 1, 0, 0, 0]


def test_a_sentence_before_is_likelier_than_a_nearer_one_after() -> None:
    same = "The gate failed."
    case = make_case(3, same, "Maps are printed.", "Nobody reads.", "It did not.", "Rain.", same)

    assert rank([case])[0] == [2, 1, 0]


def test_a_megabyte_without_an_end_is_ranked_in_time() -> None:
    """Without a limit on what is read of a sentence, this takes minutes."""
    long = " ".join(f"gate{number}" for number in range(100_000))

    assert rank([make_case(1, long, long, long)])[0][0] == 0
