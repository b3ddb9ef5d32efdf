// SPDX-License-Identifier: GPL-2.0-or-later
/* report_env.c - what the numbers were made with, and what they leave open. */
#include <stdlib.h>
#include <string.h>

#include "lint_mail.h"
#include "report.h"
#include "table.h"

static json_t *kernel_of(const struct report *r, size_t v)
{
	return json_object_get(report_fixed(r, "kernels"), r->run.plan.variants[v]);
}

static const char *info_of(const struct report *r, size_t v, const char *key)
{
	return record_str(json_object_get(kernel_of(r, v), "info"), key, "");
}

/* How many lines of a key the kernel's info has (one: a string). */
static size_t lines_of(const struct report *r, size_t v, const char *key)
{
	json_t *p = json_object_get(json_object_get(kernel_of(r, v), "info"),
				    key);

	return json_is_array(p) ? json_array_size(p) : p != NULL;
}

static void kernels_table(struct report *r)
{
	static const char *const heads[] = { "variant", "kernel", "image",
					     "modules", "config", "common",
					     "own" };
	struct table t;

	table_begin(&t, 2, 7, heads);
	for (size_t v = 0; v < r->run.plan.nvariants; v++) {
		const json_t *k = kernel_of(r, v);

		table_put(&t, v + 1, 0, "%s", r->run.plan.variants[v]);
		table_put(&t, v + 1, 1, "%s", info_of(r, v, "version"));
		table_put(&t, v + 1, 2, "%.8s", record_str(k, "image_sha256", "-"));
		table_put(&t, v + 1, 3, "%.8s", record_str(k, "modules_sha256", "-"));
		table_put(&t, v + 1, 4, "%.8s", record_str(k, "config_sha256", "-"));
		table_put(&t, v + 1, 5, "%zu", lines_of(r, v, "common"));
		table_put(&t, v + 1, 6, "%zu", lines_of(r, v, "patch"));
	}
	table_print(&t, r->out, MAIL_COLS);
	table_free(&t);
}

/* Lines of one key ("sha256 name"), each with who it belongs to. */
static void patch_lines(struct report *r, size_t v, const char *key,
			const char *whose)
{
	json_t *p = json_object_get(json_object_get(kernel_of(r, v), "info"), key);
	size_t n = lines_of(r, v, key);

	for (size_t i = 0; i < n; i++) {
		const char *s = json_string_value(json_is_array(p) ?
						  json_array_get(p, i) : p);
		const char *name = s ? strchr(s, ' ') : NULL;

		mail_para(r->out, "%s: %.8s %s", whose, s ? s : "?",
			  name ? name + 1 : "");
	}
}

/* Common patches are listed once, of the variant that has most. */
static void all_patches(struct report *r)
{
	size_t most = 0;

	for (size_t v = 1; v < r->run.plan.nvariants; v++)
		if (lines_of(r, v, "common") > lines_of(r, most, "common"))
			most = v;
	if (r->run.plan.nvariants)
		patch_lines(r, most, "common", "common");
	for (size_t v = 0; v < r->run.plan.nvariants; v++)
		patch_lines(r, v, "patch", r->run.plan.variants[v]);
}

void report_common(struct report *r)
{
	char *with = NULL, *without = NULL;
	size_t a, b, n = 0, most = 0;
	FILE *f = open_memstream(&with, &a), *g = open_memstream(&without, &b);

	for (size_t v = 0; f && g && v < r->run.plan.nvariants; v++) {
		size_t k = lines_of(r, v, "common");

		n += k > 0;
		most = k > most ? k : most;
		fprintf(k ? f : g, " %s", r->run.plan.variants[v]);
	}
	if (f)
		fclose(f);
	if (g)
		fclose(g);
	if (n && f && g)
		mail_para(r->out, "%zu common patch%s, named below, in:%s%s%s.", most,
			  most == 1 ? "" : "es", with, b ? "; without them:" : "",
			  without);
	free(with);
	free(without);
}

/* Is a hash the same for every variant (except stock, when asked)? */
static bool all_same(const struct report *r, const char *key)
{
	const char *first = NULL;

	for (size_t v = 0; v < r->run.plan.nvariants; v++) {
		const char *s = record_str(kernel_of(r, v), key, "");

		if (first && strcmp(first, s))
			return false;
		first = s;
	}
	return true;
}

/* More names than this are counted, not listed. */
#define PURITY_NAMES 8

static bool is_variant(const struct report *r, const char *line, size_t len)
{
	for (size_t v = 0; v < r->run.plan.nvariants; v++)
		if (strlen(r->run.plan.variants[v]) == len &&
		    !strncmp(r->run.plan.variants[v], line, len))
			return true;
	return false;
}

