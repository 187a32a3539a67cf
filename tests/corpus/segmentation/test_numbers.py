"""Sentences that begin with a number, ordinals, and dates, each with a counter-example."""

import pytest

from tests.corpus.segmentation.splitting import assert_splits


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("de", "Der Damm wurde geschlossen. | 2010 wurde er geöffnet."),
        ("de", "Das Wasser sei sicher, hieß es. | 30 Menschen zweifeln daran."),
        ("de", "Der Damm hielt! | 30 Menschen jubelten."),
        ("de", "„Der Damm hält.“ | 30 Menschen zweifeln daran."),
        ("nl", "De dam is dicht. | 30 mensen twijfelen daaraan."),
        ("da", "Dæmningen er lukket. | 30 personer tvivler."),
        ("no", "Demningen er stengt. | 30 personer tviler."),
        ("sv", "Dammen är stängd. | 30 personer tvivlar."),
        ("is", "Stíflan er lokuð. | 30 manns efast um það."),
        ("fi", "Pato on suljettu. | 30 ihmistä epäilee sitä."),
        ("et", "Tamm on suletud. | 30 inimest kahtleb selles."),
        ("lv", "Dambis ir slēgts. | 30 cilvēki par to šaubās."),
        ("lt", "Užtvanka uždaryta. | 30 žmonių tuo abejoja."),
        ("cs", "Přehrada je zavřená. | 30 lidí o tom pochybuje."),
        ("sk", "Priehrada je zatvorená. | 30 ľudí o tom pochybuje."),
        ("pl", "Tama jest zamknięta. | 30 osób w to wątpi."),
        ("sl", "Jez je zaprt. | 30 ljudi dvomi o tem."),
        ("hr", "Brana je zatvorena. | 30 ljudi sumnja u to."),
        ("hu", "A gát zárva van. | 30 ember kételkedik ebben."),
        ("ro", "Barajul este închis. | 30 de oameni se îndoiesc."),
        ("fr", "Le barrage est fermé. | 30 personnes en doutent."),
        ("es", "La presa está cerrada. | 30 personas lo dudan."),
        ("it", "La diga è chiusa. | 30 persone ne dubitano."),
        ("pt", "A barragem está fechada. | 30 pessoas duvidam disso."),
        ("ru", "Плотина закрыта. | 30 человек сомневаются."),
        ("uk", "Гребля закрита. | 30 людей сумніваються."),
        ("bg", "Язовирът е затворен. | 30 души се съмняват."),
        ("el", "Το φράγμα έκλεισε. | 30 άνθρωποι αμφιβάλλουν."),
        ("tr", "Baraj kapatıldı. | 30 kişi buna inanmıyor."),
        ("id", "Bendungan ditutup. | 30 orang meragukannya."),
        ("ar", "أغلق السد. | 30 شخصا يشكون في ذلك."),
        ("fa", "سد بسته شد. | ۳۰ نفر شک دارند."),
        ("hi", "बाँध बंद है। | 30 लोग इस पर शक करते हैं।"),
        ("bn", "বাঁধ বন্ধ। | ৩০ জন সন্দেহ করছেন।"),
        ("ta", "அணை மூடப்பட்டது. | 30 பேர் சந்தேகிக்கிறார்கள்."),
        ("ko", "댐은 닫혔다. | 30명은 의심한다."),
    ],
)
def test_a_sentence_may_begin_with_a_number(language: str, marked: str) -> None:
    assert_splits(marked, language)


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("zh", "市长说水是安全的。 | 2010年大坝关闭。"),
        ("zh", "太好了！ | 3人受伤。"),
        ("zh", "他同意吗？ | 2019年他拒绝了。"),
        ("zh", "水位是3.5米。 | 5人离开了。"),
        ("ja", "ダムは安全だ。 | 2010年に閉鎖された。"),
        ("ja", "本当か？ | 3人がけがをした。"),
    ],
)
def test_a_chinese_or_japanese_sentence_may_begin_with_a_number(language: str, marked: str) -> None:
    assert_splits(marked, language, between="")


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("de", "Siehe Nr. 5 und S. 12. | Es steht in Abs. 3."),
        ("de", "Es kamen ca. 30 Menschen. | Der Eintritt kostet z. B. 5 Euro."),
        ("fr", "Voir art. 5 et p. 12. | Le reste manque."),
        ("es", "Véase el art. 5 y la pág. 12. | Falta el resto."),
        ("pl", "Zob. art. 5 i str. 12. | Przyszło ok. 30 osób."),
        ("cs", "Viz čl. 5 a str. 12. | Přišlo cca. 30 lidí."),
        ("el", "Βλ. αριθ. 5 και σελ. 12. | Τα άλλα λείπουν."),
        ("hi", "इसकी कीमत रु. 500 है। | वह सस्ता है।"),
        ("ta", "அதன் விலை ரூ. 500 ஆகும். | அது மலிவு."),
        ("ru", "См. ст. 5 и рис. 12. | Пришли 30 человек."),
        ("bg", "Виж чл. 5 и стр. 12. | Дойдоха 30 души."),
        ("no", "Møtet er kl. 11.30 i dag. | Alle kommer."),
        ("id", "Lihat hlm. 12 buku itu. | Sisanya hilang."),
    ],
)
def test_an_abbreviation_before_a_number_does_not_end_a_sentence(
    language: str, marked: str
) -> None:
    assert_splits(marked, language)


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("tr", "Bu, 12. Cumhurbaşkanı döneminde oldu. | Sonra seçim yapıldı."),
        ("tr", "Baraj II. Dünya Savaşı sırasında yapıldı. | Bugün boş."),
        ("tr", "Ekip 1. Lig'de oynuyor. | Papa VI. Paul onu övdü."),
        ("de", "Am Montag, 5. Mai, tagt der Rat. | Er tagt am 6. Juni wieder."),
        ("de", "Ende des späten 15. Jahrhunderts war das so. | Heute nicht."),
        ("de", "Es war ihr lange erwartetes 60. Jubiläum. | Alle kamen."),
        ("de", "Der II. Weltkrieg begann. | Niemand wollte ihn."),
        ("de", "Er kam am 5. 10. 2020 an. | Sie kam am 3. 4. 2021."),
        ("cs", "Stalo se to 5. Května v Praze. | Bylo to 5. 10. 2020."),
        ("sk", "Stalo sa to 5. Mája v Nitre. | Bolo to 5. 10. 2020."),
        ("pl", "W latach 50. Polska się zmieniła. | W latach 60. XX wieku też."),
        ("da", "Efter 2. Verdenskrig blev byen bygget. | Den 5. maj kom han."),
        ("no", "Etter 2. Verdenskrig ble byen bygd. | Den 5. mai kom han."),
        ("is", "Eftir 2. Heimsstyrjöld var borgin byggð. | Hún er stór."),
        ("fi", "Kaupunki on 2. Divisioonan paras. | Se voitti 5. toukokuuta."),
        ("et", "Linn ehitati pärast II. Maailmasõda. | See on suur."),
        ("hu", "A II. Világháború után épült. | Ma üres."),
        ("sl", "Mesto so zgradili po II. Svetovni vojni. | Danes je prazno."),
        ("hr", "Grad je izgrađen nakon II. Svjetskog rata. | Danas je prazan."),
    ],
)
def test_an_ordinal_does_not_end_a_sentence(language: str, marked: str) -> None:
    assert_splits(marked, language)


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("de", "Sie landete auf Platz 5. | Merkel gratulierte."),
        ("de", "Er kam am 5. | Danach ging er."),
        ("de", "Er wurde im Jahr 2010. | Merkel gratulierte."),
        ("de", "Das Denkmal zeigt Thutmosis III. | Die Stadt ist stolz."),
        ("cs", "Skončila na místě 5. | Potom odešla."),
        ("cs", "Pomník ukazuje krále Karla IV. | Ten je v Praze."),
        ("pl", "Mieszka pod numerem 5. | Potem wyjechał."),
        ("da", "Hun fik nummer 5. | Han fik nummer 6."),
        ("sv", "Hon kom på plats 5. | Han kom på plats 6."),
        ("fi", "Hän tuli vuonna 363. | Uskotaan, että se oli talvi."),
        ("tr", "Sonuç 3. | Ama kimse sevinmedi."),
        ("hu", "Ez az oldal 5. | Ma ennyi volt."),
        ("fr", "Elle est numéro 5. | Marie est numéro 6."),
        ("en", "She came in at number 5. | Merkel came in at number 6."),
    ],
)
def test_a_number_may_end_a_sentence(language: str, marked: str) -> None:
    assert_splits(marked, language)


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("tr", "Kent M.Ö. 300 yılında kuruldu. | Bugün boş."),
        ("pl", "W 1492 r. Kolumb popłynął na zachód. | W 1500 r. Portugalia poszła za nim."),
        ("pl", "Spółka powstała w 1916 r. – Asty Film. | Dziś jej nie ma."),
        ("ru", "В 8 веке до н. э. Греция росла. | Потом она пала."),
        ("es", "En 350 a. C. Roma era pequeña. | Luego creció."),
        ("de", "Im Jahr 49 v. Chr. Cäsar zu trotzen, war kühn. | Er siegte."),
        ("ar", "بدأت القصة عام 512 ق.م في المدينة. | ثم انتهت."),
        ("fr", "En 352 avant J.C, il dirigeait la région. | Il est mort tôt."),
    ],
)
def test_a_date_does_not_end_its_sentence(language: str, marked: str) -> None:
    assert_splits(marked, language)


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("pl", "Zmarł w 1999 r. | W tym czasie rządził jego brat."),
        ("es", "La ciudad fue destruida por un incendio hacia 1600 a. C. | La gente huyó."),
        ("fr", "La ville fut détruite vers 1600 avant J.-C. | Les habitants ont fui."),
        ("de", "Die Stadt brannte im Jahr 49 v. Chr. | Danach war sie leer."),
        ("ru", "Их нашли в конце 1980-х гг. | Он был рад."),
        ("sv", "Staden brann ca 1600 f.v.t. | Den var stor."),
        ("fi", "Tämä tapahtui 500-luvulla jKr. | Sen jälkeen tuli rauha."),
    ],
)
def test_a_date_may_end_a_sentence(language: str, marked: str) -> None:
    assert_splits(marked, language)
