// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fuzz_parsers.c - hostile bytes for every parser of files that come from
 * outside: mails, patches, records, a machine's record port, plans, environments,
 * cost parameters, console logs, archives. A parser is a row.
 *
 *   fuzz_parsers                 saved cases, then RUNS changed ones each
 *   fuzz_parsers PARSER FILE...  these files only
 *
 * The sanitizers watch. What a parser accepts must keep its promises, too:
 * each row says which. The input that broke one is left in
 * /tmp/gtt2m-fuzz.crash. Deterministic: no clock, fixed seed.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sanitizer/common_interface_defs.h>

#include "gpu/host/params.h"
#include "files.h"
#include "mail/charset.h"
#include "mail/message.h"
#include "mail/reply.h"
#include "metal/contact_model.h"
#include "newc.h"
#include "patch/patch.h"
#include "patch/series.h"
#include "records/env.h"
#include "records/record.h"
#include "rng.h"
#include "text.h"
#include "run/console.h"
#include "plan/plan.h"

#define CORPUS "bench/fuzz/corpus"
#define CRASH "/tmp/gtt2m-fuzz.crash"
#define RUNS 4000
#define MAX_LEN 65536

static const char *now_text;	/* the input under way, for the crash file */
static size_t now_len;

static void save_input(void)
{
	file_write(CRASH, now_text, now_len);
	fprintf(stderr, "the input is in " CRASH "\n");
}

static void must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "promise broken: %s\n", what);
	save_input();
	abort();
}

/* ---- the parsers ---------------------------------------------------------- */

/* A mail that is taken gives a reply whose body is clean and whose head is folded. */
static void fuzz_message(const char *text, size_t len)
{
	char why[256] = "", *mail = NULL, *end;
	struct message m;
	size_t size;
	FILE *f;

	if (message_parse(&m, text, len, NULL, why, sizeof(why))) {
		must(*why, "a refusal says why");
	} else {
		f = open_memstream(&mail, &size);
		reply_write(f, &m, "Me <me@example.org>", NULL, 0,
			    "test level: x\n", NULL);
		fclose(f);
		/* what misses a header's parts gives a body only */
		end = m.missing ? NULL : strstr(mail, "\n\n");
		must(m.missing || end != NULL, "a reply has a body");
		must(m.missing || strstr(mail, "\nIn-Reply-To: <") != NULL,
		     "a reply is threaded");
		must(utf8_is(mail), "a reply is UTF-8");
		for (char *p = mail; *p; p++)
			must(*p == '\n' || ((unsigned char)*p >= 0x20 && *p != 0x7f &&
			     (p > end || *p > 0)), "no controls, an ASCII head");
		for (char *p = mail; p; p = strchr(p, '\n'), p += p != NULL)
			must(strcspn(p, "\n") <= 998, "lines as RFC 5322 has them");
		free(mail);
	}
	message_free(&m);
}

static void fuzz_records(const char *text, size_t len)
{
	char why[RECORD_WHY] = "";
	struct records r;

	if (records_parse(&r, text, len, "x", why)) {
		must(*why, "a refusal says why");
		return;
	}
	must(!r.n || record_is_end(&r.v[r.n - 1]), "good ends with a cell");
	must((size_t)r.good <= len, "good is within the text");
	for (size_t i = 0; i < r.n; i++) {
		int64_t seen = record_int(r.v[i].data, "seen", 0);
		int64_t direct = record_int(r.v[i].data, "direct", 0);

		must(text_is_name(r.v[i].variant) && text_is_name(r.v[i].scenario),
		     "names can be names of files");
		must(strcmp(r.v[i].kind, "probe") || (direct >= 0 && seen >= direct),
		     "no part is more than its whole");
	}
	records_free(&r);
}

static void fuzz_raw(const char *text, size_t len)
{
	struct raw_lines r;

	raw_has_end(text, len);
	raw_parse(&r, text, len);
	must(!r.ok || r.ended, "ok needs an end marker");
	must(r.ok || *r.why, "not ok says why");
	raw_free(&r);
}

/* A plan that is taken is written and read again as the same. */
static void fuzz_plan(const char *text, size_t len)
{
	json_t *j = json_loadb(text, len, JSON_REJECT_DUPLICATES, NULL), *k;
	char why[256] = "", one[65], two[65];
	struct plan p, q;

	if (!j)
		return;
	if (plan_from_json(&p, j, why, sizeof(why))) {
		must(*why, "a refusal says why");
	} else {
		k = plan_to_json(&p);
		must(!plan_from_json(&q, k, why, sizeof(why)),
		     "a plan reads what it wrote");
		plan_id(&p, one);
		plan_id(&q, two);
		must(!strcmp(one, two), "the same plan has the same id");
		plan_free(&q);
		json_decref(k);
	}
	plan_free(&p);
	json_decref(j);
}

