/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gtt2m.h - what every part of the program shares: version and exit codes.
 *
 * One binary serves at all levels (docs/architecture.md). Library code
 * returns 0 or -errno (or a count >= 0) and prints nothing unless its
 * header says so; only verbs print and decide the exit code.
 */
#ifndef GTT2M_H
#define GTT2M_H

#define GTT2M_VERSION "0.1"

/* Exit codes of every verb (docs/method.md). */
enum gtt2m_exit {
	EXIT_FINE = 0,		/* done; nothing worse */
	EXIT_WORSE = 1,		/* a proved regression beyond the margin */
	EXIT_UNDECIDED = 2,	/* the data do not decide */
	EXIT_INVALID = 3,	/* purity, environment, nondeterminism */
	EXIT_HARNESS = 4,	/* the harness failed, wrong usage included */
};

/*
 * The key of an option without a letter. A letter is for one long option, the
 * same in every verb.
 */
#define LONG(letter) (0x100 + (letter))

#endif
