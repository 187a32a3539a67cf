"""Agreement between annotators over nominal labels. Pure: arrays in, figures out, no Django.

    annotations = Annotations.from_codes(article=…, sentence=…, annotator=…, label=…, labels=q)
    sums = article_sums(annotations)
    summarise(sums).krippendorff_alpha  # a Figure: value, n, low, high, reason

Letters, after Krippendorff: a *unit* u is a sentence; n_uk is the number of annotators who gave it
label k, n_u their sum over k; a unit is *pairable* when n_u >= 2; q is the number of the project's
labels. The first axis of an array of sums is its columns, (columns, …), so that the same functions
take the sums of one project (columns,), of each of its articles and of all but each of its articles
(columns, articles).
"""