/* One variant of the table at line i: its counts, and names if they are few. */
static void purity_of(struct report *r, const json_t *lines, size_t i)
{
	const char *line = json_string_value(json_array_get(lines, i));
	size_t name = strcspn(line, " "), n = 0, len;
	char *names = NULL, *copy, *save, *tok;
	FILE *f = open_memstream(&names, &len);

	while (f && ++i < json_array_size(lines)) {
		const char *more = json_string_value(json_array_get(lines, i));

		if (*more != ' ')
			break;
		copy = strdup(more);
		for (tok = copy ? strtok_r(copy, " ", &save) : NULL; tok;
		     tok = strtok_r(NULL, " ", &save))
			fprintf(f, "%s%s", n++ ? ", " : ": ", tok);
		free(copy);
	}
	if (f)
		fclose(f);
	mail_para(r->out, "%.*s: %s%s", (int)name, line,
		  line + name + strspn(line + name, " "),
		  names && n <= PURITY_NAMES ? names : "");
	free(names);
}

static void purity(struct report *r)
{
	const json_t *lines = report_fixed(r, "purity");
	const char *line;

	mail_para(r->out, "purity: .config is %s in all variants; functions that "
		  "differ from the baseline's%s",
		  all_same(r, "config_sha256") ? "identical" : "NOT identical",
		  lines ? " (+ new, - gone):" : ": make purity tells.");
	for (size_t i = 0; i < json_array_size(lines); i++) {
		line = json_string_value(json_array_get(lines, i));
		if (is_variant(r, line, strcspn(line, " ")))
			purity_of(r, lines, i);
	}
}

/* Of the parameters in force, as the model itself said in its counters. */
static const char *params_hash(const struct report *r)
{
	for (size_t i = 0; i < r->run.records.n; i++)
		if (!strcmp(r->run.records.v[i].kind, "gpu"))
			return record_str(r->run.records.v[i].data, "params_hash",
					  "unknown");
	return "unknown";
}

/* The repository pins its sources; what came of others says so. */
static void other_sources(struct report *r)
{
	const char *q = record_str(report_fixed(r, "qemu_info"),
				   "other-source", "");
	const char *last = "", *s;

	if (*q)
		mail_para(r->out, "not the pinned source: QEMU from %s", q);
	for (size_t v = 0; v < r->run.plan.nvariants; v++) {
		s = info_of(r, v, "other-source");
		if (*s && strcmp(s, last))
			mail_para(r->out, "not the pinned source: Linux from %s", s);
		last = s;
	}
}

static void print_machine(struct report *r)
{
	const json_t *o = json_object_get(r->run.env, "observed");
	const char *gpu = report_fixed_str(r, "gpu_params_sha256", NULL);
	json_t *dirty = json_object_get(report_fixed(r, "suite"), "modified");

	mail_para(r->out, "Made with");
	mail_para(r->out, "machine: %s, clock %s", report_fixed_str(r, "machine", "name"),
		  report_fixed_str(r, "machine", "clock"));
	if (report_fixed(r, "qemu_sha256")) {
		mail_para(r->out, "qemu: %s, sha256 %.12s",
			  report_fixed_str(r, "qemu_version", NULL),
			  report_fixed_str(r, "qemu_sha256", NULL));
		mail_para(r->out, "gpu parameters: %.24s (the model's hash of them: %s)",
			  gpu, params_hash(r));
	}
	other_sources(r);
	mail_para(r->out, "suite: commit %.12s%s, program %.12s",
		  report_fixed_str(r, "suite", "commit"),
		  json_is_true(dirty) ? " (modified)" : "",
		  report_fixed_str(r, "suite", "program_sha256"));
	if (r->run.plan.nvariants)
		mail_para(r->out, "toolchain: %s", info_of(r, 0, "toolchain"));
	mail_para(r->out, "host: %s, %lld cores, load %s at the start",
		  record_str(o, "cpu", "unknown"),
		  (long long)record_int(o, "cores", 0), record_str(o, "load", "?"));
	mail_para(r->out, "kernels, first 8 digits of sha256, and number of patches:");
	kernels_table(r);
	all_patches(r);
	purity(r);
	fputc('\n', r->out);
}

const struct section section_machine = { .all = print_machine };

/* A quoted list: blanks between, so that folding it does no harm. */
static void name_list(struct report *r, const char *option,
		      const char *(*name)(const struct report *r, size_t i),
		      size_t n, const char *end)
{
	char *list = NULL;
	size_t len;
	FILE *f = open_memstream(&list, &len);

	if (!f)
		return;
	for (size_t i = 0; i < n; i++)
		fprintf(f, "%s%s", i ? " " : "", name(r, i));
	fclose(f);
	mail_para(r->out, "%s \"%s\"%s", option, list, end);
	free(list);
}

