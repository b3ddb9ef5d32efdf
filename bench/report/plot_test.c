// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * plot_test.c - the plots' data from golden records, the pictures the same
 * bytes twice, and the page that shows them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "gtt2m.h"
#include "test_dir.h"
#include "verbs/verbs.h"
#include "plot.h"
#include "report_bed.h"
#include "seal_test.h"

#define GOLDEN "bench/testdata/golden"

static char *data_of(const char *dir, const char *name)
{
	char *text = NULL;
	struct report r;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	bed_open(&r, dir);
	for (size_t i = 0; i < nplots; i++)
		if (!strcmp(plots[i].name, name))
			assert_true(plots[i].dat(&r, f) > 0);
	fclose(f);
	report_close(&r);
	assert_true(len > 0);
	return text;
}

static void has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("lacks '%s':\n%.2000s", part, text);
}

TEST(data_say_what_was_counted)
{
	static const struct { const char *plot, *line; } row[] = {
		{ "hits", "# answer: Unsafe 2MiB entries, on the baseline's pages: "
			  "vfio-only in small-misaligned;" },
		{ "hits", "; none by kvm-memslot, vfio-aligned\n" },
		{ "hits", "1 1 \"hugetlb-1g\" \"baseline\" 0.195 \"1\" 0 0\n" },
		{ "hits", "3 3 \"small-misaligned\" \"vfio-only\" 100.000 \"2MU\" 1 0\n" },
		{ "hits", "4 0 \"guest:blit-thp\" \"stock\" ? \".\" 0 0\n" },
		{ "forest", "0 floor \"noise: 95 of 100 ratios" },
		{ "forest", "head \"guest:blit-thp blit-stream/steady, 1 seed\"" },
		{ "order", "# answer: Drift: values of the run's second half over those of "
			   "its first, medians: " },
		{ "order", "# place_in_order variant value_over_median_of_variants" },
	};

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		char *text = data_of(GOLDEN, row[i].plot);

		has(text, row[i].line);
		free(text);
	}
}

/* Equal variants have one column, their names one below the other. */
TEST(names_of_a_column)
{
	char *text = data_of(GOLDEN "-census-policy", "hits");

	has(text, "0 1 \"guest:user-neo-4k\" \"kvm-memslot\\n= vfio-only\\n"
	    "= vfio-aligned\\n= fixed\" ? \".\" 0 0\n");
	free(text);
}

#define POINT	"s/\"data\":{[^}]*}/\"data\":{\"type\":\"sweep\",\"axis\":\"walk\"," \
		"\"pattern\":\"stream\",\"pct\":%u,\"bytes\":4096,\"busy_ns\":%u," \
		"\"virt_ns\":1}/;s/\"kind\":\"time\"/\"kind\":\"sweep\"/;"

/* Two points of a sweep, added to a cell of the run in the test's folder. */
static void add_points(const char *variant, unsigned int at_0, unsigned int at_100)
{
	char cmd[1024];

	snprintf(cmd, sizeof(cmd), "sed -i '/\"cell\":\"%s.hugetlb-1g/{"
		 "s/\"lines\":4/\"lines\":6/;/gvt-ready/{p;" POINT "p;" POINT "}}' "
		 "$d/records.jsonl", variant, 0, at_0, 100, at_100);
	shell(cmd);
}

/*
 * Equal curves are drawn once with both names; one of the baseline's course, or
 * of a variant that was not swept, is not drawn and has no name in the legend.
 */
TEST(curves_of_a_sweep)
{
	static const struct { const char *variant; unsigned int at_0, at_100; } row[] = {
		{ "baseline", 1000, 1000 }, { "stock", 1250, 2000 },
		{ "vfio-only", 800, 500 }, { "no-check", 800, 500 },
		{ "vfio-aligned", 1000, 1001 },
	};
	char *text;

	shell("cp " GOLDEN "/*.json* $d");
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		add_points(row[i].variant, row[i].at_0, row[i].at_100);
	text = data_of(test_dir, "sweep");
	has(text, "\"hugetlb-1g: walk, stream\" \"stock\" 0 0.800000\n");
	has(text, "\"stock\" 100 0.500000\n");
	has(text, "\"vfio-only, no-check\" 0 1.250000\n");
	has(text, "\"vfio-only, no-check\" 100 2.000000\n");
	assert_null(strstr(text, "kvm-memslot"));
	assert_null(strstr(text, "vfio-aligned"));
	free(text);
}

