"""End marks and quotations of languages beyond the Latin ones, each with a counter-example."""

import pytest

from tests.corpus.segmentation.splitting import assert_splits


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("hi", "पानी सुरक्षित है। | बाँध बंद है। | क्या यह सच है?"),
        ("mr", "पाणी सुरक्षित आहे. | धरण बंद आहे."),
        ("ne", "पानी सुरक्षित छ। | बाँध बन्द छ।"),
        ("bn", "জল নিরাপদ। | বাঁধ বন্ধ। | এটা কি সত্য? | কেউ জানে না।"),
        ("as", "পানী নিৰাপদ। | বান্ধ বন্ধ।"),
        ("pa", "ਪਾਣੀ ਸੁਰੱਖਿਅਤ ਹੈ। | ਬੰਨ੍ਹ ਬੰਦ ਹੈ।"),
        ("ur", "پانی محفوظ ہے۔ | ڈیم بند ہے۔ | کیا یہ سچ ہے؟ | کوئی نہیں جانتا۔"),
        ("fa", "آب سالم است. | سد بسته است. | آیا راست است؟ | کسی نمی‌داند."),
        ("ar", "الماء آمن. | السد مغلق! | هل هذا صحيح؟ | لا أحد يعرف."),
        ("he", "המים בטוחים. | הסכר סגור. | האם זה נכון? | איש אינו יודע."),
        ("el", "Το νερό είναι ασφαλές. | Ποιος το είπε; | Κανείς δεν ξέρει."),
        ("el", "Ποιος το είπε\u037e | Κανείς δεν ξέρει."),
        ("el", "«Ποιος το είπε;» | Κανείς δεν απάντησε."),
        ("hy", "Ջուրն անվտանգ է։ | Ամբարտակը փակ է։ | Ո՞վ ասաց։ | Ոչ ոք չգիտի։"),
        ("hy", "Ջուրն անվտանգ է: | Ամբարտակը փակ է:"),
        ("hy", "Նա չգիտեր... | Ոչ ոք չգիտեր։"),
        ("ka", "წყალი უსაფრთხოა. | კაშხალი დაკეტილია. | ვინ თქვა? | არავინ იცის."),
        ("am", "ውሃው ደህና ነው። | ግድቡ ተዘግቷል።"),
        ("km", "ទឹកមានសុវត្ថិភាព។ | ទំនប់បានបិទ៕ | តើនេះជាការពិតឬ? | គ្មាននរណាដឹងទេ។"),
        ("my", "ရေက ဘေးကင်းသည်။ | ဆည်ကို ပိတ်ထားသည်။"),
        ("ta", "தண்ணீர் பாதுகாப்பானது. | அணை மூடப்பட்டது. | யார் சொன்னது? | யாருக்கும் தெரியாது."),
        ("te", "నీరు సురక్షితం. | ఆనకట్ట మూసివేయబడింది."),
        ("ko", "물은 안전하다. | 댐은 닫혔다. | 누가 말했는가? | 아무도 모른다."),
    ],
)
def test_the_marks_of_a_language_end_its_sentences(language: str, marked: str) -> None:
    assert_splits(marked, language)


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("zh", "水是安全的。 | 大坝关闭了！ | 是真的吗？ | 没人知道。"),
        ("zh", "水是安全的。 | “大坝关闭了。” | 没人知道。"),
        ("ja", "水は安全だ。 | ダムは閉鎖された！ | 本当か？ | 誰も知らない。"),
        ("ja", "水は安全だ｡ | ダムは閉鎖された｡"),
        ("zh", "他看了《你好吗？》这部电影。 | 他很喜欢。"),
        ("ja", "『ダムの夜。』は2010年の映画だ。 | 人気だ。"),
        ("zh", "他来了（没人知道。真的。）并离开了。 | 她没来。"),
    ],
)
def test_chinese_and_japanese_need_no_space_between_sentences(language: str, marked: str) -> None:
    assert_splits(marked, language, between="")


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("el", "Ήρθε· έφυγε· δεν μίλησε. | Κανείς δεν ξέρει."),
        ("hy", "Ո՞վ ասաց, որ ջուրն անվտանգ է։ | Ոչ ոք։"),
        ("en", "The water is safe; Dunn says so. | Nobody believes it."),
        ("km", "គាត់ទិញបន្លែ ត្រី ។ល។ | គាត់សប្បាយចិត្ត។"),
        ("fa", "کتاب، دفتر و… در کیف بود. | کیف گم شد."),
        ("fa", "کتاب، دفتر و... در کیف بود. | کیف گم شد."),
        ("hi", "“पानी सुरक्षित है। बाँध बंद है,” मंत्री ने कहा। | लोग नहीं मानते।"),
    ],
)
def test_a_mark_inside_a_sentence_does_not_end_it(language: str, marked: str) -> None:
    assert_splits(marked, language)


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("zh", "“水是安全的。”市长说。 | 居民怀疑。"),
        ("zh", "「水是安全的。」市長說。 | 居民懷疑。"),
        ("zh", "“水安全吗？”一位居民问道。 | 没人回答。"),
        ("zh", "“水是安全的。大坝也是。”市长周一表示。 | 居民怀疑。"),
        ("ja", "「水は安全だ。」と市長は述べた。 | 住民は疑う。"),
        ("ja", "「水は安全だ。」という話だ。 | 住民は疑う。"),
    ],
)
def test_a_chinese_or_japanese_quotation_and_its_speaker_are_one_sentence(
    language: str, marked: str
) -> None:
    assert_splits(marked, language, between="")


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("zh", "“水是安全的。” | 居民们不相信这句话。"),
        ("zh", "市长说：“水是安全的。” | 居民怀疑。"),
        ("ja", "「水は安全だ。」 | 住民は疑う。"),
    ],
)
def test_a_new_sentence_after_such_a_quotation_is_not_its_speaker(
    language: str, marked: str
) -> None:
    assert_splits(marked, language, between="")


def test_a_chinese_quotation_that_is_never_closed_hides_no_sentences() -> None:
    sentence = "居民怀疑这一点，但是没有人去问市长。"
    assert_splits(" | ".join(["“水是安全的。", *[sentence] * 40]), "zh", between="")


@pytest.mark.parametrize(
    "marked",
    [
        '시장은 "물은 안전하다."라고 말했다. | 주민은 의심한다.',
        "시장은 “물은 안전하다.”라고 말했다. | 주민은 의심한다.",
        '시장은 "물은 안전하다." 라고 말했다. | 주민은 의심한다.',
        '"물은 안전한가?"라는 질문이 있었다. | 아무도 답하지 않았다.',
        '시장은 "물은 안전하다."고 했다. | 주민은 의심한다.',
        '시장이 말했다. | "물은 안전하다." | 주민은 의심한다.',
    ],
)
def test_a_korean_quotation_goes_on_with_its_particle(marked: str) -> None:
    assert_splits(marked, "ko")
