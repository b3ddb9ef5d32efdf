// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The device goes from one QEMU to another in the middle of its work, blits
 * and stores on two engines, interrupts pending: by migration to a file and
 * by savevm and loadvm, in turns. Counters, registers, config space, memory
 * and times are those of a QEMU that did the same without. A damaged state is
 * refused.
 *   migrate_test QEMU [SEED]
 */
#include <sys/stat.h>

#include "gpu/qemu/tests/put.h"

#define STEPS		300u
#define MOVES		6u		/* of these, on the way */
#define BLITS		0x800000u	/* of 8 MiB */
#define WORDS		0x90000u
#define GGTT		(BAR0 + GEN9_GGTT_OFFSET)
#define GGTT_PAGES	0x200u

static char file[64], image[80], drive[120];

/* Blitter commands done at each move, and in the end. */
static uint64_t done[MOVES + 1];

static uint64_t hash_of(uint64_t h, uint64_t v)
{
	return (h ^ v) * 0x100000001b3ull;
}

static void emit_blit(struct bed *b, unsigned int c, uint64_t *s)
{
	bool copy = t_rand(s) & 1;
	uint32_t h = 1 + t_rand(s) % 900, w = 1 + t_rand(s) % 1000;
	const uint32_t fill[] = {
		2u << 29 | 0x50u << 22 | 3u << 20 | 5, 3u << 24 | 0xf0u << 16 | 4096,
		0, h << 16 | w, BLITS, 0, (uint32_t)t_rand(s),
	};
	const uint32_t cpy[] = {
		2u << 29 | 0x53u << 22 | 3u << 20 | 8, 3u << 24 | 0xccu << 16 | 4096,
		0, h << 16 | w, BLITS + 0x400000, 0, 0, 4096, BLITS, 0,
	};

	if (copy)
		bed_emit(b, c, BCS_BASE, cpy, sizeof(cpy) / 4);
	else
		bed_emit(b, c, BCS_BASE, fill, sizeof(fill) / 4);
}

/* Contexts 0 and 1 of the blitter, 2 and 3 of the render engine. */
static void build(struct bed *b, uint64_t *s)
{
	t_init(&b->m, BED_RAM, BED_TABLES);
	for (uint32_t o = 0; o < 0x800000; o += 4096)
		t_map(&b->m, BLITS + o, BLITS + o, 12, T_RW);
	for (unsigned int c = 0; c < 4; c++)
		bed_context(b, c, c < 2 ? BCS_BASE : RCS_BASE);
	for (unsigned int i = 0; i < 120; i++)
		emit_blit(b, i & 1, s);
	for (unsigned int i = 0; i < 400; i++)
		BED_EMIT(b, 2 + (i & 1), RCS_BASE,
			 MI_STORE_DWORD_IMM | MI_USE_GGTT, WORDS + i * 4, 0,
			 (uint32_t)t_rand(s), MI_USER_INTERRUPT, MI_ARB_CHECK);
}

static void start_engines(struct vm *v)
{
	static const uint32_t w[][2] = {
		{ BCS_BASE + 0x29c, 1u << 31 | 1u << 15 },
		{ RCS_BASE + 0x29c, 1u << 31 | 1u << 15 },
		{ BCS_BASE + 0x80, BED_HWSP + 0x1000 },
		{ RCS_BASE + 0x80, BED_HWSP },
		{ BCS_BASE + 0xa8, 0 }, { RCS_BASE + 0xa8, 0 },
		{ 0x44304, 0 }, { 0x4430c, ~0u }, { 0x44200, 1u << 31 },
	};

	for (uint32_t i = 0; i < GGTT_PAGES; i++)
		qtest(v, "writeq 0x%x 0x%x", GGTT + i * 8, i << 12 | 1);
	for (size_t i = 0; i < sizeof(w) / sizeof(*w); i++)
		qtest(v, "writel 0x%x 0x%x", BAR0 + w[i][0], w[i][1]);
}

static void elsp(struct vm *v, uint32_t base, unsigned int c, bool both)
{
	uint64_t d[2] = { bed_desc(c), both ? bed_desc(c ^ 1) : 0 };

	for (int i = 1; i >= 0; i--) {
		qtest(v, "writel 0x%x 0x%x", BAR0 + base + 0x230,
		      (uint32_t)(d[i] >> 32));
		qtest(v, "writel 0x%x 0x%x", BAR0 + base + 0x230,
		      (uint32_t)d[i]);
	}
}

/* ---- from one QEMU to another -------------------------------------------- */

