// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The cell guest:NAME in L1: vGPUs, a Linux guest for each that uses it,
 * and what was counted about both.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guest/leftover.h"
#include "guest/memory.h"
#include "guest/neighbour.h"
#include "guest/relay.h"
#include "guest/stage.h"
#include "guest/timed.h"
#include "guest/together.h"
#include "guest/vmm.h"
#include "guest/guest.h"
#include "host/vgpu.h"
#include "lib/cell.h"
#include "lib/rec.h"
#include "lib/sys.h"

/*
 * Virtual; the standard load takes 10 s of it. A guest whose memory was
 * overwritten may spin, and then a virtual second is a second or two.
 */
#define LIMIT_NS (240 * NSEC_PER_SEC)
#define CONSOLE_MAX (1u << 20)
#define CONSOLE_LINES 40

struct guests {
	const struct guest_scenario *s;
	unsigned int n;
	struct vmm v[GUESTS_MAX];
	struct vgpu vgpu[GUESTS_MAX];
	json_t *lines;		/* what they said */
};

/* The end of a guest's console, onto ours: for whoever reads the log. */
static void show_console(const struct vmm *v)
{
	char *text = calloc(1, CONSOLE_MAX), path[64];

	vmm_path(v, "console", path, sizeof(path));
	if (text && sys_read(path, text, CONSOLE_MAX) >= 0)
		fprintf(stderr, "---- the console of guest %u ends with\n"
			"%s\n----\n", v->id, relay_tail(text, CONSOLE_LINES));
	free(text);
}

static void emit_all(json_t *lines)
{
	json_t *line;
	size_t i;

	json_array_foreach(lines, i, line)
		rec_emit(json_incref(line));
	json_decref(lines);
}