static void fuzz_env(const char *text, size_t len)
{
	json_t *j = json_loadb(text, len, JSON_REJECT_DUPLICATES, NULL);
	json_t *other = json_pack("{s{ss}}", "fixed", "qemu_version", "7.2");
	char what[256] = "", id[SHA256_DIGEST_STRING_LENGTH];

	/* its content is what is tried, so that its id has to be right */
	if (json_is_object(json_object_get(j, "fixed"))) {
		env_make_id(json_object_get(j, "fixed"), id);
		json_object_set_new(j, "id", json_string(id));
	}
	if (j && env_check(j, what, sizeof(what))) {
		must(*what, "a refusal says why");
	} else if (j) {
		env_id(j);
		must(!env_differ(j, j, what, sizeof(what)), "itself is the same");
		if (env_differ(j, other, what, sizeof(what)))
			must(*what, "a difference is named");
	}
	json_decref(other);
	json_decref(j);
}

static void fuzz_params(const char *text, size_t len)
{
	struct gen9_params p;
	char why[256] = "";

	gen9_params_default(&p);
	if (gen9_params_parse(&p, text, len, "x", why, sizeof(why)))
		must(*why, "a refusal says why");
	else
		gen9_params_hash(&p);
}

static void fuzz_console(const char *text, size_t len)
{
	struct console c;

	console_panicked(text, len);
	if (console_scan(&c, text, len))
		return;
	must(json_array_size(c.complaints) <= CONSOLE_KEEP, "few are kept");
	must(json_array_size(c.tail) <= CONSOLE_TAIL, "the tail is short");
	console_free(&c);
}

static bool astray(const char *name)
{
	return name && (*name == '/' || *name == '.' || strstr(name, "../") ||
			strstr(name, ".git/") || strstr(name, "//"));
}

/* What is taken is written as something that is taken again, and is the same. */
static void fuzz_patch(const char *text, size_t len)
{
	char why[PATCH_WHY] = "", *once = NULL, *again = NULL;
	struct series_subject subject;
	struct patch p, q;
	size_t n, m;
	FILE *f;

	if (patch_parse(&p, text, len, why)) {
		must(*why, "a refusal says why");
	} else if (!patch_judge(&p, why)) {
		f = open_memstream(&once, &n);
		patch_write(f, &p);
		fclose(f);
		must(!patch_parse(&q, once, n, why), "it reads what it wrote");
		for (size_t i = 0; i < q.n; i++)
			must(!astray(q.v[i].old) && !astray(q.v[i].new),
			     "nothing astray is taken");
		must(q.n == p.n && !patch_judge(&q, why), "and judges it the same");
		f = open_memstream(&again, &m);
		patch_write(f, &q);
		fclose(f);
		must(n == m && !memcmp(once, again, n), "and writes the same");
		patch_free(&q);
	}
	patch_free(&p);
	free(once);
	free(again);
	once = strndup(text, len);
	series_subject(&subject, once);
	must(subject.number <= subject.total, "a number is of a total");
	free(once);
}

/* The same lines with the digest that is theirs; its end's line is another's. */
static char *sealed(const char *text, size_t len, size_t *n)
{
	const char *last = text + len;
	char sum[SHA256_DIGEST_STRING_LENGTH], *out;

	while (last > text && (last == text + len || last[-1] != '\n'))
		last--;
	SHA256Data((const uint8_t *)text, last - text, sum);
	*n = asprintf(&out, "%.*s{\"type\":\"end\",\"complete\":true,"
		      "\"sha256\":\"%s\"}\n", (int)(last - text), text, sum);
	return out;
}

/* What is taken is written as what is taken again, and every row is a rate. */
static void fuzz_contact(const char *text, size_t len)
{
	char why[300] = "", *whole;
	struct contact c;
	size_t n;

	if (contact_parse(&c, text, len, "x", why, sizeof(why)))
		must(*why, "a refusal says why");
	else
		contact_free(&c);
	whole = sealed(text, len, &n);
	if (!contact_parse(&c, whole, n, "x", why, sizeof(why))) {
		for (size_t i = 0; i < c.nrows; i++) {
			struct synth s;
			const char *reason = NULL;

			contact_synth(&c.row[i], contact_translates(&c), &s, &reason);
			must(reason != NULL, "a row is compared or it is said why not");
			must(c.row[i].v[0] > 0 && contact_median(&c.row[i]) <=
			     c.row[i].v[c.row[i].n - 1], "repetitions ascend");
		}
		for (size_t i = 0; i < c.nsteps; i++)
			must(c.step[i].end <= json_array_size(c.lines) &&
			     c.step[i].first < c.step[i].end, "steps have their lines");
		contact_free(&c);
	}
	free(whole);
}

