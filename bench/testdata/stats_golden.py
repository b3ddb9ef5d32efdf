#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Write stats_golden.txt: expected values for bench/report/stats_test.c.

Needs numpy and scipy (Debian: python3-numpy, python3-scipy). Every value
comes by a way that shares nothing with bench/report/stats.c: p values from
scipy.stats.permutation_test (permutation_type='samples', all flips), the
interval by bisecting that test for the centre at which it stops
rejecting, the Hodges-Lehmann estimate from numpy, Holm by its definition.
The samples are those of the sources named, or drawn from a fixed seed.
"""
import numpy as np
from scipy import stats

rng = np.random.default_rng(20230311)
ALPHA = 0.05

SAMPLES = {
    # C. Darwin, maize, in R. A. Fisher, The Design of Experiments, ch. 3
    "darwin": np.array([49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75,
                        60, -48]) / 8,
    "six": np.round(rng.normal(0.08, 0.01, 6), 6),
    "seven_null": np.round(rng.normal(0.0, 0.01, 7), 6),
    "nine_heavy": np.round(rng.standard_t(2, 9) * 0.01 + 0.02, 6),
    "ten_tied": np.array([0.01, 0.01, 0.02, 0.02, 0.02, 0.03, 0.01, 0.02,
                          0.03, 0.0]),
}


def p_greater(x, mu):
    if len(x) > 14:     # 2^15 flips by scipy is slow; count them here
        d = x - mu
        n = len(d)
        signs = 1 - 2 * ((np.arange(2 ** n)[:, None] >> np.arange(n)) & 1)
        s = signs @ d
        return np.mean(s >= d.sum() - 1e-12)
    r = stats.permutation_test((x - mu,), np.sum, permutation_type="samples",
                               alternative="greater", n_resamples=np.inf)
    return r.pvalue


def lower_end(x):
    """Largest centre that is still rejected from above: p(mu) <= alpha/2."""
    lo, hi = x.min() - 1, x.max() + 1
    for _ in range(60):
        mid = (lo + hi) / 2
        if p_greater(x, mid) <= ALPHA / 2:
            lo = mid
        else:
            hi = mid
    return hi


def hodges_lehmann(x):
    i, j = np.triu_indices(len(x))
    return np.median((x[i] + x[j]) / 2)


def holm(p):
    p = np.asarray(p)
    order = np.argsort(p)
    adj = np.maximum.accumulate((len(p) - np.arange(len(p))) * p[order])
    out = np.empty(len(p))
    out[order] = np.minimum(adj, 1)
    return out


print("# made by stats_golden.py; do not edit")
for name, x in SAMPLES.items():
    print("sample", name, len(x), *(repr(float(v)) for v in x))
    print("median", name, repr(float(np.median(x))))
    print("hl", name, repr(float(hodges_lehmann(x))))
    print("ci", name, f"{lower_end(x):.9f}", f"{-lower_end(-x):.9f}")
    for mu in (0.0, float(np.round(np.mean(x) / 2, 6))):
        # a centre on the lattice of means is decided by rounding: step off
        mu += 1.3e-7
        print("p", name, repr(mu), repr(float(p_greater(x, mu))))
P = [0.01, 0.04, 0.03, 0.005, 0.2]
print("holm", len(P), *P, *(f"{v:.12f}" for v in holm(P)))