static int relay_records(const struct guests *g, const struct vmm *v,
			 char *why, size_t len)
{
	json_t *lines = json_array();
	int ret = relay_parse(v->text ?: "", g->n > 1 ? v->id : 0, lines, why,
			      len);

	json_array_extend(g->lines, lines);
	emit_all(lines);
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

/* Sums over the guests: counters of the same kernel, in the same order. */
static int sum_counters(const struct guests *g, struct vgpu_counters *sum)
{
	struct vgpu_counters c;
	unsigned int i, k;
	int ret = vgpu_counters(&g->vgpu[0], sum);

	for (i = 1; i < g->n && !ret; i++) {
		ret = vgpu_counters(&g->vgpu[i], &c);
		for (k = 0; !ret && k < sum->n; k++)
			sum->c[k].value += vgpu_counter(&c, sum->c[k].name);
	}
	return ret;
}

/*
 * What is left after the guests have gone (their vGPUs are closed) and
 * after the vGPUs are removed as well.
 */
static json_t *leaks_json(struct guests *g, const struct vgpu_counters *c)
{
	int64_t live = vgpu_counter(c, "spt_live");
	json_t *o = json_pack("{s:I, s:I}",
			      "pins_after_close", (json_int_t)
			      vgpu_counter(c, "pins_outstanding"),
			      "spt_after_close", (json_int_t)live);
	uint64_t freed = 0;
	unsigned int i;
	int ret = leftover_start();

	for (i = 0; i < g->n; i++)
		ret = vgpu_remove(&g->vgpu[i]) ?: ret;
	if (!ret)
		ret = leftover_stop(&freed);
	if (ret)
		rec_note("shadow tables freed with the vGPU: %s",
			 strerror(-ret));
	else
		json_object_set_new(o, "spt_after_remove",
				    json_integer(live - (int64_t)freed));
	return o;
}

/*
 * A "probe" record of what the guests' drivers asked for; its ranges are
 * the 2MiB entries that they wrote. On a kernel without the counters
 * (stock) there is no such record. *hurt: an entry was unsafe, or failed.
 */
static int emit_counters(struct guests *g, bool *hurt)
{
	static const char * const heads[] = {
		"seen", "direct", "split", "failed", "unsafe",
	};
	struct vgpu_counters c;
	int ret = sum_counters(g, &c);
	json_t *o;
	size_t i;

	if (ret == -ENOENT) {
		rec_note("this kernel has no gtt_2m counters");
		return 0;
	}
	if (ret)
		return ret;
	*hurt = vgpu_counter(&c, "unsafe") || vgpu_counter(&c, "failed");
	o = json_pack("{s:s, s:I, s:o, s:o}", "type", "probe",
		      "ranges", (json_int_t)vgpu_counter(&c, "seen"),
		      "counters", counters_json(&c),
		      "leaks", leaks_json(g, &c));
	for (i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		json_object_set_new(o, heads[i], json_integer(
				    vgpu_counter(&c, heads[i])));
	rec_emit(o);
	return 0;
}

/* One guest's records and times; the first reason for a failure in why. */
static int hear_out(struct guests *g, struct vmm *v, char *why, size_t len)
{
	char heard[256] = "", text[320] = "";
	int ret = relay_records(g, v, heard, sizeof(heard));

	rec_time(v->id > 1 ? "guest-first-record-2" : "guest-first-record",
		 v->first_ns);
	rec_time(v->id > 1 ? "guest-run-2" : "guest-run", v->end_ns);
	/* The guest's own reason is better than QEMU's, if it gave one. */
	if (ret && (!v->why[0] || relay_is_verdict(heard)))
		snprintf(text, sizeof(text), "%s", heard);
	else if (v->why[0])
		snprintf(text, sizeof(text), "%s", v->why);
	if (!text[0])
		return 0;
	show_console(v);
	if (!why[0])
		snprintf(why, len, "%s%s", v->id > 1 ? "guest 2: " : "",
			 text);
	return ret ? ret : -EIO;
}

static void meet_neighbour(void)
{
	json_t *o = neighbour_end();

	if (o)
		rec_emit(o);
}

static int run_guests(struct guests *g, char *why, size_t len)
{
	struct stage st;
	unsigned int i, started;
	bool hurt = false;
	int ret = 0, err;

	rec_time("guest-start", clock_ns());
	stage_init(&st, g->v, g->vgpu, g->n);
	ret = stage_begin(&st, why, len);
	if (!ret && g->s->neighbour_mib)
		ret = neighbour_start(g->s->neighbour_mib);
	for (started = 0; started < g->n && !ret; started++)
		ret = vmm_start(&g->v[started]);
	if (!ret)
		ret = vmm_watch(g->v, g->n, LIMIT_NS, stage_at_mark, &st);
	stage_fini(&st);
	g->s = st.s;
	meet_neighbour();
	g->lines = json_array();
	for (i = 0; i < started; i++) {
		err = hear_out(g, &g->v[i], why, len);
		ret = ret ? ret : err;
		free(g->v[i].text);
	}
	if (g->n > 1)
		emit_all(together_rates(g->lines, g->n));
	err = emit_counters(g, &hurt);
	if (!ret && err)
		snprintf(why, len, "reading gtt_2m: %s", strerror(-err));
	else if (!ret && g->s->strict && !hurt)
		ret = relay_strict(g->lines, why, len);
	json_decref(g->lines);
	return ret ? ret : err;
}

static int make_vgpus(struct guests *g, uint64_t seed)
{
	unsigned int i;
	int ret = 0;

	for (i = 0; i < g->n && !ret; i++) {
		/* Seeds of one cell's guests differ, and from other cells'. */
		g->v[i] = (struct vmm){
			.s = g->s, .id = i + 1, .seed = seed + i * 1000000,
		};
		ret = vgpu_create(&g->vgpu[i], g->v[i].seed);
		g->v[i].vgpu = g->vgpu[i].sysfs;
	}
	return ret;
}

int guest_cell(struct cell *c, const char *scenario, uint64_t seed)
{
	struct guests g = { .s = guest_scenario_find(scenario) };
	char why[320] = "";
	int ret;

	if (!g.s)
		return cell_fail(c, -ENOENT, "guest scenario %s", scenario);
	g.n = g.s->guests ?: 1;
	cell_phase(c, "clock");
	ret = timed_check("", why, sizeof(why));
	if (ret)
		return cell_fail(c, ret, "%s", why);
	cell_phase(c, "guest's memory");
	ret = memory_arrange(g.s, seed, why, sizeof(why));
	if (ret)
		return cell_fail(c, ret, "%s", why);
	ret = g.s->image ? vmm_add_user() : 0;
	if (ret)
		return cell_fail(c, ret, "adding " GUEST_USER " to "
				 GUEST_INITRD);
	ret = make_vgpus(&g, seed);
	if (ret)
		return cell_fail(c, ret, "creating %u vGPUs", g.n);
	cell_phase(c, "guest");
	ret = run_guests(&g, why, sizeof(why));
	if (ret)	/* a sentence, errno's word is no part of it */
		cell_fail(c, 1, "%s", *why ? why : strerror(-ret));
	return ret;
}
