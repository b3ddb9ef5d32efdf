// SPDX-License-Identifier: GPL-2.0-or-later
/* contact_test.c - the file of a first contact: read, refused, compared, made. */
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "files.h"
#include "host/scenario.h"
#include "metal/contact_model.h"
#include "metal/full.h"
#include "lib/sys.h"
#include "test_dir.h"

#define GOLDEN "bench/testdata/contact/"

/* Read it with something changed: the sentence that it is refused with. */
static const char *refused(const char *text)
{
	static char why[300];
	struct contact c;

	why[0] = 0;
	assert_int_equal(contact_parse(&c, text, strlen(text), "f", why,
				       sizeof(why)), -EBADMSG);
	assert_null(c.lines);
	return why;
}

#define HEAD "{\"type\":\"gtt2m-contact\",\"version\":1}\n"
#define MACHINE "{\"type\":\"machine\",\"gpu\":\"8086:5912\",\"iommu\":\"none\"}\n"
#define ROW(v) "{\"type\":\"row\",\"name\":\"a/b\",\"unit\":\"us\",\"v\":" v "}\n"
#define STEP "{\"type\":\"step\",\"name\":\"s\",\"status\":\"ok\"}\n"

TEST(damage_is_named_by_line)
{
	static const struct { const char *text, *why; } cases[] = {
		{ "", "f:0: no end marker: the file was cut" },
		{ "x", "f:1: the line has no end: the file was cut" },
		{ "[]\n", "f:1: not a JSON object" },
		{ "{\"type\":\"plan\"}\n", "f:1: not a file of gtt2m check --full" },
		{ "{\"type\":\"gtt2m-contact\",\"version\":2}\n",
		  "f:1: version 2; this program reads 1" },
		{ HEAD "{\"type\":\"row\"}\n", "f:2: the second line is not of the machine" },
		{ HEAD "{\"type\":\"machine\",\"gpu\":\"1\"}\n",
		  "f:2: \"gpu\" is not VENDOR:DEVICE" },
		{ HEAD MACHINE, "f:2: no end marker: the file was cut" },
		{ HEAD MACHINE ROW("[]"), "f:3: a/b: \"v\" has to be 1 to 16 numbers" },
		{ HEAD MACHINE ROW("[1,-2]"), "f:3: a/b: \"v\"[1] is no number above 0" },
		{ HEAD MACHINE ROW("[\"1\"]"), "f:3: a/b: \"v\"[0] is no number above 0" },
		{ HEAD MACHINE ROW("[1]") ROW("[2]"), "f:4: a/b stands in line 3, too" },
		{ HEAD MACHINE "{\"type\":\"row\",\"name\":\"a\",\"unit\":\"m\",\"v\":[1]}\n",
		  "f:3: a: no unit \"m\" is known" },
		{ HEAD MACHINE "{\"type\":\"row\",\"name\":\"A b\"}\n",
		  "f:3: a row without a name" },
		{ HEAD MACHINE "{\"type\":\"step\",\"name\":\"s\",\"status\":\"good\"}\n",
		  "f:3: s: no status \"good\" is known" },
		{ HEAD MACHINE "{\"type\":\"step\",\"name\":\"s\",\"status\":\"failed\"}\n",
		  "f:3: s: failed, without \"why\"" },
		{ HEAD MACHINE STEP STEP, "f:4: step s stands twice" },
		{ HEAD MACHINE "{\"type\":\"fact\",\"name\":\"f\",\"x\":\"\\u001b[2J\"}\n",
		  "f:3: a text has control characters" },
		{ HEAD MACHINE STEP "{\"type\":\"end\",\"complete\":true,\"sha256\":\"0\"}\n",
		  "f:4: the digest is not of this text: the file was changed or damaged" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(refused(cases[i].text), cases[i].why);
}

/* Any cut, and any changed byte, is refused. */
TEST(a_damaged_file_is_refused)
{
	char *text, why[300];
	size_t len;
	struct contact c;

	assert_int_equal(file_read(GOLDEN "kbl.jsonl", &text, &len), 0);
	assert_int_equal(contact_parse(&c, text, len, "f", why, sizeof(why)), 0);
	contact_free(&c);
	for (size_t n = 0; n < len; n += 13)
		assert_int_equal(contact_parse(&c, text, n, "f", why,
					       sizeof(why)), -EBADMSG);
	for (size_t i = 0; i < len; i += 7) {
		text[i] ^= 1;
		assert_int_equal(contact_parse(&c, text, len, "f", why,
					       sizeof(why)), -EBADMSG);
		text[i] ^= 1;
	}
	free(text);
}

/* Two files of one machine, without and behind an IOMMU, and what is said. */
TEST(two_files_against_the_model)
{
	static const char *const names[] = { GOLDEN "kbl.jsonl",
					     GOLDEN "kbl-iommu.jsonl" };
	struct part part[PUBLISHED_PARTS];
	struct contact c[2];
	struct ensemble e;
	char why[300] = "", *said = NULL, *want;
	size_t len, wlen;
	FILE *f = open_memstream(&said, &len);

	assert_int_equal(ensemble_parts(part, ".", why, sizeof(why)), 0);
	assert_int_equal(ensemble_read(&e, part, ENSEMBLE_FILE, why,
				       sizeof(why)), 0);
	e.n = 20;	/* of the 200: it is the words that are compared */
	for (unsigned int i = 0; i < 2; i++)
		assert_int_equal(contact_read(&c[i], names[i], why,
					      sizeof(why)), 0);
	assert_int_equal(contact_compare(f, c, names, 2, &e, ".", why,
					 sizeof(why)), 0);
	fclose(f);
	if (getenv("GOLDEN_WRITE"))
		file_write(GOLDEN "compared.txt", said, len);
	assert_int_equal(file_read(GOLDEN "compared.txt", &want, &wlen), 0);
	assert_string_equal(said, want);
	/* one machine twice is no pair */
	f = fopen("/dev/null", "w");
	contact_free(&c[1]);
	assert_int_equal(contact_read(&c[1], names[0], why, sizeof(why)), 0);
	assert_int_equal(contact_compare(f, c, names, 2, &e, ".", why,
					 sizeof(why)), -EINVAL);
	fclose(f);
	contact_free(&c[0]);
	contact_free(&c[1]);
	ensemble_free(&e);
	free(said);
	free(want);
}

TEST(parts_of_gpus)
{
	bool exact;

	assert_string_equal(contact_part("8086:5912", &exact), "kbl-gt2");
	assert_true(exact);
	assert_string_equal(contact_part("8086:3e92", &exact), "kbl-gt2");
	assert_false(exact);
	assert_string_equal(contact_part("8086:193d", &exact), "skl-gt4e");
	assert_string_equal(contact_part("8086:5917", &exact), "kbl-u-gt2");
	assert_null(contact_part("8086:9a49", &exact));	/* Tiger Lake */
	assert_null(contact_part("1002:5912", &exact));
}

struct heard {
	unsigned int n;
	double read4, half, launch;
};

static void hear(const char *name, const char *unit, double v, void *arg)
{
	struct heard *h = arg;

	assert_true(contact_unit(unit));
	h->n++;
	if (!strcmp(name, "clpeak/read-float4"))
		h->read4 = v;
	if (!strcmp(name, "clpeak/half"))
		h->half = v;
	if (!strcmp(name, "clpeak/launch"))
		h->launch = v;
}

/* In the form that clpeak prints; a driver for the CPU comes first. */
TEST(clpeak_is_read)
{
	static const char text[] =
		"\nPlatform: Portable Computing Language\n"
		"  Device: pthread-Intel(R) Core(TM) i5\n"
		"    Global memory bandwidth (GBPS)\n"
		"      float4  : 11.00\n"
		"\nPlatform: Intel(R) OpenCL HD Graphics\n"
		"  Device: Intel(R) UHD Graphics 620 [0x5917]\n"
		"    Driver version  : 22.43.24595 (Linux x64)\n"
		"    Compute units   : 24\n"
		"    Clock frequency : 1150 MHz\n\n"
		"    Global memory bandwidth (GBPS)\n"
		"      float   : 27.14\n"
		"      float4  : 29.73\n\n"
		"    Half-precision compute (GFLOPS)\n"
		"      half   : 738.24\n\n"
		"    No double precision support! Skipped\n\n"
		"    Integer compute Fast 24bit (GIOPS)\n"
		"      int   : 146.00\n\n"
		"    Transfer bandwidth (GBPS)\n"
		"      enqueueWriteBuffer              : 32.52\n"
		"      enqueueMapBuffer(for read)      : 681739.50\n"
		"        memcpy from mapped ptr        : 11.07\n\n"
		"    Kernel launch latency : 34.59 us\n\n";
	struct heard h = { 0 };

	assert_int_equal(full_clpeak_parse(text, hear, &h), 5);
	assert_int_equal(h.n, 5);
	assert_true(h.read4 == 29.73 && h.half == 738.24 && h.launch == 34.59);
	assert_int_equal(full_clpeak_parse("no OpenCL\n", hear, &h), 0);
}

/* The step with a clpeak of these words: its status, lines in out. */
static enum contact_status clpeak_says(const char *script, struct full_job *job,
				       char *out, size_t len)
{
	const char *path = test_path("clpeak");
	char old[2048], search[2200];
	enum contact_status status;
	int fd[2];
	ssize_t n;

	snprintf(old, sizeof(old), "%s", getenv("PATH"));
	snprintf(search, sizeof(search), "%s:%s", test_dir, old);
	assert_int_equal(file_write(path, script, strlen(script)), 0);
	assert_int_equal(chmod(path, 0700), 0);
	assert_int_equal(pipe(fd), 0);
	setenv("PATH", search, 1);
	job->fd = fd[1];
	status = full_clpeak(job);
	setenv("PATH", old, 1);
	close(fd[1]);
	n = read(fd[0], out, len - 1);
	out[n > 0 ? n : 0] = 0;
	close(fd[0]);
	return status;
}

#define CLPEAK(END) "#!/bin/sh\n" \
	"echo '  Device: Intel(R) UHD Graphics 620 [0x5917]'\n" \
	"echo '    Global memory bandwidth (GBPS)'\n" \
	"echo '      float   : 27.14'\n" END

/* One that takes too long is ended; what it had said counts. */
TEST(clpeak_is_run)
{
	struct full_job job = { .share = 0.0025 };	/* 1 s */
	char out[1000];

	assert_int_equal(clpeak_says(CLPEAK("sleep 60\n"), &job, out, sizeof(out)),
			 CONTACT_FAILED);
	assert_string_equal(job.why,
			    "clpeak: no end within 1 s, 1 rows until then");
	assert_non_null(strstr(out, "\"name\":\"clpeak/read-float\""));
	job.share = 0.1;
	assert_int_equal(clpeak_says(CLPEAK(""), &job, out, sizeof(out)),
			 CONTACT_OK);
	assert_non_null(strstr(out, "27.14"));
	assert_int_equal(clpeak_says("#!/bin/sh\n", &job, out, sizeof(out)),
			 CONTACT_MISSING);
	assert_string_equal(out, "");
	job.root = true;
	assert_true(clpeak_says("#!/bin/sh\nexit 3\n", &job, out, sizeof(out)) !=
		    CONTACT_OK);
	assert_non_null(strstr(job.why, "clpeak: status 3"));
}

/* Nothing of the command line that could name somebody. */
TEST(words_are_chosen)
{
	char out[200];

	full_words("BOOT_IMAGE=/vmlinuz root=UUID=1-2 ro quiet cryptdevice=x "
		   "intel_iommu=on i915.enable_gvt=1 ip=10.0.0.7 "
		   "i915.vbt_firmware=home/me/vbt mitigations=off\n", out,
		   sizeof(out));
	assert_string_equal(out, "intel_iommu=on i915.enable_gvt=1 mitigations=off");
}

/* Each reproducer has been judged; what crashes or writes elsewhere is not run. */
TEST(reproducers_are_judged)
{
	unsigned int n = 0, run = 0;
	const struct scenario *row;

	for (size_t i = 0; (row = scenario_at(i)); i++) {
		const char *unsafe, *name = row->name;

		if (strncmp(name, "repro-", 6))
			continue;
		unsafe = full_repro_unsafe(name);
		n++;
		run += !unsafe;
		if (unsafe && !strcmp(unsafe, "unknown"))
			fail_msg("%s: may it run on somebody's machine? "
				 "bench/metal/full_repro.c", name);
	}
	assert_true(n > 15);
	assert_true(run > 0 && run < 5);
}

/* Stopped by ^C, the file is whole, and the same command goes on with it. */
TEST(another_gpu_is_refused_but_for_its_memory)
{
	char why[300] = "";

	assert_int_equal(full_gpu("8086:5912", NULL, why, sizeof(why)), 0);
	assert_int_equal(full_gpu("8086:1912", "blit", why, sizeof(why)), 0);
	/* Tiger Lake; an AMD GPU whose device id looks like one of Gen9 */
	assert_int_equal(full_gpu("8086:9a49", NULL, why, sizeof(why)), -ENODEV);
	assert_non_null(strstr(why, "00:02.0 is 8086:9a49"));
	assert_int_equal(full_gpu("1002:5912", NULL, why, sizeof(why)), -ENODEV);
	assert_int_equal(full_gpu("8086:9a49", "memory", why, sizeof(why)), 0);
	assert_int_equal(full_gpu("8086:9a49", "memory,blit", why, sizeof(why)),
			 -ENODEV);
	assert_int_equal(full_gpu("0000:0000", NULL, why, sizeof(why)), -ENODEV);
	assert_non_null(strstr(why, "00:02.0 is not there"));
}

TEST(stopped_and_gone_on_with)
{
	const char *file = test_path("f");
	char why[300] = "";
	struct full_options o = { .path = file, .minutes = 60, .only = "memory" };
	struct contact c;
	int status;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (!pid) {
		freopen("/dev/null", "w", stderr);
		_exit(full_check(&o, why, sizeof(why)) == -EINTR ? 0 : 1);
	}
	while (!sys_exists(file))
		usleep(1000);
	kill(pid, SIGINT);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(contact_read(&c, file, why, sizeof(why)), 0);
	assert_false(c.complete);
	if (c.nsteps)
		assert_int_equal(c.step[0].status, CONTACT_INTERRUPTED);
	contact_free(&c);

	o.minutes = 1;
	assert_int_equal(full_check(&o, why, sizeof(why)), 0);
	assert_int_equal(contact_read(&c, file, why, sizeof(why)), 0);
	assert_int_equal(c.nsteps, 1);
	assert_int_not_equal(c.step[0].status, CONTACT_INTERRUPTED);
	contact_free(&c);
	/* another machine's file is not overwritten */
	assert_int_equal(file_write(file, "x", 1), 0);
	assert_int_equal(full_check(&o, why, sizeof(why)), -EBADMSG);
	o.only = "memori";
	assert_int_equal(full_check(&o, why, sizeof(why)), -EINVAL);
	assert_non_null(strstr(why, "no step 'memori'"));
}
