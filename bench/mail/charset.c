// SPDX-License-Identifier: GPL-2.0-or-later
/* charset.c - see charset.h. */
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "charset.h"

size_t utf8_length(const char *s)
{
	unsigned char c = *s;
	size_t n = c < 0x80 ? 1 : c >= 0xc2 && c < 0xe0 ? 2 :
		   (c & 0xf0) == 0xe0 ? 3 : c >= 0xf0 && c < 0xf5 ? 4 : 0;

	for (size_t i = 1; i < n; i++)
		if (((unsigned char)s[i] & 0xc0) != 0x80)
			return 0;
	/* longer than need be, surrogates, beyond U+10FFFF */
	if ((c == 0xe0 && (unsigned char)s[1] < 0xa0) ||
	    (c == 0xed && (unsigned char)s[1] >= 0xa0) ||
	    (c == 0xf0 && (unsigned char)s[1] < 0x90) ||
	    (c == 0xf4 && (unsigned char)s[1] >= 0x90))
		return 0;
	return n;
}

bool utf8_is(const char *s)
{
	for (size_t n; *s; s += n) {
		n = utf8_length(s);
		if (!n)
			return false;
	}
	return true;
}

/* Without NULs, terminated, fresh. */
static char *without_nuls(const char *text, size_t len)
{
	char *out = malloc(len + 1);
	size_t n = 0;

	for (size_t i = 0; out && i < len; i++)
		if (text[i])
			out[n++] = text[i];
	if (out)
		out[n] = '\0';
	return out;
}

static char *from_latin1(const char *text)
{
	char *out = malloc(2 * strlen(text) + 1), *o = out;

	for (const unsigned char *p = (const unsigned char *)text; out && *p; p++) {
		if (*p < 0x80) {
			*o++ = (char)*p;
		} else {
			*o++ = (char)(0xc0 | *p >> 6);
			*o++ = (char)(0x80 | (*p & 0x3f));
		}
	}
	if (out)
		*o = '\0';
	return out;
}

/* NULL: not such a charset, or not such a text. */
static char *converted(const char *text, size_t len, const char *charset)
{
	char *in = (char *)text, *out = malloc(4 * len + 1), *o = out, *clean = NULL;
	size_t room = 4 * len;
	iconv_t cd = out ? iconv_open("UTF-8", charset) : (iconv_t)-1;

	if (cd != (iconv_t)-1) {
		if (iconv(cd, &in, &len, &o, &room) != (size_t)-1)
			clean = without_nuls(out, (size_t)(o - out));
		iconv_close(cd);
	}
	free(out);
	return clean;
}

char *charset_to_utf8(const char *text, size_t len, const char *charset)
{
	char *out = NULL, *plain;

	if (charset && *charset && strcasecmp(charset, "utf-8") &&
	    strcasecmp(charset, "us-ascii"))
		out = converted(text, len, charset);
	if (out && utf8_is(out))
		return out;
	free(out);
	plain = without_nuls(text, len);
	if (!plain || utf8_is(plain))
		return plain;
	out = from_latin1(plain);
	free(plain);
	return out;
}
