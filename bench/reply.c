// SPDX-License-Identifier: GPL-2.0-or-later
/* reply.c - see reply.h; the verb reply. */
#include <argp.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "gtt2m.h"
#include "lint_mail.h"
#include "reply.h"
#include "report.h"
#include "run.h"

/* ---- body ----------------------------------------------------------------- */

static void put_quoted(FILE *out, const char *line, size_t len)
{
	fputs(len && *line == '>' ? ">" : len ? "> " : ">", out);
	for (size_t i = 0; i < len; i++) {
		unsigned char c = line[i];

		fputc(c == '\t' ? ' ' : c < 0x20 || c > 0x7e ? '?' : c, out);
	}
	fputc('\n', out);
}

/* Where a changelog ends and a patch or a signature begins. */
static bool ends_text(const char *line, size_t len)
{
	return (len == 3 && !strncmp(line, "---", 3)) ||
	       (len == 3 && !strncmp(line, "-- ", 3)) ||
	       (len >= 6 && !strncmp(line, "diff -", 6)) ||
	       (len >= 7 && !strncmp(line, "Index: ", 7));
}

static void put_quote(FILE *out, const struct message *m)
{
	char *who = message_author(m->from);
	unsigned int lines = 0;
	const char *p = m->body;
	size_t n;

	if (m->date)
		mail_para(out, "On %s, %s wrote:", m->date, who ? who : "you");
	else
		mail_para(out, "%s wrote:", who ? who : "you");
	free(who);
	p += strspn(p, "\n");
	for (; *p && lines < REPLY_QUOTE; p += n + (p[n] == '\n'), lines++) {
		n = strcspn(p, "\n");
		if (ends_text(p, n))
			break;
		put_quoted(out, p, n);
	}
	if (*p)
		fputs("> [...]\n", out);
	fputc('\n', out);
}

void reply_write(FILE *out, const struct message *m, const char *from,
		 const char *report)
{
	reply_head(out, m, from);
	put_quote(out, m);
	fputs(report, out);
}

/* ---- the verb ------------------------------------------------------------- */

struct args {
	const char *dir, *to, *from, *out;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *a = state->input;

	switch (key) {
	case 't': a->to = arg; return 0;
	case 'f': a->from = arg; return 0;
	case 'o': a->out = arg; return 0;
	case ARGP_KEY_ARG:
		if (a->dir)
			argp_usage(state);
		a->dir = arg;
		return 0;
	case ARGP_KEY_END:
		if (!a->dir || !a->to)
			argp_usage(state);
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

/* "Name <address>" of git's configuration, fresh; NULL when it has none. */
static char *own_address(void)
{
	FILE *p = popen("git config user.name && git config user.email", "r");
	char name[128] = "", mail[128] = "", *s = NULL;

	if (!p)
		return NULL;
	if (fgets(name, sizeof(name), p) && fgets(mail, sizeof(mail), p)) {
		name[strcspn(name, "\n")] = '\0';
		mail[strcspn(mail, "\n")] = '\0';
		if (asprintf(&s, "%s <%s>", name, mail) < 0)
			s = NULL;
	}
	pclose(p);
	return s;
}

static int make(const struct args *a, const char *from, const char *report,
		char *why, size_t len)
{
	char *mail = NULL, *text = NULL;
	size_t size, textlen;
	struct message m = { 0 };
	int err = file_read(a->to, &text, &textlen);
	FILE *f;

	if (err)
		snprintf(why, len, "%s: %s", a->to, strerror(-err));
	if (!err)
		err = message_parse(&m, text, textlen, why, len);
	f = err ? NULL : open_memstream(&mail, &size);
	if (f) {
		reply_write(f, &m, from, report);
		fclose(f);
		err = file_write(a->out, mail, size);
		if (err)
			snprintf(why, len, "%s: %s", a->out, strerror(-err));
	}
	free(mail);
	free(text);
	message_free(&m);
	return err;
}

int cmd_reply(int argc, char **argv)
{
	static const struct argp_option options[] = {
		{ "to", 't', "FILE", 0, "The message or mbox to reply to", 0 },
		{ "from", 'f', "NAME <ADDRESS>", 0, "Sender (git's, if not given)", 0 },
		{ "out", 'o', "FILE", 0, "Where to (reply.eml)", 0 },
		{ 0 }
	};
	static const struct argp argp = {
		.options = options, .parser = parse, .args_doc = "--to FILE RUN",
		.doc = "Write a mail that answers a message of the thread with the "
		       "report of a run. Nothing is sent: edit it, then git "
		       "send-email or mutt -H.",
	};
	struct args a = { .out = "reply.eml" };
	char why[RUN_WHY] = "", *report = NULL, *from;
	struct report r;
	int err;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	from = a.from ? strdup(a.from) : own_address();
	err = report_open(&r, a.dir, why, sizeof(why));
	if (!err)
		report = report_render(&r);
	report_close(&r);
	if (!err && !from) {
		snprintf(why, sizeof(why), "git has no user.name and user.email: "
			 "give --from");
		err = -EINVAL;
	}
	if (!err)
		err = report ? make(&a, from, report, why, sizeof(why)) : -ENOMEM;
	if (err)
		fprintf(stderr, "gtt2m reply: %s\n", why);
	else
		printf("%s written; edit it, then: git send-email %s\n", a.out, a.out);
	free(report);
	free(from);
	return err ? EXIT_HARNESS : EXIT_FINE;
}
