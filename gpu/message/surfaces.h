/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names in RENDER_SURFACE_STATE: PRM, Skylake, volume 2d; Mesa's gen9.xml. */
#ifndef GEN9_MSG_SURFACES_H
#define GEN9_MSG_SURFACES_H

#define SURFTYPE_1D	0u
#define SURFTYPE_2D	1u
#define SURFTYPE_3D	2u
#define SURFTYPE_CUBE	3u
#define SURFTYPE_BUFFER	4u
#define SURFTYPE_STRBUF	5u
#define SURFTYPE_NULL	7u

#define FORMAT_RAW	0x1ffu

#endif
