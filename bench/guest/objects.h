/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How GEM objects are made and where they are bound, by the trace events of
 * the i915 that runs here: in a guest, how its user space asks for memory.
 */
#ifndef GTT2M_OBJECTS_H
#define GTT2M_OBJECTS_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

/* Who called i915_gem_object_init(). */
enum object_kind {
	OBJECT_CREATE,		/* GEM_CREATE, of i915's shmem */
	OBJECT_USERPTR,		/* of the program's own memory */
	OBJECT_DMABUF,		/* imported */
	OBJECT_INTERNAL,	/* i915's own, of pages */
	OBJECT_STOLEN,
	OBJECT_OTHER,
	OBJECT_KINDS
};

struct object_sums {
	uint64_t made;
	/*
	 * Bound to a PPGTT; an object can be in several, or again in one. Of
	 * the object, without what i915 pads its node with.
	 */
	uint64_t binds, bytes;
	/*
	 * Of these bytes: in bindings of 2 MiB and more, and of those the ones
	 * that begin at a multiple of 2 MiB, or else of 64 KiB...
	 */
	uint64_t big_bytes, big_at_2m, big_at_64k;
	/*
	 * ...and how many 2 MiB of them a 2MiB entry could map: where the
	 * binding begins at a multiple, which is what an object of shmem needs;
	 * and inside the binding, wherever it begins, which does for memory
	 * that has the same address modulo 2 MiB on both sides (userptr).
	 */
	uint64_t aligned_2m, inside_2m;
};

struct objects {
	struct object_sums kind[OBJECT_KINDS];
	uint64_t ggtt_binds, ggtt_bytes;
	uint64_t mmaps;		/* requests to map one for the CPU */
	uint64_t lost;		/* events that the buffer had no room for */
	/* what is known of an object by its address, and which are PPGTTs */
	struct object_at {
		uint64_t obj;
		uint64_t size;	/* 0: not known */
		enum object_kind kind;
	} *at;
	uint64_t *vm;
	size_t nat, nvm;
};

/* Switch the events on, the buffer empty. 0 or -errno. */
int objects_start(void);
/* Switch them off and sum up. 0 or -errno; objects_free() also then. */
int objects_stop(struct objects *o);
/* Take in a line of the trace. 0, -ENOMEM, -EBADMSG: one it cannot read. */
int objects_line(struct objects *o, const char *line);
void objects_free(struct objects *o);

/*
 * {"type":"objects","load":L,"made":{"create":n,...},"bound":{"create":
 * {"binds":n,"bytes":n,"big_bytes":n,
 * "big_at_2m":n,"big_at_64k":n,"aligned_2m":n,"inside_2m":n},...},"ggtt":{"binds":n,
 * "bytes":n},"mmaps":n,"lost":n}; kinds that are not there are left out.
 */
json_t *objects_record(const struct objects *o, const char *load);

#endif
