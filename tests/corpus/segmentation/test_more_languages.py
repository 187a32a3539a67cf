"""Abbreviations, kings, years and speakers of many languages."""

import pytest

from tests.corpus.segmentation.splitting import assert_splits


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("it", "All’on. Ott non piacque. | Rispose all’avv. Dunn."),
        ("it", "L'art. 5 è chiaro. | L'uomo no."),
        ("ca", "L’art. 5 és clar. | L’Excm. Sr. Ott no."),
        ("fr", "Elle habite 5 av. Harrow. | L’art. 5 l’interdit."),
        ("de", "Frau Dipl.-Ing. Ott kam. | Die Fa. Dunn nicht."),
        ("cs", "Ing. arch. Ott mlčel. | Mjr. Dunn mluvil."),
        ("pl", "Dyr. Ott został. | Nikt nie wie."),
        ("hu", "Szt. Ilona ünnepe volt. | Senki sem tudta."),
        ("da", "Adv. Ott talte. | Ingen svarede."),
        ("es", "El Ilmo. Sr. Ott calló. | Nadie lo sabe."),
        ("ro", "Str. Harrow e închisă. | Nimeni nu știe."),
        ("ru", "Полк. Отт молчал. | Никто не знает."),
        ("uk", "На просп. Перемоги тихо. | Ніхто не знає."),
        ("tr", "Cad. No. 5 kapalı. | Kimse bilmiyor."),
        ("vi", "PGS. TS. Nguyễn Ott im lặng. | Ở TP. Harrow trời mưa."),
        ("id", "Jln. Harrow ditutup. | Tidak ada yang tahu."),
        ("ka", "პროფ. ოტმა თქვა. | არავინ იცის."),
        ("kn", "ಡಾ. ರಾವ್ ಹೇಳಿದರು. | ಯಾರಿಗೂ ಗೊತ್ತಿಲ್ಲ."),
        ("ur", "ڈاکٹر اے۔ کیو۔ خان آئے۔ | وہ چلے گئے۔"),
        ("hi", "ले. जन. सिंह चुप रहे। | कोई नहीं जानता।"),
    ],
)
def test_an_abbreviation_before_a_name_does_not_end_a_sentence(language: str, marked: str) -> None:
    assert_splits(marked, language)


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("de", "Sie wohnt in der Hafenstr. 5 in Perrin. | Dort ist es still."),
        ("de", "Max. 30 Leute passen hinein. | Mehr nicht."),
        ("de", "Das kostet 5 Tsd. Euro. | Das ist viel."),
        ("de", "Laut Abs. (3) kostet es ca. €5. | Das ist wenig."),
        ("it", "Il d.lgs. 81 è chiaro. | Nel sec. XX crollò."),
        ("pt", "No séc. XX foi assim. | Depois mudou."),
        ("el", "Το λέει το άρθρ. 5 του ν. 12. | Είναι σαφές."),
        ("id", "Ia lahir tgl. 5 Mei 1970. | Ia diam."),
        ("tr", "Kent İ.Ö. 300 yılında kuruldu. | Bugün boş."),
        ("ta", "கி.மு. 300 இல் போர் நடந்தது. | பின் அமைதி வந்தது."),
        ("hr", "Nakon 1991. Harrow je slobodan. | Rodila se 1970. | Umrla je 2010."),
        ("sr", "Године 1991. Хароу је слободан. | Он је отишао."),
    ],
)
def test_an_abbreviation_before_a_number_does_not_end_a_sentence(
    language: str, marked: str
) -> None:
    assert_splits(marked, language)


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("de", "Das Wasser ist sicher. | „30 Leute zweifeln.“"),
        ("de", 'Das Wasser ist sicher. | "30 Leute zweifeln."'),
        ("da", "Vandet er sikkert. | $5 er for meget."),
        ("cs", "Voda je bezpečná. | €3.5 je moc."),
        ("fi", "Vesi on turvallista. | «30 ihmistä epäilee.»"),
        ("ca", "L’aigua és segura. | «30 persones ho dubten.»"),
    ],
)
def test_a_number_begins_a_sentence_after_a_quote_or_a_currency(language: str, marked: str) -> None:
    assert_splits(marked, language)


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("no", "Det var kong Olaf V. | Han talte lenge."),
        ("it", "Era papa Carlo I. | Egli morì presto."),
        ("de", "Das war Papst Ottokar XVI. | Beide schwiegen."),
        ("ru", "Отт родился в 1970 г. | Он жил долго."),
        ("sr", "Био је краљ Александар II. | Он је отишао."),
    ],
)
def test_a_letter_or_a_number_may_end_a_sentence(language: str, marked: str) -> None:
    assert_splits(marked, language)


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("zh", "“水是安全的。”市长说，“请放心。” | 居民怀疑。"),
        ("zh", "“水安全吗？”记者问市长。 | 居民离开。"),
        ("zh", "「水安全。」市長在會上宣布。 | 居民懷疑。"),
        ("zh", "市长问道：“安全吗？” | 没有人回答。"),
        ("ja", "（写真は昨年。） | 市長は去った。"),
        ("zh", "市长离开（图为去年。）。 | 居民怀疑。"),
    ],
)
def test_a_speaker_is_named_before_or_after_a_quotation(language: str, marked: str) -> None:
    assert_splits(marked, language, between="")


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("ko", '"안전하다." 시장이 말했다. | 주민은 의심한다.'),
        ("ko", '"안전하다." | 시장은 물이 안전하다고 말했다.'),
        ("hi", "पानी सुरक्षित है।[1] | कोई नहीं जानता।"),
    ],
)
def test_what_follows_an_end_may_belong_to_the_sentence(language: str, marked: str) -> None:
    assert_splits(marked, language)
