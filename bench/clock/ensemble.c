// SPDX-License-Identifier: GPL-2.0-or-later
/* See ensemble.h. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock/ensemble.h"
#include "files.h"
#include "number.h"

int ensemble_parts(struct part part[PUBLISHED_PARTS], const char *root,
		   char *why, size_t whylen)
{
	int err = 0;

	for (unsigned int i = 0; i < PUBLISHED_PARTS && !err; i++)
		err = part_load(&part[i], root, published_parts[i], why,
				whylen);
	return err;
}

uint64_t ensemble_hash(const struct part part[PUBLISHED_PARTS])
{
	uint64_t h = 0;

	for (unsigned int i = 0; i < PUBLISHED_PARTS; i++) {
		struct gen9_params ends[3] = { part[i].nominal };

		for (unsigned int k = 0; k < GEN9_PARAM_COUNT; k++) {
			gen9_param_set(&ends[1], k, part[i].range[k].lo);
			gen9_param_set(&ends[2], k, part[i].range[k].hi);
		}
		for (unsigned int k = 0; k < 3; k++)
			h = h * 31 + gen9_params_hash(&ends[k]);
	}
	return h;
}

/* Rows of fills, or the others, under candidate i: 1, 0, or -errno. */
static int agrees(const struct draw *d, const struct part *part,
		  const struct published_traces *t, unsigned int i, bool fills)
{
	struct gen9_params set[PUBLISHED_PARTS];
	double value;

	for (unsigned int k = 0; k < PUBLISHED_PARTS; k++)
		draw_set(d, &part[k], i, &set[k]);
	for (unsigned int k = 0; k < published_count; k++) {
		const struct published *row = &published_rows[k];
		int err;

		if (!row->fitted || fills != (row->with.what == SYNTH_FILL))
			continue;
		err = published_model(t, k, &set[row->part], &value);
		if (err)
			return err;
		if (!published_agrees(row, value))
			return 0;
	}
	return 1;
}

int ensemble_fits(const struct draw *d, const struct part *part,
		  const struct published_traces *t, unsigned int place,
		  unsigned int *candidate)
{
	int ret;

	*candidate = place * DRAW_FILLS;
	ret = agrees(d, part, t, *candidate, false);
	if (ret <= 0)
		return ret;
	for (unsigned int i = 0; i < DRAW_FILLS; i++, ++*candidate) {
		ret = agrees(d, part, t, *candidate, true);
		if (ret)
			return ret;
	}
	return 0;
}

static int keep(struct ensemble *e, unsigned int i)
{
	unsigned int *more = realloc(e->keep, (e->n + 1) * sizeof(*more));

	if (!more)
		return -ENOMEM;
	e->keep = more;
	e->keep[e->n++] = i;
	return 0;
}

int ensemble_choose(struct ensemble *e, const struct part *part,
		    unsigned int most, unsigned int *tried)
{
	struct published_traces t;
	int ret = published_open(&t);
	unsigned int c;

	*e = (struct ensemble){ 0 };
	if (ret)
		return ret;
	e->draw = (struct draw){ .bits = ENSEMBLE_BITS, .seed = ENSEMBLE_SEED };
	for (*tried = 0; !(*tried >> ENSEMBLE_BITS) && e->n < most && ret >= 0;
	     ++*tried) {
		ret = ensemble_fits(&e->draw, part, &t, *tried, &c);
		if (ret > 0)
			ret = keep(e, c);
	}
	published_close(&t);
	if (ret < 0)
		ensemble_free(e);
	return ret < 0 ? ret : 0;
}

void ensemble_free(struct ensemble *e)
{
	free(e->keep);
	*e = (struct ensemble){ 0 };
}

int ensemble_write(const struct ensemble *e, const struct part *part,
		   const char *path)
{
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);
	int err;

	if (!f)
		return -ENOMEM;
	fprintf(f, "# Made by `gtt2m calibrate --write`: the candidates that agree with every\n"
		   "# fitted row (bench/clock/published.c). bench/clock/ensemble.h has the format.\n"
		   "seed %u\nbits %u\nranges %016llx\n", ENSEMBLE_SEED,
		ENSEMBLE_BITS, (unsigned long long)ensemble_hash(part));
	for (unsigned int i = 0; i < e->n; i++)
		fprintf(f, "keep %u\n", e->keep[i]);
	err = fclose(f) ? -ENOMEM : file_write(path, text, len);
	free(text);
	return err;
}

struct reader {
	struct ensemble *e;
	uint64_t seed, bits, hash, given;
	unsigned int line;
};

static int read_line(struct reader *r, char *line)
{
	char *word = strtok(line, " \t"), *value = strtok(NULL, " \t");
	uint64_t v = 0, last = r->e->n ? r->e->keep[r->e->n - 1] + 1 : 0;

	if (!word || *word == '#')
		return 0;
	if (!value || strtok(NULL, " \t"))
		return -EINVAL;
	if (!strcmp(word, "ranges")) {
		char *end;

		r->given = strtoull(value, &end, 16);
		return *end || strlen(value) != 16 ? -EINVAL : 0;
	}
	if (!strcmp(word, "seed"))
		return number_read(value, 0, UINT64_MAX, &r->seed);
	if (!strcmp(word, "bits"))
		return number_read(value, 2, 30, &r->bits);
	if (strcmp(word, "keep") || !r->bits ||
	    number_read(value, last, ((uint64_t)DRAW_FILLS << r->bits) - 1, &v))
		return -EINVAL;
	return keep(r->e, v);
}

static int read_lines(struct reader *r, char *text)
{
	char *next;
	int err = 0;

	for (char *s = text; s && !err; s = next) {
		next = strchr(s, '\n');
		if (next)
			*next++ = '\0';
		r->line++;
		err = read_line(r, s);
	}
	if (!err && (!r->e->n || !r->bits))
		err = -EINVAL;
	return err;
}

int ensemble_read(struct ensemble *e, const struct part *part,
		  const char *path, char *why, size_t whylen)
{
	struct reader r = { .e = e, .hash = ensemble_hash(part) };
	char *text;
	size_t len;
	int err = file_read(path, &text, &len);

	*e = (struct ensemble){ 0 };
	if (err) {
		snprintf(why, whylen, "%s: %s", path, strerror(-err));
		return err;
	}
	err = read_lines(&r, text);
	free(text);
	if (err)
		snprintf(why, whylen, "%s:%u: not a line of an ensemble", path,
			 r.line);
	else if (r.given != r.hash)
		err = -ESTALE;
	else
		e->draw = (struct draw){ .bits = r.bits, .seed = r.seed };
	if (err == -ESTALE)
		snprintf(why, whylen, "%s: was made of other parts' ranges: "
			 "make calibrate WRITE=1 makes it again", path);
	if (err)
		ensemble_free(e);
	return err;
}
