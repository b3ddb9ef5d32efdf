/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Instructions that compilers emit most, done eight 32-bit lanes at a time:
 * F, D and UD, at most 16 channels, regions that are packed or one element.
 * What they give is what eu_exec_alu() gives: eu_fast_test. They leave to it
 * results that are NaN, and modes other than nearest even with denormals.
 */
#ifndef GEN9_EU_FAST_H
#define GEN9_EU_FAST_H

#include "gpu/eu/exec.h"

/* Who executes the instruction: in->run, and in->alu for the general path. */
void eu_choose(struct eu_inst *in);

typedef int (*eu_run_fn)(struct eu_thread *t, const struct eu_inst *in);

/* How strictly an operation takes its integers. */
enum eu_strict {
	WRAPS,		/* only 32 bits of a source matter */
	NO_MINUS,	/* no modifiers, and types that are the same */
	RAW,		/* any type of four bytes, the same in all places */
};

/* Functions of an opcode, for sources of F, D, UD. */
struct eu_form {
	uint8_t opcode;
	uint8_t strict;
	eu_run_fn f, i, u;
};

/* What both hosts' kinds have a table of: EU_FORMS rows. */
#define EU_FORMS	13

extern const struct eu_form eu_forms[EU_FORMS];		/* fast.c: any host */
extern const struct eu_form eu_forms_avx2[EU_FORMS];	/* fast_avx2.c */
/* Can this host run those? */
bool eu_has_avx2(void);

/* Kinds of a source. */
enum eu_kind { EU_PACKED, EU_ONE, EU_IMMEDIATE, EU_UWORDS, EU_WORDS };

/* words.c: of words to 32 bits, and words plus a packed immediate; or NULL. */
eu_run_fn eu_words_of(const struct eu_inst *in);
/* fast.c: its own function if it has one for this form, else eu_exec_alu. */
eu_run_fn eu_fast(struct eu_inst *in);
/* The same of one of the tables. */
eu_run_fn eu_fast_of(struct eu_inst *in, const struct eu_form *forms);

#endif
