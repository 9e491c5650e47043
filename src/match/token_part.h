/* What the parts of the log scanner share: the layout of a set as slow paths see it, the text under
 * the scan, and who calls whom. Internal to match/: callers use token_scan.h.
 *
 * The fast path (token_scan.c, token_cut*.c) runs over a block and finds IPv4 addresses, names and
 * digests itself. Where it sees what only slower code can judge, it calls a hook (below) with a
 * place in the text; hooks read around that place, ask the set, and add hits. A hook may be called
 * where there is nothing: it decides alone and exactly. It must look at a bounded stretch of the
 * text around its place [LINEAR-TIME].
 *
 * A decoded stretch is scanned by the same code: the island hook decodes it and hands it to
 * yg_token_scan_part; the hooks are then called with places of the decoded text. */
#ifndef YG_MATCH_TOKEN_PART_H
#define YG_MATCH_TOKEN_PART_H

#include "match/log_view.h"
#include "match/token_scan.h"

/* --- Text under the scan --- */

typedef struct {
    const yg_indicators *set;
    yg_token_scratch *scratch;
    yg_str text; /* the block, or a decoded stretch; YG_SCAN_PAD readable bytes on both sides */
    const yg_log_view *view; /* NULL: text is the block; else text is view->text */
    size_t base;             /* byte of the block where what was decoded into view begins */
    size_t done; /* islands: triggers before this byte of text are not told; the hook moves it */
} yg_token_text;

/* Adds a hit of [start, end) of t->text; the way back to the block and is_decoded follow from
 * t->view. The same (number, start) again changes nothing. */
void yg_token_add(yg_token_text *t, uint32_t number, yg_hit_kind kind, size_t start, size_t end);
/* Scans a decoded stretch: view->text, made of the bytes of the block (outer->text) from base on.
 * view->text.p must have YG_SCAN_PAD readable bytes before and behind its text. */
void yg_token_scan_part(const yg_token_text *outer, const yg_log_view *view, yg_str text,
                        size_t base);
/* Memory of the slow paths, one per thread; made at the first call, freed with the scratch. */
typedef struct yg_token_slow yg_token_slow;
yg_token_slow *yg_token_slow_of(yg_token_scratch *scratch);
/* A new block begins, perhaps in the memory of the last one; token_island.c */
void yg_token_slow_begin(yg_token_slow *slow);
yg_token_slow *yg_token_slow_make(void);      /* token_island.c */
void yg_token_slow_free(yg_token_slow *slow); /* token_island.c; accepts NULL */

/* --- Classes of bytes --- */

enum {
    YG_BYTE_TOKEN = 1, /* A-Z a-z 0-9 . - _ */
    YG_BYTE_DIGIT = 2,
    YG_BYTE_HEX = 4,
    YG_BYTE_ALNUM = 8,
    YG_BYTE_LOCAL = 16, /* before the @ of an address of mail: letters, digits, ._%+- */
    YG_BYTE_HIGH = 32,  /* above U+007F */
};
extern const uint8_t yg_byte_class[256];
static inline bool yg_is_byte(char c, unsigned classes) {
    return (yg_byte_class[(unsigned char)c] & classes) != 0;
}
/* The token at both ends of a run: its dots, hyphens and underscores taken off as section 2 of
 * sightings.md says. False: nothing is left. */
bool yg_token_trim(const char *text, size_t *start, size_t *end);

/* --- Keys: what the exact table is asked for --- */

/* Every entry of a set stands under one key or two (a URL: itself, and its host; a file name or
 * registry key: itself, and its piece). Keys of different classes never meet; several entries may
 * stand under one key, so that what is found must be compared with the entry's value. */
