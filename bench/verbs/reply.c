// SPDX-License-Identifier: GPL-2.0-or-later
/* reply.c - the verb reply: a mail that answers one of a thread. */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "gtt2m.h"
#include "lint_mail.h"
#include "mail/passage.h"
#include "mail/reply.h"
#include "mail/topic.h"
#include "number.h"
#include "report/answers.h"
#include "report/report.h"
#include "run/run.h"
#include "text.h"
#include "opts.h"
#include "verbs/verbs.h"

/* ---- the verb ------------------------------------------------------------- */

#define MAIL_MOST (64u << 20)	/* bytes of an mbox, unpacked */
#define FROM_MOST 200

struct args {
	const char *dir, *to, *which, *from, *out, *link, *quote;
	bool whole;
};

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
		     a->whole ? "The run" : "The whole report", a->link ? a->link :
		     "on request.") < 0)
		return NULL;
	return text;
}

static void asked_of(struct report *r, bool asked[QUESTIONS])
{
	for (enum question q = 0; q < QUESTIONS; q++) {
		char *text = report_answer(r, q, false);

		asked[q] = text && *text;
		free(text);
	}
}

/* "2,5": the passages that the user wants, by their numbers. */
static int by_numbers(const char *list, const struct passages *p,
		      const bool asked[QUESTIONS], struct topic *chosen, size_t *n,
		      char *why, size_t len)
{
	*n = 0;
	for (const char *s = list; *s; s += strcspn(s, ","), s += *s == ',') {
		uint64_t number;
		char word[24];

		snprintf(word, sizeof(word), "%.*s", (int)strcspn(s, ","), s);
		if (number_read(word, 1, p->n, &number)) {
			snprintf(why, len, "--quote %s: the message has passages 1 to "
				 "%zu", word, p->n);
			return -EINVAL;
		}
		if (*n == TOPICS_MOST) {
			snprintf(why, len, "--quote %s: at most %d passages", list,
				 TOPICS_MOST);
			return -EINVAL;
		}
		chosen[*n] = topic_of(p, number - 1, asked);
		if (!chosen[(*n)++].score) {
			snprintf(why, len, "--quote %s: that passage has no word of a "
				 "question that this run answers", word);
			return -EINVAL;
		}
	}
	return 0;
}

