// SPDX-License-Identifier: GPL-2.0-or-later
/* reply_test.c - mails as archives have them, good and bad, and the reply. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "charset.h"
#include "files.h"
#include "gtt2m.h"
#include "test_dir.h"
#include "verbs/verbs.h"
#include "lint_mail.h"
#include "mail/topic.h"
#include "message.h"
#include "reply.h"

#define REPORT "test level: emulated\nfinding: none.\n"

static const char plain[] =
	"From mboxrd@z Thu Jan  1 00:00:00 1970\r\n"
	"Date: Fri, 5 May 2023 09:10:11 +0800\r\n"
	"From: Yan Zhao <yan@example.org>\r\n"
	"To: Sean C <sean@example.org>,\r\n"
	"\t\"Wang, Zhenyu\" <zhenyu@example.org>\r\n"
	"Cc: kvm@example.org, SEAN@example.org,\r\n"
	" Me Myself <me@example.org>, =?UTF-8?Q?J=C3=B6rg?= <j@example.org>\r\n"
	"Subject: Re: [PATCH v2 04/27] drm/i915/gvt: Incorporate KVM memslot info\r\n"
	" into check for 2MiB GTT entry\r\n"
	"Message-ID: <ZFRw+abc@yan.example.org>\r\n"
	"In-Reply-To: <2@example.org>\r\n"
	"References: <1@example.org>\r\n"
	" <2@example.org>\r\n"
	"\r\n"
	"On Thu, Sean C wrote:\r\n"
	"> quoted before\r\n"
	"\r\n"
	"A \xc3\xa4 word.\tVFIO should be the only source.\r\n"
	"---\r\n"
	" drivers/gpu | 2 +-\r\n";

static char *reply_to(const char *text, size_t len)
{
	char why[256] = "", *out;
	struct message m;
	size_t size;
	FILE *f;

	if (message_parse(&m, text, len, NULL, why, sizeof(why)))
		fail_msg("%s", why);
	f = open_memstream(&out, &size);
	reply_write(f, &m, "Me Myself <me@example.org>", NULL, 0, REPORT,
		    "rest");
	fclose(f);
	message_free(&m);
	return out;
}

static void has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("lacks '%s':\n%s", part, text);
}

TEST(fields_of_a_folded_crlf_mail)
{
	char *r = reply_to(plain, strlen(plain));

	has(r, "From: Me Myself <me@example.org>\n");
	has(r, "\nTo: Yan Zhao <yan@example.org>\n");
	has(r, "\nCc: Sean C <sean@example.org>, \"Wang, Zhenyu\" <zhenyu@example.org>,\n"
	    " kvm@example.org, =?UTF-8?Q?J=C3=B6rg?= <j@example.org>\n");
	has(r, "\nSubject: Re: [PATCH v2 04/27] drm/i915/gvt: Incorporate KVM memslot info\n"
	    " into check for 2MiB GTT entry\n");
	has(r, "\nIn-Reply-To: <ZFRw+abc@yan.example.org>\n");
	has(r, "\nReferences: <1@example.org> <2@example.org> <ZFRw+abc@yan.example.org>\n");
	free(r);
}

TEST(body_is_quoted_and_trimmed)
{
	char *r = reply_to(plain, strlen(plain));

	has(r, "\n\nOn Fri, 5 May 2023 09:10:11 +0800, Yan Zhao wrote:\n");
	has(r, "\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n");
	has(r, "Yan Zhao wrote:\n> A \xc3\xa4 word. VFIO should be the only source.\n"
	    "> [...]\n\n" REPORT);
	assert_null(strstr(r, "quoted before"));
	assert_null(strstr(r, "drivers/gpu"));
	assert_int_equal(lint_text("reply", r, strlen(r), stdout), 0);
	free(r);
}

TEST(encodings_of_bodies)
{
	static const struct { const char *head, *body; } row[] = {
		{ "Content-Transfer-Encoding: quoted-printable\n", "one=20line =\nonly\n" },
		{ "Content-Transfer-Encoding: base64\n", "b25lIGxpbmUg\nb25seQo=\n" },
		{ "Content-Type: multipart/signed; boundary=\"xx\"\n",
		  "preamble\n--xx\nContent-Type: text/html\n\n<b>no</b>\n--xx\n"
		  "Content-Type: text/plain; charset=utf-8\n"
		  "Content-Transfer-Encoding: 8bit\n\none line only\n--xx--\n" },
		{ "Content-Type: text/plain\n", "one line only\n" },
	};
	char text[1024], *r;

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		snprintf(text, sizeof(text), "From: a@example.org\n"
			 "Message-Id: <3@x>\n%s\n%s", row[i].head, row[i].body);
		r = reply_to(text, strlen(text));
		has(r, "\n> one line only\n");
		has(r, "\nReferences: <3@x>\n");
		free(r);
	}
}

TEST(last_message_of_an_mbox)
{
	static const char box[] =
		"From a Mon\nFrom: a@example.org\nMessage-Id: <1@x>\n\nfirst\n\n"
		"From b Tue\nFrom: b@example.org\nMessage-Id: <2@x>\n\nsecond\n";
	char *r = reply_to(box, strlen(box));

	has(r, "To: b@example.org\n");
	has(r, "> second\n");
	free(r);
}

/* One of several, by place or Message-Id. */
TEST(one_of_an_mbox)
{
	static const char box[] =
		"From a Mon\nFrom: a@example.org\nMessage-Id: <1@x>\n\nfirst\n\n"
		"From b Tue\nFrom: b@example.org\nMessage-Id: <2@x>\n\nsecond\n\n"
		"From c Tue\nFrom: c@example.org\nMessage-Id: <3@x>\n\nthird\n";
	static const struct { const char *which, *from; unsigned int number; } row[] = {
		{ NULL, "c@example.org", 3 }, { "1", "a@example.org", 1 },
		{ "2", "b@example.org", 2 }, { "<2@x>", "b@example.org", 2 },
		{ "1@x", "a@example.org", 1 },
	};
	static const char *const none[] = { "0", "4", "-1", "<4@x>", "", "<1@x" };
	struct message m;
	char why[256];

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		assert_int_equal(message_parse(&m, box, strlen(box), row[i].which, why,
					       sizeof(why)), 0);
		assert_string_equal(m.from, row[i].from);
		assert_int_equal(m.number, row[i].number);
		assert_int_equal(m.of, 3);
		message_free(&m);
	}
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		assert_true(message_parse(&m, box, strlen(box), none[i], why,
					  sizeof(why)) < 0);
		has(why, "among its 3");
		message_free(&m);
	}
}

