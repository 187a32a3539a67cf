"""Finds lines that look like boilerplate of the page that an article was copied from. Pure.

A wrongly excluded sentence is worse than a line of boilerplate that stays. So a line counts
only if all of it is of a known kind, or if it is short, at the very end, and doesn't end like a
sentence.
"""

import re
from collections.abc import Sequence
from itertools import groupby

from annotator.corpus.segmentation.sentences import INVISIBLE, Span

STOPS = frozenset(".!?…。！？．؟۔।॥։።")
SENTENCE_ENDS = STOPS | frozenset(":;|»«›‹”“’‘\"')]）」』】》")
# Scripts without spaces between words, so that words can't be counted.
UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
# From this share of lines with a stop at the end, an article usually ends its sentences
# with stops.
USUAL = 0.8
# A line of boilerplate at the end ("Share this story · 14 comments") has at most so
# many words.
SHORT = 8
# Words in “Read more:” and the headline after it.
MAX_LINK_WORDS = 25
# Words in "Photo: Ana Ott/Reuters"; a caption has more.
MAX_CREDIT_WORDS = 7

# A line of boilerplate may be one of these labels alone, with counts, times, emoji and
# separators around it.
LABELS = frozenset(
    """
    advertisement|advertisements|advertising|ad|sponsored|sponsored content
    story continues below advertisement|article continues after this advertisement
    article continues below|share|share this|share this story|share this article|share this page
    share article|share on facebook|share on twitter|share on x|share on whatsapp|tweet|print
    print this page|print this article|email|save|bookmark|copy link|listen|listen to this article
    listen to article|comments|comment|post a comment|leave a comment|add a comment|leave a reply
    view comments|show comments|join the conversation|have your say|read more|read also|also read
    see also|related|related articles|related stories|related topics|related content
    more on this story|more stories|most read|most popular|trending|recommended|recommended for you
    you may also like|you might also like|up next|back to top|follow us|subscribe|subscribe now
    sign up|newsletter|sign up for our newsletter|subscribe to our newsletter|all rights reserved
    min read|minute read|listen min|listen minutes|share comments|skip advertisement|editors' picks
    editor's picks|loading

    anzeige|werbung|teilen|artikel teilen|auf facebook teilen|drucken|merken|kommentare
    kommentar schreiben|kommentar verfassen|kommentieren|mehr zum thema|lesen sie auch
    lesen sie mehr|mehr lesen|weiterlesen|auch interessant|das könnte sie auch interessieren
    meistgelesen|newsletter abonnieren|jetzt abonnieren|folgen sie uns|alle rechte vorbehalten
    artikel anhören|artikel hören|nach oben|zur startseite|min lesezeit|minuten lesezeit|lesezeit

    publicité|partager|partager cet article|partager sur facebook|imprimer|commentaires|commenter
    laisser un commentaire|ajouter un commentaire|lire aussi|à lire aussi|lire la suite|lire plus
    en savoir plus|sur le même sujet|articles liés|les plus lus|abonnez-vous|s'abonner|suivez-nous
    tous droits réservés|écouter l'article|min de lecture|minutes de lecture|lecture min
    temps de lecture min

    publicidad|anuncio|compartir|compartir en facebook|comparte esta noticia|imprimir|comentarios
    comentar|deja un comentario|deja tu comentario|leer más|lee también|lea también|lea más
    leer también|ver más|noticias relacionadas|temas relacionados|lo más leído|más leídas|suscríbete
    suscríbase|síguenos|síganos|todos los derechos reservados|escuchar|min de lectura
    minutos de lectura

    pubblicità|condividi|condividi su facebook|stampa|commenti|commenta|lascia un commento
    leggi anche|leggi tutto|leggi di più|articoli correlati|i più letti|iscriviti
    iscriviti alla newsletter|seguici|tutti i diritti riservati|riproduzione riservata
    min di lettura|minuti di lettura|tempo di lettura min

    publicidade|anúncio|compartilhar|compartilhe|partilhar|comentários|deixe um comentário
    deixe seu comentário|leia mais|leia também|ler mais|veja também|notícias relacionadas|mais lidas
    assine|inscreva-se|siga-nos|todos os direitos reservados|min de leitura|minutos de leitura

    advertentie|delen|deel dit artikel|afdrukken|reacties|reageer|plaats een reactie|lees ook
    lees meer|lees verder|gerelateerde artikelen|meest gelezen|abonneer|volg ons
    alle rechten voorbehouden|min leestijd

    реклама|поделиться|распечатать|комментарии|оставить комментарий|читайте также|читать далее
    подробнее|по теме|материалы по теме|самое читаемое|подписаться|подпишитесь|все права защищены
    версия для печати

    إعلان|إعلانات|اعلان|شارك|مشاركة|شارك هذا الخبر|شارك الخبر|شارك المقال|طباعة|تعليقات|التعليقات
    أضف تعليقا|أضف تعليقًا|أضف تعليقاً|اترك تعليقا|اترك تعليقًا|اقرأ أيضا|اقرأ أيضًا|اقرأ أيضاً
    إقرأ أيضا|اقرأ المزيد|مواضيع ذات صلة|أخبار ذات صلة|الأكثر قراءة|تابعنا|تابعونا|اشترك الآن
    جميع الحقوق محفوظة

    آگهی|تبلیغات|تبلیغ|اشتراک گذاری|اشتراک‌گذاری|چاپ|نظرات|دیدگاه‌ها|نظر بدهید|بیشتر بخوانید
    همچنین بخوانید|مطالب مرتبط|اخبار مرتبط|پربازدیدترین|ما را دنبال کنید|تمام حقوق محفوظ است
    کلیه حقوق محفوظ است

    reklam|ilan|paylaş|facebook'ta paylaş|yazdır|yorumlar|yorum yap|yorum yaz|yorum ekle
    ayrıca okuyun|devamını oku|ilgili haberler|çok okunanlar|en çok okunanlar|abone ol
    bizi takip edin|tüm hakları saklıdır|dk okuma

    udostępnij|komentarze|dodaj komentarz|czytaj także|czytaj też|zobacz także|zobacz też
    przeczytaj także|najczęściej czytane|wszelkie prawa zastrzeżone|annons|dela|läs mer|läs också
    annonse|les også|mainos|реклама
    广告|分享|评论|相关新闻|版权所有|広告|関連記事|コメント|광고|공유|댓글
    """.replace("\n", "|")
    .replace("||", "|")
    .split("|")
)
LABELS = frozenset(label.strip() for label in LABELS) - {""}

