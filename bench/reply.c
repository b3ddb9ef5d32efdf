// SPDX-License-Identifier: GPL-2.0-or-later
/* reply.c - see reply.h; the verb reply. */
#include <argp.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "files.h"
#include "gtt2m.h"
#include "lint_mail.h"
#include "reply.h"
#include "report.h"
#include "run.h"

/* ---- fields --------------------------------------------------------------- */

/* RFC 5322, 2.1.1: a long field is folded at a blank. */
static void put_field(FILE *out, const char *name, const char *value)
{
	size_t col = fprintf(out, "%s:", name);

	while (*value) {
		size_t n = strcspn(value, " ");

		if (n && col > strlen(name) + 1 && col + 1 + n > 76)
			col = fprintf(out, "\n %.*s", (int)n, value) - 1;
		else if (n)
			col += fprintf(out, " %.*s", (int)n, value);
		value += n;
		value += strspn(value, " ");
	}
	fputc('\n', out);
}

/* The next mailbox of a list; commas in quotes and comments do not part. */
static char *next_mailbox(const char **list)
{
	const char *p = *list + strspn(*list, " ,"), *start = p;
	bool quoted = false;
	int comment = 0;

	for (; *p && (quoted || comment || *p != ','); p++) {
		if (*p == '\\' && p[1])
			p++;
		else if (*p == '"')
			quoted = !quoted;
		else if (!quoted && *p == '(')
			comment++;
		else if (!quoted && *p == ')' && comment)
			comment--;
	}
	*list = p;
	return p > start ? strndup(start, p - start) : NULL;
}

struct seen {
	char *addr[512];
	size_t n;
};

/* Is this address new? It is remembered. */
static bool is_new(struct seen *s, const char *mailbox)
{
	char *a = message_address(mailbox);

	for (size_t i = 0; a && i < s->n; i++)
		if (!strcasecmp(s->addr[i], a)) {
			free(a);
			return false;
		}
	if (!a || !strchr(a, '@') || s->n == sizeof(s->addr) / sizeof(s->addr[0])) {
		free(a);
		return false;
	}
	s->addr[s->n++] = a;
	return true;
}

static void append_new(FILE *f, struct seen *s, const char *list, size_t *count)
{
	char *box;

	while (list && (box = next_mailbox(&list))) {
		if (is_new(s, box))
			fprintf(f, "%s%s", (*count)++ ? ", " : "", box);
		free(box);
	}
}

static void put_copies(FILE *out, const struct message *m, struct seen *s)
{
	char *list = NULL;
	size_t len, count = 0;
	FILE *f = open_memstream(&list, &len);

	if (!f)
		return;
	append_new(f, s, m->to, &count);
	append_new(f, s, m->cc, &count);
	fclose(f);
	if (count)
		put_field(out, "Cc", list);
	free(list);
}

static void put_head(FILE *out, const struct message *m, const char *from)
{
	const char *to = m->reply_to ? m->reply_to : m->from;
	const char *old = m->references ? m->references :
			  m->in_reply_to ? m->in_reply_to : "";
	struct seen s = { 0 };
	char *line;

	is_new(&s, from);	/* no copy to oneself */
	put_field(out, "From", from);
	if (asprintf(&line, "%s%s", m->subject && !strncasecmp(m->subject,
		     "re:", 3) ? "" : "Re: ", m->subject ? m->subject : "") >= 0) {
		put_field(out, "Subject", line);
		free(line);
	}
	is_new(&s, to);
	put_field(out, "To", to);
	put_copies(out, m, &s);
	put_field(out, "In-Reply-To", m->message_id);
	if (asprintf(&line, "%s%s%s", old, *old ? " " : "", m->message_id) >= 0) {
		put_field(out, "References", line);
		free(line);
	}
	fputs("MIME-Version: 1.0\nContent-Type: text/plain; charset=us-ascii\n"
	      "Content-Transfer-Encoding: 7bit\n\n", out);
	for (size_t i = 0; i < s.n; i++)
		free(s.addr[i]);
}

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
	put_head(out, m, from);
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
