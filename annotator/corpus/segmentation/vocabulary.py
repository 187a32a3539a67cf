"""Lists of words for the rules about sentence boundaries. Pure.

Words are in lower case and without their last full stop. Each list follows a class of words in
the language, not the words that some sample of news has.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Titles come before a name, so they never end a sentence. sentencex knows many of them,
# but it breaks after them if the name looks like a function word ("Ms. You", "Dr. He").
TITLES: dict[str, frozenset[str]] = {
    "en": _words(
        """mr mrs ms mx dr drs prof profs rev hon rt pres amb atty asst assoc dep dir supt insp det
        cllr ald sen sens rep reps gov govs gen gens lt ltc col cols maj capt cpt cmdr cdr adm
        radm vadm brig sgt sgts cpl pfc spc pvt pte flt sqn wg ens msgr mgr bp abp messrs mme
        mlle ret mt ft sec comdr comm"""
    ),
    "fr": _words("m mm mme mmes mlle mlles mgr me dr pr drs prof st ste gén col cdt cap lt av bd"),
    "de": _words("hr hrn fr dr prof frhr hl sog dipl ing mag fa gen insbes inkl exkl geb bzw vgl"),
    "es": _words(
        """sr sra sres sras srta dr dra dres d dña gral cnel tte cap cmdte sgto lic ing arq mons
        prof profa sto sta pdte pdta ilmo ilma excmo excma rvdo av avda p.ej"""
    ),
    "it": _words(
        "sig sigg sig.ra sig.na dott dott.ssa prof prof.ssa on avv ing arch geom rag gen col magg "
        "cap ten mons sen"
    ),
    "pt": _words(
        "sr sra srs sras dr dra drs d prof profa exmo exma gen cel maj cap ten sgt eng arq dep pe "
        "av"
    ),
    "nl": _words("dhr mevr mw mej drs ir mr dr prof jhr ds ing gen kol lt kapt st bijv o.a m.n"),
    "pl": _words(
        """dr prof gen płk ppłk mjr kpt por ks inż mgr hab św bp abp kard ul al pl red dyr tzw np
        m.in asp podkom nadkom st mł sierż"""
    ),
    "ru": _words(
        "проф акад ген полк подполк кап лейт св тов гр г-н г-жа напр т.е ул пр просп пл пер"
    ),
    "uk": _words("ім проф акад ген св вул пл просп бульв пров напр тов"),
    "tr": _words(
        "dr prof doç yrd av sn alb org orgen korg tümg gen hz bkz op uzm kur bşk cad sok mah"
    ),
    "ar": _words("د أ م أ.د أ.م.د م.م ا.د السيد"),
    "fa": _words("د آقای"),
    # Urdu writes the names of letters: “اے۔ کیو۔ خان”.
    "ur": _words("ڈاکٹر مسٹر اے بی سی ڈی ای ایف جے ایل ایم این پی کیو آر ایس ٹی یو وی"),
    "sv": _words("dr prof hr fr st"),
    "da": _words("dr prof hr fr st chr adv"),
    "no": _words("dr prof hr fr st chr adv"),
    "fi": _words("tri dr prof hra rva nti toht"),
    "cs": _words(
        "dr prof doc ing arch mgr bc judr mudr phdr rndr plk mjr por gen kpt sv p pí tř nám ul"
    ),
    "sk": _words("dr prof doc ing arch mgr bc judr mudr phdr rndr plk mjr gen kpt sv p nám ul"),
    "sl": _words("dr prof doc g ga gdč mag inž sv"),
    "hr": _words("dr prof doc g gđa gđica mr inž sv"),
    "sr": _words("dr prof doc g gđa mr inž sv"),
    "hu": _words("dr prof id ifj özv st szt"),
    "ro": _words("dr prof dl dna d-na dra ing acad gen col lt sf str bd șos"),
    "el": _words("κ κα κκ δρ καθ αγ στρ ταξ σμχ υπ"),
    "bg": _words("г-н г-жа д-р арх еп проф доц акад инж ген св ул бул"),
    "id": _words("tn ny nn sdr sdri bpk dr drs ir prof h hj kh jl jln mr mrs ms"),
    "hi": _words(
        "डॉ डा प्रो पं श्री श्रीमती सुश्री कु मो मि एड इंजी ए बी सी डी ई एफ जी एच आई जे के एल "
        "एम एन ओ पी आर एस टी यू वी ले जन कर्नल"
    ),
    "mr": _words("डॉ प्रा श्री सौ पं मा न्या"),
    "ne": _words("डा प्रा श्री"),
    "bn": _words("ড ডা ডঃ ডাঃ মো মোঃ মি মিঃ মিসেস অধ্যা ইঞ্জি শ্রী"),
    "ta": _words("டாக்டர் திரு திருமதி செல்வி பேரா முனைவர்"),
    "te": _words("డా డాక్టర్ శ్రీ శ్రీమతి ప్రొ"),
    "gu": _words("ડૉ ડો શ્રી પ્રો"),
    "pa": _words("ਡਾ ਸ੍ਰੀ ਸ ਪ੍ਰੋ"),
    "kn": _words("ಡಾ ಶ್ರೀ ಶ್ರೀಮತಿ ಪ್ರೊ"),
    "ml": _words("ഡോ ശ്രീ ശ്രീമതി പ്രൊഫ"),
    "ka": _words("პროფ აკად დოც გენ"),
    "ca": _words("sr sra srs sres dr dra drs prof excm excma il·lm il·lma gral av avda pl"),
    "vi": _words("ts ths pgs gs bs ls ks ths.bs pgs.ts gs.ts ts.bs tp tx tt"),
    "hy": _words("պրոֆ ակադ դոկ"),
    "ko": _words("dr mr mrs ms prof"),
    "th": _words("ดร นาย นาง น.ส ศ รศ ผศ พล.อ พล.ต.อ พ.ต.ท ร.ต.อ พ.ต.อ ร.ต พ.อ พล.ท พล.ต"),
}

# English titles in the news of other languages, with a capital: “Ms. Gillard”, “St. Peter”.
FOREIGN_TITLES = _words("mr mrs ms dr st prof")

# They introduce what follows, so no sentence ends with them.
INTRODUCERS = _words("e.g i.e eg ie cf vs viz a.k.a aka f.k.a approx esp incl")

# The same in other languages: “z. B.”, “п. ex.”, “t.ex.”, “π.χ.”
INTRODUCERS_BY_LANGUAGE: dict[str, frozenset[str]] = {
    "de": _words(
        "z.b b d.h h u.a v.a i.d.r bzw vgl ca inkl exkl sog insb insbes evtl ggf lt gem tsd"
    ),
    "fr": _words("p.ex ex c.-à-d cf env"),
    "es": _words("p.ej ej cf aprox"),
    "it": _words("es p.es cfr ad.es"),
    "pt": _words("p.ex ex cf aprox"),
    "nl": _words("bijv bv d.w.z o.a m.n nl i.p.v t.a.v ca vgl"),
    "sv": _words("t.ex ex bl.a a dvs s.k k ca jfr"),
    "da": _words("f.eks eks bl.a dvs jf ca"),
    "no": _words("f.eks eks bl.a dvs jf ca"),
    "pl": _words("np m.in tzw tj tzn ok por ws im al pocz pn"),
    "cs": _words("např tj tzv tzn resp popř příp cca"),
    "sk": _words("napr tj tzv resp cca"),
    "sl": _words("npr tj t.i oz prim"),
    "hr": _words("npr tj tzv odn usp"),
    "fi": _words("esim mm ts ns n"),
    "hu": _words("pl ill ún kb vö"),
    "tr": _words("örn bkz yakl"),
    "ru": _words("напр т.е е т.н н см ср ок"),
    "uk": _words("напр т.зв див пор"),
    "bg": _words("напр т.е т.нар вж срв"),
    "el": _words("π.χ χ δηλ βλ πρβλ λ.χ"),
    "id": _words("mis"),
}

# A number comes after these nouns: “Platz 5.” has no ordinal.
COUNTED = _words(
    """platz rang nummer seite kapitel artikel paragraph absatz band gruppe zu side kapittel
    artikkel sidan numer strona rozdział artykuł strana číslo kapitola článek článok stran številka
    poglavlje broj strani članak sivu luku vuonna vuoden jahr jahre år året árið árinu roce roku
    rok letu leta godine numero oldal fejezet sayfa madde bölüm numara"""
)
# With one of these words, a South Slavic year with a full stop is no sentence: “Godine 1991.”
BEFORE_YEARS = _words(
    """u od do nakon poslije posle prije pre oko godine tijekom tokom krajem početkom sredinom у од
    до након после пре око године током крајем почетком средином"""
)
# Polish decades: “w latach 50.”
DECADES = _words("lata lat latach latom latami")

# They come before a number. Before anything else, most of them are words or end a
# sentence.
BEFORE_NUMBERS = _words(
    """no nos nr n° nº vol vols fig figs art arts ch chap para paras sec sect pt eq ex p pp pg ver
    v tel ext approx c ca circa op cit rte hwy apt ste rm fl par tab app cap jan feb mar apr
    jun jul aug sept sep oct nov dec
    n núm num pag pág págs art abs ziff kap rn bl blz str s стр рис гл ст п д кв nr poz ust pos
    sayfa janv févr
    αριθ αρ άρθρ αρθρ ν π.δ εδ σελ κεφ παρ чл čís čl odst č nro klo kb stk hlm hal tgl rp št
    रु सं क्र पृ ரூ எண் રૂ రూ ਰੁ രൂ টা নং ص ج ش"""
)

# sentencex takes them for abbreviations, but English uses them as words too. Before a
# capital they end a sentence.
WORDS_LIKE_ABBREVIATIONS = _words("arc ark art con fed ill may me miss no ok ore pa ken")

# They end the name of a firm or an address. The words after them show whether the
# sentence ends too.
FIRMS = _words("inc corp co cos ltd llc plc bros")
STREETS = _words("ave blvd rd hwy")
AND_SO_ON = _words(
    """etc usw enz itd itp ecc atd apod atď ipd osv mv stb vb vs jne ym dll dsb dst κλπ κ.λπ κτλ т.д
    т.п"""
)
OFFICES = _words(
    """chief chairman chairwoman chair chairperson president vice ceo cfo coo director founder
    cofounder co-founder executive managing senior general spokesman spokeswoman spokesperson
    secretary treasurer manager analyst partner head officer deputy"""
)
HOURS = _words("a.m p.m")
AFTER_HOURS = _words(
    """monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri
    sat sun january february march april may june july august september october november
    december et est edt ct cst cdt mt mst mdt pt pst pdt gmt utc bst cet cest msk ist jst
    eastern central mountain pacific greenwich local"""
)
PREPOSITIONS_OF_TIME = _words("at by around about before after until till since from between on in")

BEFORE_NUMBERS_BY_LANGUAGE: dict[str, frozenset[str]] = {
    "en": _words("est"),
    "de": _words("bd max min mind tab abb rn"),
    "it": _words("d.lgs d.l d.p.r d.m l sec"),
    "pl": _words("godz rys tab ryc"),
    "pt": _words("séc"),
    "ro": _words("pct lit alin nr art pag sec"),
    "cs": _words("r č s sv"),
    "sk": _words("r č s zv"),
    "sl": _words("l št"),
    "da": _words("kl nr"),
    "no": _words("kl nr"),
    "nb": _words("kl nr"),
    "sv": _words("kl nr"),
    "bg": _words("бл вх ап ет"),
    "uk": _words("буд кв"),
    "ru": _words("д корп"),
}
# Numbers of kings, popes and centuries, up to 39.
ROMAN_NUMBERS = frozenset(
    tens + ones
    for tens in ("", "x", "xx", "xxx")
    for ones in ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
) - {""}
# Abbreviations in dates that are longer than a letter and have no full stop inside.
LONG_DATES = _words("гг рр вв eaa jaa ekr jkr")

# With a capital, these words begin a sentence: unlike names, they have none inside one.
FUNCTION_WORDS = _words(
    """a an the this that these those he she it they we you his her its their our my your who what
    when where why how there here and but or nor so yet if as at by for from in into of on to
    with without after before since while although though because however meanwhile then now no
    not nobody nothing none some many most all both each every another other others one two
    three several few such only even also still just is are was were do does did has have had
    will would can could should may might must let"""
)

SPEECH = _words(
    """said says told tells asked asks replied replies answered answers added adds shouted shouts
    cried cries wrote writes tweeted posted insisted insists argued argues claimed claims
    declared declares exclaimed announced explained explains noted notes quipped joked warned
    warns continued recalled recalls responded responds remarked stated states demanded demands
    pleaded yelled screamed whispered wondered admitted admits conceded acknowledged concluded
    observed urged vowed testified snapped muttered boasted countered retorted stressed
    emphasized emphasised commented complained lamented mused suggested"""
)
SPEECH_TO = _words("told tells asked asks reminded assured warned")
ROLES = _words(
    """spokesman spokeswoman spokesperson president minister chairman chairwoman chair director
    leader chief secretary ambassador adviser advisor lawyer attorney official commander
    governor mayor senator lawmaker editor analyst reporter correspondent host coach manager
    officer professor prime foreign deputy vice executive press police defense defence interior
    party opposition government army military state"""
)
PARTICLES = _words(
    "of the for and de da di del della la le van von der den ter bin ibn bint al el abu"
)
ADVERBIALS = _words(
    """on in at during after before as when while to from with through by outside inside near via
    over under amid yesterday today tonight late early earlier later last again back of about
    monday tuesday wednesday thursday friday saturday sunday"""
)

# After one of these words, a German number with a full stop is an ordinal. Elsewhere it
# may end a sentence.
GERMAN_DETERMINERS = _words(
    "der die das des dem den am im zum zur vom beim ein eine einen einem einer ihr ihre sein seine "
    "jeder jede jedes"
)

# Languages that write ordinals with a full stop.
ORDINALS = _words("de cs sk pl da no nb nn is fo fi et lv hu sl hr bs sr tr az lb hsb dsb")
# After a number, they are days: “Montag 5. Mai”.
GERMAN_MONTHS = _words(
    """januar jänner februar märz april mai juni juli august september oktober november
    dezember"""
)
# Eras that come before the year: Turkish “M.Ö. 300”, Tamil “கி.மு. 300”.
BEFORE_CHRIST: dict[str, frozenset[str]] = {
    "tr": _words("m.ö m.s i.ö i.s"),
    "az": _words("m.ö m.s i.ö i.s e.ə b.e.ə"),
    "ta": _words("கி.மு கி.பி"),
    "te": _words("క్రీ.పూ క్రీ.శ"),
}
# What a date may have after its last full stop but one.
DATE_ENDS = _words("r w г р гг рр вв e э е chr z c l -c t kr ekr jkr eaa jaa χ م")
# Languages whose script has no capitals, where a letter with a full stop is an initial.
CASELESS = _words(
    """ar fa ur ps ckb sd ug he yi hi mr ne bn as pa gu or ta te kn ml si th lo km my am ti ka"""
)
# Verbs that end Hindi, Nepali and Bengali sentences, and are as short as abbreviations.
SHORT_ENDINGS = _words(
    """है हैं था थे थी थीं हो हूँ हूं होगा होगी गया गये गए गई दिया दी दिए लिया ली लिए किया की किए रहा रहे रही
    सका सके सकी हुआ हुए हुई छ छन् हो थियो নেই নয় হয় হবে আছে ছিল না হল হলো গেল"""
)
