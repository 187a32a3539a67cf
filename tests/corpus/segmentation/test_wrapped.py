"""Text whose lines were broken at a width, and text whose lines were not."""

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.corpus.segmentation.boilerplate import suggest_boilerplate
from annotator.corpus.segmentation.sentences import sentence_spans
from annotator.corpus.segmentation.wrapped import has_open_lines, is_hard_wrapped

LETTER = """\
The mayor of the town said on
Tuesday that the dam is safe and
that nobody has to leave. The water
board doubts it.

A second paragraph follows here, and
it is wrapped too.
"""
PROSE = {
    "en": "The dam above the town held all night, although the rain did not stop before dawn. "
    "Nobody had to leave. The mayor, who had slept in her office, told reporters that the board "
    "would check each gate before it let anybody back to the mills along the river.",
    "de": "Der Damm über der Stadt hielt die ganze Nacht, obwohl der Regen erst am Morgen "
    "aufhörte. Niemand musste gehen. Die Bürgermeisterin, die im Büro geschlafen hatte, sagte, "
    "dass der Rat jedes Tor prüfen werde, bevor jemand zu den Mühlen am Fluss zurück dürfe.",
    "ru": "Плотина над городом держалась всю ночь, хотя дождь не прекращался до рассвета. Никому "
    "не пришлось уезжать. Мэр, которая ночевала в кабинете, сказала журналистам, что совет "
    "проверит каждые ворота, прежде чем пустит людей обратно к мельницам у реки.",
    "ar": "صمد السد فوق المدينة طوال الليل رغم أن المطر لم يتوقف قبل الفجر. لم يضطر أحد إلى "
    "الرحيل. قالت رئيسة البلدية التي نامت في مكتبها للصحفيين إن المجلس سيفحص كل بوابة قبل أن "
    "يسمح لأي شخص بالعودة إلى الطواحين على طول النهر.",
    "hi": "शहर के ऊपर का बाँध सारी रात टिका रहा, हालाँकि बारिश सुबह तक नहीं रुकी। किसी को जाना "
    "नहीं पड़ा। महापौर ने, जो अपने दफ़्तर में सोई थीं, पत्रकारों से कहा कि लोगों को नदी के किनारे "
    "की मिलों में लौटने देने से पहले हर फाटक जाँचा जाएगा।",
}
CHINESE = (
    "城市上方的大坝整夜都没有垮，虽然雨一直下到天亮。没有人需要离开。市长在办公室里过夜，"
    "她告诉记者，在让任何人回到河边的磨坊之前，委员会将检查每一道闸门，并且会公布检查的结果。"
    "居民们表示怀疑，因为去年也有人这样说过，可是后来什么都没有公布。"
)


def sentences(text: str, language: str = "en") -> list[str]:
    return [text[span.start : span.end] for span in sentence_spans(text, language)]


def unwrapped(sentence: str) -> str:
    return " ".join(sentence.split())


def test_a_sentence_goes_on_in_the_next_line_of_a_wrapped_text() -> None:
    spans = list(sentence_spans(LETTER))
    assert [(span.paragraph, LETTER[span.start : span.end]) for span in spans] == [
        (
            1,
            "The mayor of the town said on\nTuesday that the dam is safe and\n"
            "that nobody has to leave.",
        ),
        (1, "The water\nboard doubts it."),
        (2, "A second paragraph follows here, and\nit is wrapped too."),
    ]


@pytest.mark.parametrize("width", [40, 65, 72, 80])
@pytest.mark.parametrize("language", PROSE)
def test_wrapped_text_has_the_sentences_of_its_paragraph(language: str, width: int) -> None:
    paragraph = textwrap.fill(PROSE[language], width)
    text = f"{paragraph}\n\n{paragraph}"
    assert is_hard_wrapped(text)
    found = [unwrapped(sentence) for sentence in sentences(text, language)]
    assert found == sentences(PROSE[language], language) * 2


def test_wrapped_chinese_is_joined_without_a_space() -> None:
    text = "\n".join(textwrap.wrap(CHINESE, 20))
    assert is_hard_wrapped(text)
    joined = [sentence.replace("\n", "") for sentence in sentences(text, "zh")]
    assert joined == sentences(CHINESE, "zh")


def test_lines_of_a_printed_page_may_differ_in_length() -> None:
    # Each line could hold another letter or two: the font has letters of unequal width.
    words = PROSE["en"].split() * 4
    lines, line = [], ""
    for number, word in enumerate(words):
        if len(line) + len(word) > 66 + number % 5:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    assert is_hard_wrapped("\n".join([*lines, line]))


def test_an_indent_begins_a_paragraph_of_a_wrapped_text() -> None:
    first = textwrap.fill(PROSE["en"], 60, initial_indent="    ")
    spans = list(sentence_spans(f"{first}\n{first}"))
    assert [span.paragraph for span in spans] == [1, 1, 1, 2, 2, 2]


def test_a_short_last_line_ends_a_paragraph_of_a_wrapped_text() -> None:
    first = textwrap.fill(PROSE["en"] + " It is so.", 60)
    assert len(first.splitlines()[-1]) < 40
    assert [span.paragraph for span in sentence_spans(f"{first}\n{first}")] == [1] * 4 + [2] * 4


def test_a_heading_and_a_list_in_wrapped_text_are_not_joined() -> None:
    prose = textwrap.fill(PROSE["en"], 60)
    text = f"Dam holds\n\n{prose}\n\nWhat to do\n- shut the gates\n- start the pumps\n\n{prose}"
    found = sentences(text)
    assert found[0] == "Dam holds"
    assert found[4:7] == ["What to do", "- shut the gates", "- start the pumps"]