/* 6.12: every policy maps what the baseline maps, so stock alone is compared. */
TEST(sweep_where_only_stock_differs)
{
	char *text;

	shell("cp " GOLDEN "/*.json* $d");
	add_points("baseline", 1000, 1000);
	add_points("stock", 1250, 2000);
	text = data_of(test_dir, "sweep");
	has(text, "# answer: Split entries of stock over 2MiB, at the defaults: 0.50 "
	    "(lower bounds: each walk is charged in full).");
	free(text);
}

/* The report says of what kind the ratios of a sweep are, as the plot does. */
TEST(a_sweep_of_walks_charged_in_full)
{
	static const char *const said = "\nUpper bounds of what 2MiB is worth: each walk";

	for (unsigned int overlaps = 0; overlaps < 2; overlaps++) {
		struct report r;
		char *text;

		shell("cp " GOLDEN "/*.json* $d");
		add_points("baseline", 1000, 1000);
		add_points("vfio-only", 800, 500);
		if (overlaps)
			shell("sed -i 's/\"axis\":\"walk\"/&,\"overlaps\":true/' $d/records.jsonl");
		bed_open(&r, test_dir);
		text = report_render(&r);
		assert_non_null(text);
		has(text, "\nSensitivity [v]: ");
		assert_int_equal(!strstr(text, said), overlaps);
		free(text);
		report_close(&r);
	}
}

static int call(int (*verb)(int, char **), const char *name, char *dir)
{
	char *argv[] = { (char *)name, dir, NULL };

	return verb(2, argv);
}

/* Drawn twice, the same bytes; the page holds each picture and no script. */
TEST(pictures_and_page_repeat)
{
	char *dir = test_dir, *path, *page;
	size_t len, images = 0;

	if (system("command -v gnuplot >/dev/null") != 0)
		skip();
	shell("cp " GOLDEN "/* $d && cd $d && sha256sum records.jsonl >SHA256SUMS");
	assert_int_equal(call(verb_plot.fn, "plot", dir), EXIT_FINE);
	assert_int_equal(call(verb_html.fn, "html", dir), EXIT_FINE);
	shell("cp -r $d/plots $d/first && cp $d/report.html /tmp/gtt2m-page.$PPID");
	assert_int_equal(call(verb_plot.fn, "plot", dir), EXIT_FINE);
	assert_int_equal(call(verb_html.fn, "html", dir), EXIT_FINE);
	shell("diff -r $d/plots $d/first && cmp $d/report.html /tmp/gtt2m-page.$PPID");
	shell("rm /tmp/gtt2m-page.$PPID; cd $d/plots && test -s hits.svg -a -s hits.png -a "
	      "-s forest.svg -a -s order.svg");
	/* the manifest knows the new files, and is not made to fit new records */
	shell("cd $d && sha256sum --quiet -c SHA256SUMS && grep -q plots/hits.png SHA256SUMS");
	shell("cd $d && cp SHA256SUMS sums && sed -i 1s/982343238/982343239/ records.jsonl");
	call(verb_plot.fn, "plot", dir);
	shell("cmp $d/sums $d/SHA256SUMS");
	path = path_join(dir, "report.html");
	assert_int_equal(file_read(path, &page, &len), 0);
	for (const char *p = page; (p = strstr(p, "<img ")); p++)
		images++;
	assert_in_range(images, 3, nplots);	/* golden has no sweep */
	assert_null(strstr(page, "<script"));
	assert_null(strstr(page, "src=\"http"));
	has(page, "Q1 Does it matter");
	free(page);
	free(path);
}

/*
 * A folder of somebody else's: the level is no text of gnuplot's, its own
 * scripts are not run, nothing is written through its links or shown of what
 * they lead to.
 */
TEST(a_folder_runs_nothing)
{
	static const char level[] = "x'; system('touch PWNED'); y='`touch PWNED`";
	char *dir = test_dir, *path, *page;
	json_t *env;
	size_t len;

	if (system("command -v gnuplot >/dev/null") != 0)
		skip();
	shell("cp " GOLDEN "/* $d && mkdir $d/plots && cd $d && echo precious >victim && "
	      "ln -s ../victim plots/hits.svg && echo 'system(\"touch PWNED\")' >plots/hits.gp "
	      "&& cp plots/hits.gp plots/.gnuplot && cp plots/hits.gp .gnuplot && "
	      "ln -s ../victim plots/sweep.svg");
	path = path_join(dir, "env.json");
	env = json_read(path);
	json_object_set_new(json_object_get(json_object_get(env, "fixed"), "machine"),
			    "level", json_string(level));
	assert_int_equal(json_write(path, env), 0);
	seal(dir);
	assert_int_equal(call(verb_plot.fn, "plot", dir), EXIT_FINE);
	assert_int_equal(call(verb_html.fn, "html", dir), EXIT_FINE);
	shell("cd $d && grep -qF \"# level: x'; system('touch PWNED')\" plots/hits.dat && "
	      "test ! -e PWNED -a ! -e plots/PWNED && grep -qx precious victim && "
	      "! test -L plots/hits.svg");
	free(path);
	path = path_join(dir, "report.html");
	assert_int_equal(file_read(path, &page, &len), 0);
	assert_null(strstr(page, "id=\"sweep\""));
	/* a folder in another place is not written to */
	shell("cd $d && mv plots away && ln -s away plots");
	assert_int_equal(call(verb_plot.fn, "plot", dir), EXIT_HARNESS);
	json_decref(env);
	free(page);
	free(path);
}

