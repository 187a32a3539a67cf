"""Titles, initials and words that look like abbreviations, each with a counter-example."""

import pytest

from annotator.corpus.segmentation.openers import OPENERS
from tests.corpus.segmentation.splitting import assert_splits


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("hi", "डॉ. सिंह ने कहा कि पानी सुरक्षित है। | प्रो. वर्मा सहमत हैं।"),
        ("hi", "एस. के. शर्मा ने कहा कि पानी सुरक्षित है। | लोग नहीं मानते।"),
        ("hi", "स्व. गांधी और अ.भा.वि.प. के नेता दि. 5 मई को आए। | लोग खुश थे।"),
        ("bn", "প্রো. সেন ও অ্যাড. রায় এসেছেন। | কেউ যায়নি।"),
        ("ar", "بنيت عام 512 ق. م. في المدينة. | العنوان ص.ب. 512 في المدينة."),
        ("fa", "در سال ۱۳۵۷ ه. ش. انقلاب شد. | مردم آمدند."),
        ("lo", "ທ່ານ ດຣ. ສົມໄຊ ມາແລ້ວ"),
        ("th", "เขามาถึง กทม. เมื่อวันที่ 5 ม.ค. 2560"),
        ("mr", "डॉ. सिंह म्हणाले की पाणी सुरक्षित आहे. | लोक मानत नाहीत."),
        ("bn", "ড. সেন বলেছেন জল নিরাপদ। | মো. রহমান একমত।"),
        ("ta", "திரு. குமார் பேசினார். | மக்கள் நம்பவில்லை."),
        ("ar", "زار أ.د. محمود الجامعة. | ثم غادر."),
        ("ar", "قال أحمد ز. أمين ذلك. | ثم غادر."),
        ("fa", "دکتر م. احمدی گفت آب سالم است. | مردم باور نمی‌کنند."),
        ("ur", "ڈاکٹر م۔ احمد نے کہا پانی محفوظ ہے۔ | لوگ نہیں مانتے۔"),
        ("el", "Οι κκ. Παπάς και Νίκου έφυγαν. | Ο κ. Παπάς γύρισε."),
        ("el", "Ο Δρ. Παπάς ήρθε με τον Γ. Νίκου. | Έφυγαν νωρίς."),
        ("hy", "Պրոֆ. Պետրոսյանը եկավ 2010 թ. Երևան։ | Նա գնաց։"),
        ("km", "ឯ.ឧ. សុខ បាននិយាយ។ | គាត់បានទៅ។"),
        ("th", "ดร. สมชายมาถึงเมื่อเวลา 10.00 น. วันจันทร์"),
        ("th", "เกิดขึ้นใน พ.ศ. 2560 ที่กรุงเทพ"),
        ("zh", "J. K. 罗琳来了。"),
        ("ko", "Dr. 김은 물이 안전하다고 말했다."),
        ("tr", "Prof. Dr. Kaya geldi. | Av. Demir gelmedi."),
        ("cs", "Mgr. Novák a Ing. Dvořák přišli. | Ministr J. Durich nepřišel."),
        ("sk", "Prišli Mgr. Novák a J. Durich. | Ministr neprišiel."),
        ("sl", "Prišla sta dr. Novak in J. Kovač. | Minister ni prišel."),
        ("hr", "Došli su dr. Horvat i J. Kovač. | Ministar nije došao."),
        ("hu", "Dr. Nagy és ifj. Kovács jött. | A miniszter nem jött."),
        ("ro", "Au venit dl. Popescu și dr. Ionescu. | Ministrul nu a venit."),
        ("bg", "Дойдоха проф. Петров и арх. Иванов. | Министърът не дойде."),
        ("uk", "Прийшли проф. Бойко і В. І. Гошкевич. | Міністр не прийшов."),
        ("id", "Kata Tn. Budi dan Ny. Sari, air itu aman. | Warga ragu."),
        ("sv", "Premiärminister Ms. Gillard kom. | Hon log."),
        ("fi", "Ulkoilmateatteri St. Michaelin kirkossa avattiin. | Se on suuri."),
        ("da", "Lægerne B. Lau og R. Lin kom. | De gik igen."),
        ("de", "Die Partei, z. B. Die Linke, war dagegen. | Sie stimmte nicht zu."),
    ],
)
def test_a_title_or_an_initial_does_not_end_a_sentence(language: str, marked: str) -> None:
    assert_splits(marked, language, between="" if language == "zh" else " ")


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("it", "Tutti i medici erano armati, tranne me. | Quando morì, eravamo soli."),
        ("it", "Era l'ultimo in TV. | L'uomo rise."),
        ("es", "La basura termina en el mar. | Tras la tormenta vuelve a la playa."),
        ("sv", "Alla kan inte lösgöra sig från det. | Som tur är gick det bra."),
        ("no", "Det er lett å gå inn i det. | Vi er et produkt av våre minner."),
        ("no", "Saken omtales av Aftenposten.no. | Han forteller at skolen er stengt."),
        ("de", "Es gibt Pumpen, Tore usw. | Dann kam der Regen."),
        ("cs", "Má čerpadla, vrata atd. | Potom přišel déšť."),
        ("pl", "Ma pompy, wrota itd. | Potem przyszedł deszcz."),
        ("ru", "Есть насосы, ворота и т. д. | Потом пошел дождь."),
        ("uk", "Є насоси, ворота і т. п. | Потім пішов дощ."),
        ("el", "Έχει αντλίες, πύλες κλπ. | Μετά ήρθε η βροχή."),
        ("de", "Ich weiß nicht, warum … | Als er ging, war es dunkel."),
        ("hi", "वह घर गया. | सब लोग सो गए. | रात हो गई."),
        ("th", "น้ำปลอดภัย. | เขื่อนปิดแล้ว."),
        ("pl", "Nie wiem, dlaczego… | Potem było ciemno."),
        ("fa", "نمی‌دانم چرا… | شب تاریک بود."),
    ],
)
def test_a_word_like_an_abbreviation_may_end_a_sentence(language: str, marked: str) -> None:
    assert_splits(marked, language)


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("de", "Er wartete … und ging. | Es war dunkel."),
        ("pl", "Czekał… i poszedł. | Było ciemno."),
        ("it", "Ha parlato il sig. La Rosa. | Poi ha taciuto."),
        ("nl", "De partij, d.w.z. De Groenen, was tegen. | Zij stemde niet."),
    ],
)
def test_an_abbreviation_or_an_ellipsis_may_go_on(language: str, marked: str) -> None:
    assert_splits(marked, language)


def test_openers_are_in_small_letters() -> None:
    assert all(word == word.lower() for words in OPENERS.values() for word in words)


@pytest.mark.parametrize(("language", "line"), [("fr", "… Il a nié."), ("ru", "… Он отрицал.")])
def test_a_line_may_begin_with_an_ellipsis(language: str, line: str) -> None:
    assert_splits(line, language)