_LINK = r"""
    read\ (?:more|also|next)|also\ read|see\ also
    |related(?:\ (?:articles?|stor(?:y|ies)|news|coverage))?
    |more\ on\ this
    |(?:lesen|sehen|hören)\ sie\ (?:auch|mehr|dazu)|mehr\ (?:dazu|zum\ thema)|siehe\ auch
    |(?:à\ )?(?:lire|voir)\ aussi
    |sur\ le\ même\ sujet|le[ae]\ (?:también|más)|leer\ (?:también|más)|(?:ver|vea|mira)\ también
    |leggi\ anche
    |le(?:ia|r)\ (?:também|mais)|veja\ (?:também|mais)|lees\ (?:ook|meer|verder)
    |читайте\ (?:также|ещ[её])|по\ теме
    |[اإ]قر[أا]\ ?(?:أيض|ايض|المزيد)\w*|شاهد\ ?(?:أيض|ايض)\w*|(?:همچنین|بیشتر)\ بخوانید
    |ayrıca\ (?:bkz|okuyun)|ilgili\ haber
    |(?:prze)?czytaj\ (?:także|też|więcej)|zobacz\ (?:także|też)
    |läs\ (?:mer|också)|les\ (?:mer|også)
"""
LINK = re.compile(rf"(?:{_LINK})\s*[:：►▶»>–—|]\s*\S", re.VERBOSE)

CREDIT = re.compile(
    r"(?:(?:photos?|images?|pictures?)(?:\ "
    r"(?:credits?|source|by|courtesy))?|photograph|fotos?|bild(?:er)?(?:quelle)?"
    r"|quelle|(?:crédits?\ "
    r")?photos?|crédits?|crédito|fotografía|imagen|imagem|immagine|beeld|фото|صورة|عکس|fotoğraf"
    r"|zdjęcie|fot\.)\s*(?:[:©/|]|\(c\))\s*\S"
)
# No repetition inside the repetition: the pattern would try every way to cut a line of
# dashes into pieces.
AGENCIES = re.compile(
    r"(?:reuters|afp|ap|photos?|getty|images?|via|dpa|epa|efe|ansa|shutterstock|istock|alamy|imago|tass|anadolu|xinhua"
    r"|handout|file|picture|alliance|keystone|belga|anp|pa|wire|[\W_])+"
)