typedef enum {
    YG_KEY_NAME = 1, /* without case: DOMAIN, HOST, URL (by host, once for each host), and pieces
                        (tokens) of FILE_NAME and REGISTRY_KEY, once for each piece and type */
    YG_KEY_IPV4,     /* IPV4 without prefix, URL (by host) */
    YG_KEY_IPV6,     /* the same; 16 bytes */
    YG_KEY_DIGEST,   /* by its first 16 digits and its length */
    YG_KEY_URL,      /* host, port, rest: yg_key_url */
    YG_KEY_MAIL,     /* without case: LOCAL@HOST as a whole */
    YG_KEY_HIGH,     /* pieces of FILE_NAME and REGISTRY_KEY: runs of bytes above U+007F */
    YG_KEY_NETWORK4, /* masked address and length */
    YG_KEY_NETWORK6,
    YG_KEY_VALUE, /* FILE_NAME, REGISTRY_KEY: token_around.h */
} yg_key_class;

/* Of a whole token, label by label from the right; ASCII letters without case. */
uint64_t yg_key_name(yg_str name);
uint64_t yg_key_ipv4(uint32_t address); /* host byte order */
uint64_t yg_key_ipv4_text(yg_str text); /* the same, of how yg_ipv4_read reads it */
uint64_t yg_key_ipv6(const uint8_t address[16]);
uint64_t yg_key_network4(uint32_t masked, unsigned prefix);
uint64_t yg_key_network6(const uint8_t masked[16], unsigned prefix);
uint64_t yg_key_digest(yg_str hex);                       /* at least 16 digits, any case */
uint64_t yg_key_bytes(yg_key_class class, yg_str bytes);  /* as they are */
uint64_t yg_key_nocase(yg_key_class class, yg_str bytes); /* ASCII letters without case */
/* A URL: the key of its host in lower case (IPv6 without brackets) and port (0: none, 80 and 443
 * too), and a hash of the rest as yg_url_rest gives it, byte by byte from 0. That hash is a
 * polynomial, so that the hash of any part of a text follows from those of its prefixes. */
#define YG_KEY_URL_BASE UINT64_C(0x9FB21C651E98DF25)
uint64_t yg_key_url_start(yg_str host, unsigned port);
static inline uint64_t yg_key_url_add(uint64_t rest, char c) {
    return rest * YG_KEY_URL_BASE + (unsigned char)c + 1;
}
uint64_t yg_key_url_end(uint64_t start, uint64_t rest);

/* May the key be in the set? One look into a Bloom filter. */
bool yg_key_maybe(const yg_indicators *set, yg_key_class class, uint64_t key);
/* The entries under a key: zero-initialise *walk, call until false. */
typedef struct {
    uint32_t at, end;
    bool is_started;
} yg_key_walk;
bool yg_key_next(const yg_indicators *set, uint64_t key, yg_key_walk *walk, uint32_t *ret_number);
/* The value of an entry as it was added; only types that are kept as text: DOMAIN, HOST, URL,
 * EMAIL, FILE_NAME, REGISTRY_KEY. A view of the image. */
yg_str yg_entry_text(const yg_indicators *set, uint32_t number);

/* What a set has, so that nothing is looked for in vain. */
enum {
    YG_SET_NAMES = 1, /* DOMAIN, HOST, URL with a name as host */
    YG_SET_URLS = 2,
    YG_SET_MAIL = 4,
    YG_SET_PIECES = 8, /* file names or registry keys whose piece has a dot inside */
    YG_SET_WORDS = 16, /* ... has none: every token is asked for */
    YG_SET_HIGH = 32,  /* ... is a run of bytes above U+007F */
    YG_SET_IPV4 = 64,
    YG_SET_IPV6 = 128, /* or networks, or URLs with such a host */
    YG_SET_DIGESTS = 256,
    YG_SET_NETWORKS4 = 512,
    YG_SET_WIDE = 1024,       /* some name's or piece's last label has '-' or '_' */
    YG_SET_DIGIT_ENDS = 2048, /* some piece ends in a digit */
};
unsigned yg_set_has(const yg_indicators *set);
/* May a name or piece of the set end in these four bytes (without case)? A filter. */
bool yg_set_may_end(const yg_indicators *set, const char last[4]);
/* The longest value of a type in bytes; 0: none. */
uint32_t yg_set_longest(const yg_indicators *set, yg_indicator_type type);
/* The longest rest of a URL, its '/' counted. */
uint32_t yg_set_longest_rest(const yg_indicators *set);