@pytest.mark.parametrize(
    "text",
    [
        # Verses
        "The dam above the sleeping town\nHas held the river all night long,\n"
        "And though the rain came pouring down\nThe wall of stone was strong.\n"
        "The people slept without a care\nUntil the morning broke.\n",
        "the dam\nabove the town\nheld all night\nwhile the rain fell\nand fell\nand nobody left",
        # A list, with and without marks
        "- shut the gates\n- start the pumps\n- leave the house\n- call the mayor\n- wait",
        "flour and a pinch of salt\nwater\nyeast\noil from the south\nsugar\nbutter, if you like",
        "1. Shut all of the gates\n2. Start all of the pumps\n3. Leave all of the houses\n4. Wait",
        # A table
        "gate\topened\tshut again\nnorth\t5 May\t7 May\nsouth\t6 May\t8 May\nwest\t9 May\t9 May",
        # Headlines
        "Dam holds all night above the town\nMayor tells reporters that nobody left\n"
        "Water board to check each gate by May\nMills along the river to open again\n"
        "Rain stops before dawn in the valley\n",
        # Subtitles
        "1\n00:00:01,000 --> 00:00:03,000\nI never thought that\nthe dam would hold.\n\n"
        "2\n00:00:04,000 --> 00:00:06,000\nBut it did hold, and\nwe stayed at home.\n\n"
        "3\n00:00:07,000 --> 00:00:09,000\nNobody had to leave\nthat night, you know.\n",
        # A sentence a line
        "The dam held all night.\nNobody had to leave the town.\nThe mayor slept in her office.\n"
        "The board will check each gate.\nThe mills will open again.\n",
        # A paragraph a line
        "\n".join([PROSE["en"]] * 5),
        # Too few lines to tell
        "The dam held\nall night.",
        "",
    ],
)
def test_lines_that_were_not_broken_at_a_width_are_paragraphs(text: str) -> None:
    assert not is_hard_wrapped(text)
    assert list(sentence_spans(text)) == list(sentence_spans(text, line_breaks="paragraph"))


def test_the_caller_may_say_what_line_breaks_are() -> None:
    text = "The dam held\nall night."
    assert len(list(sentence_spans(text))) == 2
    assert len(list(sentence_spans(text, line_breaks="wrapped"))) == 1
    assert len(list(sentence_spans(LETTER, line_breaks="paragraph"))) == 7


def test_a_first_line_with_an_indent_is_as_wide_as_the_others() -> None:
    paragraphs = [PROSE["en"], PROSE["en"].replace("mayor", "miller")]
    text = "\n".join(textwrap.fill(part, 64, initial_indent="    ") for part in paragraphs)
    assert [unwrapped(sentence) for sentence in sentences(text)] == [
        sentence for part in paragraphs for sentence in sentences(part)
    ]


def test_the_head_of_a_letter_is_not_joined_and_hides_nothing() -> None:
    head = "From: mia@post.example\nTo: ben@post.example\nSubject: The dam"
    text = f"{head}\n\n{textwrap.fill(PROSE['en'], 74)}\n\n-- \nMia\n"
    found = [unwrapped(sentence) for sentence in sentences(text)]
    assert found == [*head.split("\n"), *sentences(PROSE["en"]), "--", "Mia"]


@pytest.mark.parametrize(
    "text",
    [
        textwrap.fill(PROSE["en"], 100),
        textwrap.fill(PROSE["ar"], 100),
        "\n".join(f"> {line}" for line in textwrap.wrap(PROSE["en"], 60)),
        "\n\n".join(textwrap.wrap(PROSE["en"], 60)),
        "\n".join(textwrap.wrap(CHINESE, 40)),
    ],
)
def test_lines_that_may_be_broken_at_a_width_are_noticed(text: str) -> None:
    assert not is_hard_wrapped(text)
    assert has_open_lines(text)


@pytest.mark.parametrize(
    "text",
    [
        PROSE["en"],
        f"{PROSE['en']}\n{PROSE['en']}",
        "The dam stood grey above the town,\nAnd no one thought it would come down,\nIt did.",
        "For the crew on the river bank\n- bread and butter and a torch\n- rope\n- a lamp",
        "A headline about the dam of the town\nThe dam held.\nMore on the river below",
    ],
)
def test_other_lines_raise_no_question(text: str) -> None:
    assert not has_open_lines(text)


def test_boilerplate_of_a_wrapped_text_is_found() -> None:
    text = f"{LETTER}\nShare this story\n\nAll rights reserved.\n"
    spans = list(sentence_spans(text))
    excluded = suggest_boilerplate(text, spans)
    assert [text[spans[index].start : spans[index].end] for index in sorted(excluded)] == [
        "Share this story",
        "All rights reserved.",
    ]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from([*"aA.!?1-•> \n\t\u00a0中。", "\n\n", "the dam", "Dunn said", "\n    "]),
        max_size=80,
    ).map("".join),
    st.sampled_from(["en", "zh", "ar"]),
)
def test_joining_lines_loses_no_text(text: str, language: str) -> None:
    spans = list(sentence_spans(text, language, line_breaks="wrapped"))
    position = 0
    for span in spans:
        assert not text[position : span.start].strip()
        assert text[span.start : span.end].strip() == text[span.start : span.end] != ""
        position = span.end
    assert not text[position:].strip()
