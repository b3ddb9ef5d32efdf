// SPDX-License-Identifier: GPL-2.0-or-later
/* opts.c - see opts.h. */
#include <argp.h>
#include <string.h>

#include "number.h"
#include "opts.h"
#include "text.h"

#define ROWS_MAX 32

struct reading {
	const struct opts *o;
	const struct opt *row[ROWS_MAX];
	struct argp_option option[ROWS_MAX + 1];
	unsigned int rows, words;
};

static void set(const struct opt *o, char *arg, struct argp_state *state)
{
	if (o->only && !text_is_one_of(arg, o->only))
		argp_error(state, "--%s takes %s, not %s", o->name, o->only, arg);
	if (o->text)
		*o->text = arg;
	if (o->flag)
		*o->flag = true;
	if (o->number)
		*o->number = number_arg(state, arg, o->min, o->max);
	if (o->number64)
		*o->number64 = number_arg(state, arg, o->min, o->max);
}

static void take_word(struct reading *r, char *word, struct argp_state *state)
{
	if (r->words == r->o->most) {
		if (!r->o->words)
			argp_error(state, "%s: no argument is taken", word);
		argp_error(state, "'%s' is one argument too many: %s", word,
			   r->o->words);
	}
	for (size_t n = strlen(word); n > 1 && word[n - 1] == '/'; n--)
		word[n - 1] = '\0';
	r->o->word[r->words++] = word;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct reading *r = state->input;

	for (unsigned int i = 0; i < r->rows; i++)
		if (r->option[i].key == key) {
			set(r->row[i], arg, state);
			return 0;
		}
	if (key == ARGP_KEY_ARG)
		take_word(r, arg, state);
	else if (key == ARGP_KEY_END && r->words < r->o->least)
		argp_error(state, "not enough arguments: %s", r->o->words);
	else
		return ARGP_ERR_UNKNOWN;
	return 0;
}

static void add(struct reading *r, const struct opt *o)
{
	for (; o && o->name && r->rows < ROWS_MAX; o++) {
		r->option[r->rows] = (struct argp_option){
			.name = o->name, .arg = o->arg, .doc = o->help,
			.key = o->letter ?: 0x100 + (int)r->rows,
		};
		r->row[r->rows++] = o;
	}
}

void opts_parse(int argc, char **argv, const struct opts *o)
{
	struct reading r = { .o = o };
	const struct argp argp = {
		.options = r.option, .parser = parse, .args_doc = o->words,
		.doc = o->help,
	};

	add(&r, o->row);
	add(&r, o->more);
	argp_parse(&argp, argc, argv, 0, NULL, &r);
	if (o->n)
		*o->n = r.words;
}
