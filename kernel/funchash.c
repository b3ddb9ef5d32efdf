// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which functions and data objects differ between two builds of a module?
 *
 *   funchash BASE.ko OTHER.ko
 *	one line a difference: "changed|added|removed F|O name"
 *   funchash FILE
 *	one line a symbol: "F|O hash size name"
 *
 * A symbol's hash is over its bytes, with the fields that relocations fill
 * blanked, and over what the relocations lead to: the name of a symbol, the
 * text of a string, the name of a section where nothing is named (jump
 * tables, mostly). So code that merely moved is the same code. The assembler
 * resolves branches within a section itself, so two functions whose bytes
 * differ are looked at again: only in branches to the same place, they are
 * the same. Numbers that the compiler appends to names (".isra.0",
 * "__func__.7") are cut off; symbols of the same name are compared as a set.
 *
 * Exit status: 0 no difference, 1 differences, 2 not an ELF file or no memory.
 */
#include <err.h>
#include <ctype.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct section {
	GElf_Shdr hdr;
	const char *name;
	const uint8_t *bytes;	/* NULL for .bss */
	GElf_Rela *rela;	/* sorted by offset */
	size_t nr_rela;
};

struct symbol {
	GElf_Sym sym;
	char *name;		/* without the compiler's numbers */
	uint64_t hash;
	uint64_t rela_hash;	/* of the relocations alone */
	bool matched;		/* the other file has the same */
};

struct object {
	const char *path;
	Elf *elf;
	struct section *sec;
	size_t nr_sec;
	struct symbol *symtab;	/* as in the file */
	size_t nr_symtab;
	struct symbol **defined;	/* functions and objects, by place */
	struct symbol **named;		/* the same, by name */
	size_t nr_defined;
};

/* Width in bytes of the field that a relocation fills. */
static const struct {
	unsigned int type;
	unsigned int width;
	bool pc_relative;
} reloc_types[] = {
	{ R_X86_64_64, 8, false },
	{ R_X86_64_PC32, 4, true },
	{ R_X86_64_PLT32, 4, true },
	{ R_X86_64_32, 4, false },
	{ R_X86_64_32S, 4, false },
	{ R_X86_64_PC64, 8, true },
};

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static void *xcalloc(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size);

	if (!p)
		err(2, "out of memory");
	return p;
}

static uint64_t mix(uint64_t hash, const void *data, size_t len)
{
	const uint8_t *p = data;

	/* FNV-1a, 64 bits */
	while (len--)
		hash = (hash ^ *p++) * UINT64_C(0x100000001b3);
	return hash;
}

static uint64_t mix_str(uint64_t hash, const char *s)
{
	return mix(hash, s, strlen(s) + 1);
}

static uint64_t mix_u64(uint64_t hash, uint64_t v)
{
	return mix(hash, &v, sizeof(v));
}

/* "foo.isra.0" to "foo.isra", "__key.12" to "__key". */
static char *plain_name(const char *name)
{
	char *s = strdup(name ? name : "");
	size_t n;

	if (!s)
		err(2, "out of memory");
	for (;;) {
		n = strlen(s);
		while (n && isdigit((unsigned char)s[n - 1]))
			n--;
		if (n < 2 || s[n - 1] != '.' || !s[n])
			return s;
		s[n - 1] = '\0';
	}
}

static bool is_defined(const struct object *o, const GElf_Sym *sym)
{
	int type = GELF_ST_TYPE(sym->st_info);

	return (type == STT_FUNC || type == STT_OBJECT) && sym->st_size &&
	       sym->st_shndx != SHN_UNDEF && sym->st_shndx < o->nr_sec &&
	       (o->sec[sym->st_shndx].hdr.sh_flags & SHF_ALLOC);
}

static int by_place(const void *a, const void *b)
{
	const struct symbol *x = *(struct symbol *const *)a;
	const struct symbol *y = *(struct symbol *const *)b;

	if (x->sym.st_shndx != y->sym.st_shndx)
		return x->sym.st_shndx < y->sym.st_shndx ? -1 : 1;
	if (x->sym.st_value != y->sym.st_value)
		return x->sym.st_value < y->sym.st_value ? -1 : 1;
	return strcmp(x->name, y->name);
}

static char kind(const struct symbol *s)
{
	return GELF_ST_TYPE(s->sym.st_info) == STT_FUNC ? 'F' : 'O';
}

static int by_name(const void *a, const void *b)
{
	const struct symbol *x = *(struct symbol *const *)a;
	const struct symbol *y = *(struct symbol *const *)b;
	int d = strcmp(x->name, y->name);

	if (d)
		return d;
	if (kind(x) != kind(y))
		return kind(x) - kind(y);
	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return 0;
}

