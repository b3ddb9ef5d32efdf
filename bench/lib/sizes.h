/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sizes in bytes, as linux/sizes.h names them, and for rows of tables. */
#ifndef GTT2M_SIZES_H
#define GTT2M_SIZES_H

#define SZ_4K	0x1000ull
#define SZ_2M	0x200000ull
#define KIB	1024ull
#define MIB	(1024 * KIB)

#endif
