// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The cell guest:NAME in L1: a vGPU, a Linux guest that uses it, and what
 * was counted about both.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guest/relay.h"
#include "guest/vmm.h"
#include "host/host.h"
#include "host/vgpu.h"
#include "lib/cell.h"
#include "lib/rec.h"
#include "lib/sys.h"

/*
 * Virtual; the standard load takes 10 s of it. A guest whose memory was
 * overwritten may spin, and then a virtual second is a second or two.
 */
#define LIMIT_NS (60 * NSEC_PER_SEC)
#define FILE_MAX_BYTES (1u << 20)
#define CONSOLE_LINES 40

static char *slurp(const char *path)
{
	char *text = calloc(1, FILE_MAX_BYTES);

	if (text && sys_read(path, text, FILE_MAX_BYTES) < 0)
		text[0] = 0;
	return text;
}

/* The end of the guest's console, onto ours: for whoever reads the log. */
static void show_console(void)
{
	char *text = slurp(GUEST_CONSOLE);

	if (text)
		fprintf(stderr, "---- the guest's console ends with\n%s\n----\n",
			relay_tail(text, CONSOLE_LINES));
	free(text);
}

static int relay_records(char *why, size_t len)
{
	json_t *lines = json_array(), *line;
	char *text = slurp(GUEST_RECORDS);
	size_t i;
	int ret = text ? relay_parse(text, lines, why, len) : -ENOMEM;

	json_array_foreach(lines, i, line)
		rec_emit(json_incref(line));
	json_decref(lines);
	free(text);
	return ret;
}

static json_t *counters_json(const struct vgpu_counters *c)
{
	json_t *o = json_object();
	unsigned int i;

	for (i = 0; i < c->n; i++)
		json_object_set_new(o, c->c[i].name,
				    json_integer(c->c[i].value));
	return o;
}

/*
 * A "probe" record of what the guest's driver asked for; its ranges are
 * the 2MiB entries that the guest wrote. Taken after the guest has gone and
 * before the vGPU does: what is left is a leak. On a kernel without the
 * counters (stock) there is no such record.
 */
static int emit_counters(const struct vgpu *vgpu, const char *name)
{
	static const char * const heads[] = {
		"seen", "direct", "split", "failed", "unsafe",
	};
	struct vgpu_counters c;
	int ret = vgpu_counters(vgpu, &c);
	json_t *o;
	size_t i;

	if (ret == -ENOENT) {
		rec_note("this kernel has no gtt_2m counters");
		return 0;
	}
	if (ret)
		return ret;
	o = json_pack("{s:s, s:o, s:I, s:o}", "type", "probe", "scenario",
		      json_sprintf("guest:%s", name),
		      "ranges", (json_int_t)vgpu_counter(&c, "seen"),
		      "counters", counters_json(&c));
	for (i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		json_object_set_new(o, heads[i], json_integer(
				    vgpu_counter(&c, heads[i])));
	rec_emit(o);
	return 0;
}

static int with_vgpu(const struct guest_scenario *s, uint64_t seed,
		     const struct vgpu *vgpu, char *why, size_t len)
{
	struct vmm v = {
		.s = s, .vgpu = vgpu->sysfs, .seed = seed,
		.limit_ns = LIMIT_NS,
	};
	char heard[256];
	int ran = vmm_run(&v), ret;

	rec_time("guest-first-record", v.first_ns);
	rec_time("guest-run", v.end_ns);
	ret = relay_records(heard, sizeof(heard));
	/* The guest's own reason is better than QEMU's, if it gave one. */
	if (ret && (!ran || relay_is_verdict(heard)))
		snprintf(why, len, "%s", heard);
	else if (ran)
		snprintf(why, len, "%s", v.why);
	if (ran || ret)
		show_console();
	if (!ran)
		ran = ret;
	ret = emit_counters(vgpu, s->name);
	if (!ran && ret)
		snprintf(why, len, "reading gtt_2m: %s", strerror(-ret));
	return ran ? ran : ret;
}

int guest_cell(struct cell *c, const char *scenario, uint64_t seed)
{
	const struct guest_scenario *s = guest_scenario_find(scenario);
	struct vgpu vgpu;
	char why[256] = "";
	int ret;

	if (!s)
		return cell_fail(c, -ENOENT, "guest scenario %s", scenario);
	cell_phase(c, "guest's memory");
	ret = vmm_backing(s, why, sizeof(why));
	if (ret)
		return cell_fail(c, ret, "%s", why);
	ret = vgpu_create(&vgpu, seed);
	if (ret)
		return cell_fail(c, ret, "creating the vGPU");
	cell_phase(c, "guest");
	ret = with_vgpu(s, seed, &vgpu, why, sizeof(why));
	if (ret)
		cell_fail(c, ret, "%s", why);
	return ret;
}
