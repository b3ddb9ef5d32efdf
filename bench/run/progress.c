// SPDX-License-Identifier: GPL-2.0-or-later
/* progress.c - see progress.h. */
#include <string.h>
#include <sys/ioctl.h>

#include "limit.h"
#include "progress.h"

#define DRAW_S 0.5

unsigned int progress_eta(const struct progress *p)
{
	double sum = 0;

	for (int k = 0; k < 2; k++)
		sum += p->left[k] * (p->seen[k] ? p->sum_s[k] / p->seen[k] :
				     p->usual_s[k]);
	return (unsigned int)(sum / (p->jobs ? p->jobs : 1) + 0.5);
}

void progress_cell(struct progress *p, bool guest, double wall_s,
		   const char *status, const char *name,
		   unsigned long long seed, const char *why)
{
	unsigned int eta;

	p->done++;
	p->left[guest] -= p->left[guest] > 0;
	p->seen[guest]++;
	p->sum_s[guest] += wall_s;
	p->failed += strcmp(status, "ok") != 0;
	if (!p->out || (p->terminal && !*why))
		return;
	progress_clear(p);
	eta = progress_eta(p);
	fprintf(p->out, "[%u/%u] %-5s %s seed %llu, %.1f s, ETA %u:%02u%s%s\n",
		p->done, p->total, status, name, seed, wall_s, eta / 60,
		eta % 60, *why ? ": " : "", why);
	fflush(p->out);
}

static unsigned int columns(FILE *f)
{
	struct winsize w;

	return ioctl(fileno(f), TIOCGWINSZ, &w) || !w.ws_col ? 80 : w.ws_col;
}

void progress_draw(struct progress *p, const char *current)
{
	unsigned int eta = progress_eta(p);
	double now = now_s();
	char line[512];
	int cols;

	if (!p->out || !p->terminal || now < p->drawn_at + DRAW_S)
		return;
	p->drawn_at = now;
	cols = (int)columns(p->out) - 1;
	snprintf(line, sizeof(line), "%u/%u done, %u failed, ETA %u:%02u  %s",
		 p->done, p->total, p->failed, eta / 60, eta % 60, current);
	fprintf(p->out, "\r\033[K%.*s", cols, line);
	fflush(p->out);
}

void progress_clear(struct progress *p)
{
	if (p->out && p->terminal)
		fprintf(p->out, "\r\033[K");
}
