/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A Gen9 binary as `ocloc compile --format zebin` makes it: ELF with a section
 * .text.NAME a kernel, and .ze_info, which says in lines of YAML where
 * arguments go (NEO's documentation, level_zero/doc or
 * shared/source/device_binary_format/zebin). Included once per program.
 */
#ifndef GEN9_TESTS_ZEBIN_H
#define GEN9_TESTS_ZEBIN_H

#include <elf.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ZE_ARGS		64
#define ZE_MOST		(16u << 20)	/* bytes of a file */

struct ze_arg {
	char type[32];		/* arg_type */
	char addrmode[16], addrspace[16];
	unsigned int offset, size, index, source_offset;
};

struct ze_kernel {
	char name[64];
	const uint8_t *text;
	size_t bytes;
	unsigned int simd, slm, scratch, barriers;
	struct ze_arg arg[ZE_ARGS];	/* payload_arguments */
	unsigned int args;
	unsigned int per_thread;	/* bytes of local ids */
	/* Where addresses of constants go: offset, bytes to shift, value. */
	struct { unsigned int at, type; uint64_t to; } rel[ZE_ARGS];
	unsigned int rels;
	struct { unsigned int index, bti; } bti[ZE_ARGS];
	unsigned int btis;
};

struct zebin {
	uint8_t *file;
	size_t bytes;
	char *info;
	const uint8_t *consts;	/* .data.const */
	size_t const_bytes;
	struct ze_kernel kernel[128];
	unsigned int kernels;
};

static inline bool ze_inside(const struct zebin *z, uint64_t at, uint64_t n)
{
	return at <= z->bytes && n <= z->bytes - at;
}

/* Section i; headers are at odd places. */
static inline Elf64_Shdr ze_header(const struct zebin *z, unsigned int i)
{
	const Elf64_Ehdr *h = (const void *)z->file;
	Elf64_Shdr s = { 0 };

	if (ze_inside(z, h->e_shoff + i * sizeof(s), sizeof(s)))
		memcpy(&s, z->file + h->e_shoff + i * sizeof(s), sizeof(s));
	return s;
}

/* Its contents, terminated by the file's own zero; NULL: not there. */
static inline const uint8_t *ze_section(const struct zebin *z, const char *name,
					size_t *bytes)
{
	const Elf64_Ehdr *h = (const void *)z->file;
	Elf64_Shdr names = ze_header(z, h->e_shstrndx), s;

	for (unsigned int i = 0; i < h->e_shnum; i++) {
		s = ze_header(z, i);
		if (!ze_inside(z, names.sh_offset + s.sh_name, strlen(name) + 1) ||
		    strcmp((char *)z->file + names.sh_offset + s.sh_name, name) ||
		    !ze_inside(z, s.sh_offset, s.sh_size))
			continue;
		*bytes = s.sh_size;
		return z->file + s.sh_offset;
	}
	return NULL;
}

/* "key: value" of a line, quotes and the dash of a list item aside. */
static inline bool ze_key(const char *line, const char *key, char *val, size_t n)
{
	size_t len = strlen(key);

	line += strspn(line, " -");
	if (strncmp(line, key, len) || line[len] != ':')
		return false;
	line += len + 1;
	line += strspn(line, " '");
	snprintf(val, n, "%.*s", (int)strcspn(line, "'\n"), line);
	return true;
}

static inline void ze_number(const char *line, const char *key, unsigned int *to)
{
	char val[32];

	if (ze_key(line, key, val, sizeof(val)))
		*to = (unsigned int)strtoul(val, NULL, 0);
}

enum ze_part { ZE_NOTHING, ZE_ENV, ZE_PAYLOAD, ZE_PER_THREAD, ZE_BTIS, ZE_MEMORY };

/* The list that a line begins, or the one before. */
static inline enum ze_part ze_part(const char *line, enum ze_part before)
{
	static const char *const names[] = {
		[ZE_ENV] = "execution_env", [ZE_PAYLOAD] = "payload_arguments",
		[ZE_PER_THREAD] = "per_thread_payload_arguments",
		[ZE_BTIS] = "binding_table_indices",
		[ZE_MEMORY] = "per_thread_memory_buffers",
	};
	size_t in = strspn(line, " ");
	char val[8];

	if (in != 4 || line[in] == '-')
		return before;
	for (unsigned int i = ZE_ENV; i <= ZE_MEMORY; i++)
		if (ze_key(line, names[i], val, sizeof(val)))
			return i;
	return ZE_NOTHING;
}

