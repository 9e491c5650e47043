#include "name_agree.h"

#include <stdio.h>

#include "match/name_brute.h"
#include "match/name_feature.h"
#include "match/name_fold.h"
#include "match/name_garble_part.h"
#include "match/name_index.h"
#include "match/suffix_table.h"

enum { SEGMENTS_MOST = 128 }; /* that name_garble.c looks at */

static void print_match(const char *who, const yg_name_match *m) {
    fprintf(stderr, "  %s: token %u [%u, %u) distance %u %d%d%d\n", who, m->token, m->start, m->end,
            m->distance, m->left, m->right, m->is_sign);
}

static bool same(const yg_name_match *a, const yg_name_match *b) {
    return a->token == b->token && a->start == b->start && a->end == b->end &&
           a->distance == b->distance && a->left == b->left && a->right == b->right &&
           a->is_sign == b->is_sign;
}

static bool same_splits(const yg_suffix_split *a, const yg_suffix_split *b) {
    return a->registrable == b->registrable && a->suffix == b->suffix &&
           a->is_private == b->is_private && a->is_suffix == b->is_suffix &&
           a->is_listed == b->is_listed;
}

/* Does the quick way to a text give what the plain one gives? */
static bool same_texts(const yg_suffixes *suffixes, yg_str raw, char host[YG_NAME_MAX + 1],
                       yg_name_text *ret_text, bool *ret_made) {
    static const uint8_t zeros[16];
    char other_host[YG_NAME_MAX + 1];
    yg_name_text other;
    bool made = yg_name_text_make(suffixes, raw, host, ret_text);
    *ret_made = made;
    if (yg_name_text_make_plain(suffixes, raw, other_host, &other) != made)
        return false;
    return !made || (yg_str_eq(ret_text->host, other.host) && host[ret_text->host.n] == '\0' &&
                     same_splits(&ret_text->split, &other.split) && ret_text->n == other.n &&
                     ret_text->has_idn == other.has_idn &&
                     memcmp(ret_text->letter, other.letter, other.n) == 0 &&
                     memcmp(ret_text->letter + other.n, zeros, sizeof zeros) == 0 &&
                     memcmp(ret_text->source, other.source, other.n + 1u) == 0 &&
                     memcmp(ret_text->boundary, other.boundary, sizeof other.boundary) == 0 &&
                     ret_text->signs_n == other.signs_n);
}

bool names_agree(const yg_names *names, yg_str raw, size_t max, size_t *matches) {
    char host[YG_NAME_MAX + 1];
    yg_name_text text;
    yg_name_match fast[YG_AGREE_MOST], plain[YG_AGREE_MOST], slow[YG_AGREE_MOST];
    bool fast_more = false, plain_more = false, slow_more = false, good;
    bool made = false;
    if (!same_texts(yg_names_suffixes(names), raw, host, &text, &made)) {
        fprintf(stderr, "texts differ: %.*s\n", YG_FMT(raw));
        return false;
    }
    if (!made)
        return true;
    size_t n = yg_names_find(names, &text, fast, max, &fast_more);
    size_t slow_n = yg_names_brute(names, &text, slow, max, &slow_more);
    good = n == slow_n && fast_more == slow_more;
    for (size_t i = 0; good && i < n; i++)
        good = same(&fast[i], &slow[i]);
    /* The form of the filters for other processors. */
    size_t plain_n = yg_names_find_by(yg_name_filter_plain, names, &text, plain, max, &plain_more);
    good = good && n == plain_n && fast_more == plain_more;
    for (size_t i = 0; good && i < n; i++)
        good = same(&fast[i], &plain[i]);
    *matches += n;
    if (good)
        return true;
    fprintf(stderr, "differs: %.*s\n", YG_FMT(raw));
    for (size_t i = 0; i < n; i++)
        print_match("fast", &fast[i]);
    for (size_t i = 0; i < slow_n; i++)
        print_match("slow", &slow[i]);
    return false;
}

/* Pairs of boundaries that a garbled token can stand between. */
static size_t segments_of(const yg_name_text *text) {
    size_t n = 0;
    for (size_t start = 0; start < text->n; start++) {
        for (size_t end = start + 1; yg_boundary(text, start) && end <= text->n &&
                                     end - start <= YG_NAME_TOKEN_MAX + YG_NAME_EDITS_MAX;
             end++)
            n += yg_boundary(text, end);
    }
    return n;
}

bool names_agree_garbled(const yg_names *names, yg_str raw, size_t *matches) {
    char host[YG_NAME_MAX + 1];
    yg_name_text text;
    yg_name_match fast[YG_AGREE_MOST], plain[YG_AGREE_MOST], slow[YG_AGREE_MOST];
    if (!yg_name_text_make(yg_names_suffixes(names), raw, host, &text) ||
        segments_of(&text) > SEGMENTS_MOST)
        return true;
    size_t n = yg_name_find_garbled(names, &text, fast, YG_AGREE_MOST);
    size_t slow_n = yg_names_brute_garbled(names, &text, slow, YG_AGREE_MOST);
    bool good = n == slow_n;
    for (size_t i = 0; good && i < n; i++)
        good = same(&fast[i], &slow[i]);
    /* The form of the sieve for other processors. */
    size_t plain_n =
        yg_name_find_garbled_by(yg_garble_sift_plain, names, &text, plain, YG_AGREE_MOST);
    good = good && n == plain_n;
    for (size_t i = 0; good && i < n; i++)
        good = same(&fast[i], &plain[i]);
    if (matches != NULL)
        *matches += n;
    if (good)
        return true;
    fprintf(stderr, "garbled differs: %.*s\n", YG_FMT(raw));
    for (size_t i = 0; i < n; i++)
        print_match("fast", &fast[i]);
    for (size_t i = 0; i < slow_n; i++)
        print_match("slow", &slow[i]);
    return false;
}