/* Scripts of plots and names that would end a command's quotes. */
TEST(names_are_no_commands)
{
	if (system("command -v gnuplot >/dev/null") != 0)
		skip();
	shell("cp plots/*.gp $d && cd $d && n=\"x';touch\\${IFS}PWNED;'\" && "
	      "printf '\"%s\" \"%s\" 10 1\\n' \"$n\" \"$n\" >sweep.dat && "
	      "printf '# answer: %s\\n0 0 \"%s\" \"%s\" 50 \"%s\" 0 0\\n' \"$n\" \"$n\" "
	      "\"$n\" \"$n\" >hits.dat && "
	      "printf '# answer: %s\\n0 ratio \"%s\" 1 1 1.1 1 1.1 0.01\\n' \"$n\" \"$n\" >forest.dat && "
	      "printf '# a\\n0 \"%s\" 1 0\\n' \"$n\" >order.dat && "
	      "for p in forest sweep hits order; do "
	      "gnuplot -d -e \"term='svg'\" $p.gp >/dev/null 2>&1; done; test ! -e PWNED && "
	      "test -s hits.svg");
}

/* The same bytes twice; what comes out renders the same report, checks. */
TEST(bundle_repeats_and_unpacks)
{
	char *dir = test_dir, one[64], two[64], run[64], *path;
	char *argv[7] = { "bundle", "--out", one, run, NULL };

	snprintf(one, sizeof(one), "%s/one.tar.gz", dir);
	snprintf(two, sizeof(two), "%s/two.tar.gz", dir);
	snprintf(run, sizeof(run), "%s/golden", dir);
	shell("mkdir $d/golden && cp " GOLDEN "/* $d/golden && cd $d/golden && "
	      "sha256sum *.json* >SHA256SUMS");
	assert_int_equal(verb_bundle.fn(4, argv), EXIT_FINE);
	argv[2] = two;
	argv[3] = run;
	assert_int_equal(verb_bundle.fn(4, argv), EXIT_FINE);
	shell("cd $d && cmp one.tar.gz two.tar.gz && mkdir out && tar xzf one.tar.gz "
	      "-C out && cd out/golden && sha256sum --quiet -c SHA256SUMS && "
	      "cmp report.txt $d/golden/report.txt && cd .. && "
	      "test -s kernel/patches/0001-*.patch -a -s scripts/kernels.sh -a -d variants");
	/* without the patches there is no bundle, nor a part of one */
	argv[0] = "bundle";
	argv[1] = "--clone";
	argv[2] = dir;
	argv[3] = "--out";
	argv[4] = two;
	argv[5] = run;
	shell("cd $d && rm two.tar.gz");
	assert_int_equal(verb_bundle.fn(6, argv), EXIT_HARNESS);
	shell("cd $d && ! ls two* 2>/dev/null");
	snprintf(run, sizeof(run), "%s/out/golden", dir);
	assert_int_equal(call(verb_report.fn, "report", run), EXIT_FINE);
	shell("cmp $d/out/golden/report.txt $d/golden/report.txt");
	/* a run's name is no option of tar's, nor another machine */
	shell("cd $d && mkdir -- '--use-compress-program=touch PWNED' h:x && "
	      "cp golden/*.json* './--use-compress-program=touch PWNED' && "
	      "cp golden/*.json* h:x");
	path = path_join(dir, "--use-compress-program=touch PWNED");
	argv[0] = "bundle";
	argv[1] = "--out";
	argv[2] = one;
	argv[3] = path;
	argv[4] = NULL;
	assert_int_equal(verb_bundle.fn(4, argv), EXIT_FINE);
	free(path);
	path = path_join(dir, "h:x");
	argv[0] = "bundle";
	argv[1] = "--out";
	argv[2] = one;
	argv[3] = path;
	assert_int_equal(verb_bundle.fn(4, argv), EXIT_FINE);
	free(path);
	shell("test ! -e PWNED && cd $d && test ! -e PWNED && tar tzf one.tar.gz >/dev/null");
}
