"""Words that begin a sentence when they have a capital, by language. Pure.

They are articles, pronouns, prepositions, conjunctions and common adverbs: unlike nouns and names,
they have no capital inside a sentence. So they tell whether a sentence ends at a full stop that may
as well belong to an abbreviation, an ordinal or a date.
"""

from annotator.corpus.segmentation.vocabulary import FUNCTION_WORDS


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NORWEGIAN = _words(
    """den det de en et han hun vi jeg du man dette denne disse der her da nå så og men eller for
    fordi hvis når mens etter før siden under over i på av til fra med uten om ved mot ifølge også
    bare ikke ingen noen mange alle hva hvem hvor hvordan hvorfor likevel dessuten derfor deretter
    hans hennes deres sin"""
)
_CROATIAN = _words(
    """on ona ono oni one to ovo taj ta ovaj ova ovi te tu tada onda sada i a ali ili no pa jer ako
    kad kada dok nakon prije poslije u na s sa od do iz za po pri o uz kod bez prema između međutim
    također zato stoga ipak već samo svi sve mnogi neki nije nisu je su što tko gdje kako zašto
    njegov njegova njihov iako"""
)

# Serbian is written in both scripts.
_LETTERS = str.maketrans(
    dict(zip("abvgdđežzijklmnoprstćufhcčš", "абвгдђежзијклмнопрстћуфхцчш", strict=True))
)


def _in_cyrillic(word: str) -> str:
    for pair, letter in (("lj", "љ"), ("nj", "њ"), ("dž", "џ")):
        word = word.replace(pair, letter)
    return word.translate(_LETTERS)


