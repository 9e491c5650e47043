/* Looking for needles in bytes of logs, and for what keeps them from being found there.
 *
 * A value is a slice of its record, in which escapes may stand for any byte. What the forms undo
 * (event/log_*.c): backslashes before u and x with digits, before b f n r t (which become no byte
 * of a needle), before any other byte (JSON: the byte itself), doubled backslashes and quotes, and
 * &#N; so only those can hide a needle that stand for a byte of YG_OBSERVED_PART, a letter or a
 * digit. A text of JSON may be JSON itself: then what a doubled backslash leaves is an escape
 * again. Outside ASCII, some signs become letters of ASCII by normal form or when case is
 * ignored. */
#include "match/pattern_part.h"

/* U+212A K; U+017F and what stands for several letters when case is ignored (CaseFolding.txt, F):
 * U+00DF U+0130 U+0149 U+01F0 U+1E96-1E9A U+1E9E U+FB00-FB06. */
static bool is_strange_at(yg_str s, size_t at) {
    unsigned char a = (unsigned char)s.p[at];
    unsigned char b = at + 1 < s.n ? (unsigned char)s.p[at + 1] : 0;
    unsigned char c = at + 2 < s.n ? (unsigned char)s.p[at + 2] : 0;
    switch (a) {
    case 0xC3:
        return b == 0x9F;
    case 0xC4:
        return b == 0xB0;
    case 0xC5:
        return b == 0x89 || b == 0xBF;
    case 0xC7:
        return b == 0xB0;
    case 0xE1:
        return b == 0xBA && c >= 0x96 && c <= 0x9E;
    case 0xE2:
        return b == 0x84 && c == 0xAA;
    case 0xEF:
        return b == 0xAC && c >= 0x80 && c <= 0x86;
    default:
        return false;
    }
}

bool yg_pattern_is_strange(yg_str text) {
    for (size_t i = 0; i < text.n; i++) {
        if ((unsigned char)text.p[i] >= 0xC3 && is_strange_at(text, i))
            return true;
    }
    return false;
}

/* --- Escapes --- */

static bool is_part(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && strchr(YG_OBSERVED_PART, c) != NULL);
}

/* Does a text in quotes begin with a brace somewhere, maybe behind blanks and their escapes? */
static bool has_inner_json(yg_str block) {
    for (size_t at = 0; at < block.n;) {
        const char *brace = memchr(block.p + at, '{', block.n - at);
        if (brace == NULL)
            return false;
        size_t i = (size_t)(brace - block.p);
        at = i + 1;
        while (i > 0 && (unsigned char)block.p[i - 1] <= ' ')
            i--;
        if (i > 0 && strchr("\"nrtbf", block.p[i - 1]) != NULL)
            return true;
    }
    return false;
}

typedef struct {
    yg_str block;
    int inner; /* has_inner_json: -1: was not looked for */
} escapes;

/* Can the backslash at `at`, the first of a row of them, hide a needle? *ret_end: behind the row.
 */
static bool hides(escapes *e, size_t at, size_t *ret_end) {
    yg_str s = e->block;
    size_t end = at;
    while (end < s.n && s.p[end] == '\\')
        end++;
    *ret_end = end;
    char c = end < s.n ? s.p[end] : '\n';
    if (c == 'u' || c == 'x')
        return true;
    if (!is_part(c))
        return false;
    if ((end - at) % 2 == 1)
        return strchr("bfnrt", c) == NULL;
    if (e->inner < 0)
        e->inner = has_inner_json(s);
    return e->inner > 0;
}

/* A record begins or ends with one of these, in any form; many may stand on one line. What stands
 * before the next one is part of the same record, and no needle holds one. */
static bool may_bound(char c) {
    return c == '\n' || c == '{' || c == '}' || c == '[' || c == ']';
}

static size_t next_bound(yg_str s, size_t at) {
    while (at < s.n && !may_bound(s.p[at]))
        at++;
    return at;
}

enum { CHUNK = 64 };

/* Has the chunk a byte that may hide a needle, or begin a sign that does? */
static bool is_quiet(const char *p) {
    unsigned loud = 0;
    for (size_t i = 0; i < CHUNK; i++) {
        unsigned char c = (unsigned char)p[i];
        loud |= (unsigned)(c == '\\') | (unsigned)(c == '&') | (unsigned)(c >= 0xC3);
    }
    return loud == 0;
}