#define HEAD "From: Ann <a@x.org>\nTo: k@x.org\nMessage-Id: <1@x>\n"

/* What is quoted: the author's words, in his letters, no line too long. */
TEST(quotes)
{
	static const struct { const char *mail, *want, *lack; } row[] = {
		{ HEAD "\nOn Monday, Bob wrote:\n> old\n> old\n\nMine.\n", "wrote:\n> Mine.\n\n",
		  "old" },
		{ HEAD "\nHi,\n\nOn Mon, 1 Jan 2024, Bob\n<bob@x.org> wrote:\n>> older\n> old\n"
		  "Mine.\n>\n> more\nToo.\n", "> Hi,\n>\n> Mine.\n>\n> Too.\n\n", "Bob" },
		{ HEAD "\n> only\n> quotes\n", "wrote:\n> [...]\n", "only" },
		{ HEAD "\nnote:\nno quote\n", "> note:\n> no quote\n", NULL },
		{ HEAD "\nblanks \t \n\n\n\nend   \n", "> blanks\n>\n> end\n\n", NULL },
		{ HEAD "Content-Type: text/plain; charset=iso-8859-1\n\nJ\xf6rg 4 \xb5s\n",
		  "> J\xc3\xb6rg 4 \xc2\xb5s\n", NULL },
		{ HEAD "Content-Type: text/plain; charset=\"windows-1252\"\n\nit\x92s\n",
		  "> it\xe2\x80\x99s\n", NULL },
		{ HEAD "Content-Type: text/plain; charset=no-such\n\nJ\xf6rg\n", "> J\xc3\xb6rg\n",
		  NULL },
		{ HEAD "Content-Type: text/plain; format=flowed; charset=utf-8\n\n\xe2\x80\x9cx\xe2\x80\x9d\n",
		  "> \xe2\x80\x9cx\xe2\x80\x9d\n", NULL },
		{ HEAD "\nplain\n", "charset=us-ascii\nContent-Transfer-Encoding: 7bit\n", NULL },
		{ HEAD "\n\xc2\x9b" "31mred\x1b[m\n", "> ?31mred?[m\n", NULL },
		/* RFC 2045, 2046 */
		{ HEAD "Content-Type: text\n\nold\n", "> old\n", NULL },
		{ HEAD "Content-Type: multipart/mixed; boundary=b1\n\n--b1\n\nuse --b1 as a\n"
		  "--b1x\nflag\n--b1  \n\nother\n--b1--\n", "> use --b1 as a\n> --b1x\n> flag\n\n",
		  "other" },
		{ HEAD "Content-Type: multipart/mixed; x-boundary=no; boundary=\"b 1\"\n\n--b 1\n"
		  "Content-Type: text/plain\n\ncut short\n", "> cut short\n", NULL },
		{ HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: "
		  "multipart/alternative; boundary=bb\n\n--bb\nContent-Type: text/html\n\n<b>\n"
		  "--bb\nContent-Type: text/plain\n\ninner\n--bb--\n--b--\n", "> inner\n", "<b>" },
		{ "From x@y Thu Jan  1 00:00:00 1970\n" HEAD "\nhello\n>From here\n>>From there\n",
		  "> hello\n> From here\n>>From there\n", NULL },
	};

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		char *r = reply_to(row[i].mail, strlen(row[i].mail));

		has(r, row[i].want);
		if (row[i].lack && strstr(strstr(r, "wrote:"), row[i].lack))
			fail_msg("has '%s':\n%s", row[i].lack, r);
		assert_int_equal(lint_text("reply", r, strlen(r), stdout), 0);
		free(r);
	}
}

