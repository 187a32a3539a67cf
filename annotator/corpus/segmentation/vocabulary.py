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
    "de": _words("hr hrn fr dr prof frhr hl sog dipl gen insbes inkl exkl geb bzw vgl"),
    "es": _words(
        """sr sra sres sras srta dr dra dres d dña gral cnel tte cap cmdte sgto lic ing arq mons
        prof profa sto sta pdte av avda p.ej"""
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
        "dr prof gen płk ppłk mjr kpt por ks inż mgr hab św bp abp kard ul al pl red tzw np m.in"
    ),
    "ru": _words("проф акад ген св тов гр г-н г-жа напр т.е ул пр просп пл"),
    "uk": _words("ім проф акад ген св вул пл напр тов"),
    "tr": _words("dr prof doç yrd av sn alb org orgen korg tümg gen hz bkz op uzm"),
    "ar": _words("د أ م"),
    "fa": _words("د"),
    "sv": _words("dr prof hr fr st"),
}

# They introduce what follows, so no sentence ends with them.
INTRODUCERS = _words("e.g i.e eg ie cf vs viz a.k.a aka f.k.a approx esp incl")

# They come before a number. Before anything else, most of them are words or end a
# sentence.
BEFORE_NUMBERS = _words(
    """no nos nr n° nº vol vols fig figs art arts ch chap para paras sec sect pt eq ex p pp pg ver
    v tel ext approx est c ca circa op cit rte hwy apt ste rm fl par tab app cap jan feb mar apr
    jun jul aug sept sep oct nov dec"""
) | _words(
    "n núm num pag pág págs art abs ziff kap rn bl blz str s стр рис гл ст п д кв nr poz ust pos "
    "sayfa janv févr"
)

# sentencex takes them for abbreviations, but English uses them as words too. Before a
# capital they end a sentence.
WORDS_LIKE_ABBREVIATIONS = _words("arc ark art con fed ill may me miss no ok ore pa ken")

# They end the name of a firm or an address. The words after them show whether the
# sentence ends too.
FIRMS = _words("inc corp co cos ltd llc plc bros")
STREETS = _words("ave blvd rd hwy")
AND_SO_ON = _words("etc usw enz itd ecc")
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