/* One sign is enough up to where another record may begin. */
static void look_escapes(yg_pattern_scratch *scratch, yg_str s) {
    escapes e = {s, -1};
    scratch->escapes.n = 0;
    for (size_t at = 0; at < s.n;) {
        if (s.n - at >= CHUNK && is_quiet(s.p + at)) {
            at += CHUNK;
            continue;
        }
        size_t end = s.n - at >= CHUNK ? at + CHUNK : s.n;
        while (at < end) {
            unsigned char c = (unsigned char)s.p[at];
            size_t next = at + 1;
            bool is_hidden = c == '\\'  ? hides(&e, at, &next)
                             : c == '&' ? next < s.n && s.p[next] == '#'
                                        : c >= 0xC3 && is_strange_at(s, at);
            if (is_hidden) {
                yg_vec_push(&scratch->escapes, ((yg_pattern_sign){at, UINT32_MAX}));
                next = next_bound(s, next);
            }
            at = next;
        }
    }
}

/* --- Needles --- */

/* The needle is in lower case. */
static bool stands_at(yg_str s, size_t at, yg_str needle) {
    for (size_t i = 0; i < needle.n; i++) {
        char c = s.p[at + i];
        if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != needle.p[i])
            return false;
    }
    return true;
}

typedef struct {
    yg_pattern_scratch *scratch;
    yg_pattern_signs *signs;
    yg_str s;
    size_t bound; /* a needle that was noted since `run` began is noted again behind it only */
} looking;

static __attribute__((noinline)) void ask(const yg_pattern_index *x, looking *k, size_t at,
                                          uint32_t gram, uint32_t hash) {
    const uint32_t *head = x->heads + (hash >> x->bucket_shift);
    yg_pattern_scratch *scratch = k->scratch;
    scratch->compared += head[1] - head[0];
    for (uint32_t i = head[0]; i < head[1]; i++) {
        const yg_pattern_gram *g = &x->grams[i];
        yg_str needle = x->needles.at[g->needle].text;
        if (g->gram != gram || at < g->offset || at - g->offset + needle.n > k->s.n ||
            (at < k->bound && scratch->needle_run[g->needle] == scratch->run) ||
            !stands_at(k->s, at - g->offset, needle))
            continue;
        if (at >= k->bound) {
            scratch->run++;
            k->bound = next_bound(k->s, at);
        }
        scratch->needle_run[g->needle] = scratch->run;
        yg_vec_push(k->signs, ((yg_pattern_sign){at, g->needle}));
    }
}

void yg_pattern_look_needles(const yg_pattern_index *x, yg_pattern_scratch *scratch, yg_str s,
                             yg_pattern_signs *signs) {
    looking k = {scratch, signs, s, 0};
    const uint64_t *filter = x->filter;
    const unsigned shift = x->filter_shift;
    if (x->needles.n == 0)
        return;
    for (size_t i = 0; i + YG_NEED_TEXT_LEAST <= s.n; i += x->stride) {
        uint32_t gram = yg_pattern_gram_at(s.p + i), hash = yg_pattern_gram_hash(gram);
        uint32_t bit = hash >> shift;
        if (filter[bit / 64] >> bit % 64 & 1)
            ask(x, &k, i, gram, hash);
    }
}

static const yg_pattern_sign *merge(yg_pattern_scratch *s, size_t *ret_n) {
    const yg_pattern_sign *a = s->signs.at, *b = s->escapes.at;
    size_t an = s->signs.n, bn = s->escapes.n;
    *ret_n = an + bn;
    if (an == 0 || bn == 0)
        return an == 0 ? b : a;
    s->merged.n = 0;
    for (size_t i = 0, j = 0; i < an || j < bn;) {
        bool is_a = j == bn || (i < an && a[i].at <= b[j].at);
        yg_vec_push(&s->merged, is_a ? a[i] : b[j]);
        i += is_a;
        j += !is_a;
    }
    return s->merged.at;
}

const yg_pattern_sign *yg_patterns_look(const yg_patterns *p, yg_pattern_scratch *scratch,
                                        yg_str block, size_t *ret_n) {
    yg_pattern_scratch_block(scratch, block.n);
    scratch->signs.n = 0;
    look_escapes(scratch, block);
    yg_pattern_look_needles(p->index, scratch, block, &scratch->signs);
    return merge(scratch, ret_n);
}