/* RFC 5322, 2.1.1: 998 bytes, whatever comes in. */
TEST(no_line_is_too_long)
{
	static const char *const row[] = {
		"%s\n\nbody\n",		/* a field that goes on */
		"Subject: %s\n\nb\n", "Cc: %s@x.org\n\nb\n", "Cc: %s <c@x.org>\n\nb\n",
		"References: <%s@x>\n\nb\n", "\n%s\n", "\n> %s\n", "Date: %s\n\nb\n",
		"Cc: \"%s\" <c@x.org>\n\nb\n",
	};
	char word[5001], blanks[5001], head[6000], mail[7000], *r;

	memset(word, 'w', 5000);
	memset(blanks, 'w', 5000);
	for (size_t i = 4; i < 5000; i += 5)
		blanks[i] = ' ';
	word[5000] = blanks[5000] = '\0';
	for (size_t i = 0; i < 2 * sizeof(row) / sizeof(row[0]); i++) {
		snprintf(head, sizeof(head), row[i / 2], i % 2 ? word : blanks);
		snprintf(mail, sizeof(mail), HEAD "%s", head);
		r = reply_to(mail, strlen(mail));
		for (char *p = r; p; p = strchr(p, '\n'), p += p != NULL)
			assert_in_range(strcspn(p, "\n"), 0, 998);
		assert_int_equal(lint_text("reply", r, strlen(r), stdout), 0);
		free(r);
	}
	/* a paragraph of one line is folded, and what is left of it said */
	snprintf(mail, sizeof(mail), HEAD "\n%s\n", blanks);
	r = reply_to(mail, strlen(mail));
	has(r, " wwww\n> [...]\n");
	free(r);
}

TEST(html_alone_is_refused)
{
	static const char *const row[] = {
		HEAD "Content-Type: text/html\n\n<b>x</b>\n",
		HEAD "Content-Type: multipart/alternative; boundary=b1\n\n--b1\n"
		"Content-Type: text/html\n\n<b>x</b>\n--b1--\n",
		HEAD "Content-Type: multipart/alternative; boundary=b1\n\n--b1\n"
		"Content-Type: text/html\n\n<b>x</b>\n--b1--\n\nepilogue\n",
		HEAD "Content-Type: multipart/mixed; boundary=b1\n\n--b1\n"
		"Content-Type: application/pdf\n\nx\n--b1--\n",
	};
	struct message m;
	char why[256];

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		assert_true(message_parse(&m, row[i], strlen(row[i]), NULL, why,
					  sizeof(why)) < 0);
		has(why, "no text/plain part");
		message_free(&m);
	}
}

