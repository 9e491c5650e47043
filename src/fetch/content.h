/* Content encoding and first look at a body.
 *
 * gzip (RFC 1952, also several members) is asked for and decoded after the download, under limits
 * on size and expansion [ZIP-BOMB]; any other encoding, or one on top of another
 * [NESTED-ENCODING], is refused. */
#ifndef YG_FETCH_CONTENT_H
#define YG_FETCH_CONTENT_H

#include "base/error.h"

/* The value of Content-Encoding. False: one that was not asked for. */
bool yg_content_encoding(yg_str value, bool *ret_gzip);
/* Decodes everything from one descriptor to another; at most max_bytes, and at most
 * YG_LIMIT_EXPANSION bytes for one. */
bool yg_content_gunzip(int from, int to, uint64_t max_bytes, yg_error *err);
/* Do these first bytes begin an HTML page? No feed is one, but error pages, log-in pages and
 * block pages with status 200 are. */
bool yg_content_is_page(yg_str head);

#endif
