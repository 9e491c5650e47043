/* The slow reference (match/name_brute.h). It shares nothing with the engine but the compiled
 * tokens: its own distance, its own choice of places, its own order. */
#include "match/name_brute.h"

#include "base/vec.h"
#include "match/name_feature.h"

typedef YG_VEC(yg_name_match) match_list;

enum { ROWS = YG_NAME_TOKEN_MAX + 1, COLUMNS = YG_NAME_TOKEN_MAX + 8 };
typedef uint8_t table[ROWS][COLUMNS];

/* d[i][j]: distance of the first i letters of a and the first j of b (Damerau 1964, restricted).
 * False: it became certain that no distance of the whole a is `most` or less: every way to a later
 * row goes through one of two rows that follow each other, and never gets cheaper. */
static bool fill(const uint8_t *a, size_t a_n, const uint8_t *b, size_t b_n, unsigned most,
                 table d) {
    unsigned row_before = 0;
    for (size_t i = 0; i <= a_n; i++) {
        unsigned row = UINT8_MAX;
        for (size_t j = 0; j <= b_n; j++) {
            unsigned least = (unsigned)(i + j);
            if (i > 0 && j > 0) {
                least = d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0u : 1u);
                if (d[i - 1][j] + 1u < least)
                    least = d[i - 1][j] + 1u;
                if (d[i][j - 1] + 1u < least)
                    least = d[i][j - 1] + 1u;
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                    d[i - 2][j - 2] + 1u < least)
                    least = d[i - 2][j - 2] + 1u;
            }
            d[i][j] = (uint8_t)least;
            row = least < row ? least : row;
        }
        if (row > most && row_before > most)
            return false;
        row_before = row;
    }
    return true;
}

unsigned yg_brute_distance(const uint8_t *a, size_t a_n, const uint8_t *b, size_t b_n) {
    table d;
    if (a_n >= ROWS || b_n >= COLUMNS)
        return UINT8_MAX;
    fill(a, a_n, b, b_n, UINT8_MAX, d);
    return d[a_n][b_n];
}

static bool stands_at_boundary(const yg_name_text *text, size_t i) {
    return (text->boundary[i / 64] >> (i % 64) & 1) != 0;
}

/* Letters of the token that stand nowhere in the text: each of them costs an edit. */
static int absent_letters(const yg_name_token *token, const yg_name_text *text) {
    int absent = 0;
    for (size_t i = 0; i < token->length; i++)
        absent += text->n == 0 || memchr(text->letter, token->letter[i], text->n) == NULL;
    return absent;
}

/* Every span the policy allows. inside < 0: only whole segments. */
static void collect(const yg_name_token *token, uint32_t id, const yg_name_text *text, int segment,
                    int inside, match_list *list) {
    if (absent_letters(token, text) > (segment > inside ? segment : inside))
        return;
    table d;
    int most = segment > inside ? segment : inside;
    for (size_t start = 0; start < text->n; start++) {
        size_t longest = token->length + (size_t)most;
        if (longest > text->n - start)
            longest = text->n - start;
        if (!fill(token->letter, token->length, text->letter + start, longest, (unsigned)most, d))
            continue;
        for (size_t length = 1; length <= longest; length++) {
            int distance = d[token->length][length];
            bool left = stands_at_boundary(text, start),
                 right = stands_at_boundary(text, start + length);
            if (distance <= inside || (left && right && distance <= segment))
                yg_vec_push(list, ((yg_name_match){.token = id,
                                                   .start = (uint16_t)start,
                                                   .end = (uint16_t)(start + length),
                                                   .distance = (uint8_t)distance,
                                                   .left = left,
                                                   .right = right}));
        }
    }
}

/* Is a better than b, by the order of match/names.h? */
static bool is_better(const yg_name_match *a, const yg_name_match *b) {
    if (a->distance != b->distance)
        return a->distance < b->distance;
    if (a->left + a->right != b->left + b->right)
        return a->left + a->right > b->left + b->right;
    if (a->left != b->left)
        return a->left;
    if (a->start != b->start)
        return a->start < b->start;
    return a->end > b->end;
}

static int by_quality(const void *left, const void *right) {
    return is_better(left, right) ? -1 : is_better(right, left) ? 1 : 0;
}

static int by_place(const void *left, const void *right) {
    const yg_name_match *a = left, *b = right;
    if (a->token != b->token)
        return a->token < b->token ? -1 : 1;
    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    return a->end < b->end ? -1 : a->end > b->end;
}

/* Keeps of all[from...] the places that the rule chooses. */
static void choose(match_list *all, size_t from) {
    size_t n = all->n - from, kept = 0;
    if (n == 0)
        return;
    yg_name_match *at = all->at + from;
    qsort(at, n, sizeof *at, by_quality);
    for (size_t i = 0; i < n; i++) {
        bool overlaps = false;
        for (size_t j = 0; j < kept; j++)
            overlaps = overlaps || (at[i].start < at[j].end && at[j].start < at[i].end);
        if (!overlaps)
            at[kept++] = at[i];
    }
    all->n = from + kept;
}

/* Optimal string alignment of all of a token's signs and n signs of a text, by the same recurrence.
 */