TEST(malformed_mail_is_refused)
{
	static const struct { const char *text, *why; } row[] = {
		{ "", "no From field" },
		{ "just words\n", "no From field" },
		{ "From: a@x\nMessage-Id: <1@x>\n", "no text/plain part" },
		{ "From: a@x\nMessage-Id: <1@x>\nContent-Type: text/html\n\n<b>\n",
		  "no text/plain part" },
		{ "From: a@x\nMessage-Id: <1@x>\nContent-Type: multipart/mixed; "
		  "boundary=b\n\n--b\nContent-Type: multipart/mixed; boundary=b\n"
		  "\n--b\n", "no text/plain part" },
	};
	struct message m;
	char why[256];

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		assert_true(message_parse(&m, row[i].text, strlen(row[i].text),
					  NULL, why, sizeof(why)) < 0);
		has(why, row[i].why);
		message_free(&m);
	}
}

/* What pages of archives leave out: the body is there, and why no more. */
TEST(what_is_missing_is_said)
{
	static const struct { const char *text, *missing; } row[] = {
		{ "From: a@x\n\nbody\n", "Message-Id" },
		{ "From: a@x\nMessage-Id: 7\n\nbody\n", "Message-Id" },
		{ "From: a@x\nMessage-Id: <>\n\nbody\n", "Message-Id" },
		{ "From: a@x\nMessage-Id: <1 2@x>\n\nbody\n", "Message-Id" },
		{ "From: somebody\nMessage-Id: <1@x>\n\nbody\n", "address" },
		{ "Subject: Re: x\nFrom: Ann <ann@xxxxxxxxx>\n\nbody\n", "address" },
		{ "From:  Ann <ann () x ! org>\nMessage-ID: 1 () x ! org\n\nbody\n", "address" },
		{ "Date\tFri, 5 May 2023\nFrom\tAnn <>\nSubject\tRe: x\n\nbody\n", "address" },
	};
	struct message m;
	char why[256], *r;

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		assert_int_equal(message_parse(&m, row[i].text, strlen(row[i].text),
					       NULL, why, sizeof(why)), 0);
		assert_non_null(m.missing);
		has(m.missing, row[i].missing);
		message_free(&m);
		r = reply_to(row[i].text, strlen(row[i].text));
		has(r, "wrote:\n> body\n\n" REPORT);
		assert_null(strstr(r, "In-Reply-To"));
		assert_null(strstr(r, "To: "));
		free(r);
	}
}

/* By the words of a question, whole or from their beginning; not by its diff. */
TEST(passages_have_topics)
{
	static const char body[] =
		"Hello all,\n\nOn Monday, Bob wrote:\n> the memslot, the memslot\n\n"
		"The memslot knows the max mapping level.\n\nNot much to say.\n\n"
		"What changes the hanging cost? is_error_noslot_pfn() does.\n\n"
		"VFIO pins contiguous\npages.\n---\n unsafe | 2 +\n";
	bool asked[QUESTIONS] = { true, true, true, true, true, true };
	struct topic t[TOPICS_MOST];
	struct passages p;

	assert_int_equal(passages_of(&p, body), 0);
	assert_int_equal(p.n, 5);
	assert_string_equal(p.v[4], "VFIO pins contiguous\npages.\n");
	assert_int_equal(topics_choose(&p, asked, t), 2);
	assert_int_equal(t[0].passage, 1);
	assert_int_equal(t[0].question, ASKS_MEMSLOT);
	assert_int_equal(t[1].passage, 4);
	assert_int_equal(t[1].question, ASKS_VFIO);
	/* "hang" is not in "changes", "error" not in is_error_noslot_pfn */
	assert_int_equal(topic_score(p.v[3], ASKS_STOCK), 0);
	assert_int_equal(topic_score(p.v[3], ASKS_SAFE), 0);
	asked[ASKS_MEMSLOT] = false;
	assert_int_equal(topics_choose(&p, asked, t), 1);
	passages_free(&p);
}