static size_t lines_of(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

/* Tables go, from the last, until the body has lines enough for a mail. */
static void keep_short(struct report *r, const struct message *m,
		       struct reply_part *parts, const struct topic *chosen, size_t n,
		       const char *tail, const char *rest)
{
	for (size_t i = n + 1; i; i--) {
		char *body = NULL;
		size_t len, lines;
		FILE *f = open_memstream(&body, &len);

		if (!f)
			return;
		reply_body(f, m, parts, n, tail, rest);
		fclose(f);
		lines = body ? lines_of(body) : 0;
		free(body);
		if (lines <= REPLY_LINES || i == 1)
			return;
		free(parts[i - 2].answer);
		parts[i - 2].answer = report_answer(r, chosen[i - 2].question, false);
	}
}

/* What it is that was measured, below the last answer. */
static char *tail_of(struct report *r)
{
	char *text = NULL;
	size_t len;

	r->out = open_memstream(&text, &len);
	if (!r->out)
		return NULL;
	report_level(r);
	fclose(r->out);
	return text;
}

static int write_mail(const struct args *a, const char *from, struct report *r,
		      const struct message *m, const struct passages *p,
		      const struct topic *chosen, size_t n)
{
	struct reply_part parts[TOPICS_MOST] = { 0 };
	char *rest = rest_of(a), *mail = NULL, *tail;
	size_t size;
	int err = -ENOMEM;
	FILE *f;

	for (size_t i = 0; i < n; i++)
		parts[i] = (struct reply_part){ p->v[chosen[i].passage],
			report_answer(r, chosen[i].question, true) };
	tail = a->whole ? report_render(r) : n ? tail_of(r) : report_render_short(r);
	if (tail && !a->whole)
		keep_short(r, m, parts, chosen, n, tail, rest);
	f = tail && rest ? open_memstream(&mail, &size) : NULL;
	if (f) {
		reply_write(f, m, from, parts, n, tail, rest);
		fclose(f);
		err = file_write(a->out, mail, size);
	}
	for (size_t i = 0; i < n; i++)
		free(parts[i].answer);
	free(mail);
	free(rest);
	free(tail);
	return err;
}

/* Which passages there are, so that others can be chosen. */
static void say_passages(const struct passages *p, const struct topic *chosen,
			 size_t n)
{
	if (!n) {
		printf("no passage of the message has words of a question "
			"that the run answers, so its beginning is quoted\n");
		return;
	}
	printf("quoted of its passages 1 to %zu:", p->n);
	for (size_t i = 0; i < n; i++)
		printf("%s %zu", i ? "," : "", chosen[i].passage + 1);
	printf("; --quote N,... (QUOTE=) chooses others\n");
}

static int answer(const struct args *a, const char *from, struct report *r,
		  const struct message *m, char *why, size_t len)
{
	struct topic chosen[TOPICS_MOST];
	struct passages p = { 0 };
	bool asked[QUESTIONS];
	int err = passages_of(&p, m->body);
	size_t n = 0;

	asked_of(r, asked);
	if (err)
		snprintf(why, len, "out of memory");
	else if (a->quote)
		err = by_numbers(a->quote, &p, asked, chosen, &n, why, len);
	else if (!a->whole)
		n = topics_choose(&p, asked, chosen);
	if (!err) {
		err = write_mail(a, from, r, m, &p, chosen, n);
		if (err)
			snprintf(why, len, "%s: %s", a->out, strerror(-err));
		else if (!a->whole)
			say_passages(&p, chosen, n);
	}
	passages_free(&p);
	return err;
}

static int make(const struct args *a, const char *from, struct report *r,
		bool *pasted, char *why, size_t len)
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
	if (!err && m.missing)
		printf("%s lacks %s, like a page of an archive. Only the "
			"body of the reply is written, to be pasted into a "
			"mail. To get the whole message use the archive's "
			"\"raw\" link, or b4 mbox MESSAGE-ID\n", a->to,
		       m.missing);
	if (!err)
		err = answer(a, from, r, &m, why, len);
	*pasted = m.missing != NULL;
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

static int cmd_reply(int argc, char **argv)
{
	struct args a = { .out = "reply.eml" };
	char why[RUN_WHY] = "out of memory", *from;
	struct report r = { 0 };
	bool pasted = false;
	int err;
	const struct opt rows[] = {
		{ .name = "to", .letter = 't', .arg = "FILE", .text = &a.to,
		  .help = "The message or mbox to reply to (a pipe and gzip, too)" },
		{ .name = "message", .letter = 'm', .arg = "N|ID",
		  .text = &a.which,
		  .help = "Which message of an mbox, by number or Message-Id "
		  	"(default: the last)" },
		{ .name = "from", .letter = 'f', .arg = "NAME <ADDRESS>",
		  .text = &a.from,
		  .help = "Sender (default: git's)" },
		{ .name = "out", .letter = 'o', .arg = "FILE", .text = &a.out,
		  .help = "File to write (default: reply.eml)" },
		{ .name = "link", .letter = 'l', .arg = "URL", .text = &a.link,
		  .help = "Where the bundle can be downloaded" },
		{ .name = "quote", .arg = "N,...", .text = &a.quote,
		  .help = "Answer these passages of the message (default: up "
		  	"to three, chosen by their words)" },
		{ .name = "whole", .letter = 'w', .flag = &a.whole,
		  .help = "Send the whole report, not answers" },
		{ 0 }
	};
	const struct opts opts = {
		.words = "--to FILE RESULTS/RUN", .row = rows,
		.least = 1, .most = 1, .word = &a.dir,
		.help = "Write a mail that replies to a message of the "
			"thread. It quotes up to three passages, answers each "
			"from the run with a table, and says where the rest "
			"can be found. Nothing is sent: edit it, then use git "
			"send-email or mutt -H.",
	};

	opts_parse(argc, argv, &opts);
	from = a.from ? strdup(a.from) : own_address();
	err = a.link ? check_link(a.link, why, sizeof(why)) : 0;
	if (!err && !a.to) {
		snprintf(why, sizeof(why), "--to FILE is missing: the message to reply to");
		err = -EINVAL;
	}
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
		err = make(&a, from, &r, &pasted, why, sizeof(why));
	report_close(&r);
	if (err)
		fprintf(stderr, "gtt2m reply: %s\n", why);
	else if (pasted)
		printf("%s written\n", a.out);
	else
		printf("%s written; edit it, then: git send-email %s   or: mutt -H %s\n",
		       a.out, a.out, a.out);
	free(from);
	return err ? EXIT_HARNESS : EXIT_FINE;
}

const struct verb verb_reply = {
	.name = "reply", .fn = cmd_reply,
	.help = "write a mail that replies to the thread with results",
};
