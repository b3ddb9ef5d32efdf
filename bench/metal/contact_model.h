/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * contact_model.h - a machine's own rows compared with the GPU model: command
 * streams like those that were measured, under each set of the ensemble, with the
 * constants of the machine's GPU and the clock and memory speed of the file. No set
 * was chosen by such a row.
 */
#ifndef GTT2M_CONTACT_MODEL_H
#define GTT2M_CONTACT_MODEL_H

#include "clock/ensemble.h"
#include "metal/contact.h"

/* The file of constants for a GPU; NULL: not a Gen9 of ours. exact: it is of it. */
const char *contact_part(const char *gpu, bool *exact);

/* Does its IOMMU translate what the GPU does? */
bool contact_translates(const struct contact *c);

/*
 * The stream that stands for a row. False: none does, and *why says why; also
 * when the row itself says that it is not what its name says.
 */
bool contact_synth(const struct contact_row *row, bool translates,
		   struct synth *s, const char **why);

/*
 * Print a file's rows against the model; with a second file of the same GPU,
 * one of the two behind an IOMMU, what each row loses by it, too. root: where
 * gpu/params is. 0, or -errno and a sentence.
 */
int contact_compare(FILE *out, const struct contact *c, const char *const name[],
		    unsigned int n, const struct ensemble *e, const char *root,
		    char *why, size_t whylen);

#endif