RIGHTS = re.compile(
    r"(?:©|copyright\s*(?:©|\(c\))"
    r"|(?:\(c\)|copyright)\s*\d{4}(?:\s+\S+){0,4}(?<![.!?…])$"
    r"|(?:all\ rights\ reserved|alle\ rechte\ vorbehalten"
    r"|tous\ droits\ réservés|todos\ l?os\ d(?:erechos|ireitos)\ reservados|tutti\ i\ diritti\ "
    r"riservati"
    r"|alle\ rechten\ voorbehouden|все\ права\ защищены|جميع\ الحقوق\ محفوظة|tüm\ hakları\ "
    r"saklıdır)\b.{0,60}$)"
)

# What such a line begins with: most lines don't.
RIGHTS_BEGIN = frozenset("©c(atвج")

_NETWORK = (
    r"(?:our |the "
    r")?(?:facebook|twitter|x|instagram|telegram|youtube|whatsapp|tiktok|linkedin|threads|mastodon|bluesky"
    r"|google news|social media|فيسبوك|فيس بوك|تويتر|إكس|تلغرام|تليغرام|تيليجرام|واتساب|يوتيوب"
    r"|إنستغرام|اینستاگرام|تلگرام)"
    r"\b.{0,50}"
)
_CALLS = (
    r"(?:sign up|subscribe)(?: here| now| today)? (?:for|to) (?:our|the) .{0,40}newsletters?(?: "
    r"here| now| today)?",
    r"get (?:our|the) .{0,40}newsletters?.{0,30}",
    rf"(?:follow|like|find|join) us on {_NETWORK}",
    r"join our (?:telegram|whatsapp) (?:channel|group).{0,30}",
    r"(?:download|get) our app.{0,30}",
    rf"share this (?:story|article|post|page|video|report)(?: (?:on|via) {_NETWORK})?",
    r"click here (?:to|for) (?:subscribe|sign up|read|join|share|more|our)\b.{0,40}",
    r"(?:abonnieren sie|melden sie sich|bestellen sie) .{0,40}newsletter.{0,20}",
    rf"folgen sie uns (?:auf|bei) {_NETWORK}",
    r"(?:abonnez|inscrivez)-vous à .{0,40}(?:newsletters?|lettre d['’]information).{0,20}",
    rf"suivez-nous sur {_NETWORK}",
    r"(?:suscríbete|suscríbase|apúntate|regístrate) a "
    r".{0,40}(?:newsletters?|bolet[ií]n(?:es)?).{0,20}",
    rf"s[ií]gu?[ae]nos en {_NETWORK}",
    r"iscriviti all[ae] .{0,40}newsletter.{0,20}",
    rf"seguici (?:su|anche su) {_NETWORK}",
    r"(?:assine|inscreva-se) .{0,40}(?:newsletter|boletim).{0,20}",
    rf"siga-nos (?:no|na|em) {_NETWORK}",
    r"(?:schrijf je in|meld je aan|abonneer je) .{0,40}nieuwsbrief.{0,20}",
    rf"volg ons op {_NETWORK}",
    r"(?:подпишитесь|подписывайтесь) на (?:наш|нас|рассылку).{0,60}",
    rf"(?:تابعونا|تابعنا) (?:على|عبر) {_NETWORK}",
    r"اشترك(?:وا)? في (?:نشرتنا|النشرة|قناتنا).{0,60}",
    rf"ما را در {_NETWORK} دنبال کنید",
    rf"bizi {_NETWORK} takip edin",
    r"bültenimize .{0,20}(?:abone|kayıt) ol(?:un)?",
)
CALL = re.compile(rf"(?:{'|'.join(_CALLS)})")