/* Its entries lie in it, one behind the other, and none leads out of a folder. */
static void fuzz_newc(const char *text, size_t len)
{
	static struct newc_entry e;
	size_t next;

	for (size_t at = 0; at < len; at += next) {
		if (newc_entry(&e, text + at, len - at, &next))
			break;
		must(next && next <= len - at, "the next one is in it");
		must(e.data >= text + at && e.data + e.size <= text + at + next,
		     "its bytes are in it");
		must(strnlen(e.name, sizeof(e.name)) < sizeof(e.name) &&
		     strncmp(e.name, "../", 3) && !strstr(e.name, "/../"),
		     "its name is one below the folder");
	}
}

static const struct parser {
	const char *name;	/* of its folder below CORPUS, too */
	void (*fn)(const char *text, size_t len);
	const char *also;	/* a file of the repository as one more case */
	const char *words;	/* put in whole, between blanks */
} parsers[] = {
	{ "message", fuzz_message, NULL,
	  "From: |To: |Message-Id: <1@x>|=?utf-8?q?|?=|\n\n|\nFrom |\r\n|boundary=b|--b|"
	  "Content-Type: multipart/mixed; |Content-Transfer-Encoding: base64|\n |\"|<|>|,|(|" },
	{ "patch", fuzz_patch, "kernel/patches/0005-drm-i915-gvt-count-what-becomes-of-"
	  "each-guest-2MiB-e.patch",
	  "diff --git a/mm/x.c b/mm/x.c\n|--- a/mm/x.c\n|+++ b/mm/x.c\n|@@ -1 +1 @@\n-a\n+b\n|"
	  "/dev/null|../|.git/|new file mode 100644\n|120000|rename from mm/x.c\n|Makefile|[2/3]|"
	  "deleted file mode 100644\n|@@ -0,0 +1 @@\n+a\n|\n|+|-| |\\ No newline\n|\r\n|$(x)|" },
	{ "records", fuzz_records, "bench/testdata/golden/records.jsonl",
	  "\"kind\":\"cell\"|\n|{|}|\"schema\":2|\"index\":-1|null|\"seed\":1e99|" },
	{ "raw", fuzz_raw, NULL,
	  "{\"type\":\"end\",\"status\":\"ok\"}\n|\n|{\"type\":\"probe\"}|[    3.1] |" },
	{ "plan", fuzz_plan, "bench/testdata/golden/plan.json",
	  "\"index\": 0|-1|null|[]|{}|99999999999|\"seed\"|\"\"|" },
	{ "env", fuzz_env, "bench/testdata/golden/env.json",
	  "\"fixed\"|\"id\"|{}|[]|null|7|" },
	{ "params", fuzz_params, "gpu/params/serial.params",
	  "=|#|\n|4294967296|-1|0x|assumed|" },
	{ "console", fuzz_console, "bench/testdata/console-panic.log",
	  "BUG: |WARNING: CPU: |Kernel panic - |Oops: |INFO: task |[    1.0] |\n|\r|" },
	{ "contact", fuzz_contact, "bench/testdata/contact/kbl.jsonl",
	  "{\"type\":\"row\",\"name\":\"a\",\"unit\":\"us\",\"v\":[1]}\n|-1|1e999|null|[]|\n|"
	  "{\"type\":\"step\",\"name\":\"a\",\"status\":\"ok\"}\n|\"huge_pct\":-1|\\u001b|" },
	{ "newc", fuzz_newc, NULL,
	  "070701|00000000|ffffffff|0000000B|TRAILER!!!|000041ED|0000A1FF|../|/..|" },
};

/* ---- changing inputs ------------------------------------------------------ */

struct text {
	char *p;
	size_t len;
};

static size_t pick(struct rng *r, size_t n)
{
	return n ? rng_u64(r) % n : 0;
}

static void put_word(struct rng *r, struct text *t, const char *words)
{
	size_t n = 0, at = pick(r, t->len + 1), len, k;
	const char *w = words;

	for (const char *p = words; *p; p++)
		n += *p == '|';
	for (k = pick(r, n); k--; w++)
		w = strchr(w, '|');
	len = strchr(w, '|') - w;
	if (t->len + len > MAX_LEN)
		return;
	memmove(t->p + at + len, t->p + at, t->len - at);
	memcpy(t->p + at, w, len);
	t->len += len;
}