/* Adds hits for an address: itself, networks around it, and URLs with this host (hook url). */
void yg_token_ipv4_at(yg_token_text *t, uint32_t address, size_t start, size_t end);
void yg_token_ipv6_at(yg_token_text *t, const uint8_t address[16], size_t start, size_t end);

/* --- Parts of values: maker and hooks must cut them alike --- */

typedef struct {
    yg_str scheme, host; /* host without brackets; lower case as added */
    unsigned port;       /* 0: none said, or 80 or 443 */
    yg_str rest;         /* path and query as they stand */
    bool is_ipv6, is_ipv4;
} yg_url_parts;
/* False: no URL. token_key.c */
bool yg_url_cut(yg_str url, yg_url_parts *ret);
/* The key of a URL as the set has it; "http://host?query" asks for "/?query". */
uint64_t yg_key_url(const yg_url_parts *parts);
/* The key of its host: YG_KEY_NAME, YG_KEY_IPV4 or YG_KEY_IPV6. */
uint64_t yg_key_url_host(const yg_url_parts *parts);
/* Four decimal numbers up to 255 without leading zeros, the whole of text; host byte order. */
bool yg_ipv4_read(yg_str text, uint32_t *ret_address);
/* n bytes of 2 * n hexadecimal digits. False: one is none. */
bool yg_hex_read(const char *digits, size_t n, char *ret_bytes);
/* Clears what stands behind the first prefix bits. */
void yg_ipv6_mask(uint8_t address[16], unsigned prefix);
/* The rest of a URL in the form in which it is compared: decoded like a log, beginning with a '/'.
 * Lives as long as rest and the view. token_url.c */
yg_str yg_url_rest(yg_str rest, yg_log_view *view);
/* The piece of a file name or registry key that it stands under: its longest token, or run of bytes
 * above U+007F; the first of those. A piece has 4 to 253 bytes, and one of them is no digit and no
 * sign; false: there is none. `at`: where in the value. */
bool yg_value_piece(yg_indicator_type type, yg_str value, size_t *ret_at, size_t *ret_n);

/* --- Hooks: token_{island,url,mail,ipv6,file}.c --- */

/* Something to decode at byte `at` of the raw text: a backslash before one of u x b f n r t; a '%'
 * before two hexadecimal digits; one of [ ( { before one of . @ : / or the words dot at; the
 * first byte above U+007F of a run of token bytes and bytes above U+007F that has a dot or one of
 * U+3002, U+FF0E, U+FF61. Only in the raw view (t->view == NULL) and not before t->done. Decodes a
 * stretch around it, bounded by YG_LOG_VIEW_MAX, calls yg_token_scan_part, sets t->done. */
void yg_token_island(yg_token_text *t, size_t at);
/* The host of URL `number` (and perhaps of others) is the token or address [start, end), which may
 * stand in brackets. Adds the URLs that stand there whole, else a YG_HIT_URL_HOST. In the raw view
 * the decoded record behind the host is tried too. */
void yg_token_url(yg_token_text *t, uint32_t number, size_t start, size_t end);
/* An '@'; only when the set has addresses of mail. */
void yg_token_mail(yg_token_text *t, size_t at);
/* Some ':' of a maximal run of hexadecimal digits, ':' and '.', which has "::" or at least six ':'.
 * Called once for each such run, with its first or a later colon. Calls yg_token_ipv6_at. */
void yg_token_ipv6(yg_token_text *t, size_t at);
/* The piece of a file name or a registry key, and perhaps of many, stands at [start, end). */
void yg_token_around(yg_token_text *t, yg_indicator_type type, size_t start, size_t end);
/* The part of a registry key behind hive and SID, without the backslash before it; empty: no key.
 */
yg_str yg_registry_tail(yg_str key);

#endif
