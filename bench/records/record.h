/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * record.h - the record format (docs/records.md) and its strict reader.
 *
 * records.jsonl holds one JSON object a line. The lines of a cell are
 * written by one write(2) and end with one of kind "cell"; lines after the
 * last such line belong to a write that was cut, and are not data.
 */
#ifndef GTT2M_RECORD_H
#define GTT2M_RECORD_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define RECORD_SCHEMA 1
#define RECORD_WHY 256		/* bytes for a sentence about an error */

/* How a cell ended; the words are those of the records. */
enum cell_status {
	CELL_OK,	/* end marker seen, status ok */
	CELL_FAIL,	/* the harness failed: never a policy's result */
	CELL_CRASH,	/* L1 or its guest went down, where that is an outcome */
};

const char *cell_status_name(enum cell_status s);
/* false: no status has that name. */
bool cell_status_find(const char *name, enum cell_status *s);

struct record {
	json_t *root;		/* owns all below */
	const char *kind;	/* "probe" .. or "cell" */
	const char *run, *cell, *variant, *scenario, *machine, *level, *tag;
	const char *env;	/* id of the environment, 12 digits */
	unsigned int index, block;
	uint64_t seed;
	json_t *data;		/* the line as L1 wrote it; the ending */
	unsigned int line;	/* in the file, from 1 */
	size_t first, last;	/* places of its cell's records */
	/*
	 * A command of its work that the GPU model did not execute: it has no
	 * figure to show (voids.h). NULL: none.
	 */
	const char *lacks;
};

struct records {
	struct record *v;
	size_t n;
	off_t good;		/* bytes up to the end of the last whole cell */
	unsigned int torn;	/* lines after it, a part of one included */
};

/*
 * Read a file of records. 0; or -errno with "FILE:LINE: what" in why. A
 * torn tail is no error: it is counted and left out. It is what a killed
 * write leaves: records of a cell without its end, the last line cut; a
 * whole line that is no JSON object is damage wherever it stands.
 */
int records_read(struct records *r, const char *path, char *why);
/* The same from memory; name stands for the file in messages. */
int records_parse(struct records *r, const char *text, size_t len,
		  const char *name, char *why);
void records_free(struct records *r);

/* What records are looked for; a member that is NULL may be anything. */
struct record_like {
	const char *kind, *variant, *scenario;
	const char *load;		/* of its data */
	const struct record *beside;	/* of whose cell */
};

/*
 * The first record that is like it behind another (NULL: from the beginning),
 * NULL if there is none. Cells of others are passed over whole.
 */
const struct record *records_next(const struct records *r,
				  const struct record_like *like,
				  const struct record *after);

/* The ending of a cell, from its record of kind "cell". */
bool record_is_end(const struct record *r);
enum cell_status record_status(const struct record *r);

/* Kind of number of a line type: "x", "v", "m", or "-" for what is none. */
const char *record_tag(const char *kind, bool virtual_time);

/* Integer under key in data; dflt when it is not there. */
int64_t record_int(const json_t *data, const char *key, int64_t dflt);
const char *record_str(const json_t *data, const char *key, const char *dflt);

/* ---- lines out of L1 ------------------------------------------------------ */

struct raw_lines {
	json_t **v;		/* without the end marker */
	size_t n;
	bool ended, ok;		/* end marker seen; its status */
	char why[RECORD_WHY];	/* of the end marker, or what is malformed */
};

/*
 * Read what L1 wrote to its record port. Strict: a line that is not one
 * object with a known type, a line after the end marker, a cut last line:
 * 0 is returned all the same, but ok is false and why says "line N: ...".
 * The whole lines before stay in v.
 */
int raw_parse(struct raw_lines *r, const char *text, size_t len);
void raw_free(struct raw_lines *r);
/* Is the end marker the last whole line of text? */
bool raw_has_end(const char *text, size_t len);

#endif