static void change(struct rng *r, struct text *t, const struct parser *p)
{
	size_t at = pick(r, t->len), n = 1 + pick(r, 16);

	if (!t->len) {
		put_word(r, t, p->words);
		return;
	}
	n = at + n > t->len ? t->len - at : n;
	switch (pick(r, 6)) {
	case 0:	/* a byte */
		t->p[at] = (char)rng_u64(r);
		break;
	case 1:	/* take out */
		memmove(t->p + at, t->p + at + n, t->len - at - n);
		t->len -= n;
		break;
	case 2:	/* twice */
		if (t->len + n > MAX_LEN)
			break;
		memmove(t->p + at + n, t->p + at, t->len - at);
		t->len += n;
		break;
	case 3:	/* cut */
		if (!pick(r, 8))
			t->len = at;
		break;
	case 4:	/* one bit */
		t->p[at] ^= (char)(1 << pick(r, 8));
		break;
	default:
		put_word(r, t, p->words);
	}
}

/* ---- corpus --------------------------------------------------------------- */

/* On a copy of just that length, so that a byte too far is seen. */
static void run(const struct parser *p, const char *text, size_t len)
{
	char *exact = malloc(len ? len : 1);

	if (!exact)
		abort();
	memcpy(exact, text, len);
	now_text = exact;
	now_len = len;
	p->fn(exact, len);
	free(exact);
	now_len = 0;
}

static struct text *load(const struct parser *p, size_t *n)
{
	char dir[256], path[600];
	struct text *t = calloc(1, sizeof(*t)), *more;
	struct dirent **e;
	int found;

	*n = 0;
	if (t && p->also && !file_read(p->also, &t[0].p, &t[0].len))
		++*n;
	snprintf(dir, sizeof(dir), CORPUS "/%s", p->name);
	found = scandir(dir, &e, NULL, alphasort);
	for (int i = 0; i < found; i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, e[i]->d_name);
		more = realloc(t, (*n + 1) * sizeof(*t));
		if (!more)
			abort();
		t = more;
		if (e[i]->d_name[0] != '.' &&
		    !file_read(path, &t[*n].p, &t[*n].len))
			++*n;
		free(e[i]);
	}
	if (found >= 0)
		free(e);
	return t;
}

/* Saved cases, whole; then changed ones, long cases cut to a window. */
static void fuzz(const struct parser *p, unsigned int runs)
{
	struct text t = { .p = malloc(MAX_LEN + 64) }, *saved;
	struct rng r;
	size_t n;

	rng_seed(&r, 9);
	saved = load(p, &n);
	if (!t.p || !saved || !n) {
		fprintf(stderr, "%s: no saved cases\n", p->name);
		exit(1);
	}
	for (size_t i = 0; i < n; i++)
		run(p, saved[i].p, saved[i].len);
	for (unsigned int i = 0; i < runs; i++) {
		const struct text *s = &saved[pick(&r, n)];
		size_t most = pick(&r, 8) ? 4096 : MAX_LEN;
		size_t from = s->len > most ? pick(&r, s->len - most) : 0;

		if (s->len > most && pick(&r, 2))
			from = 0;
		t.len = s->len - from < most ? s->len - from : most;
		memcpy(t.p, s->p + from, t.len);
		for (size_t k = pick(&r, 6); k + 1; k--)
			change(&r, &t, p);
		run(p, t.p, t.len);
	}
	printf("%s: %zu saved cases, %u changed\n", p->name, n, runs);
	for (size_t i = 0; i < n; i++)
		free(saved[i].p);
	free(saved);
	free(t.p);
}

static int files(const struct parser *p, char **argv)
{
	char *text;
	size_t len;

	for (; *argv; argv++) {
		if (file_read(*argv, &text, &len)) {
			fprintf(stderr, "cannot read %s\n", *argv);
			return 1;
		}
		run(p, text, len);
		free(text);
	}
	return 0;
}

int main(int argc, char **argv)
{
	const char *runs = getenv("FUZZ_RUNS");
	size_t n = sizeof(parsers) / sizeof(parsers[0]);

	__sanitizer_set_death_callback(save_input);
	for (size_t i = 0; i < n; i++) {
		if (argc > 1 && strcmp(argv[1], parsers[i].name))
			continue;
		if (argc > 2)
			return files(&parsers[i], argv + 2);
		fuzz(&parsers[i], runs ? strtoul(runs, NULL, 10) : RUNS);
		if (argc > 1)
			return 0;
	}
	return argc > 1;
}
