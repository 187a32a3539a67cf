"""Agreement between annotators over nominal labels. Pure: arrays in, figures out, no Django.

Letters, after Krippendorff: a *unit* u is a sentence; n_uk is the number of annotators who gave it label k, n_u their
sum over k; a unit is *pairable* when n_u >= 2. `counts` is the integer array (units, labels) of the n_uk.
"""
