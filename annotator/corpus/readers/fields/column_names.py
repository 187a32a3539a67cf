"""The usual names of columns, in tables and objects of this field of research.

They are those of CheckThat!, LIAR, MultiFC, MBIC, BABE, CommitmentBank, FakeNewsNet, BASIL,
ClaimBuster, RumourEval and others, of doccano, Prodigy, Label Studio, Potato, Mechanical Turk and
Toloka, of news APIs, and the plain words in the languages of the readers.
"""

# The fields with the names of their columns, the most likely first. A name is written
# without spaces, punctuation and accents: see `plain_name`.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "text": (
        "text", "body", "content", "article_text", "full_text", "main_text", "article_body",
        "raw_text", "plain_text", "cleaned_text", "clean_text", "body_text", "text_content",
        "news_text", "news_content", "article_content", "document_text", "doc_text",
        "displayed_text", "input_text", "texte", "texto", "testo", "inhalt", "artikeltext",
        "volltext", "contenido", "contenu", "contenuto", "conteudo", "corps", "cuerpo", "corpo",
        "tekst", "tresc", "inhoud", "obsah", "szoveg", "teksti", "metin", "icerik", "teks",
        "isi", "noi_dung", "текст", "содержание", "зміст", "κείμενο", "النص", "نص", "متن",
        "טקסט", "पाठ", "পাঠ্য", "உரை", "ข้อความ", "正文", "内容", "內容", "文本", "全文", "本文",
        "テキスト", "본문", "텍스트", "내용", "story", "article", "artikel", "articulo", "articolo",
        "tweet_text", "tweet", "tweet_content", "tweet_full_text", "post_text", "post_content",
        "post", "comment_text", "comment", "message_text", "message", "statement_text",
        "statement", "aussage", "claim_text", "claim", "title_text", "document", "doc", "data",
    ),
    "sentence": (
        "sentence", "sentence_text", "sent_text", "sent", "input_sentence", "target_sentence",
        "utterance", "satz", "satztext", "phrase", "oracion", "frase", "sentenca", "zin",
        "zdanie", "veta", "recenica",
        "mondat", "lause", "setning", "saetning", "propozitie", "cumle",
        "kalimat", "cau", "предложение", "речення", "изречение", "πρόταση", "الجملة", "جملة",
        "جمله", "משפט", "वाक्य", "বাক্য", "ประโยค", "句子", "文", "문장",
    ),
    "external_id": (
        "external_id", "article_id", "id", "doc_id", "document_id", "docid", "text_id", "news_id",
        "tweet_id", "post_id", "comment_id", "claim_id", "statement_id", "public_id", "example_id",
        "instance_id", "item_id", "unit_id", "record_id", "id_article", "id_articulo",
        "id_articolo", "id_artigo", "artikel_id", "id_str", "uid", "uuid", "guid", "identifier",
        "key", "filename", "file_name", "file", "file_id", "kennung", "identifiant",
        "identificador", "идентификатор",
    ),
    "article": (
        "article_id", "doc_id", "document_id", "docid", "id_article", "id_articulo", "id_articolo",
        "id_artigo", "artikel_id", "article", "document", "doc", "external_id", "filename",
        "file_name", "file_id", "file", "artikel", "articulo", "articolo", "artigo", "artykul",
        "clanek", "статья", "стаття", "статия", "άρθρο", "المقال", "مقاله", "文章", "記事", "기사",
    ),
    "title": (
        "title", "headline", "heading", "article_title", "news_title", "article_headline",
        "web_title", "titel", "uberschrift", "schlagzeile", "titre", "titulo",
        "titular", "titolo", "tytul",
        "kop", "nadpis", "titulek", "naslov", "otsikko", "rubrik", "overskrift", "cim", "titlu",
        "baslik", "judul", "tieu_de", "заголовок", "название", "заглавие", "τίτλος", "العنوان",
        "عنوان", "כותרת", "शीर्षक", "শিরোনাম", "หัวข้อ", "หัวเรื่อง", "标题", "標題", "タイトル",
        "見出し", "제목",
    ),
    "source": (
        "source", "publisher", "site_name", "site", "outlet", "outlet_name", "newspaper",
        "publication", "source_name", "news_source", "news_outlet", "media_outlet", "media_name",
        "publisher_name", "media", "domain", "source_domain", "hostname", "quelle", "zeitung",
        "fuente",
        "periodico", "fonte", "giornale", "jornal", "journal", "medium", "bron", "krant", "zrodlo",
        "gazeta", "zdroj", "forras", "lahde", "kalla", "kilde", "izvor", "sursa", "kaynak",
        "gazete", "sumber", "nguon", "источник", "издание", "джерело", "източник", "πηγή",
        "المصدر", "منبع", "מקור", "स्रोत", "แหล่งที่มา", "来源", "來源", "媒体", "出典", "媒体名",
        "출처",
    ),
    "url": (
        "url", "link", "href", "article_url", "news_url", "news_link", "source_url", "tweet_url",
        "post_url", "claim_url", "web_url", "page_url", "article_link", "link_url", "permalink",
        "canonical", "canonical_url", "canonical_link", "uri", "address", "lien", "enlace",
        "collegamento", "odkaz", "adres", "ссылка", "посилання", "الرابط", "رابط", "لینک",
        "קישור", "链接", "網址", "网址", "リンク", "링크",
    ),
    "published": (
        "published", "published_at", "publish_date", "publication_date", "published_date",
        "date_published", "date_publish", "pub_date", "publish_time", "published_time",
        "published_on", "publication_time", "published_utc", "web_publication_date", "date",
        "datum",
        "erscheinungsdatum", "veroffentlicht", "date_publication", "date_de_publication", "fecha",
        "fecha_publicacion", "fecha_de_publicacion", "data_pubblicazione",
        "data_di_pubblicazione", "data_publicacao", "data_de_publicacao", "data_publikacji",
        "publicatiedatum", "dato", "paivamaara", "tarih", "tanggal", "ngay", "дата",
        "дата_публикации", "дата_публікації", "ημερομηνία", "التاريخ", "تاريخ", "تاریخ", "תאריך",
        "तारीख", "दिनांक", "วันที่", "日期", "发布日期", "发布时间", "日付", "公開日", "날짜",
        "data", "created_at",
    ),
    "language": (
        "language", "lang", "in_language", "language_code", "lang_code", "locale", "sprache",
        "idioma", "langue",
        "lingua", "taal", "jezyk", "jazyk", "jezik", "nyelv", "kieli", "sprak", "sprog", "limba",
        "dil", "bahasa", "язык", "мова", "език", "γλώσσα", "اللغة", "زبان", "שפה", "भाषा", "ภาษา",
        "语言", "語言", "言語", "언어",
    ),
    "rights": ("rights", "license", "licence", "copyright", "lizenz", "licencia", "licenza"),
    "group": ("group", "group_id", "cluster", "cluster_id", "story_id", "event_id"),
    "split": ("split", "subset", "partition", "dataset_split"),
    "paragraph": (
        "paragraph", "paragraph_id", "paragraph_number", "paragraph_index", "para", "para_id",
        "absatz", "paragraphe", "parrafo", "paragrafo", "alinea", "akapit", "odstavec", "абзац",
    ),
    "position": (
        "position", "sentence_number", "sentence_index", "sentence_no", "sentence_nr",
        "sentence_num", "sentence_position", "sentence_order", "sent_number", "sent_index",
        "sent_no", "sent_num", "sent_idx", "sentence_idx", "line_number", "line_no", "satznummer",
        "satz_nr", "numero_phrase", "numero_oracion", "numero_frase", "numer_zdania",
        "cislo_vety", "номер_предложения", "句子编号", "文番号",
    ),
    "sentence_id": (
        "original_sentence_id", "sentence_id", "sent_id", "sid", "id_sentence", "id_sent",
        "sentence_key", "sentence_uid",
        "utterance_id", "satz_id", "id_phrase", "phrase_id", "id_oracion", "oracion_id",
        "id_frase", "frase_id", "zin_id", "id_zdania", "id_vety", "veta_id", "cumle_id",
        "id_предложения", "句子id", "文id",
    ),
    "sentences": ("sentences",),
    "label": (
        "label", "labels", "annotation", "gold_label", "class_label", "label_bias",
        "label_opinion", "answer_label", "output_label", "output_result", "class",
        "stance", "veracity", "check_worthiness", "claim_worthiness", "verdict", "rating",
        "etikett", "etiquette",
        "etiqueta", "etichetta", "etykieta", "stitek", "etiket", "метка", "мітка", "етикет",
        "ετικέτα", "التصنيف", "برچسب", "תווית", "लेबल", "标签", "標籤", "ラベル", "라벨", "레이블",
    ),
    "skip_reason": ("skip_reason",),
    "excluded": ("excluded",),
    "annotator": (
        "annotator", "annotator_id", "annotator_name", "annotated_by", "labeled_by", "labelled_by",
        "labeler", "labeller", "coder", "coder_id", "rater", "rater_id", "worker", "worker_id",
        "assignment_worker_id", "crowdworker", "mturk_id", "participant_id", "completed_by",
        "turker", "turker_id", "annotation_agent",
        "annotateur", "anotador", "annotatore", "anotator", "kodierer", "kodierende", "etiketleyen",
        "аннотатор", "разметчик", "анотатор", "标注者", "標註者", "標注者", "アノテーター",
        "주석자", "username", "user_name", "user", "user_id",
    ),
}  # fmt: skip