static int by_offset(const void *a, const void *b)
{
	const GElf_Rela *x = a, *y = b;

	return x->r_offset < y->r_offset ? -1 : x->r_offset > y->r_offset;
}

/* The named thing around an offset of a section, or NULL. */
static const struct symbol *enclosing(const struct object *o, size_t shndx,
				      uint64_t off)
{
	size_t lo = 0, hi = o->nr_defined;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		const GElf_Sym *s = &o->defined[mid]->sym;

		if (s->st_shndx < shndx ||
		    (s->st_shndx == shndx && s->st_value <= off))
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo) {
		const GElf_Sym *s = &o->defined[lo - 1]->sym;

		if (s->st_shndx == shndx && off < s->st_value + s->st_size)
			return o->defined[lo - 1];
	}
	return NULL;
}

/* What an offset into a section stands for. */
static uint64_t mix_place(uint64_t hash, const struct object *o, size_t shndx,
			  uint64_t off)
{
	const struct section *sec = &o->sec[shndx];
	const struct symbol *in;

	if ((sec->hdr.sh_flags & SHF_STRINGS) && sec->bytes &&
	    off < sec->hdr.sh_size &&
	    memchr(sec->bytes + off, 0, sec->hdr.sh_size - off))
		return mix_str(hash, (const char *)sec->bytes + off);

	in = enclosing(o, shndx, off);
	if (!in)
		return mix_str(hash, sec->name);
	return mix_u64(mix_str(hash, in->name), off - in->sym.st_value);
}

static uint64_t mix_rela(uint64_t hash, const struct object *o,
			 const GElf_Rela *r, bool pc_relative)
{
	size_t i = GELF_R_SYM(r->r_info);
	const struct symbol *to;

	if (i >= o->nr_symtab)
		errx(2, "%s: relocation to symbol %zu of %zu", o->path, i,
		     o->nr_symtab);
	to = &o->symtab[i];
	hash = mix_u64(hash, GELF_R_TYPE(r->r_info));

	if (GELF_ST_TYPE(to->sym.st_info) == STT_SECTION &&
	    to->sym.st_shndx < o->nr_sec)
		return mix_place(hash, o, to->sym.st_shndx, to->sym.st_value +
				 r->r_addend + (pc_relative ? 4 : 0));

	return mix_u64(mix_str(hash, to->name), r->r_addend);
}

