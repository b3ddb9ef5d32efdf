// SPDX-License-Identifier: GPL-2.0-or-later
/* full_say.c - what a step says, from its own process. */
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "metal/full.h"

void full_line(struct full_job *job, json_t *j)
{
	if (json_dumpfd(j, job->fd, JSON_COMPACT | JSON_ENSURE_ASCII) ||
	    write(job->fd, "\n", 1) != 1)
		_exit(1);
	json_decref(j);
}

void full_row(struct full_job *job, const char *name, const char *unit,
	      const double *v, unsigned int n, json_t *more)
{
	json_t *list = json_array();
	json_t *j = json_pack("{ss ss ss so}", "type", "row", "name", name,
			      "unit", unit, "v", list);

	for (unsigned int i = 0; i < n; i++)
		json_array_append_new(list, json_real(v[i]));
	if (more)
		json_object_update_missing(j, more);
	json_decref(more);
	full_line(job, j);
}

void full_fact(struct full_job *job, const char *name, json_t *fields)
{
	json_t *j = json_pack("{ss ss}", "type", "fact", "name", name);

	json_object_update_missing(j, fields);
	json_decref(fields);
	full_line(job, j);
}

enum contact_status full_why(struct full_job *job, enum contact_status status,
			     const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(job->why, sizeof(job->why), fmt, ap);
	va_end(ap);
	return status;
}