TEST(encoded_words)
{
	static const struct { const char *in, *out; } row[] = {
		{ "plain", "plain" }, { "=?utf-8?q?a_b?= c", "a b c" },
		{ "=?utf-8?B?YWI=?= =?utf-8?B?Y2Q=?=", "abcd" },
		{ "=?broken", "=?broken" }, { "=?u?q?no end", "=?u?q?no end" },
		{ "=?utf-8?q?J=C3=B6?=", "J\xc3\xb6" },
	};
	char *s;

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		s = message_decode_words(row[i].in);
		assert_string_equal(s, row[i].out);
		free(s);
	}
	s = message_author("=?utf-8?q?J=C3=B6rg?= <j@x>");
	assert_string_equal(s, "J\xc3\xb6rg");
	free(s);
	s = message_author("\"Wang, Z\" <z@x>");
	assert_string_equal(s, "Wang, Z");
	free(s);
}

/* Any bytes: an answer or a refusal, never more. The sanitizers watch. */
TEST(cut_and_changed_mails)
{
	size_t len = strlen(plain);
	char why[256], *copy = malloc(len);
	struct message m;

	for (size_t n = 0; n < len; n++) {
		memcpy(copy, plain, len);
		message_parse(&m, copy, n, NULL, why, sizeof(why));
		message_free(&m);
		copy[n] = "\0\n=?-<> "[n % 8];
		message_parse(&m, copy, len, NULL, why, sizeof(why));
		message_free(&m);
	}
	free(copy);
}

/* What archives and mail programs really do to headers. */
TEST(hostile_headers)
{
	static const struct { const char *mail, *want; } row[] = {
		/* 8-bit without a declared charset: UTF-8, then Latin-1 */
		{ "From: J\xc3\xb6rg \"W\" <j@x.org>\nMessage-Id: <1@x>\n\nb\n",
		  "\nTo: =?utf-8?Q?J=C3=B6rg_W?= <j@x.org>\n" },
		{ "From: a@x.org\nCc: J\xf6rg <j@x.org>\nMessage-Id: <1@x>\n\nb\n",
		  "\nCc: =?iso-8859-1?Q?J=F6rg?= <j@x.org>\n" },
		{ "From: a@x.org\nSubject: gr\xc3\xbc\xc3\x9f\nMessage-Id: <1@x>\n\nb\n",
		  "\nSubject: =?utf-8?Q?Re=3A_gr=C3=BC=C3=9F?=\n" },
		/* an encoded subject stays encoded, and Re: is not doubled */
		{ "From: a@x.org\nSubject: =?utf-8?q?Re=3A_=C3=BC?=\nMessage-Id: <1@x>\n\nb\n",
		  "\nSubject: =?utf-8?q?Re=3A_=C3=BC?=\n" },
		{ "From: a@x.org\nTo: kernel folks: k@x.org, Joe <j@x.org>;, o@x.org\n"
		  "Message-Id: <1@x>\n\nb\n", "\nCc: k@x.org, Joe <j@x.org>, o@x.org\n" },
		{ "From: a@x.org\nTo: \"lists <k@x.org>, all\" <r@x.org>, k@x.org\n"
		  "Message-Id: <1@x>\n\nb\n", "\nCc: \"lists <k@x.org>, all\" <r@x.org>, k@x.org\n" },
		{ "From: a@x.org\nReferences: \nIn-Reply-To: <0@x>\nMessage-Id: <1@x>\n\nb\n",
		  "\nReferences: <0@x> <1@x>\n" },
		/* a list, a group, an address twice, none at all */
		{ "From: a@x.org\nTo: undisclosed-recipients:;\nCc: b@x.org, B <B@x.org>,,\n"
		  " \"c, d\" <c@x.org>, nobody\nMessage-Id: <1@x>\n\nb\n",
		  "\nCc: b@x.org, \"c, d\" <c@x.org>\n" },
		/* To is the list, Reply-To wins over From */
		{ "From: a@x.org\nReply-To: r@x.org, s@x.org\nMessage-Id: <1@x>\n\nb\n",
		  "\nTo: r@x.org, s@x.org\n" },
		/* references with comments, In-Reply-To in prose, a folded id */
		{ "From: a@x.org\nIn-Reply-To: Your message of \"Mon\" <0@x>\n"
		  "Message-Id:\n <1@x> (added by postmaster)\n\nb\n",
		  "\nReferences: <0@x> <1@x>\n" },
		{ "from: a@x.org\nMESSAGE-ID: <1@x>\nReferences: <0@x>\n\t<y z> <\xff@x>\n\nb\n",
		  "\nReferences: <0@x> <1@x>\n" },
		/* a patch: the text above the --- is quoted, the diff is not */
		{ "From: a@x.org\nMessage-Id: <1@x>\n\nchangelog\n---\n a | 1 +\n"
		  "diff --git a/a b/a\n", "\n> changelog\n> [...]\n" },
		/* no subject, no date */
		{ "From: A B <a@x.org>\nMessage-Id: <1@x>\n\nb\n",
		  "\nSubject: Re:\n" },
		{ "From: A B <a@x.org>\nMessage-Id: <1@x>\n\nb\n", "\nA B wrote:\n> b\n" },
		/* lines that git or mail programs would take for something else */
		{ "From: a@x.org\nMessage-Id: <1@x>\n\nFrom here\n>From there\n\x1b[31mred\n",
		  "\n> From here\n>>From there\n> ?[31mred\n" },
	};

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		char *r = reply_to(row[i].mail, strlen(row[i].mail));

		has(r, row[i].want);
		for (const char *p = r; p < strstr(r, "\n\n"); p++)
			assert_true(*p == '\n' || (*p >= 0x20 && *p < 0x7f));
		assert_true(utf8_is(r));
		free(r);
	}
}