# A year or an hour is required: "Published 12 books" is a headline.
TIMESTAMP = re.compile(
    r"(?=.*(?:\b(?:19|20)\d\d\b|\d[:.h]\d\d))(?:(?:first |last )?(?:published|updated)(?: on| at)?"
    r"|veröffentlicht(?: am)?|aktualisiert(?: am)?|stand(?=:)|publié(?: le)?|mis à jour(?: "
    r"le)?|publicado(?: el| em)?"
    r"|actualizado(?: el)?|atualizado(?: em)?|pubblicato(?: il)?|aggiornato(?: "
    r"il)?|gepubliceerd(?: op)?"
    r"|bijgewerkt(?: op)?|опубликовано|обновлено)\s*[:|]?\s*\d(?:[^.!?]|(?<=\d)\.){0,40}"
)
BETWEEN = re.compile(r"[·|•–—]")
MINUTES = frozenset(
    ["", "min", "mins", "minute", "minutes", "minuten", "minutos", "minuti", "мин", "dk", "دقائق"]
)
# Counts, times, emoji and separators.
AROUND = re.compile(r"[^\w'’\-\s]|[\d_]|(?<!\w)['’\-]|['’\-](?!\w)")


def suggest_boilerplate(text: str, spans: Sequence[Span]) -> frozenset[int]:
    """Return the indexes in `spans` of what looks like boilerplate.

    That is advertisements, share buttons, credits and comments. A line of a known kind counts
    anywhere, in some twenty languages. At the very end, a line also counts if it is short and
    doesn't end like a sentence, provided that the other lines of the text do. If all lines count,
    none is boilerplate. Time is linear.
    """
    lines = [
        list(line)
        for _, line in groupby(range(len(spans)), key=lambda index: spans[index].paragraph)
    ]
    suggested: set[int] = set()
    # Lines at the very end that are of no known kind, but short and without a stop.
    closing: set[int] = set()
    # The lines before them, and how many of these end like sentences.
    others = ended = 0
    at_end = True

    # Backwards, because only an unbroken run of such lines counts as the end.
    for line in reversed(lines):
        words = text[spans[line[0]].start : spans[line[-1]].end].rstrip(INVISIBLE)
        known = not words or _is_known_boilerplate(words, sentences=len(line))
        at_end = at_end and (known or (len(line) == 1 and _ends_like_boilerplate(words)))
        if known:
            suggested.update(line)
        elif at_end:
            closing.update(line)
        else:
            others += 1
            ended += words[-1] in SENTENCE_ENDS

    if ended >= others * USUAL:
        suggested |= closing

    # Otherwise such an article would have no sentence to label.
    return frozenset() if len(suggested) == len(spans) else frozenset(suggested)


def _ends_like_boilerplate(line: str) -> bool:
    return (
        line[-1] not in SENTENCE_ENDS
        and len(line.split(None, SHORT)) <= SHORT
        and not UNSPACED.search(line)
    )


def _is_known_boilerplate(line: str, *, sentences: int) -> bool:
    if len(line) > 300:
        return False
    # A letter folds to the same letters wherever it stands.
    if sentences > 2 and line[0].isalpha() and line[0].casefold()[0] not in RIGHTS_BEGIN:
        return False

    # Turkish İ folds to i and a combining dot, which the patterns don't have.
    folded = " ".join(line.casefold().replace("\u0307", "").replace("’", "'").split())
    if RIGHTS.match(folded):
        return True
    if sentences > 2:
        return False

    words = len(folded.split())
    if words <= 2 * SHORT and CALL.fullmatch(folded.rstrip(".!… ")) is not None:
        return sentences == 1
    # The kinds below have no stop at the end: “Photo: he saw it.” is a sentence.
    if folded[-1] in STOPS:
        return False
    if TIMESTAMP.fullmatch(folded) or (LINK.match(folded) and words <= MAX_LINK_WORDS):
        return True

    return sentences == 1 and (
        _is_label(folded) or (words <= MAX_CREDIT_WORDS and _is_credit(folded))
    )


def _is_label(folded: str) -> bool:
    """“Share this story · 14 comments”: labels with counts and separators."""
    # In quotes, the words are somebody's.
    if folded[0] in "\"'“‘„«":
        return False
    parts = {" ".join(AROUND.sub(" ", part).split()) for part in BETWEEN.split(folded)} - MINUTES
    return bool(parts) and parts <= LABELS


def _is_credit(folded: str) -> bool:
    if CREDIT.match(folded) or folded.startswith("image source, "):
        return True
    # One word alone, such as “Images”, may be a heading.
    return AGENCIES.fullmatch(folded) is not None and (
        len(folded.split()) > 1 or folded in ("reuters", "afp", "dpa")
    )
