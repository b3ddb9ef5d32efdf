// SPDX-License-Identifier: GPL-2.0-or-later
/* lint_mail.c - the verb lint-mail: does a text survive a mailing list? */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "gtt2m.h"
#include "lint_mail.h"
#include "verbs/verbs.h"

static error_t parse(int key, char *arg, struct argp_state *state)
{
	const char **file = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		if (*file)
			argp_usage(state);
		*file = arg;
		return 0;
	case ARGP_KEY_END:
		if (!*file)
			argp_usage(state);
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

int cmd_lint_mail(int argc, char **argv)
{
	static const struct argp argp = {
		.parser = parse, .args_doc = "FILE",
		.doc = "Check that a text survives a mailing list: 72 columns, "
		       "plain ASCII, nothing that mail programs or git rewrite. "
		       "Exit 0: it does; 3: the lines named do not.",
	};
	const char *file = NULL;
	unsigned int bad;
	size_t len;
	char *text;
	int err;

	argp_parse(&argp, argc, argv, 0, NULL, &file);
	err = file_read_input(file, 64u << 20, &text, &len);
	if (err) {
		fprintf(stderr, "%s: %s\n", file, strerror(-err));
		return EXIT_HARNESS;
	}
	bad = lint_text(file, text, len, stdout);
	free(text);
	return bad ? EXIT_INVALID : EXIT_FINE;
}
