// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Each operation, each type, each width: what the executor gives against
 * plain C on scalars (eu_scalar.h), on values at the borders of a type and on
 * random ones. iga64 assembles. Prints which opcodes were run on what.
 */
#include "eu_bed.h"
#include "eu_scalar.h"

#define ROUNDS	60

static const char *const type_names[EU_TYPES] = {
	"ud", "d", "uw", "w", "ub", "b", "uq", "q", "hf", "f", "df",
};

struct job {
	const struct scalar *op;
	unsigned int type, exec;
};

static struct job jobs[2000];
static unsigned int job_count;

static const char *operand3(unsigned int n)
{
	return n == 2 ? "<1>" : "<4;1>";
}

/* Registers 10, 20, 30 are the sources, 40 the destination. */
static void add_job(struct bed *b, const struct scalar *op, unsigned int type,
		    unsigned int exec)
{
	unsigned int width = exec > 16 ? 16 : exec, size = eu_type_size[type];
	unsigned int per = 32 / size < width ? 32 / size : width;
	char src[3][64];

	for (unsigned int n = 0; n < 3; n++)
		if (op->nsrc == 3)
			snprintf(src[n], sizeof(src[n]), "r%d.0%s:%s", 10 + 10 * n,
				 operand3(n), type_names[type]);
		else if (per == 1)
			snprintf(src[n], sizeof(src[n]), "r%d.0<0;1,0>:%s",
				 10 + 10 * n, type_names[type]);
		else
			snprintf(src[n], sizeof(src[n]), "r%d.0<%u;%u,1>:%s",
				 10 + 10 * n, per, per, type_names[type]);
	iga_line(&b->iga, "%s (%u|M0) %s r40.0<1>:%s %s %s %s", op->name, exec,
		 op->cond ? op->cond : "", type_names[type], src[0],
		 op->nsrc > 1 ? src[1] : "", op->nsrc > 2 ? src[2] : "");
	jobs[job_count].op = op;
	jobs[job_count].type = type;
	jobs[job_count++].exec = exec;
	assert_true(job_count < 2000);
}

static void all_jobs(struct bed *b)
{
	for (size_t k = 0; k < sizeof(scalars) / sizeof(*scalars); k++)
		for (unsigned int type = 0; type < EU_TYPES; type++)
			for (unsigned int exec = 1; exec <= 32; exec *= 2)
				if (scalars[k].types >> type & 1 &&
				    exec * eu_type_size[type] <= 64 &&
				    (scalars[k].nsrc < 3 || exec >= 4) &&
				    exec <= scalars[k].most)
					add_job(b, &scalars[k], type, exec);
}

static void one_round(struct bed *b, const struct job *j, uint64_t *x,
		      unsigned int ip)
{
	unsigned int size = eu_type_size[j->type];
	struct eu_thread *t = &b->t;

	bed_thread(b, ip, ~0u);
	for (unsigned int n = 0; n < 3; n++)
		for (unsigned int i = 0; i < j->exec; i++)
			bed_put(t, 10 + 10 * n, size, i,
				scalar_value(j->type, bed_random(x)));
	for (unsigned int i = 0; i < 64; i++)
		bed_put(t, 40, 1, i, 0xa5);
	t->flag[0] = bed_random(x);
	assert_int_equal(eu_run(t, 1), EU_BUDGET);
	for (unsigned int i = 0; i < 64 / size; i++) {
		uint64_t a = bed_get(t, 10, size, i), b1 = bed_get(t, 20, size, i);
		uint64_t c = bed_get(t, 30, size, i), is = bed_get(t, 40, size, i);
		uint64_t want = 0xa5a5a5a5a5a5a5a5ull >> (64 - 8 * size);

		if (i < j->exec)
			want = scalar_do(j->op, j->type, a, b1, c);
		if (is != want && !scalar_both_nan(j->type, is, want))
			fail_msg("%s (%u) %s: %llx %llx %llx: %llx, not %llx",
				 j->op->name, j->exec, type_names[j->type],
				 (long long)a, (long long)b1, (long long)c,
				 (long long)is, (long long)want);
	}
}

/* Opcode, and for each type the widths that it ran with. */
static void print_widths(const uint64_t n[EU_TYPES][6])
{
	for (unsigned int type = 0; type < EU_TYPES; type++) {
		char sep = ' ';

		for (unsigned int k = 0; k < 6; k++) {
			if (!n[type][k])
				continue;
			if (sep == ' ')
				printf(" %s", type_names[type]);
			sep = sep == ' ' ? ':' : ',';
			printf("%c%u", sep, 1u << k);
		}
	}
}

static void print_coverage(const struct eu_counters *c)
{
	size_t rows;
	const struct eu_row *row = eu_rows(&rows);

	printf("opcode     execution type:widths\n");
	for (size_t k = 0; k < rows; k++) {
		uint64_t any = 0;

		for (unsigned int n = 0; n < EU_TYPES * 6; n++)
			any += c->n[row[k].opcode][n / 6][n % 6];
		if (!any)
			continue;
		printf("%-10s", row[k].name);
		print_widths(c->n[row[k].opcode]);
		printf("\n");
	}
}

TEST(operations)
{
	struct bed b = { 0 };
	uint64_t x = 88172645463325252ull;

	all_jobs(&b);
	bed_start(&b);
	assert_int_equal(b.iga.bytes, job_count * 16);
	for (unsigned int k = 0; k < job_count; k++)
		for (unsigned int r = 0; r < ROUNDS; r++)
			one_round(&b, &jobs[k], &x, k * 16);
	printf("%u combinations of opcode, type and width\n", job_count);
	print_coverage(&b.core.ctr);
	bed_end(&b);
	assert_null(*state);
}
