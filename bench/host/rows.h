/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a file that has scenarios needs: the macros of their rows, and the
 * name that it exports them by. scenarios.c lists the files.
 */
#ifndef GTT2M_ROWS_H
#define GTT2M_ROWS_H

#include "host/probe.h"
#include "host/scenario.h"
#include "lib/rowset.h"

#define PLAN(...) .plan = &(const struct probe_plan) { __VA_ARGS__ }
/* stock, baseline, kvm-memslot, vfio-only, no-check */
#define PREDICT(s, b, k, v, n) \
	.pred = { PRED_##s, PRED_##b, PRED_##k, PRED_##v, PRED_##n }

extern const struct rowset
	matrix_rows,
	perf_rows,
	whole_rows,
	repro_frames_rows,
	repro_close_rows,
	repro_lock_rows,
	repro_reload_rows,
	repro_pin_rows,
	repro_context_rows,
	repro_refs_rows,
	repro_64k_rows,
	repro_root_rows,
	repro_batch_rows,
	repro_crash_rows,
	sweep_rows,
	repro_tables_rows,
	repro_vcpu_rows,
	repro_reports_rows,
	race_rows,
	fuzz_rows;

#endif
