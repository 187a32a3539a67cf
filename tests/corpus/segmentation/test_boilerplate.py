import pytest

from annotator.corpus.segmentation.boilerplate import suggest_boilerplate
from annotator.corpus.segmentation.sentences import sentence_spans


def boilerplate(text: str) -> list[str]:
    spans = list(sentence_spans(text))
    return [
        text[spans[index].start : spans[index].end]
        for index in sorted(suggest_boilerplate(text, spans))
    ]


def test_boilerplate_at_the_end_is_suggested() -> None:
    text = "The dam held.\nIt was lucky.\nShare this story · 14 comments\nPost a Comment"
    assert boilerplate(text) == ["Share this story · 14 comments", "Post a Comment"]


def test_a_short_line_of_no_known_kind_counts_only_at_the_end() -> None:
    assert boilerplate("The dam held.\nSend us your photos\nIt was lucky.") == []
    assert boilerplate(
        "The dam held.\nIt was lucky.\nSend us your photos\nSign up for our newsletter!"
    ) == [
        "Send us your photos",
        "Sign up for our newsletter!",
    ]


def test_headlines_and_sentences_are_not_boilerplate() -> None:
    assert boilerplate("Dam holds, ministry says\nThe dam held.") == []
    assert boilerplate("The dam held.\nComments are closed.") == []
    assert (
        boilerplate("The dam held, and so\non it went for days, months and years without any end")
        == []
    )


def test_a_text_of_only_boilerplate_keeps_it() -> None:
    assert boilerplate("Comments\nPost a Comment") == []
    assert boilerplate("Dam holds\nAdvertisement\nAll rights reserved.") == []


@pytest.mark.parametrize(
    "line",
    [
        "Advertisement",
        "Share",
        "Listen · 5 min",
        "Listen to this article · 5 min",
        "5 min read",
        "Photo: Reuters",
        "Photo credit: Ana Ott/AFP",
        "Getty Images",
        "AFP via Getty Images",
        "Image source, Getty Images",
        "Anzeige",
        "Publicité",
        "Publicidad",
        "إعلان",
        "Lesen Sie auch: Der Damm hielt",
        "Lire aussi : Le barrage a tenu",
        "اقرأ أيضا: السد صمد",
        "اقرأ أيضاً",
        "Post a comment",
        "14 comments",
        "Share this",
        "Share this story on Facebook, X and WhatsApp",
        "Follow us on Twitter and Facebook.",
        "Sign up for our newsletter!",
        "Subscribe to our daily newsletter",
        "All rights reserved.",
        "Melden Sie sich für unseren Newsletter an!",
        "Abonnez-vous à notre newsletter !",
        "Suscríbete a nuestro boletín",
        "Síguenos en Facebook",
        "Siga-nos no Instagram",
        "Iscriviti alla nostra newsletter!",
        "Seguici su Telegram",
        "Schrijf je in voor onze nieuwsbrief!",
        "Подписывайтесь на наш канал",
        "Читайте также: Плотина выстояла",
        "تابعونا على فيسبوك",
        "بیشتر بخوانید: سد ماند",
        "İlgili haberler",
        "Ayrıca okuyun: Baraj ayakta",
        "Reklam",
        "Foto: dpa",
        "Crédit photo : AFP",
        "Published 5 May 2031",
        "© AFP",
        "Alle Rechte vorbehalten.",
        "ADVERTISEMENT",
        "Share this story · 14 comments",
        "▶ Listen",
    ],
)
def test_a_line_of_a_known_kind_is_boilerplate_anywhere(line: str) -> None:
    for text in (f"{line}\nThe dam held.\nIt was lucky.", f"The dam held.\n{line}\nIt was lucky."):
        assert boilerplate(text) == [line]


@pytest.mark.parametrize(
    "line",
    [
        "Share prices fell.",
        "What happens next",
        "Advertisement spending fell by half in May",
        "Comments by the minister were called false.",
        "Read more books, the minister said.",
        "Follow us on our way, he told the crowd, and they did so for years.",
        "Subscribe and be damned, the editor wrote.",
        "Photo shows the minister leaving the building on Monday",
        "Photo: the minister and the mayor leave the flooded valley on Monday.",
        "Image is everything",
        "Copyright law was changed in May.",
        "Reuters could not verify it.",
        "Reuters reported that AFP left.",
        "The AP said so.",
        "Published accounts show 12 dead.",
        "Print this, he said.",
        "All rights are reserved to the crown, the court said.",
        "Related: " + "words that nobody would take for a headline, " * 4 + "he said.",
        "Listen to him.",
        "Werbung wirkt.",
        "La publicité ment.",
        "Share this story with nobody",
        "“Share this story.”",
        "Images of the dam",
        "Sign up, she told them.",
        "Stand 12 der Messe brannte.",
        "Join us on Friday.",
    ],
)
def test_a_line_that_only_begins_like_boilerplate_stays(line: str) -> None:
    for text in (f"{line}\nThe dam held.\nIt was lucky.", f"The dam held.\n{line}\nIt was lucky."):
        assert boilerplate(text) == []


def test_all_sentences_of_a_copyright_line_are_boilerplate() -> None:
    line = "© 2031 Northvale Courier. All rights reserved."
    assert "".join(boilerplate(f"The dam held.\n{line}")) == line.replace(". A", ".A")


@pytest.mark.parametrize(
    "line",
    [
        "„Das ist eine Lüge.“",
        "»Das ist eine Lüge.«",
        "「それはうそだ」",
        "他说这是谎言（完）",
        "ตำรวจกำลังสอบสวนคดีนี้",
        "Photos, he said, were faked.",
        "Quelle, demande-t-il, est la vérité ?",
        "Bild: Merz plant Rücktritt.",
        "Copyright 2021 law was a mistake, he said.",
        "(C) 2021 the firm filed for bankruptcy.",
        "Published 12 books in 2020.",
        "Related — the army says so.",
        "Listen!",
    ],
)
def test_a_sentence_that_closes_an_article_stays(line: str) -> None:
    assert boilerplate(f"The dam held on Monday, they said.\n{line}") == []


def test_without_stops_in_the_text_the_last_line_is_not_boilerplate() -> None:
    assert boilerplate("صمد السد يوم الاثنين\nونفت الحكومة هذه الأنباء\nولم يصب أحد") == []