OPENERS: dict[str, frozenset[str]] = {
    "en": FUNCTION_WORDS,
    "de": _words(
        """der die das dem den des ein eine einer einem einen er sie es wir ich ihr man dies diese
        dieser dieses diesem diesen jene jener dort hier da dann danach damals nun jetzt heute
        gestern morgen und aber oder denn doch wenn als weil obwohl während nachdem bevor seit in
        im an am auf aus bei beim mit nach von vom vor zu zum zur für über unter durch gegen ohne um
        bis trotz wegen laut auch nur noch schon nicht kein keine alle viele einige was wer wie wo
        warum wann dabei dazu damit daher deshalb dennoch jedoch außerdem sein seine seiner ihre
        ihren insgesamt so zwar zudem beide jede jeder jedes mehrere manche ferner schließlich"""
    ),
    "fr": _words(
        """le la les l un une des du de d il elle ils elles on nous je j vous tu ce cet cette ces c
        cela ça son sa ses leur leurs notre nos et mais ou or car donc si quand lorsque puis alors
        ainsi en dans à au aux par pour sur sous avec sans chez vers entre depuis pendant après
        avant selon malgré comme aussi enfin pourtant cependant toutefois ici là où qui que quoi
        pourquoi comment aucun aucune tous toutes tout plusieurs certains quelques"""
    ),
    "es": _words(
        """el la los las lo un una unos unas al del de él ella ellos ellas se me nos yo usted esto
        este esta estos estas ese esa esos esas eso aquel aquella su sus mi mis nuestro nuestra y e
        o u pero sino si no ni que cuando donde como mientras aunque porque pues en a con por para
        sin sobre entre desde hasta hacia según tras durante ante bajo también además sin entonces
        luego después antes ahora aquí allí así muchos muchas algunos algunas todos todas cada
        quién qué cuál cómo por hay es son fue fueron está están era eran"""
    ),
    "it": _words(
        """il lo la i gli le l un uno una egli lui lei loro noi io si ci questo questa questi queste
        quello quella quelli quelle quell suo sua suoi sue ma e ed o se non né che quando dove come
        mentre anche perché poiché poi allora così in nel nella nei nelle nell nello a al allo alla
        ai agli alle all da dal dalla dai dalle dall di del della dei delle dell con per su sul
        sulla sui sulle sull tra fra senza dopo prima durante secondo oltre inoltre tuttavia infine
        ora oggi ieri qui là tutti tutte molti molte alcuni alcune ogni nessuno chi cosa è sono
        era teoricamente"""
    ),
    "pt": _words(
        """o a os as um uma uns umas ele ela eles elas eu nós você isto isso este esta estes estas
        esse essa esses essas aquele aquela seu sua seus suas e mas ou se não nem que quando onde
        como enquanto embora porque pois em no na nos nas num numa ao à aos às de do da dos das
        com por pelo pela para sem sobre entre desde até segundo após durante ante também além
        então depois antes agora aqui ali assim muitos muitas alguns algumas todos todas cada quem
        qual há é são foi foram está estão era"""
    ),
    "nl": _words(
        """de het een hij zij ze wij we ik jij je u men dit dat deze die er daar hier toen dan nu en
        maar of want als omdat hoewel terwijl nadat voordat sinds in op aan uit bij met na van voor
        naar over onder door tegen zonder om tot volgens ook alleen nog al niet geen alle veel
        enkele wat wie hoe waar waarom wanneer zijn haar hun daarna daarom toch echter bovendien"""
    ),
    "sv": _words(
        """den det de en ett han hon vi jag du man detta denna dessa där här då nu så och men eller
        för eftersom om när medan efter innan sedan under över i på av till från med utan vid mot
        enligt också bara inte ingen några många alla vad vem var hur varför ändå dessutom därför
        därefter hans hennes deras sin dock som"""
    ),
    "da": _NORWEGIAN | _words("nu efter uden mod ifølge nogle hvad hvem hvordan dog man blev"),
    "no": _NORWEGIAN,
    "nb": _NORWEGIAN,
    "nn": _NORWEGIAN | _words("eit ein ho dei eg ikkje etter utan kva kven korleis nokre"),
    "is": _words(
        """hann hún það þeir þær þau við ég þú þetta þessi þessir hér þar þá nú svo og en eða því ef
        þegar meðan eftir áður síðan í á af til frá með án um hjá móti undir yfir fyrir samkvæmt
        einnig aðeins ekki enginn allir margir hvað hver hvar hvernig hvers"""
    ),
    "fi": _words(
        """hän he se ne me minä te tämä nämä tuo siellä täällä silloin sitten nyt niin ja mutta tai
        vaan sillä jos kun koska vaikka ennen jälkeen myös vain ei kaikki monet jotkut mitä kuka
        missä miten miksi sen hänen heidän niiden tämän siitä siinä siihen tässä lisäksi kuitenkin
        siksi näin joka"""
    ),
    "hu": _words(
        """a az egy ő ők ez ezek azok itt ott akkor most így és de vagy mert ha amikor míg miután
        mielőtt hogy is csak nem minden sok néhány mi ki hol hogyan miért azonban ezért majd később
        bár szerint ezután továbbá"""
    ),
    "tr": _words(
        """bu şu o onlar biz ben siz bunlar burada orada şimdi sonra önce ve ama fakat ancak veya
        çünkü eğer bir her bazı birçok tüm bütün hiç ne kim nerede nasıl neden daha ayrıca böylece
        bunun bunu buna onun onu ona da de ise"""
    ),
    "pl": _words(
        """on ona ono oni one to ten ta te ci tam tu wtedy teraz potem i a ale lecz lub albo bo
        ponieważ jeśli gdy kiedy podczas po przed od do w we z ze na za o u przy pod nad bez dla
        przez między według też także tylko nie żaden wszyscy wiele wielu niektórzy co kto gdzie
        jak dlaczego jednak dlatego jego jej ich choć jest są był była było były"""
    ),
    "cs": _words(
        """on ona ono oni ty to ten ta ti tam tu tady tehdy teď nyní pak potom i a ale nebo či
        protože jestliže když zatímco po před od do v ve z ze na za o u při pod nad bez pro mezi
        podle také jen pouze ne není žádný všichni mnoho někteří co kdo kde jak proč však proto
        přesto jeho její jejich tento tato toto tyto s se k ke přes během kromě je jsou byl byla
        bylo byli"""
    ),
    "sk": _words(
        """on ona ono oni to ten tá tí tam tu vtedy teraz potom i a ale alebo či pretože ak keď kým
        po pred od do v vo z zo na za o u pri pod nad bez pre medzi podľa tiež aj iba nie žiadny
        všetci mnohí niektorí čo kto kde ako prečo však preto jeho jej ich tento táto toto tieto s
        so k ku cez počas okrem je sú bol bola bolo boli"""
    ),
    "sl": _words(
        """on ona ono oni to ta ti te tam tu takrat zdaj potem in a ampak ali ker če ko medtem po
        pred od do v z s iz na za o u pri pod nad brez med kljub tudi samo ne ni vsi mnogi nekateri
        kaj kdo kje kako zakaj vendar zato njegov njena njihov je so bil bila bilo bili"""
    ),
    "hr": _CROATIAN,
    "bs": _CROATIAN,
    "sr": _CROATIAN | frozenset(map(_in_cyrillic, _CROATIAN)),
    "ru": _words(
        """он она оно они мы я вы ты это этот эта эти тот та те там тут здесь тогда теперь затем
        потом и а но или если когда пока потому после до перед при в во на с со из от к ко о об по
        за под над без для через между около по также только не ни никто все всё многие некоторые
        что кто где как почему однако поэтому его её их хотя так чтобы самым был была было были"""
    ),
    "uk": _words(
        """він вона воно вони ми я ви ти це цей ця ці той та ті там тут тоді тепер потім і й а але
        або якщо коли поки після до перед при в у на з із зі від к о об по за під над без для через
        між також тільки лише не ні ніхто усі всі багато деякі що хто де як чому однак проте тому
        його її їх хоча так щоб"""
    ),
    "bg": _words(
        """той тя то те ние аз вие ти това този тази тези там тук тогава сега после и а но или ако
        когато докато след до преди при в във на с със из от към о по за под над без през между
        също само не никой всички много някои какво кой къде как защо обаче затова"""
    ),
    "el": _words(
        """ο η το οι τα τον την του της των τους τις ένας μία μια ένα αυτός αυτή αυτό αυτοί αυτές
        αυτά εκεί εδώ τότε τώρα και κι αλλά ή αν όταν ενώ αφού πριν μετά σε στο στη στην στον στους
        στις στα από με για προς χωρίς κατά παρά μέχρι επίσης μόνο δεν όχι όλοι όλες όλα πολλοί τι
        ποιος πού πώς γιατί όμως ωστόσο γι' ακόμη ακόμα"""
    ),
    "ro": _words(
        """el ea ei ele noi eu voi acest această acești aceste acela acolo aici atunci acum apoi și
        dar sau însă dacă când după înainte în din de la cu pe pentru fără între prin spre despre
        către potrivit de nu toți toate mulți unii ce cine unde cum un o lui sa său lor"""
    ),
    "id": _words(
        """ia dia mereka kami kita saya aku anda ini itu di ke dari dan tetapi tapi namun atau
        karena jika bila ketika saat sementara setelah sebelum pada dalam oleh untuk dengan tanpa
        antara juga hanya tidak bukan semua banyak beberapa apa siapa bagaimana mengapa seperti
        sejak sebuah seorang para ada"""
    ),
}
