// SPDX-License-Identifier: GPL-2.0-or-later
/* run_arg.c - one argument, RESULTS/RUN; contract in run_arg.h. */
#include <string.h>

#include "run_arg.h"

static error_t parse(int key, char *arg, struct argp_state *state)
{
	const char **dir = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		if (*dir)
			argp_error(state, "%s: one run only, %s is given",
				   arg, *dir);
		for (size_t n = strlen(arg); n > 1 && arg[n - 1] == '/'; n--)
			arg[n - 1] = '\0';
		*dir = arg;
		return 0;
	case ARGP_KEY_END:
		if (!*dir)
			argp_error(state, "which run? RESULTS/RUN is missing");
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

const struct argp_child run_argument[] = {
	{ .argp = &(const struct argp) {
		.parser = parse, .args_doc = "RESULTS/RUN",
	} },
	{ 0 }
};
