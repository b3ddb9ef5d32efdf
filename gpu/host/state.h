/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Saving and loading. What a struct is in a saved state is a table of rows, a
 * row a field; the same table writes and reads. A field that is not saved has
 * a row, too, which says why; gpu/tests/state_test.c reads the structs in the
 * sources and fails when a field has no row.
 *
 * Format: numbers little-endian in the order of the rows, without padding.
 * Arrays of GEN9_STATE_RUNS elements and more as runs: how many are like the
 * one before (the first: like 0), how many follow as they are, both LEB128.
 *
 * Errors stay in the stream: whoever meets one goes on, writes nothing, reads
 * nothing, and looks at the end.
 */
#ifndef GEN9_STATE_H
#define GEN9_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GEN9_STATE_RUNS	32u

struct gen9_state_table;

struct gen9_state_row {
	const char *name;		/* of the field */
	size_t off;
	uint32_t size, n;		/* of an element: 1, 2, 4, 8; elements */
	uint64_t max;			/* of an element; 0: any value */
	const struct gen9_state_table *of;	/* elements are structs */
	const char *not_saved;		/* why not */
};

struct gen9_state_table {
	const char *name;		/* "struct" and its name */
	size_t bytes;
	const struct gen9_state_row *row;
	unsigned int n;
	/* After loading, where what the rows say is not enough: what is wrong. */
	const char *(*check)(const void *p);
};

/* Rows of the struct STATE_OF, which the file defines. */
#define STATE_FIELD(f)	.name = #f, .off = offsetof(STATE_OF, f)
#define STATE_SIZE(f)	sizeof(((STATE_OF *)0)->f)
#define STATE_MAX(f, most) { STATE_FIELD(f), .size = STATE_SIZE(f), .n = 1, \
			     .max = (most) }
#define STATE_NUM(f)	STATE_MAX(f, 0)
#define STATE_BOOL(f)	STATE_MAX(f, 1)
#define STATE_ARR_MAX(f, type, most) { STATE_FIELD(f), .size = sizeof(type), \
				       .n = STATE_SIZE(f) / sizeof(type), \
				       .max = (most) }
#define STATE_ARR(f, type) STATE_ARR_MAX(f, type, 0)
#define STATE_STRUCT(f, table) { STATE_FIELD(f), .n = 1, .of = &(table) }
#define STATE_STRUCTS(f, type, table) { STATE_FIELD(f), \
		.n = STATE_SIZE(f) / sizeof(type), .of = &(table) }
#define STATE_NOT(f, why) { STATE_FIELD(f), .not_saved = (why) }

#define STATE_STRING(of) #of
#define STATE_NAME(of)	STATE_STRING(of)
#define STATE_TABLE(rows, fn) { \
	.name = STATE_NAME(STATE_OF), .bytes = sizeof(STATE_OF), .row = (rows), \
	.n = sizeof(rows) / sizeof(*(rows)), .check = (fn) }

struct gen9_state {
	bool loading;
	bool failed, no_memory;
	char why[160];			/* if it has */
	uint8_t *buf;			/* loading: the caller's */
	size_t len, room, at;		/* room: saving; at: loading */
};

/* A struct by its table. */
void gen9_state_struct(struct gen9_state *s, const struct gen9_state_table *t,
		       void *p);
/* One number of size bytes; what: its name in a message. */
void gen9_state_num(struct gen9_state *s, const char *what, void *p,
		    uint32_t size, uint64_t max);
/* n numbers. */
void gen9_state_array(struct gen9_state *s, const char *what, void *p,
		      uint32_t size, size_t n, uint64_t max);
/* Loading: it is refused, and why. Saving: it has failed. */
void gen9_state_fail(struct gen9_state *s, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* The same, for want of memory. */
void gen9_state_no_memory(struct gen9_state *s);

/* A number for names, sizes and order of what is saved of the table. */
uint64_t gen9_state_layout(const struct gen9_state_table *t, uint64_t hash);
/* FNV-1a, 64 bits; the first hash is GEN9_STATE_HASH. */
#define GEN9_STATE_HASH	0xcbf29ce484222325ull
uint64_t gen9_state_hash(uint64_t hash, const void *p, size_t len);

#endif
