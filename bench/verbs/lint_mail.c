// SPDX-License-Identifier: GPL-2.0-or-later
/* lint_mail.c - the verb lint-mail: does a text survive a mailing list? */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "gtt2m.h"
#include "lint_mail.h"
#include "opts.h"
#include "verbs/verbs.h"

static int cmd_lint_mail(int argc, char **argv)
{
	const char *file = NULL;
	unsigned int bad;
	size_t len;
	char *text;
	int err;
	const struct opts opts = {
		.words = "FILE", .least = 1, .most = 1, .word = &file,
		.help = "Check that a text survives a mailing list: 72 "
			"columns, plain ASCII, nothing that mail programs or "
			"git change. Exit 0: it does; 3: it names the lines "
			"that do not.",
	};

	opts_parse(argc, argv, &opts);
	err = file_read_input(file, 64u << 20, &text, &len);
	if (err) {
		fprintf(stderr, "%s: %s\n", file, strerror(-err));
		return EXIT_HARNESS;
	}
	bad = lint_text(file, text, len, stdout);
	free(text);
	return bad ? EXIT_INVALID : EXIT_FINE;
}

const struct verb verb_lint_mail = {
	.name = "lint-mail", .fn = cmd_lint_mail,
	.help = "check that a text survives a mailing list",
};
