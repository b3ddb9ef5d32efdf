/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rate of guests side by side: GVT-g takes turns by whole submissions,
 * so which of them ends first is chance, and only the last end, by which
 * the bytes of all are moved, says how fast the machine was.
 */
#ifndef GTT2M_TOGETHER_H
#define GTT2M_TOGETHER_H

#include <jansson.h>

/*
 * For each phase that all of n guests have a "rate" of among lines (with
 * "guest": 1 to n), one that was measured: {"type":"rate","load":"NAME#all",
 * "bytes":sum,"virt_ns":longest,"checksum_ok":null,...}, as a new array.
 */
json_t *together_rates(const json_t *lines, unsigned int n);

#endif
