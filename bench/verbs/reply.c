// SPDX-License-Identifier: GPL-2.0-or-later
/* reply.c - the verb reply: a mail that answers one of a thread. */
#include <argp.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "gtt2m.h"
#include "lint_mail.h"
#include "mail/reply.h"
#include "run_arg.h"
#include "report/report.h"
#include "run/run.h"
#include "text.h"
#include "verbs/verbs.h"

/* ---- the verb ------------------------------------------------------------- */

#define MAIL_MOST (64u << 20)	/* bytes of an mbox, unpacked */
#define FROM_MOST 200

struct args {
	const char *dir, *to, *which, *from, *out, *link;
	bool whole;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *a = state->input;

	switch (key) {
	case 't': a->to = arg; return 0;
	case 'm': a->which = arg; return 0;
	case 'f': a->from = arg; return 0;
	case 'o': a->out = arg; return 0;
	case 'l': a->link = arg; return 0;
	case 'w': a->whole = true; return 0;
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &a->dir;
		return 0;
	case ARGP_KEY_END:
		if (!a->to)
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

/* What is not inline, and where it is. */
static char *rest_of(const struct args *a)
{
	char *text;

	if (asprintf(&text, "%s as one archive, with records, environment, patches "
		     "and scripts, to check and to repeat this: %s",
		     a->whole ? "The run" : "The whole report, with machine, kernels, "
		     "patches and purity,", a->link ? a->link : "on request.") < 0)
		return NULL;
	return text;
}

static int write_mail(const struct args *a, const char *from,
		      struct report *r, const struct message *m)
{
	char *about = NULL, *report, *rest = rest_of(a), *mail = NULL;
	size_t size;
	int err = -ENOMEM;
	FILE *f;

	if (!a->whole && asprintf(&about, "%s\n%s", m->subject ? m->subject : "",
				  m->body) < 0)
		about = NULL;
	report = report_render_about(r, about);
	f = report && rest ? open_memstream(&mail, &size) : NULL;
	if (f) {
		reply_write(f, m, from, report, rest);
		fclose(f);
		err = file_write(a->out, mail, size);
	}
	free(mail);
	free(rest);
	free(report);
	free(about);
	return err;
}

static int make(const struct args *a, const char *from, struct report *r,
		char *why, size_t len)
{
	char what[200] = "", *text = NULL;
	struct message m = { 0 };
	size_t textlen;
	int err = file_read_input(a->to, MAIL_MOST, &text, &textlen);

	if (err) {
		snprintf(why, len, "%s: %s", a->to, err == -EFBIG ?
			 "larger than 64 MiB" : strerror(-err));
	} else {
		err = message_parse(&m, text, textlen, a->which, what, sizeof(what));
		if (err)
			snprintf(why, len, "%.280s: %s", a->to, what);
	}
	if (!err && m.of > 1)
		printf("%s: message %u of %u, %s%s\n", a->to, m.number, m.of,
		       m.message_id, a->which ? "" : "; --message chooses another");
	if (!err) {
		err = write_mail(a, from, r, &m);
		if (err)
			snprintf(why, len, "%s: %s", a->out, strerror(-err));
	}
	free(text);
	message_free(&m);
	return err;
}

/* Somebody a reply can be from? */
static int check_from(const char *from, char *why, size_t len)
{
	char *address = message_address(from);
	bool good = address && message_is_address(address) && text_is_plain(from) &&
		    strlen(from) <= FROM_MOST && !strpbrk(from, ";");

	snprintf(why, len, "--from %.100s: no \"Name <user@host>\"", from);
	free(address);
	return good ? 0 : -EINVAL;
}

/* A link stands on a line of its own, which is never folded. */
static int check_link(const char *link, char *why, size_t len)
{
	for (const char *p = link; *p; p++)
		if (*p <= ' ' || *p > '~') {
			snprintf(why, len, "the link has a blank or a byte outside ASCII");
			return -EINVAL;
		}
	if (strlen(link) <= MAIL_COLS)
		return 0;
	snprintf(why, len, "the link is longer than %d columns: mail programs "
		 "would break it", MAIL_COLS);
	return -EINVAL;
}

int cmd_reply(int argc, char **argv)
{
	static const struct argp_option options[] = {
		{ "to", 't', "FILE", 0, "The message or mbox to reply to (a pipe and gzip, too)", 0 },
		{ "message", 'm', "N|ID", 0, "Which of an mbox, by its place or its "
		  "Message-Id (the last)", 0 },
		{ "from", 'f', "NAME <ADDRESS>", 0, "Sender (git's, if not given)", 0 },
		{ "out", 'o', "FILE", 0, "Where to (reply.eml)", 0 },
		{ "link", 'l', "URL", 0, "Where the bundle can be had", 0 },
		{ "whole", 'w', NULL, 0, "The whole report, not what bears on the message", 0 },
		{ 0 }
	};
	static const struct argp argp = {
		.options = options, .parser = parse, .args_doc = "--to FILE",
		.children = run_argument,
		.doc = "Write a mail that answers a message of the thread: those "
		       "sections of the run's report that bear on it, and where the "
		       "rest is. Nothing is sent: edit it, then git send-email or "
		       "mutt -H.",
	};
	struct args a = { .out = "reply.eml" };
	char why[RUN_WHY] = "out of memory", *from;
	struct report r = { 0 };
	int err;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	from = a.from ? strdup(a.from) : own_address();
	err = a.link ? check_link(a.link, why, sizeof(why)) : 0;
	if (!err && !from) {
		snprintf(why, sizeof(why), "git has no user.name and user.email: "
			 "give --from");
		err = -EINVAL;
	}
	if (!err)
		err = check_from(from, why, sizeof(why));
	if (!err)
		err = report_open(&r, a.dir, why, sizeof(why));
	if (!err)
		err = make(&a, from, &r, why, sizeof(why));
	report_close(&r);
	if (err)
		fprintf(stderr, "gtt2m reply: %s\n", why);
	else
		printf("%s written; edit it, then: git send-email %s   or: mutt -H %s\n",
		       a.out, a.out, a.out);
	free(from);
	return err ? EXIT_HARNESS : EXIT_FINE;
}
