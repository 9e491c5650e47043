/* Raw text to a host name: what surrounds it is taken off, IDN labels become A-labels. */
#ifndef YG_MATCH_NAME_CLEAN_H
#define YG_MATCH_NAME_CLEAN_H

#include "match/name_text.h"

/* Takes a scheme, userinfo, port, path, "*.", white space and a trailing point off, and puts the
 * name into ret_host in lower case with A-labels (YG_NAME_MAX + 1 bytes). Gives its length; 0: no
 * host name can be made of it. Labels are not checked. */
size_t yg_name_clean(yg_str raw, char *ret_host);
/* The length without the suffix of a content delivery network ("www.example.com.edgekey.net" is
 * where www.example.com is served from); the host's own length when it has none; 0: all
 * names there are a network operator's (reverse DNS), nothing to compare. */
size_t yg_name_without_cdn(const yg_suffixes *suffixes, yg_str host);
/* Fills the filter over the last eight bytes of such names (match/suffix_table.h). */
void yg_name_cdn_filter(uint64_t *ret_words);

#endif