/* mutt reads the draft and postpones it: the fields are those written. */
TEST(mutt_takes_it)
{
	char *r, *box;
	size_t len;

	if (system("command -v mutt >/dev/null") != 0)
		skip();
	r = reply_to(plain, strlen(plain));
	assert_int_equal(file_write(test_path("reply.eml"), r, strlen(r)), 0);
	/* -H makes the file the draft; a "sendmail" that keeps what it gets */
	shell("cd $d && printf '#!/bin/sh\\ncat >sent\\n' >mta && chmod +x mta && "
	      "HOME=$d mutt -n -F /dev/null -e \"set sendmail=$d/mta "
	      "copy=no use_envelope_from=no sendmail_wait=0 edit_headers=yes\" "
	      "-H reply.eml </dev/null >out 2>&1 || { cat out; false; }");
	assert_int_equal(file_read(test_path("sent"), &box, &len), 0);
	has(box, "To: Yan Zhao <yan@example.org>");
	has(box, "In-Reply-To: <ZFRw+abc@yan.example.org>");
	has(box, "References: <1@example.org>\n <2@example.org>\n <ZFRw+abc@");
	has(box, "\n\nOn Fri, 5 May 2023 09:10:11 +0800, Yan Zhao wrote:\n");
	has(box, REPORT);
	free(box);
	free(r);
}

