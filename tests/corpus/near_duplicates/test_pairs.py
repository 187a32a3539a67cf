from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pytest

from annotator.corpus.near_duplicates import pairs
from annotator.corpus.near_duplicates.pairs import find_pairs, similarity
from annotator.corpus.near_duplicates.shingles import shingles
from tests.support.copies import CHANGES, changed, make_text

CHINESE = (
    "市政府周二宣布，大坝在洪水期间没有泄漏。水务局局长表示，所有闸门都按计划运行。"
    "居民对此表示怀疑，因为村庄的地下室连续三天进水。独立工程师将于下周检查墙体。"
)
JAPANESE = (
    "市は火曜日、洪水の間もダムは漏れていなかったと発表した。水道局長は、すべての水門が計画どおりに"
    "動いたと述べた。住民は三日間も地下室に水が入ったとして疑っている。"
)
THAI = (
    "เทศบาลประกาศเมื่อวันอังคารว่าเขื่อนไม่รั่วระหว่างน้ำท่วม ผู้อำนวยการการประปากล่าวว่าประตูน้ำทุกบานทำงานตามแผน "
    "ชาวบ้านสงสัยเพราะห้องใต้ดินมีน้ำเข้าเป็นเวลาสามวัน"
)


def found(texts: Sequence[str], **asked: object) -> list[tuple[int, int]]:
    fetched = find_pairs(
        enumerate(texts), lambda keys: [(key, texts[key]) for key in keys], **asked
    )
    return [(pair.first, pair.second) for pair in fetched]


@pytest.mark.parametrize("change", CHANGES)
def test_a_copy_with_a_small_change_is_found(change: str) -> None:
    texts = [make_text(number) for number in range(30)]
    assert found([*texts, changed(texts[7], change)]) == [(7, 30)]


def test_different_articles_with_the_same_formulas_are_not_near_duplicates() -> None:
    formula = "Sign up for our newsletter and read the news of the day before breakfast.\n"
    assert found([formula + make_text(number) + formula for number in range(30)]) == []


@pytest.mark.parametrize("text", [CHINESE, JAPANESE, THAI], ids=["Chinese", "Japanese", "Thai"])
def test_copies_are_found_in_scripts_without_spaces(text: str) -> None:
    middle = len(text) // 2
    others = [other for other in (CHINESE, JAPANESE, THAI) if other != text]
    assert found([text, *others, text[:middle] + "、" + text[middle + 1 :]]) == [(0, 3)]
    assert found([text, *others, text[:middle]]) == [(0, 3)]


def test_many_copies_of_one_text_are_all_connected() -> None:
    text = make_text(0)
    copies = [f"{text}\nReported from town {number} by our own staff." for number in range(60)]
    pairs = found(copies)
    # All with the first one, so they are one cluster, without a pair of each two.
    assert {second for first, second in pairs if first == 0} == set(range(1, 60))
    assert len(pairs) < 60 * 59 / 2


def test_the_sketches_miss_nothing_that_a_comparison_of_all_pairs_finds() -> None:
    texts = [make_text(number, sentences=4 + number) for number in range(25)]
    texts += [changed(texts[number], CHANGES[number % len(CHANGES)]) for number in range(25)]
    hashes = [shingles(text) for text in texts]
    every = [
        (first, second)
        for first, second in combinations(range(len(texts)), 2)
        if similarity(hashes[first], hashes[second])
    ]
    assert found(texts) == every
    assert len(every) >= 24


def test_with_new_articles_only_their_pairs_are_returned() -> None:
    old, other = make_text(0), make_text(1)
    texts = [old, changed(old, "a byline"), other, changed(other, "one word")]
    assert found(texts) == [(0, 1), (2, 3)]
    assert found(texts, new={3}) == [(2, 3)]


def test_similarity_is_the_share_of_common_shingles() -> None:
    def hashes(*values: int) -> np.ndarray:
        return np.array(values, np.uint64)

    ten = hashes(*range(10))
    assert similarity(ten, ten) == 1
    # Five of fifteen: neither half of both together, nor most of one of them.
    assert similarity(ten, hashes(*range(5, 15))) == 0
    # All of the first, which is a small part of the second.
    assert similarity(ten, hashes(*range(100))) == 1
    # All of it as well, but nine shingles are a sentence that anybody may quote.
    assert similarity(hashes(*range(9)), hashes(*range(100))) == 0


def test_no_texts_and_texts_without_words_have_no_near_duplicates() -> None:
    assert found([]) == []
    assert found(["…", "…", "?!"]) == []


def test_shingles_ignore_case_spaces_marks_and_unicode_form() -> None:
    def same(one: str, other: str) -> bool:
        return shingles(one).tolist() == shingles(other).tolist()

    assert same("The dam  held.\n", "“the DAM” held!")
    assert same("Caf\u00e9", "Cafe\u0301".upper())
    assert same("السد صمد.", "السد، صمد")
    assert not same("The dam held", "The dam fell")
    assert not same("a b", "b a")


def test_other_processes_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairs, "CHUNK", 5)
    monkeypatch.setattr(pairs, "CHUNKS_HERE", 2)
    texts = [make_text(number) for number in range(30)]
    copies = [changed(texts[number], CHANGES[number % len(CHANGES)]) for number in range(0, 30, 3)]
    assert found([*texts, *copies], processes=2) == found([*texts, *copies]) != []
