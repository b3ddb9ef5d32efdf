// SPDX-License-Identifier: GPL-2.0-or-later
/* text.c - see text.h. */
#include <ctype.h>
#include <string.h>

#include "text.h"

#define NAME_MAX_LEN 100

bool text_is_name(const char *s)
{
	size_t n = strlen(s);

	if (!n || n > NAME_MAX_LEN || *s == '.' || *s == '-')
		return false;
	for (; *s; s++)
		if (!isalnum((unsigned char)*s) && !strchr("._:@+-", *s))
			return false;
	return true;
}

bool text_is_plain(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return false;
	return true;
}

void text_plain(char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < 0x20 || (unsigned char)*s > 0x7e)
			*s = *s == '\n' || *s == '\t' ? ' ' : '?';
}

bool text_is_one_of(const char *s, const char *words)
{
	size_t n = strlen(s);

	for (const char *p = words; n && (p = strstr(p, s)); p += n)
		if ((p == words || p[-1] == ' ') &&
		    (!p[n] || p[n] == ',' || p[n] == ' ') && strcmp(s, "or"))
			return true;
	return false;
}