static inline void ze_payload_line(struct ze_kernel *k, const char *line)
{
	struct ze_arg *a;

	if (strstr(line, "- arg_type") && k->args < ZE_ARGS)
		k->arg[k->args++] = (struct ze_arg){ .index = ~0u };
	if (!k->args)
		return;
	a = &k->arg[k->args - 1];
	ze_key(line, "arg_type", a->type, sizeof(a->type));
	ze_key(line, "addrmode", a->addrmode, sizeof(a->addrmode));
	ze_key(line, "addrspace", a->addrspace, sizeof(a->addrspace));
	ze_number(line, "offset", &a->offset);
	ze_number(line, "size", &a->size);
	ze_number(line, "arg_index", &a->index);
	ze_number(line, "source_offset", &a->source_offset);
}

static inline void ze_line(struct ze_kernel *k, enum ze_part part, const char *line)
{
	switch (part) {
	case ZE_ENV:
		ze_number(line, "simd_size", &k->simd);
		ze_number(line, "slm_size", &k->slm);
		ze_number(line, "barrier_count", &k->barriers);
		break;
	case ZE_PAYLOAD:
		ze_payload_line(k, line);
		break;
	case ZE_PER_THREAD:
		ze_number(line, "size", &k->per_thread);
		break;
	case ZE_BTIS:
		if (strstr(line, "- bti_value") && k->btis < ZE_ARGS)
			k->btis++;
		if (!k->btis)
			break;
		ze_number(line, "bti_value", &k->bti[k->btis - 1].bti);
		ze_number(line, "arg_index", &k->bti[k->btis - 1].index);
		break;
	case ZE_MEMORY:
		ze_number(line, "size", &k->scratch);
		break;
	default:
		break;
	}
}

/* R_ZE_SYM_ADDR 1, its lower half 2, its upper half 3. */
static inline void ze_relocations(const struct zebin *z, struct ze_kernel *k)
{
	char section[96];
	size_t bytes = 0, syms = 0;
	const uint8_t *r, *y = ze_section(z, ".symtab", &syms);
	Elf64_Sym sym;
	Elf64_Rel rel;

	snprintf(section, sizeof(section), ".rel.text.%s", k->name);
	r = ze_section(z, section, &bytes);
	for (; r && y && bytes >= sizeof(rel) && k->rels < ZE_ARGS;
	     r += sizeof(rel), bytes -= sizeof(rel)) {
		memcpy(&rel, r, sizeof(rel));
		if (ELF64_R_SYM(rel.r_info) >= syms / sizeof(sym))
			continue;
		memcpy(&sym, y + ELF64_R_SYM(rel.r_info) * sizeof(sym), sizeof(sym));
		k->rel[k->rels].at = (unsigned int)rel.r_offset;
		k->rel[k->rels].type = ELF64_R_TYPE(rel.r_info);
		k->rel[k->rels++].to = sym.st_value;
	}
}

static inline bool ze_kernel_begins(struct zebin *z, const char *line)
{
	struct ze_kernel *k = &z->kernel[z->kernels];
	char section[96];

	if (strncmp(line, "  - name:", 9) || z->kernels == 128)
		return false;
	memset(k, 0, sizeof(*k));
	ze_key(line, "name", k->name, sizeof(k->name));
	snprintf(section, sizeof(section), ".text.%s", k->name);
	k->text = ze_section(z, section, &k->bytes);
	ze_relocations(z, k);
	z->kernels += !!k->text;
	return k->text;
}

static inline void ze_info(struct zebin *z)
{
	enum ze_part part = ZE_NOTHING;
	char *save = NULL;

	for (char *line = strtok_r(z->info, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		if (!strncmp(line, "kernels_misc_info", 17))
			return;
		if (ze_kernel_begins(z, line)) {
			part = ZE_NOTHING;
			continue;
		}
		part = ze_part(line, part);
		if (z->kernels)
			ze_line(&z->kernel[z->kernels - 1], part, line);
	}
}

/* false: not such a file; why is printed. */
static inline bool ze_load(struct zebin *z, const char *path)
{
	FILE *f = fopen(path, "rb");
	const uint8_t *info;
	size_t bytes;

	memset(z, 0, sizeof(*z));
	if (!f) {
		perror(path);
		return false;
	}
	z->file = calloc(1, ZE_MOST + 1);
	z->bytes = fread(z->file, 1, ZE_MOST, f);
	fclose(f);
	if (z->bytes < sizeof(Elf64_Ehdr) || memcmp(z->file, ELFMAG, SELFMAG) ||
	    !(info = ze_section(z, ".ze_info", &bytes))) {
		fprintf(stderr, "%s: no zebin\n", path);
		return false;
	}
	z->consts = ze_section(z, ".data.const", &z->const_bytes);
	z->info = calloc(1, bytes + 1);
	memcpy(z->info, info, bytes);
	ze_info(z);
	return true;
}

static inline void ze_free(struct zebin *z)
{
	free(z->info);
	free(z->file);
}

#endif