static unsigned sign_distance(const yg_name_token *token, const uint32_t *signs, size_t n) {
    enum { MOST = YG_NAME_SIGNS_MAX + 2 };
    unsigned d[MOST][MOST] = {{0}};
    for (size_t i = 0; i <= token->signs_n; i++) {
        for (size_t j = 0; j <= n; j++) {
            unsigned least = (unsigned)(i + j);
            if (i > 0 && j > 0) {
                bool same = token->signs[i - 1] == signs[j - 1];
                least = d[i - 1][j - 1] + (same ? 0u : 1u);
                least = d[i - 1][j] + 1u < least ? d[i - 1][j] + 1u : least;
                least = d[i][j - 1] + 1u < least ? d[i][j - 1] + 1u : least;
                if (i > 1 && j > 1 && token->signs[i - 1] == signs[j - 2] &&
                    token->signs[i - 2] == signs[j - 1] && d[i - 2][j - 2] + 1u < least)
                    least = d[i - 2][j - 2] + 1u;
            }
            d[i][j] = least;
        }
    }
    return d[token->signs_n][n];
}

static int kind_of_sign(uint32_t sign) {
    if (sign < 0x80)
        return 0;
    return (sign >= 0x3400 && sign <= 0x9FFF) || (sign >= 0x20000 && sign <= 0x323AF) ? 1 : 2;
}

static bool sign_boundary(const yg_name_text *text, size_t i) {
    if (i == 0 || i == text->signs_n || text->sign_source[i] != text->sign_source[i - 1])
        return true;
    uint32_t a = text->signs[i - 1], b = text->signs[i];
    return a == 0x30FC || b == 0x30FC || a == '_' || b == '_' || kind_of_sign(a) != kind_of_sign(b);
}

static void collect_signs(const yg_name_token *token, uint32_t id, const yg_name_text *text,
                          match_list *list) {
    for (size_t start = 0; start < text->signs_n; start++) {
        for (size_t end = start + 1; end <= text->signs_n && end - start <= token->signs_n + 1u &&
                                     text->sign_source[end - 1] == text->sign_source[start];
             end++) {
            unsigned distance = sign_distance(token, text->signs + start, end - start);
            if (distance > token->edits_segment)
                continue;
            yg_vec_push(list, ((yg_name_match){.token = id,
                                               .start = (uint16_t)start,
                                               .end = (uint16_t)end,
                                               .distance = (uint8_t)distance,
                                               .left = sign_boundary(text, start),
                                               .right = sign_boundary(text, end),
                                               .is_sign = true}));
        }
    }
}

static size_t give(match_list *list, yg_name_match *ret_matches, size_t max, bool *ret_more) {
    size_t n = list->n < max ? list->n : max;
    if (list->n > 0)
        qsort(list->at, list->n, sizeof *list->at, by_place);
    if (n > 0)
        memcpy(ret_matches, list->at, n * sizeof *list->at);
    *ret_more = list->n > max;
    yg_vec_free(list);
    return n;
}

size_t yg_names_brute(const yg_names *names, const yg_name_text *text, yg_name_match *ret_matches,
                      size_t max, bool *ret_more) {
    match_list list = {0};
    for (size_t i = 0; i < yg_names_token_count(names); i++) {
        const yg_name_token *token = yg_names_token(names, i);
        size_t from = list.n;
        if (token->length > 0)
            collect(token, (uint32_t)i, text, token->edits_segment,
                    token->length <= 3 ? -1 : token->edits_inside, &list);
        if (token->signs_n > 0 && text->has_idn)
            collect_signs(token, (uint32_t)i, text, &list);
        choose(&list, from);
    }
    return give(&list, ret_matches, max, ret_more);
}

/* plausible: only what yg_name_loose_is_plausible lets through. */
static size_t loose(const yg_names *names, const yg_name_text *text, unsigned extra_edits,
                    bool plausible, yg_name_match *ret_matches, size_t max) {
    match_list list = {0};
    bool more = false;
    for (size_t i = 0; i < yg_names_token_count(names); i++) {
        const yg_name_token *token = yg_names_token(names, i);
        size_t from = list.n, kept = from;
        if (token->length >= YG_NAME_LOOSE_LETTERS)
            collect(token, (uint32_t)i, text, token->edits_segment + (int)extra_edits, -1, &list);
        choose(&list, from);
        for (size_t j = from; j < list.n; j++) {
            if (!plausible || yg_name_loose_is_plausible(text, token, &list.at[j]))
                list.at[kept++] = list.at[j];
        }
        list.n = kept;
    }
    return give(&list, ret_matches, max, &more);
}

size_t yg_names_brute_loose(const yg_names *names, const yg_name_text *text, unsigned extra_edits,
                            yg_name_match *ret_matches, size_t max) {
    return loose(names, text, extra_edits, false, ret_matches, max);
}

size_t yg_names_brute_garbled(const yg_names *names, const yg_name_text *text,
                              yg_name_match *ret_matches, size_t max) {
    return loose(names, text, YG_NAME_LOOSE_EXTRA, true, ret_matches, max);
}