/* The verb: an answer below each passage that bears on a question. */
TEST(passages_are_answered)
{
	static const char hello[] = "From: a@x.org\nMessage-Id: <1@x>\nSubject: x\n\n"
				    "Hello.\n";
	static const char asks[] = "From: a@x.org\nMessage-Id: <1@x>\n\nHi,\n\n"
				   "VFIO pins pages.\n\n"
				   "Is that unsafe when misaligned?\n\n"
				   "And the memslot, with its max mapping?\n\n"
				   "What of performance, throughput, the TLB?\n";
	char *to, *out, *mail, *at;
	char *argv[] = { "reply", "--to", NULL, "--from", "Me <me@x.org>", "--out",
			 NULL, "--link", "https://example.org/b.tar.gz",
			 "bench/testdata/golden", NULL, NULL, NULL };
	size_t len, lines = 0;

	argv[2] = to = path_join(test_dir, "to");
	argv[6] = out = path_join(test_dir, "out");
	assert_int_equal(file_write(to, asks, strlen(asks)), 0);
	assert_int_equal(verb_reply.fn(10, argv), EXIT_FINE);
	assert_int_equal(file_read(out, &mail, &len), 0);
	/* three, each on another question, in the order of the mail */
	at = strstr(mail, "> Is that unsafe when misaligned?\n\nIs it safe? [x]");
	assert_non_null(at);
	assert_null(strstr(at, "What does VFIO alone"));
	has(at, "small-misaligned");
	has(at, "\n> And the memslot, with its max mapping?\n\nWhat does the memslot");
	has(at, "\n> What of performance, throughput, the TLB?\n\nWhat is 2MiB worth?");
	has(mail, "\nLimits: KVM on AMD's SVM");
	has(mail, "https://example.org/b.tar.gz\n");
	assert_null(strstr(mail, "\nMade with\n"));
	for (at = strstr(mail, "\n\n"); *at; at++)
		lines += *at == '\n';
	assert_in_range(lines, 30, REPLY_LINES);
	assert_int_equal(lint_text("mail", mail, len, stdout), 0);
	free(mail);
	/* others, by their numbers */
	argv[10] = "--quote=2,5";
	assert_int_equal(verb_reply.fn(11, argv), EXIT_FINE);
	assert_int_equal(file_read(out, &mail, &len), 0);
	has(mail, "> VFIO pins pages.\n\nWhat does VFIO alone map more?");
	assert_null(strstr(mail, "memslot, with its"));
	free(mail);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(verb_reply.fn(10, (char *[]){ "reply", "--to", to, "--from",
				 "Me <me@x.org>", "--out", out, "--quote",
				 (char *[]){ "0", "6", "1", "2,3,4,5" }[i],
				 "bench/testdata/golden", NULL }), EXIT_HARNESS);
	argv[9] = "bench/testdata/golden";
	argv[10] = "--whole";
	assert_int_equal(verb_reply.fn(11, argv), EXIT_FINE);
	assert_int_equal(file_read(out, &mail, &len), 0);
	has(mail, "\nMade with\n");
	free(mail);
	/* a mail that asks nothing: the first screen */
	assert_int_equal(file_write(to, hello, strlen(hello)), 0);
	assert_int_equal(verb_reply.fn(10, (char *[]){ "reply", "--to", to, "--from", "Me <me@x.org>",
			 "--out", out, "--link", "https://example.org/b.tar.gz",
			 "bench/testdata/golden", NULL }), EXIT_FINE);
	assert_int_equal(file_read(out, &mail, &len), 0);
	has(mail, "wrote:\n> Hello.\n\ntest level: ");
	has(mail, "\nQ1 Does it matter");
	assert_null(strstr(mail, "-- appendix --"));
	assert_int_equal(lint_text("mail", mail, len, stdout), 0);
	free(mail);
	unlink(out);
	/* nobody whom it could be from */
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(verb_reply.fn(8, (char *[]){ "reply", "--to", to, "--out", out,
				 "--from", (char *[]){ "me", "", "a@b@c", "x <a@b>\nBcc: c@d" }[i],
				 "bench/testdata/golden", NULL }), EXIT_HARNESS);
	assert_int_not_equal(access(out, F_OK), 0);
	/* refused: nothing is written; argp has moved what is no option */
	argv[9] = "bench/testdata/golden";
	unlink(out);
	argv[8] = "not a link";
	assert_int_equal(verb_reply.fn(10, argv), EXIT_HARNESS);
	argv[8] = "x";
	assert_int_equal(file_write(to, "no mail\n", 8), 0);
	assert_int_equal(verb_reply.fn(10, argv), EXIT_HARNESS);
	assert_int_not_equal(access(out, F_OK), 0);
	free(to);
	free(out);
}

TEST(git_send_email_takes_it)
{
	char *r;

	if (access("/usr/lib/git-core/git-send-email", X_OK) ||
	    system("perl -MMail::Address -e 1 2>/dev/null") != 0)
		skip();
	r = reply_to(plain, strlen(plain));
	assert_int_equal(file_write(test_path("reply.eml"), r, strlen(r)), 0);
	shell("cd $d && git send-email --dry-run --quiet --confirm=never "
	      "--no-validate --from 'Me <me@example.org>' --to yan@example.org "
	      "--smtp-server /bin/true reply.eml >out 2>&1 || { cat out; false; }");
	free(r);
}
