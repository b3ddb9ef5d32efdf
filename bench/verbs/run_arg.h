/* SPDX-License-Identifier: GPL-2.0-or-later */
/* run_arg.h - the argument of a verb that reads one run. */
#ifndef GTT2M_RUN_ARG_H
#define GTT2M_RUN_ARG_H

#include <argp.h>

/*
 * An argp child: exactly one argument, RESULTS/RUN, without slashes at its
 * end. Its input is a const char ** that is NULL before; a parser that has
 * it as its child hands it down at ARGP_KEY_INIT. None or a second one is
 * an error that says so, exit status argp_err_exit_status.
 */
extern const struct argp_child run_argument[];

#endif
