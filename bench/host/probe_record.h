/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a probe found as its one record. */
#ifndef GTT2M_PROBE_RECORD_H
#define GTT2M_PROBE_RECORD_H

#include <jansson.h>

#include "host/probe.h"
#include "lib/rec.h"

/* Virtual; a scenario of 512 split ranges takes some 10 s of it. */
#define PROBE_LIMIT_NS (200ull * 1000000000)

struct cell_end;
struct outcome;

json_t *probe_record(const struct probe *p, const struct cell_end *end);

#endif
