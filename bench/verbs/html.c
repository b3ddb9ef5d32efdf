// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * html.c - the verb html: a run as one page that needs no server, no
 * script and no other file: report, plots (as data: pictures) and the
 * plan's and environment's text. The same folder gives the same bytes.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "files.h"
#include "gtt2m.h"
#include "report/plot.h"
#include "records/manifest.h"
#include "opts.h"
#include "run/run.h"
#include "verbs/verbs.h"

static const char style[] =
	"body{font:16px/1.5 sans-serif;max-width:68em;margin:1.5em auto;"
	"padding:0 1em;color:#1a1a1a;background:#fff}"
	"pre{font:13px/1.4 monospace;overflow-x:auto;background:#f6f6f4;"
	"padding:1em;border-left:3px solid #0072b2}"
	"figure{margin:2em 0}img{max-width:100%;height:auto}"
	"figcaption{font-size:14px;color:#444}"
	".level{font-weight:bold}nav a{margin-right:1em}"
	"summary{cursor:pointer}";

static void put_text(FILE *out, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		switch (s[i]) {
		case '&': fputs("&amp;", out); break;
		case '<': fputs("&lt;", out); break;
		case '>': fputs("&gt;", out); break;
		case '"': fputs("&quot;", out); break;
		default: fputc(s[i], out);
		}
}

static void put_base64(FILE *out, const unsigned char *p, size_t len)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < len; i += 3) {
		unsigned int have = len - i < 3 ? len - i : 3;
		unsigned int v = p[i] << 16 | (have > 1 ? p[i + 1] << 8 : 0) |
				 (have > 2 ? p[i + 2] : 0);

		for (unsigned int k = 0; k < 4; k++)
			fputc(k <= have ? digits[v >> (18 - 6 * k) & 63] : '=',
			      out);
	}
}

/* The first screen: the lines up to the first empty one. */
static size_t head_length(const char *text)
{
	const char *end = strstr(text, "\n\n");

	return end ? (size_t)(end - text) : strlen(text);
}

/* The picture of a plot: no link, which could show what is not the run's. */
static bool read_plot(const char *dir, const struct plot *p, char **svg,
		      size_t *len)
{
	char path[600];
	struct stat st;

	snprintf(path, sizeof(path), "%s/plots", dir);
	if (lstat(path, &st) || !S_ISDIR(st.st_mode))
		return false;
	snprintf(path, sizeof(path), "%s/plots/%s.svg", dir, p->name);
	return !lstat(path, &st) && S_ISREG(st.st_mode) &&
	       !file_read(path, svg, len);
}

/* False when the run has none of that name. */
static bool put_plot(FILE *out, const char *dir, const struct plot *p)
{
	size_t len;
	char *svg;

	if (!read_plot(dir, p, &svg, &len))
		return false;
	fprintf(out, "<figure id=\"%s\"><h2>%s</h2>\n<img alt=\"%s; the numbers are in "
		"plots/%s.dat\" src=\"data:image/svg+xml;base64,", p->name,
		p->title, p->title, p->name);
	put_base64(out, (unsigned char *)svg, len);
	fprintf(out, "\">\n<figcaption>Drawn from plots/%s.dat by "
		"plots/%s.gp.</figcaption></figure>\n", p->name, p->name);
	free(svg);
	return true;
}

static void put_file(FILE *out, const char *dir, const char *name)
{
	char *path = path_join(dir, name), *text;
	size_t len;

	if (path && !file_read(path, &text, &len)) {
		fprintf(out, "<details><summary>%s</summary><pre>", name);
		put_text(out, text, len);
		fputs("</pre></details>\n", out);
		free(text);
	}
	free(path);
}

static void put_links(FILE *out, const char *dir)
{
	char *text;
	size_t len;

	fputs("<nav><a href=\"#report\">report</a>\n", out);
	for (size_t i = 0; i < nplots; i++) {
		if (!read_plot(dir, &plots[i], &text, &len))
			continue;
		fprintf(out, "<a href=\"#%s\">%s</a>\n", plots[i].name,
			plots[i].title);
		free(text);
	}
	fputs("<a href=\"#made-with\">made with</a></nav>\n", out);
}

static void put_page(FILE *out, const char *dir, const char *run,
		     const char *report, unsigned int *drawn)
{
	const char *nl = strchr(report, '\n');
	size_t head = head_length(report), first = nl ? (size_t)(nl - report) : 0;

	fputs("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width\">\n<title>", out);
	put_text(out, run, strlen(run));
	fprintf(out, "</title>\n<style>%s</style></head><body>\n<h1>2MiB shadow "
		"GTT entries: run ", style);
	put_text(out, run, strlen(run));
	fputs("</h1>\n<p class=\"level\">", out);
	put_text(out, report, first);
	fputs("</p>\n<pre>", out);
	if (head > first)
		put_text(out, report + first + 1, head - first - 1);
	fputs("</pre>\n", out);
	put_links(out, dir);
	for (size_t i = 0; i < nplots; i++)
		*drawn += put_plot(out, dir, &plots[i]);
	fputs("<h2 id=\"report\">Report</h2>\n<pre>", out);
	put_text(out, report, strlen(report));
	fputs("</pre>\n<h2 id=\"made-with\">Made with</h2>\n", out);
	put_file(out, dir, "env.json");
	put_file(out, dir, "plan.json");
	fputs("</body></html>\n", out);
}

static int write_page(const char *dir, unsigned int *drawn, char *why,
		      size_t len)
{
	char *report = NULL, *page = NULL, *path = path_join(dir, "report.html");
	struct report r;
	int err = report_open(&r, dir, why, len);
	size_t size;
	FILE *f;

	if (!err) {
		report = report_render(&r);
		f = report && path ? open_memstream(&page, &size) : NULL;
		err = f ? 0 : -ENOMEM;
		if (f) {
			put_page(f, dir, r.run.name, report, drawn);
			fclose(f);
			err = file_write(path, page, size);
		}
		if (err)
			snprintf(why, len, "%s: %s", path ?: dir, strerror(-err));
	}
	report_close(&r);
	free(report);
	free(page);
	free(path);
	return err;
}

static int cmd_html(int argc, char **argv)
{
	const char *dir;
	const struct opts opts = {
		.words = "RESULTS/RUN", .least = 1, .most = 1, .word = &dir,
		.help = "Write RUN/report.html: report and plots in one file that any "
			"browser shows, without a server or scripts. Draw the "
			"plots first (gtt2m plot).",
	};
	char why[RUN_WHY] = "";
	unsigned int drawn = 0;

	opts_parse(argc, argv, &opts);
	if (write_page(dir, &drawn, why, sizeof(why))) {
		fprintf(stderr, "gtt2m html: %s\n", why);
		return EXIT_HARNESS;
	}
	manifest_refresh(dir);
	if (!drawn)
		fprintf(stderr, "gtt2m html: no plots in %s/plots; the page has the "
			"report only\n", dir);
	printf("%s/report.html\n", dir);
	return EXIT_FINE;
}

const struct verb verb_html = {
	.name = "html", .fn = cmd_html,
	.help = "write a run's report and plots as one page",
};
