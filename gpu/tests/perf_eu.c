// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * How many SIMD8 instructions a second one host core executes, in the inner
 * loop of a matrix product: of 64 multiply-adds eight tiles are loaded from
 * registers, which stands for local memory; loop control as IGC makes it.
 */
#include <stdio.h>
#include <time.h>

#include "iga.h"
#include "gpu/eu/icache.h"

#define LIMIT	40.0		/* million a second */

static struct iga code;

static int no_message(struct eu_thread *t __attribute__((unused)),
		      const struct eu_send *s __attribute__((unused)))
{
	return 0;
}

static int fetch(struct eu_core *core __attribute__((unused)), uint64_t addr,
		 void *buf, size_t len)
{
	memset(buf, 0, len);
	if (addr < code.bytes)
		memcpy(buf, code.code + addr, code.bytes - addr < len ?
		       code.bytes - addr : len);
	return 0;
}

static void program(unsigned int simd)
{
	unsigned int per = simd / 8;

	iga_line(&code, "TOP:");
	for (unsigned int i = 0; i < 64; i++)
		iga_line(&code, "mad (%u|M0) r%u.0<1>:f r%u.0<4;1>:f r%u.%u<0;0>:f r%u.0<1>:f",
			 simd, 40 + i % 32 * per, 40 + i % 32 * per, 10 + i / 8,
			 i % 8, 20 + i % 8 * per);
	iga_line(&code, "add (%u|M0) r2.0<1>:d r2.0<8;8,1>:d 1:w", simd);
	iga_line(&code, "shl (%u|M0) r4.0<1>:d r2.0<8;8,1>:d 2:w", simd);
	iga_line(&code, "(W) cmp (%u|M0) (lt)f0.0 null<1>:d r2.0<8;8,1>:d r6.0<0;1,0>:d", simd);
	iga_line(&code, "(f0.0) while (%u|M0) TOP", simd);
	iga_line(&code, "(W) send (8|M0) null r127 0x27 0x02000010 {EOT}");
}

static double seconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return ts.tv_sec + ts.tv_nsec * 1e-9;
}

/* Million instructions a second. */
static double speed(unsigned int simd)
{
	const struct eu_ops ops = { .send = no_message, .fetch = fetch };
	struct eu_core core = { .ops = &ops };
	static struct eu_thread t;
	uint32_t turns = 200000;
	double start;

	program(simd);
	if (iga_assemble(&code))
		exit(1);
	eu_thread_start(&t, &core, 0, simd == 16 ? 0xffff : 0xff);
	t.cr0[0] = EU_CR0_DENORM_F;
	memcpy(&t.grf[6][0], &turns, sizeof(turns));
	start = seconds();
	if (eu_run(&t, ~0ull) != EU_END)
		exit(1);
	start = seconds() - start;
	eu_core_free(&core);
	free(code.text);
	free(code.code);
	memset(&code, 0, sizeof(code));
	return t.instructions / start / 1e6;
}

int main(void)
{
	double eight = speed(8), sixteen = speed(16);

	printf("execution units: %.0f million SIMD8 instructions a second, %.0f SIMD16 (limit %.0f)\n",
	       eight, sixteen, LIMIT);
	if (eight < LIMIT)
		printf("over the limit\n");
	return 0;
}