# Names of texts that often have other values too: identifiers, and remarks of the
# annotators.
DOUBTFUL_TEXTS = (
    "story", "article", "artikel", "articulo", "articolo", "tweet", "post", "comment", "message",
    "statement", "aussage", "claim", "document", "doc", "data",
)  # fmt: skip
REMARKS = ("comment", "comment_text", "message", "message_text", "data")

# What annotators and editors write beside a text. Such a column is never taken for the
# text only because it is the only one with texts.
NOTES = (
    "note", "notes", "annotator_notes", "remark", "remarks", "comments", "feedback", "explanation",
    "rationale", "rationales", "reason", "reasons", "reasoning", "justification", "evidence",
    "evidences", "notizen", "notiz", "anmerkung", "anmerkungen", "bemerkung", "bemerkungen",
    "kommentar", "kommentare", "begrundung", "remarque", "remarques", "commentaire",
    "commentaires", "nota", "notas", "comentario", "comentarios", "commento", "commenti",
    "opmerking", "opmerkingen", "uwagi", "poznamka", "poznamky", "примечание", "примечания",
    "комментарий", "заметка", "ملاحظات", "備考", "备注", "備註",
)  # fmt: skip

# Names with two meanings count for the field only beside (or never beside) one of these
# columns. “data” is the text in doccano and the date in four languages.
LATIN_TEXTS = (
    "testo", "texto", "tekst", "tresc", "contenuto", "conteudo", "corpo", "titolo", "titulo",
    "tytul", "fonte", "zrodlo", "giornale", "jornal", "frase", "zdanie", "titlu", "sursa",
)  # fmt: skip
# Columns of posts, whose “user” is their author, and which were “created” when they
# were published.
POSTS = (
    "tweet", "tweet_id", "tweet_text", "tweet_url", "full_text", "id_str", "retweet_count",
    "retweets", "retweeted", "favorite_count", "followers_count", "screen_name", "user_followers",
    "in_reply_to_status_id", "in_reply_to_user_id", "conversation_id", "public_metrics",
    "author_id", "like_count", "reply_count", "subreddit", "post_id",
)  # fmt: skip
ONLY_BESIDE = {
    ("published", "data"): LATIN_TEXTS,
    ("published", "created_at"): POSTS,
}
NEVER_BESIDE = {
    ("annotator", "username"): POSTS,
    ("annotator", "user_name"): POSTS,
    ("annotator", "user"): POSTS,
    ("annotator", "user_id"): POSTS,
}