/* The first relocation of a section at or after an offset. */
static size_t first_rela(const struct section *sec, uint64_t off)
{
	size_t lo = 0, hi = sec->nr_rela;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (sec->rela[mid].r_offset < off)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static size_t reloc_type(const struct object *o, const GElf_Rela *r)
{
	size_t t;

	for (t = 0; t < ARRAY_SIZE(reloc_types); t++)
		if (reloc_types[t].type == GELF_R_TYPE(r->r_info))
			return t;
	errx(2, "%s: relocation type %u is not known here", o->path,
	     (unsigned int)GELF_R_TYPE(r->r_info));
}

static void hash_symbol(const struct object *o, struct symbol *symbol)
{
	const GElf_Sym *sym = &symbol->sym;
	const struct section *sec = &o->sec[sym->st_shndx];
	uint64_t hash = UINT64_C(0xcbf29ce484222325), rela_hash = hash;
	uint64_t at = sym->st_value, end = at + sym->st_size;
	size_t i, t;

	symbol->hash = mix_u64(hash, sym->st_size);
	if (!sec->bytes)
		return;
	if (end > sec->hdr.sh_size || end < at)
		errx(2, "%s: a symbol reaches over the end of %s", o->path,
		     sec->name);

	for (i = first_rela(sec, at);
	     i < sec->nr_rela && sec->rela[i].r_offset < end; i++) {
		const GElf_Rela *r = &sec->rela[i];

		t = reloc_type(o, r);
		if (r->r_offset > at)
			hash = mix(hash, sec->bytes + at, r->r_offset - at);
		hash = mix_rela(hash, o, r, reloc_types[t].pc_relative);
		rela_hash = mix_rela(mix_u64(rela_hash, r->r_offset - sym->st_value),
				     o, r, reloc_types[t].pc_relative);
		at = r->r_offset + reloc_types[t].width;
	}
	if (end > at)
		hash = mix(hash, sec->bytes + at, end - at);
	symbol->hash = hash;
	symbol->rela_hash = rela_hash;
}

static void read_rela(struct object *o, Elf_Scn *scn, const GElf_Shdr *hdr)
{
	struct section *to;
	Elf_Data *data = elf_getdata(scn, NULL);
	size_t i;

	if (!data || !hdr->sh_entsize || hdr->sh_info >= o->nr_sec)
		return;
	to = &o->sec[hdr->sh_info];
	to->nr_rela = hdr->sh_size / hdr->sh_entsize;
	to->rela = xcalloc(to->nr_rela, sizeof(*to->rela));
	for (i = 0; i < to->nr_rela; i++)
		gelf_getrela(data, i, &to->rela[i]);
	qsort(to->rela, to->nr_rela, sizeof(*to->rela), by_offset);
}

static void read_symtab(struct object *o, Elf_Scn *scn, const GElf_Shdr *hdr)
{
	Elf_Data *data = elf_getdata(scn, NULL);
	size_t i;

	if (!data || !hdr->sh_entsize)
		errx(2, "%s: unreadable symbol table", o->path);
	o->nr_symtab = hdr->sh_size / hdr->sh_entsize;
	o->symtab = xcalloc(o->nr_symtab, sizeof(*o->symtab));
	o->defined = xcalloc(o->nr_symtab, sizeof(*o->defined));
	for (i = 0; i < o->nr_symtab; i++) {
		struct symbol *s = &o->symtab[i];

		gelf_getsym(data, i, &s->sym);
		s->name = plain_name(elf_strptr(o->elf, hdr->sh_link,
						s->sym.st_name));
		if (is_defined(o, &s->sym))
			o->defined[o->nr_defined++] = s;
	}
	qsort(o->defined, o->nr_defined, sizeof(*o->defined), by_place);
}

static void read_sections(struct object *o)
{
	size_t shstrndx, i;
	Elf_Scn *scn = NULL;

	if (elf_getshdrnum(o->elf, &o->nr_sec) ||
	    elf_getshdrstrndx(o->elf, &shstrndx))
		errx(2, "%s: %s", o->path, elf_errmsg(-1));
	o->sec = xcalloc(o->nr_sec, sizeof(*o->sec));

	while ((scn = elf_nextscn(o->elf, scn))) {
		struct section *s = &o->sec[elf_ndxscn(scn)];

		gelf_getshdr(scn, &s->hdr);
		s->name = elf_strptr(o->elf, shstrndx, s->hdr.sh_name);
		if (s->hdr.sh_type != SHT_NOBITS && s->hdr.sh_size)
			s->bytes = elf_rawdata(scn, NULL)->d_buf;
	}
	for (i = 1; i < o->nr_sec; i++) {
		scn = elf_getscn(o->elf, i);
		if (o->sec[i].hdr.sh_type == SHT_RELA)
			read_rela(o, scn, &o->sec[i].hdr);
		else if (o->sec[i].hdr.sh_type == SHT_SYMTAB)
			read_symtab(o, scn, &o->sec[i].hdr);
	}
}

static void load(struct object *o, const char *path)
{
	int fd = open(path, O_RDONLY);
	size_t i;

	if (fd < 0)
		err(2, "%s", path);
	memset(o, 0, sizeof(*o));
	o->path = path;
	o->elf = elf_begin(fd, ELF_C_READ, NULL);
	if (!o->elf || elf_kind(o->elf) != ELF_K_ELF)
		errx(2, "%s: not an ELF file", path);
	read_sections(o);
	close(fd);
	for (i = 0; i < o->nr_defined; i++)
		hash_symbol(o, o->defined[i]);
	o->named = xcalloc(o->nr_defined, sizeof(*o->named));
	memcpy(o->named, o->defined, o->nr_defined * sizeof(*o->named));
	qsort(o->named, o->nr_defined, sizeof(*o->named), by_name);
}

/* A rel32 branch ends its opcode right before p[0]. */
static bool branch_field(const uint8_t *start, const uint8_t *p)
{
	if (p - start >= 1 && (p[-1] == 0xe8 || p[-1] == 0xe9))
		return true;
	return p - start >= 2 && p[-2] == 0x0f && (p[-1] & 0xf0) == 0x80;
}

/* Where the branch with its field at offset q of a function leads to. */
static const struct symbol *branch_target(const struct object *o,
					  const struct symbol *fn,
					  const uint8_t *p, uint64_t q,
					  uint64_t *delta)
{
	const struct symbol *to;
	uint64_t off;
	int32_t rel;

	memcpy(&rel, p + q, sizeof(rel));
	off = fn->sym.st_value + q + sizeof(rel) + (int64_t)rel;
	to = enclosing(o, fn->sym.st_shndx, off);
	if (to)
		*delta = off - to->sym.st_value;
	return to;
}

/* The same branch target in both, with the field at offset q? */
static bool same_branch(const struct object *a, const struct symbol *x,
			const uint8_t *px, const struct object *b,
			const struct symbol *y, const uint8_t *py, uint64_t q)
{
	const struct symbol *to_x, *to_y;
	uint64_t dx = 0, dy = 0;

	if (q + 4 > x->sym.st_size || !branch_field(px, px + q) ||
	    !branch_field(py, py + q))
		return false;
	to_x = branch_target(a, x, px, q, &dx);
	to_y = branch_target(b, y, py, q, &dy);
	return to_x && to_y && dx == dy && !strcmp(to_x->name, to_y->name);
}

/* Functions of the same size that differ in resolved branches only? */
static bool same_code(const struct object *a, const struct symbol *x,
		      const struct object *b, const struct symbol *y)
{
	const uint8_t *px = a->sec[x->sym.st_shndx].bytes;
	const uint8_t *py = b->sec[y->sym.st_shndx].bytes;
	uint64_t p, q, size = x->sym.st_size;

	if (kind(x) != 'F' || size != y->sym.st_size ||
	    x->rela_hash != y->rela_hash || !px || !py)
		return false;
	px += x->sym.st_value;
	py += y->sym.st_value;

	for (p = 0; p < size; p++) {
		if (px[p] == py[p])
			continue;
		for (q = p > 3 ? p - 3 : 0; q <= p; q++)
			if (same_branch(a, x, px, b, y, py, q))
				break;
		if (q > p)
			return false;
		p = q + 3;
	}
	return true;
}

static bool same_name(const struct symbol *x, const struct symbol *y)
{
	return kind(x) == kind(y) && !strcmp(x->name, y->name);
}

/* Pair off what is the same among na and nb symbols of one name. */
static bool group_differs(const struct object *a, struct symbol **x, size_t na,
			  const struct object *b, struct symbol **y, size_t nb)
{
	size_t i, j, pass, pairs = 0;

	for (pass = 0; pass < 2; pass++) {
		for (i = 0; i < na; i++) {
			for (j = 0; j < nb && !x[i]->matched; j++) {
				if (y[j]->matched)
					continue;
				if (pass ? !same_code(a, x[i], b, y[j]) :
					   x[i]->hash != y[j]->hash)
					continue;
				x[i]->matched = y[j]->matched = true;
				pairs++;
			}
		}
	}
	return pairs != na || pairs != nb;
}

static size_t group_size(const struct object *o, size_t at)
{
	size_t n = 0;

	while (at + n < o->nr_defined &&
	       same_name(o->named[at], o->named[at + n]))
		n++;
	return n;
}

/* Walk both lists by name; print one line for each name that differs. */
static bool compare(const struct object *a, const struct object *b)
{
	bool differ = false;
	size_t i = 0, j = 0;

	while (i < a->nr_defined || j < b->nr_defined) {
		struct symbol **x = &a->named[i], **y = &b->named[j];
		size_t na = group_size(a, i), nb = group_size(b, j);
		int d;

		if (!na)
			d = 1;
		else if (!nb)
			d = -1;
		else if (same_name(*x, *y))
			d = 0;
		else
			d = by_name(x, y);

		if (d <= 0)
			i += na;
		if (d >= 0)
			j += nb;
		if (!d && !group_differs(a, x, na, b, y, nb))
			continue;
		differ = true;
		printf("%s %c %s\n", d < 0 ? "removed" : d ? "added" : "changed",
		       kind(d > 0 ? *y : *x), (d > 0 ? *y : *x)->name);
	}
	return differ;
}

static void list(const struct object *o)
{
	size_t i;

	for (i = 0; i < o->nr_defined; i++)
		printf("%c %016llx %llu %s\n", kind(o->named[i]),
		       (unsigned long long)o->named[i]->hash,
		       (unsigned long long)o->named[i]->sym.st_size,
		       o->named[i]->name);
}

int main(int argc, char **argv)
{
	struct object a, b;

	if (argc != 2 && argc != 3) {
		fprintf(stderr, "usage: funchash BASE.ko [OTHER.ko]\n");
		return 2;
	}
	if (elf_version(EV_CURRENT) == EV_NONE)
		errx(2, "libelf: %s", elf_errmsg(-1));
	load(&a, argv[1]);
	if (argc == 2) {
		list(&a);
		return 0;
	}
	load(&b, argv[2]);
	return compare(&a, &b) ? 1 : 0;
}
