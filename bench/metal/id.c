// SPDX-License-Identifier: GPL-2.0-or-later
/* id.c - which kernel is booted, by the build ids of what is running. */
#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "lib/sys.h"
#include "metal.h"
#include "records/env.h"

/* What tells variants apart; i915 and kvm differ between some only. */
static const char *const modules[] = { "kvm", "kvmgt", "i915" };
#define NMODULES (sizeof(modules) / sizeof(modules[0]))

/* The GNU build id in a run of ELF notes, as digits; "" when none is. */
static void id_in_notes(const uint8_t *p, size_t len, char out[METAL_ID])
{
	out[0] = 0;
	while (len >= sizeof(Elf64_Nhdr)) {
		const Elf64_Nhdr *n = (const void *)p;
		size_t name = (n->n_namesz + 3) & ~3u;
		size_t desc = (n->n_descsz + 3) & ~3u;
		const uint8_t *d = p + sizeof(*n) + name;

		if (name > len || desc > len ||
		    sizeof(*n) + name + desc > len)
			return;
		if (n->n_type == NT_GNU_BUILD_ID && n->n_namesz == 4 &&
		    !memcmp(n + 1, "GNU", 4)) {
			for (size_t i = 0; i < n->n_descsz && i < 20; i++)
				sprintf(out + 2 * i, "%02x", d[i]);
			return;
		}
		p += sizeof(*n) + name + desc;
		len -= sizeof(*n) + name + desc;
	}
}

/* Of an ELF file: of the first note section that has one. */
static void id_of_file(const char *path, char out[METAL_ID])
{
	const Elf64_Shdr *s;
	const Elf64_Ehdr *e;
	char *text = NULL;
	size_t len;

	out[0] = 0;
	if (file_read(path, &text, &len))
		return;
	e = (const void *)text;
	if (len >= sizeof(*e) && !memcmp(text, ELFMAG, SELFMAG) &&
	    e->e_shentsize == sizeof(*s) && e->e_shoff < len &&
	    e->e_shnum <= (len - e->e_shoff) / sizeof(*s)) {
		s = (const void *)(text + e->e_shoff);
		for (unsigned int i = 0; i < e->e_shnum && !out[0]; i++)
			if (s[i].sh_type == SHT_NOTE && s[i].sh_offset < len &&
			    s[i].sh_size <= len - s[i].sh_offset)
				id_in_notes((const uint8_t *)text + s[i].sh_offset,
					    s[i].sh_size, out);
	}
	free(text);
}

static void id_running(const char *module, char out[METAL_ID])
{
	uint8_t notes[4096];
	char path[128];
	ssize_t n;

	if (module)
		snprintf(path, sizeof(path),
			 "/sys/module/%s/notes/.note.gnu.build-id", module);
	else
		snprintf(path, sizeof(path), "/sys/kernel/notes");
	n = sys_read(path, (char *)notes, sizeof(notes));
	id_in_notes(notes, n > 0 ? n : 0, out);
}

/* Is what runs what was built there? The first difference in why. */
static bool same_kernel(const char *dir, char *why, size_t len)
{
	char path[700], built[METAL_ID], runs[METAL_ID];

	for (size_t i = 0; i <= NMODULES; i++) {
		const char *m = i ? modules[i - 1] : NULL;

		if (m)
			snprintf(path, sizeof(path), "%s/modules/%s.ko", dir, m);
		else
			snprintf(path, sizeof(path), "%s/vmlinux", dir);
		id_of_file(path, built);
		id_running(m, runs);
		if (built[0] && !strcmp(built, runs))
			continue;
		snprintf(why, len, "%s: build id %.12s runs, %.12s was built",
			 m ?: "vmlinux", runs[0] ? runs : "none",
			 built[0] ? built : "none");
		return false;
	}
	return true;
}

int metal_variant(const struct plan *p, const char *build, char *why,
		  size_t len)
{
	const char *said = cmdline_get("gtt2m.variant", "");
	char dir[600], what[200] = "no variants", first[300] = "";
	int found = -1;

	for (size_t v = 0; v < p->nvariants; v++) {
		env_kernel_dir(build, p->variants[v], dir, sizeof(dir));
		if (!same_kernel(dir, what, sizeof(what))) {
			if (!first[0])
				snprintf(first, sizeof(first), "%s: %s",
					 p->variants[v], what);
			continue;
		}
		if (found < 0 || !strcmp(said, p->variants[v]))
			found = v;
	}
	if (found < 0)
		snprintf(why, len, "the kernel that is booted is none of the "
			 "plan's variants (%s)", first);
	return found;
}
