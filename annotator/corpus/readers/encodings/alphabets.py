"""The letters of languages beyond ASCII, and the encodings that were used for them.

With them, a guess of the encoding can tell plausible text from other letters.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Alphabet:
    """The letters of some languages.

    `common` are the most frequent of them, where nearly every letter is beyond ASCII; otherwise it
    is "", and letters beyond ASCII stand among ASCII letters. `encodings` has the likeliest first.
    """

    languages: tuple[str, ...]
    letters: frozenset[str]
    common: frozenset[str]
    encodings: tuple[str, ...]


WESTERN = ("cp1252", "iso8859_15", "mac_roman", "cp850", "cp437")
CENTRAL = ("cp1250", "iso8859_2", "mac_latin2", "cp852")
CYRILLIC = ("cp1251", "koi8_r", "iso8859_5", "cp866", "mac_cyrillic")
BALTIC = ("cp1257", "iso8859_13", "iso8859_4", "cp775")
TURKISH = ("cp1254", "iso8859_9", "cp857", "mac_turkish")
ARABIC = ("cp1256", "iso8859_6", "cp720")

RUSSIAN = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
UKRAINIAN = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"
HEBREW = "אבגדהוזחטיךכלםמןנסעףפץצקרשת"
ARABIC_LETTERS = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي"
VIETNAMESE = "àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
# No text has the letters ฃ and ฅ any more, but the full stop of Chinese would be one of them.
THAI = "".join(
    chr(code)
    for code in (*range(0x0E01, 0x0E3B), *range(0x0E40, 0x0E4F))
    if code not in (0x0E03, 0x0E05)
)


def _alphabet(
    languages: str, letters: str, encodings: tuple[str, ...], common: str = ""
) -> Alphabet:
    return Alphabet(
        tuple(languages.split()),
        # Some capitals, such as İ, become two letters in lower case.
        frozenset(letters) | frozenset(letter for letter in letters.upper() if len(letter) == 1),
        frozenset(common) | frozenset(common.upper()),
        encodings,
    )


ALPHABETS = (
    _alphabet("de", "äöüß", WESTERN),
    _alphabet("fr", "àâæçèéêëîïôœùûüÿ", WESTERN),
    _alphabet("es gl", "áéíñóúü¿¡ç", WESTERN),
    _alphabet("ca", "àçèéíïòóúü·", WESTERN),
    _alphabet("it", "àèéìíîòóùú", WESTERN),
    _alphabet("pt", "àáâãçéêíòóôõúü", WESTERN),
    _alphabet("nl af", "áäéèëêïíöóüú", WESTERN),
    _alphabet("da no nb nn", "æøåéèêóòôäöü", WESTERN),
    _alphabet("sv fi", "åäöéüšž", WESTERN),
    _alphabet("is fo", "áéíóúýþæöðø", WESTERN),
    _alphabet("sq", "çëâê", WESTERN),
    _alphabet("en ga eu id ms sw tl", "áàâäãåæçéèêëíìîïñóòôöõøœúùûüýÿß¿¡ðþ", WESTERN),
    _alphabet("cs", "áčďéěíňóřšťúůýž", CENTRAL),
    _alphabet("sk", "áäčďéíĺľňóôŕšťúýž", CENTRAL),
    _alphabet("pl", "ąćęłńóśźż", CENTRAL),
    _alphabet("hu", "áéíóöőúüű", CENTRAL),
    _alphabet("ro", "ăâîşţșț", CENTRAL),
    _alphabet("hr sl bs sr", "čćđšž", CENTRAL),
    _alphabet("lt", "ąčęėįšųūž", BALTIC),
    _alphabet("lv", "āčēģīķļņšūž", BALTIC),
    _alphabet("et", "äõöüšž", BALTIC),
    _alphabet("tr az", "çğıöşüİâîû", TURKISH),
    _alphabet("vi", VIETNAMESE + "\u0300\u0301\u0303\u0309\u0323", ("cp1258",)),
    _alphabet("ru", RUSSIAN + "ё", CYRILLIC, "оеаинтсрвлкмдпуя"),
    _alphabet("bg", RUSSIAN, ("cp1251", "mac_cyrillic", "cp866", "iso8859_5"), "аиоетнрсвлкдпмя"),
    _alphabet("uk", UKRAINIAN, ("cp1251", "koi8_u", "iso8859_5", "cp866", "cp1125",
              "mac_cyrillic"), "оанивітерскулдпмя"),
    _alphabet("be", "абвгдеёжзійклмнопрстуўфхцчшыьэюя", CYRILLIC, "аіенорлтскыдумвпя"),
    _alphabet("sr mk", "абвгдђѓежзѕијкќлљмнњопрстћуфхцчџш", ("cp1251", "iso8859_5"),
              "аоиентсрјвкдпум"),
    _alphabet("el", "αάβγδεέζηήθιίϊΐκλμνξοόπρσςτυύϋΰφχψωώ", ("cp1253", "iso8859_7", "cp737",
              "mac_greek"), "αοιετσνηυρπκμ"),
    _alphabet("he yi", HEBREW, ("cp1255", "iso8859_8", "cp862"), "יוהלאמתרבנש"),
    _alphabet("ar", ARABIC_LETTERS, ARABIC, "اليمنوترةبعدسفهق"),
    _alphabet("fa ur", ARABIC_LETTERS + "پچژکگیںےہھٹڈڑ\u200c", ARABIC, "اینردهومتبکس"),
    _alphabet("th", THAI, ("cp874",), "านรอกเงมยลวดทสตะปบคหแจพช่้ัีิ์"),
)  # fmt: skip

# Their characters have several bytes.
EAST_ASIAN = {
    "ja": ("cp932", "euc_jp"),
    "ko": ("cp949",),
    "zh": ("gb18030", "big5hkscs"),
}
