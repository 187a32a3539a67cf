"""A group of cases for each rule. A case is a text with “ | ” where a new sentence begins."""

import pytest

from annotator.corpus.segmentation.sentences import sentence_spans


def assert_splits(marked: str, language: str = "en") -> None:
    text = marked.replace(" | ", " ")
    assert [text[span.start : span.end] for span in sentence_spans(text, language)] == marked.split(
        " | "
    )


@pytest.mark.parametrize(
    "marked",
    [
        "“Nonsense!” President Harrow said. | The room fell silent.",
        "“Who opened the gate?” Dunn asked. | Nobody knew.",
        "“Never!” Ilse Harrow, the deputy minister, told reporters on Friday. | She left at once.",
        "“Where is the log?” Courier reporter Ana Ott asked in Perrin. | There was no log.",
        "“It stinks!” U.S. Sen. Mary Vale wrote on Monday. | Her staff deleted the post.",
        "“Why me?” I asked. | He shrugged.",
        '"We were cheated!" Harrow said later. | The mayor agreed.',
        "‘Stop the pumps!’ Mr. Dunn shouted. | The pumps ran on.",
        "“Stop!” the mayor shouted. | They went on.",
        "“Is it safe?” asked one resident. | It was.",
        "“We checked the gate. It was shut. Nobody touched it,” Harrow said. | Engineers doubted "
        "that.",
        "“The bell is gone!” – Ott. | Nobody had seen it.",
    ],
)
def test_a_quotation_and_its_attribution_are_one_sentence(marked: str) -> None:
    assert_splits(marked)


@pytest.mark.parametrize(
    "marked",
    [
        "“Nonsense!” | Harrow said that the dam would hold.",
        "“Nonsense!” | Harrow said the dam would hold.",
        "“Nonsense!” | He said nothing more.",
        "“Nonsense!” | The minister said goodbye.",
        "“We will rebuild it.” | Mr. Dunn left the hall.",
        "“Who pays?” | Dunn told the council that the town would.",
        "Was it “a lie”? | Harrow said no more.",
        "She named the film “Who Knew?” | Critics said they liked it.",
        "“Go,” he said. | “And never come back.”",
    ],
)
def test_a_new_sentence_after_a_quotation_is_not_its_attribution(marked: str) -> None:
    assert_splits(marked)


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("de", "„Warum jetzt?“ fragte der Bürgermeister. | Niemand antwortete."),
        ("fr", "« Jamais ! » a répondu la ministre. | Elle est partie."),
        ("es", "«¡Basta!» gritó el alcalde. | Nadie lo oyó."),
        ("it", "«Basta!» ha gridato il sindaco. | Nessuno ha risposto."),
        ("pt", "“Basta!” gritou o prefeito. | Ninguém respondeu."),
        ("nl", "“Nooit!” riep de burgemeester. | Hij vertrok."),
        ("pl", "„Nigdy!” krzyknął burmistrz. | Nikt nie odpowiedział."),
        ("ru", "«Никогда!» — сказал мэр. | Он уехал."),
        ("ru", "— Вы уверены? — спросил журналист. | Мэр молчал."),
        ("es", "—¿Está seguro? —preguntó el periodista. | Nadie contestó."),
        ("sv", "”Aldrig!” ropade borgmästaren. | Han gick."),
        ("tr", "“Asla!” dedi başkan. | Salondan çıktı."),
        ("ja", "「知らない。」と市長は述べた。"),
    ],
)
def test_a_sentence_continues_after_a_quotation_in_other_languages(
    language: str, marked: str
) -> None:
    assert_splits(marked, language)


@pytest.mark.parametrize(
    "marked",
    [
        "The page was moved to courier.example/a?x=1. or so it seems. | It is gone.",
        "He hosts Guess Who? on Sundays. | Nobody watches.",
        "We waited ... and waited. | It rained.",
        "I thought... well, never mind. | Let us go.",
        "He wondered . . . was it true? | It was.",
        "So I turned...I had no choice. | They cheered.",
        "i was there. | it was dark.",
        "Sales of one phone fell. | iPhone sales rose.",
    ],
)
def test_a_sentence_continues_in_lower_case(marked: str) -> None:
    assert_splits(marked)


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("en", "Amb. Lee met Lt. Gen. T.R. Moss and Sgt. Dunn. | They talked."),
        ("en", "Gov. Ott and Sens. Vale and Moss agreed. | Rep. Dunn did not."),
        ("en", "The reporter asked Dr. He. | Ms. You answered."),
        ("en", "She saw Msgr. Vale and Atty. Gen. Ott at Mt. Orlov. | It snowed."),
        ("en", "Cllr. Dunn, Det. Insp. Moss and Pte. Vale gave evidence. | The court rose."),
        ("fr", "M. Dupont a vu MM. Martin et Petit. | Mgr. Durand est absent."),
        ("de", "Der hl. Martin und Frhr. von Ott kamen. | Sie blieben."),
        ("es", "El Cnel. Vidal y Mons. Rey hablaron. | La Dña. Ana calló."),
        ("pt", "O Cel. Silva e a Profa. Lima falaram. | O Cap. Reis saiu."),
        ("nl", "Gisteren sprak mevr. Jansen met mw. Smit. | Zij zwegen."),
        ("it", "Il ten. Rossi e il sig. Bianchi tacciono. | Piove."),
        ("pl", "Przyszli gen. Nowak i płk. Kowal. | Padał deszcz."),
        ("ru", "Пришли ген. Иванов и акад. Петров. | Шел снег."),
        ("tr", "Toplantıya Sn. Demir ve Av. Kaya katıldı. | Yağmur yağdı."),
        ("ar", "وصل د. أحمد إلى المدينة. | ثم غادر."),
    ],
)
def test_a_title_does_not_end_a_sentence(language: str, marked: str) -> None:
    assert_splits(marked, language)


