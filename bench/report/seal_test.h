/* SPDX-License-Identifier: GPL-2.0-or-later */
/* seal_test.h - a run's folder that a test has changed, made consistent. */
#ifndef GTT2M_SEAL_TEST_H
#define GTT2M_SEAL_TEST_H

#include <stdio.h>
#include <stdlib.h>

#include "files.h"
#include "records/env.h"

/* The id of env.json is made anew, and put into the records. */
static inline void seal(const char *dir)
{
	char *path = path_join(dir, "env.json"), id[SHA256_DIGEST_STRING_LENGTH], cmd[256];
	json_t *env = json_read(path);

	env_make_id(json_object_get(env, "fixed"), id);
	snprintf(cmd, sizeof(cmd), "sed -i 's/%s/%s/' %s/records.jsonl", env_id(env),
		 id, dir);
	json_object_set_new(env, "id", json_string(id));
	assert_int_equal(json_write(path, env), 0);
	assert_int_equal(system(cmd), 0);
	json_decref(env);
	free(path);
}

#endif