static const char *variant_name(const struct report *r, size_t i)
{
	return r->run.plan.variants[i];
}

static const char *scenario_name(const struct report *r, size_t i)
{
	return r->run.plan.scenarios[i].name;
}

/* More scenarios than this: their names are in the run's plan.json. */
#define LISTED 40

static void print_reproduce(struct report *r)
{
	mail_para(r->out, "To run this again, in a clone at the suite's commit (make "
		  "bench builds what is missing)");
	mail_para(r->out, "build/gtt2m run --profile %s --order-seed %llu \\",
		  r->run.plan.profile, (unsigned long long)r->run.plan.order_seed);
	if (strcmp(r->run.plan.machine, "emulated"))
		mail_para(r->out, "--machine %s \\", r->run.plan.machine);
	if (r->run.plan.seeds)
		mail_para(r->out, "--seeds %u \\", r->run.plan.seeds);
	name_list(r, "--variants", variant_name, r->run.plan.nvariants, " \\");
	if (r->run.plan.nscenarios <= LISTED)
		name_list(r, "--scenarios", scenario_name, r->run.plan.nscenarios, "");
	else
		mail_para(r->out, "--scenarios \"$(jq -r '[.scenarios[].name]|join(\" \")' "
			  "plan.json)\"");
	mail_para(r->out, "sha256 of the records of %u cells:", r->tally.done);
	mail_para(r->out, "%s", r->run.records_sha256);
	fputc('\n', r->out);
}

const struct section section_reproduce = { .all = print_reproduce };

/* ---- what this does not show ---------------------------------------------- */

static bool has_tag(const struct report *r, const char *tag)
{
	for (size_t i = 0; i < r->run.records.n; i++)
		if (!strcmp(r->run.records.v[i].tag, tag))
			return true;
	return false;
}

static bool has_kind(const struct report *r, const char *kind)
{
	for (size_t i = 0; i < r->run.records.n; i++)
		if (!strcmp(r->run.records.v[i].kind, kind))
			return true;
	return false;
}

static unsigned int cells_with(const struct report *r,
			       bool (*is)(const struct tally_cell *c))
{
	unsigned int n = 0;

	for (size_t i = 0; i < r->run.plan.nvariants * r->run.plan.nscenarios; i++)
		n += is(&r->tally.cell[i]);
	return n;
}

static bool unchecked(const struct tally_cell *c)
{
	return c->counted && !c->checked;
}

static bool unset(const struct tally_cell *c)
{
	return c->not_set_up;
}

static bool lost(const struct tally_cell *c)
{
	return c->failed || c->done < c->planned;
}

/* Machines without times, each once. */
static void untimed(struct report *r)
{
	const struct plan *p = &r->run.plan;
	const char *why, *said = NULL;

	for (size_t i = 0; i < p->nscenarios; i++) {
		why = tally_untimed(p, i);
		if (why && why != said)
			mail_para(r->out, "- No times of %s: %s.",
				  plan_machine(p, i), why);
		if (why)
			said = why;
	}
}

static void print_limits(struct report *r)
{
	unsigned int n;

	mail_para(r->out, "What this does not show");
	if (has_tag(r, "v"))
		mail_para(r->out, "- [v] comes from a clock that counts instructions "
			  "and a cost model of the GPU. It predicts no time on "
			  "hardware; ratios hold for that model only.");
	untimed(r);
	if (has_kind(r, "sweep"))
		mail_para(r->out, "- The sensitivity curves are of a GPU that does "
			  "nothing but copy: an upper bound of what a guest "
			  "sees, whose time also goes to its CPU and to traps. "
			  "TLB geometry and costs are assumptions; only the "
			  "counts beside them are exact, for that geometry.");
	if (r->tally.blocks < stats_min_blocks(STATS_ALPHA))
		mail_para(r->out, "- %u seed%s: too few for any claim about a "
			  "population of boots.", r->tally.blocks,
			  r->tally.blocks == 1 ? "" : "s");
	if (r->tally.aa < 0)
		mail_para(r->out, "- No second run of the baseline: that counts repeat is "
			  "not shown.");
	n = cells_with(r, unchecked);
	if (n)
		mail_para(r->out, "- %u variant/scenario pair%s counted by kprobes only, "
			  "which do not see unsafe mappings.", n,
			  n == 1 ? " was" : "s were");
	n = cells_with(r, unset);
	if (n)
		mail_para(r->out, "- %u variant/scenario pair%s could not be set up "
			  "in some boot: nothing is known there.", n,
			  n == 1 ? "" : "s");
	n = cells_with(r, lost);
	if (n)
		mail_para(r->out, "- %u variant/scenario pair%s some boots: failed in the "
			  "harness, or not run.", n, n == 1 ? " lacks" : "s lack");
}

const struct section section_limits = { .all = print_limits };