@pytest.mark.parametrize(
    "marked",
    [
        "Some dailies, e.g. The Post, printed it. | Others did not.",
        "One river, i.e. The Aldra, rose. | It fell again.",
        "Harrow vs. Dunn was heard in May. | Dunn won.",
        "Compare cf. The Post of Monday. | It is all there.",
        "See Vol. 3 and Ch. 12. | Para. 7 tells more.",
        "He lives at No. 7 Mill Rd. in Perrin. | It is quiet there.",
        "The hearing is on Jan. 12 or Feb. 3. | Nobody will go.",
        "About approx. 40 people came. | Est. 12 stayed.",
        "J.-C. Ott wrote it. | T. S. Moss did not.",
    ],
)
def test_an_introducing_abbreviation_does_not_end_a_sentence(marked: str) -> None:
    assert_splits(marked)


@pytest.mark.parametrize(
    "marked",
    [
        "They told me. | Harrow left.",
        "The answer was no. | Harrow left.",
        "Will it hold? | No. | Harrow knew it.",
        "The vote is in May. | Harrow will run.",
        "She fell ill. | Doctors were called.",
        "It was sold by Orlov Inc. | Shares fell at once.",
        "It was sold by Orlov Corp. Chairman Max Dunn.",
        "They met on Mill Ave. | Police watched.",
        "They like pumps, gates, etc. | Engineers do not.",
        "He flew to the U.S. | A spokesman confirmed it.",
        "He flew to the U.S. | The embassy confirmed it.",
        "He flew to the U.K. | I’m told that he is back.",
        "He joined the U.S. Army in May. | It suited him.",
        "The shop shut at 5 p.m. | Dunn went home.",
        "The shop shut at 5 p.m. Tuesday. | Dunn went home.",
        "The call came at 3 a.m. EST. | At 4 a.m. Mr. Dunn rose.",
        "He has a Ph.D. | The others have none.",
    ],
)
def test_an_abbreviation_may_end_a_sentence(marked: str) -> None:
    assert_splits(marked)


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("de", "Im 19. Jahrhundert brannte die Stadt. | Nach dem 2. Weltkrieg wurde sie gebaut."),
        ("de", "Sie hat Pumpen, Tore usw. | Dann kam der Regen."),
        ("de", "Er ist Dipl.-Ing. und wohnt in Ott. | Er kam am 3. Oktober."),
    ],
)
def test_german_ordinals_do_not_end_a_sentence_but_some_abbreviations_do(
    language: str, marked: str
) -> None:
    assert_splits(marked, language)


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("en", "The dam held. | (The ministry would not say why.) | Engineers were surprised."),
        ("en", "The dam held. | [Was it luck?] | Nobody knows."),
        ("en", "The dam (it was built in 1931. It leaks.) held. | It rained."),
        ("en", "The dam held (so they say!) and the town slept. | It rained."),
        ("en", "(It rained. It snowed.) | Then the sun came out."),
        ("en", "“The gate is shut [...]” (Dunn 12)."),
        ("fr", "La digue a tenu. | (Personne ne sait pourquoi.) | Il pleut."),
        ("de", "Der Damm hielt. | (Niemand weiß, warum.) | Es regnet."),
    ],
)
def test_a_parenthesis_may_be_a_sentence(language: str, marked: str) -> None:
    assert_splits(marked, language)


@pytest.mark.parametrize(
    "marked",
    [
        "“He called it ‘a farce.’” | Dunn agreed.",
        'He said: "It is over. We lost." | The crowd went home.',
        "“He told me ‘Go.’ Then he left,” Dunn said. | Nobody moved.",
        "The minister called it “a farce”. | She gave no reason.",
        "“It rained.” | “It snowed.”",
    ],
)
def test_a_quotation_may_end_a_sentence(marked: str) -> None:
    assert_splits(marked)


@pytest.mark.parametrize(
    "marked",
    [
        "1. Shut the gate | 2. Start the pumps | 3. Leave",
        "1. Shut the gate. | 2. Start the pumps. | 3. Leave.",
        "a) shut the gate | b) start the pumps",
        "• 1. Shut the gate | • 2. Start the pumps",
        "(a) Shut it | (b) Start it",
    ],
)
def test_list_items_in_one_line_are_sentences(marked: str) -> None:
    assert_splits(marked)


@pytest.mark.parametrize(
    "marked",
    [
        "The dam held. | . . . The town slept.",
        "It will end . . . . | Then comes the rain.",
        "He never said so.... | Dunn left.",
    ],
)
def test_dots_for_an_omission_belong_to_a_sentence(marked: str) -> None:
    assert_splits(marked)