/* QMP's command, its arguments in single quotes for double ones. */
static void ask(struct vm *v, const char *fmt, ...)
{
	char cmd[400];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(cmd, sizeof(cmd) - 1, fmt, ap);
	va_end(ap);
	for (int i = 0; i < n; i++)
		if (cmd[i] == '\'')
			cmd[i] = '"';
	strcpy(cmd + n, "\n");
	qmp(v, cmd);
}

static void wait_for(struct vm *v, const char *query, const char *said)
{
	do {
		ask(v, "{'execute':'%s'}", query);
		if (strstr(v->line, "\"failed\""))
			fail("%s: %s", query, v->line);
	} while (!strstr(v->line, said));
}

static void create(struct vm *v, const char *options)
{
	ask(v, "{'execute':'blockdev-create','arguments':{'job-id':'j',"
	    "'options':{%s}}}", options);
	wait_for(v, "query-jobs", "\"concluded\"");
	ask(v, "{'execute':'job-dismiss','arguments':{'id':'j'}}");
}

/* A qcow2 image, which is where savevm saves. */
static void make_image(char *qemu)
{
	char options[120];
	struct vm v;

	vm_start(&v, qemu, NULL);
	snprintf(options, sizeof(options),
		 "'driver':'file','filename':'%s','size':0", image);
	create(&v, options);
	ask(&v, "{'execute':'blockdev-add','arguments':{'driver':'file',"
	    "'filename':'%s','node-name':'f'}}", image);
	create(&v, "'driver':'qcow2','file':'f','size':1048576");
	vm_stop(&v);
}

static void start(struct vm *v, char *qemu, char *option, char *value)
{
	char *const more[] = { "-drive", drive, option, value, NULL };

	vm_start_as(v, qemu, NULL, more);
}

static void move_out(struct vm *v)
{
	ask(v, "{'execute':'migrate','arguments':{'uri':'exec:cat >%s'}}", file);
	wait_for(v, "query-migrate", "\"completed\"");
}

/* false: refused, and it has ended. */
static bool move_in(struct vm *v, char *qemu, uint64_t now)
{
	start(v, qemu, "-incoming", "defer");
	qtest(v, "clock_set %" PRIu64, now);
	ask(v, "{'execute':'migrate-incoming','arguments':{'uri':'exec:cat %s'}}",
	    file);
	do {
		if (!qmp_asks(v, "{\"execute\":\"query-status\"}\n"))
			return false;
	} while (!strstr(v->line, "\"running\": true"));
	return true;
}

static void move(struct vm *v, char *qemu, uint64_t now)
{
	struct vm to;

	move_out(v);
	vm_stop(v);
	if (!move_in(&to, qemu, now))
		fail("migrate-incoming: QEMU has ended");
	*v = to;
}

static void save_and_load(struct vm *v, char *qemu, uint64_t now)
{
	ask(v, "{'execute':'human-monitor-command','arguments':"
	    "{'command-line':'savevm here'}}");
	if (!strstr(v->line, "{\"return\": \"\"}"))
		fail("savevm: %s", v->line);
	vm_stop(v);
	start(v, qemu, "-loadvm", "here");
	qtest(v, "clock_set %" PRIu64, now);
}

/* ---- the work ------------------------------------------------------------ */

static uint64_t one_step(struct vm *v, uint64_t *s)
{
	static const uint32_t reg[] = { 0x2358, 0x22358, 0x2074, 0x22074,
					0x44308, 0x138108, 0x223a0 };
	uint32_t page = 0x180 + t_rand(s) % 64;

	switch (t_rand(s) % 6) {
	case 0:
		elsp(v, BCS_BASE, t_rand(s) & 1, t_rand(s) & 1);
		return 0;
	case 1:
		elsp(v, RCS_BASE, 2 + (t_rand(s) & 1), t_rand(s) & 1);
		return 0;
	case 2:
		qtest(v, "writeq 0x%x 0x%x", GGTT + page * 8, page << 12 | 1);
		return 0;
	case 3:
		qtest(v, "writel 0x%x 0x%x", BAR0 + 0x44308, ~0u);
		return 0;
	default:
		return qtest(v, "readl 0x%x", BAR0 + reg[t_rand(s) %
			     (sizeof(reg) / sizeof(*reg))]);
	}
}

/* Counters, registers of engines, config space, what was written. */
static uint64_t look(struct vm *v, uint64_t h)
{
	for (size_t i = 0; i < sizeof(struct gen9_counters); i += 8)
		h = hash_of(h, qtest(v, "readq 0x%zx",
				     BAR0 + GEN9_CTR_BASE + i));
	for (uint32_t i = 0; i < 0x800; i += 4)
		h = hash_of(h, qtest(v, "readl 0x%x", BAR0 + BCS_BASE + i));
	for (uint32_t i = 0; i < 0x100; i += 4) {
		qtest(v, "outl 0xcf8 0x%x", 0x80001000u | i);
		h = hash_of(h, qtest(v, "inl 0xcfc"));
	}
	for (uint32_t i = 0; i < 0x800000; i += 0x1008)
		h = hash_of(h, qtest(v, "readq 0x%x", BLITS + i));
	for (uint32_t i = 0; i < 400; i++)
		h = hash_of(h, qtest(v, "readl 0x%x", WORDS + i * 4));
	return h;
}

static uint64_t blits_done(struct vm *v)
{
	return qtest(v, "readq 0x%zx", BAR0 + GEN9_CTR_BASE +
		     offsetof(struct gen9_counters, engine) +
		     GEN9_CTR_BCS0 * sizeof(struct gen9_engine_counters) +
		     offsetof(struct gen9_engine_counters, commands));
}

/*
 * moves: so many migrations between steps, at random; the counters are read
 * at these moments of each run.
 */
static uint64_t run(char *qemu, uint64_t seed, bool moves)
{
	uint64_t s = seed, when = seed + 1, now = 0, h = 0;
	unsigned int left = MOVES;
	struct bed b = { 0 };
	struct vm v;

	start(&v, qemu, NULL, NULL);
	place(&v);
	build(&b, &s);
	put_all(&v, &b);
	free(b.m.ram);
	start_engines(&v);
	for (unsigned int i = 0; i < STEPS; i++) {
		h = hash_of(h, one_step(&v, &s));
		now = qtest(&v, "clock_step %u",
			    1 + (unsigned int)(t_rand(&s) % 40000));
		if (!left || t_rand(&when) % (STEPS - i) >= left)
			continue;
		done[MOVES - left--] = blits_done(&v);
		if (moves && left & 1)
			move(&v, qemu, now);
		else if (moves)
			save_and_load(&v, qemu, now);
	}
	done[MOVES] = blits_done(&v);
	h = look(&v, h);
	vm_stop(&v);
	return h;
}

/* One byte of the GPU's part, which is behind its name, is another. */
static void damage(void)
{
	FILE *f = fopen(file, "r+b");
	struct stat st;
	char *p, *at;

	if (!f || fstat(fileno(f), &st))
		fail("%s: %s", file, strerror(errno));
	p = malloc(st.st_size);
	if (!p || fread(p, st.st_size, 1, f) != 1)
		fail("%s: %s", file, strerror(errno));
	at = memmem(p, st.st_size, "!GE9ST1", 7);
	if (!at)
		fail("%s: no state of a GPU", file);
	fseek(f, at - p + 1000, SEEK_SET);
	fputc(at[1000] ^ 4, f);
	fclose(f);
	free(p);
}

static void a_damaged_one_is_refused(char *qemu)
{
	struct vm v;

	start(&v, qemu, NULL, NULL);
	place(&v);
	start_engines(&v);
	move_out(&v);
	vm_stop(&v);
	damage();
	if (move_in(&v, qemu, 0))
		fail("a damaged state is taken");
}

static void clean_up(void)
{
	unlink(file);
	unlink(image);
}

int main(int argc, char **argv)
{
	uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 0) : 1, a, b;
	unsigned int between = 0;

	if (argc < 2)
		fail("which QEMU?");
	signal(SIGPIPE, SIG_IGN);
	snprintf(file, sizeof(file), "/tmp/gen9-migrate-%d", (int)getpid());
	snprintf(image, sizeof(image), "%s.qcow2", file);
	snprintf(drive, sizeof(drive), "if=none,format=qcow2,file=%s", image);
	atexit(clean_up);
	make_image(argv[1]);
	a = run(argv[1], seed, false);
	b = run(argv[1], seed, true);
	for (unsigned int i = 0; i < MOVES; i++)
		between += done[i] && done[i] < done[MOVES];
	if (between < 2)
		fail("the blitter was idle at the moves");
	a_damaged_one_is_refused(argv[1]);
	printf("%u steps, seed %" PRIu64 ": %016" PRIx64 ", moved %u times, %u "
	       "between blits: %016" PRIx64 "; a damaged state is refused\n",
	       STEPS, seed, a, MOVES, between, b);
	return a != b;
}
