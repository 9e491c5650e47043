/* Tokens of kana, kanji and other signs in a text (the policy is in match/names.h).
 *
 * Candidates without loss: a token of up to 3 signs stands where its first two do. In a longer one,
 * one edit leaves the first two signs or the last two as they are, unless it swaps the two in the
 * middle of four: those two, swapped, are a third key. Each pair of neighbours in a label is looked
 * up; what it leads to is aligned by yg_name_places, with the token's own signs as the alphabet. */
#include "match/kana.h"
#include "match/name_fold.h"
#include "match/name_table.h"

enum { SEEN_MOST = 16, EDITS_FROM = 4 };

/* Where in the token a key stands. */
typedef enum { AT_START, AT_END, SWAPPED } key_role;

typedef struct {
    uint64_t key; /* two signs; 0: free */
    uint32_t token;
    key_role role;
} slot;

struct yg_sign_index {
    slot *slots;
    size_t mask;
};

static uint64_t key_of(uint32_t a, uint32_t b) {
    return (uint64_t)a << 32 | b;
}

static size_t slot_of(uint64_t key, size_t mask) {
    return (size_t)((key * UINT64_C(0x9E3779B97F4A7C15)) >> 32) & mask;
}

static void add_key(yg_sign_index *index, uint32_t a, uint32_t b, uint32_t token, key_role role) {
    uint64_t key = key_of(a, b);
    size_t i = slot_of(key, index->mask);
    while (index->slots[i].key != 0)
        i = (i + 1) & index->mask;
    index->slots[i] = (slot){key, token, role};
}

void yg_sign_index_make(yg_names *names) {
    yg_sign_index *index = yg_alloc(1, sizeof *index);
    index->mask = 15;
    while (index->mask < names->sign_tokens.n * 6)
        index->mask = index->mask * 2 + 1;
    index->slots = yg_alloc(index->mask + 1, sizeof *index->slots);
    for (size_t i = 0; i < names->sign_tokens.n; i++) {
        uint32_t token = names->sign_tokens.at[i];
        const yg_name_token *t = &names->tokens.at[token];
        size_t n = t->signs_n;
        add_key(index, t->signs[0], t->signs[1], token, AT_START);
        if (n >= EDITS_FROM)
            add_key(index, t->signs[n - 2], t->signs[n - 1], token, AT_END);
        if (n == EDITS_FROM)
            add_key(index, t->signs[2], t->signs[1], token, SWAPPED);
    }
    names->sign_index = index;
}

void yg_sign_index_free(yg_sign_index *index) {
    if (index == NULL)
        return;
    free(index->slots);
    free(index);
}

size_t yg_sign_index_bytes(const yg_sign_index *index) {
    return sizeof *index + (index->mask + 1) * sizeof *index->slots;
}

/* ASCII, Chinese characters, others: where they meet, a word ends. */
static unsigned kind_of(uint32_t sign) {
    if (sign < 0x80)
        return 0;
    return (sign >= 0x3400 && sign <= 0x9FFF) || (sign >= 0x20000 && sign <= 0x323AF) ? 1 : 2;
}

static bool is_edge(uint32_t sign) {
    return sign == YG_KANA_LONG || sign == '_';
}

/* The signs of a label as letters: the number of the token's sign plus one, else 31. */
static void spell(const yg_name_token *token, const uint32_t *signs, size_t n,
                  yg_name_pattern *pattern, yg_name_text *letters) {
    uint32_t known[YG_NAME_SIGNS_MAX];
    size_t known_n = 0;
    for (size_t i = 0; i < token->signs_n; i++) {
        size_t k = 0;
        while (k < known_n && known[k] != token->signs[i])
            k++;
        if (k == known_n)
            known[known_n++] = token->signs[i];
        pattern->letter[i] = (uint8_t)(k + 1);
    }
    pattern->length = (uint8_t)token->signs_n;
    memset(letters->boundary, 0, sizeof letters->boundary);
    letters->n = (uint16_t)n;
    for (size_t i = 0; i <= n; i++) {
        bool starts = i == 0 || i == n || is_edge(signs[i - 1]) || is_edge(signs[i]) ||
                      kind_of(signs[i - 1]) != kind_of(signs[i]);
        letters->boundary[i >> 6] |= (uint64_t)starts << (i & 63);
        size_t k = 0;
        while (i < n && k < known_n && known[k] != signs[i])
            k++;
        letters->letter[i] = i == n ? 0 : k == known_n ? 31 : (uint8_t)(k + 1);
    }
}

/* The places of a token in the signs from `from` to `to`, which are one label. */
static void add_token(const yg_names *names, uint32_t token, const yg_name_text *text, size_t from,
                      size_t to, yg_name_matches *matches) {
    const yg_name_token *t = &names->tokens.at[token];
    yg_name_pattern pattern;
    yg_name_text letters;
    yg_name_place places[YG_NAME_MAX];
    spell(t, text->signs + from, to - from, &pattern, &letters);
    size_t n = yg_name_places(&pattern, &letters, t->edits_segment, t->edits_inside, places);
    for (size_t i = 0; i < n; i++)
        yg_name_add_match(matches, (yg_name_match){.token = token,
                                                   .start = (uint16_t)(from + places[i].start),
                                                   .end = (uint16_t)(from + places[i].end),
                                                   .distance = places[i].distance,
                                                   .left = places[i].left,
                                                   .right = places[i].right,
                                                   .is_sign = true});
}

/* Tokens that were looked at in this label. One that is looked at again adds nothing. */
typedef struct {
    uint32_t at[SEEN_MOST];
    size_t n;
} seen_tokens;

static bool is_new(seen_tokens *seen, uint32_t token) {
    for (size_t i = 0; i < seen->n; i++)
        if (seen->at[i] == token)
            return false;
    if (seen->n < SEEN_MOST)
        seen->at[seen->n++] = token;
    return true;
}

/* A walk along signs: forward from a place, or backward to it. */
typedef struct {
    const uint32_t *at;
    size_t n;
    bool is_backward;
} walk;

static uint32_t sign_at(const walk *w, size_t i) {
    return w->is_backward ? w->at[w->n - 1 - i] : w->at[i];
}

/* Do `n` signs of the token from i on stand in the text from j on? */
static bool agree(const walk *token, size_t i, const walk *text, size_t j, size_t n) {
    if (j + n > text->n)
        return false;
    for (size_t k = 0; k < n; k++)
        if (sign_at(token, i + k) != sign_at(text, j + k))
            return false;
    return true;
}

/* Does the text begin with the token, with at most one edit? The first sign that differs tells
 * where the edit is. */
static bool begins_with(const walk *token, const walk *text, bool may_edit) {
    size_t i = 0, n = token->n;
    while (i < n && i < text->n && sign_at(token, i) == sign_at(text, i))
        i++;
    if (i == n || !may_edit)
        return i == n;
    size_t rest = n - i - 1;
    return agree(token, i + 1, text, i + 1, rest) || /* replaced */
           agree(token, i, text, i + 1, rest + 1) || /* put in */
           agree(token, i + 1, text, i, rest) ||     /* left out */
           (rest > 0 && i + 1 < text->n && sign_at(token, i) == sign_at(text, i + 1) &&
            sign_at(token, i + 1) == sign_at(text, i) &&
            agree(token, i + 2, text, i + 2, rest - 1)); /* swapped */
}

/* May the token stand in signs[from, to) so that the key of the slot is at `at`? */
static bool may_stand(const yg_name_token *t, key_role role, const uint32_t *signs, size_t from,
                      size_t to, size_t at) {
    walk token = {t->signs, t->signs_n, role == AT_END}, text = {signs + from, at + 2 - from, true};
    if (role == AT_END)
        return begins_with(&token, &text, true);
    if (role == SWAPPED)
        return at > from && at + 2 < to && signs[at - 1] == t->signs[0] &&
               signs[at + 2] == t->signs[3];
    text = (walk){signs + at, to - at, false};
    return begins_with(&token, &text, t->edits_inside > 0);
}

static void find_in_label(const yg_names *names, const yg_name_text *text, size_t from, size_t to,
                          yg_name_matches *matches) {
    const yg_sign_index *index = names->sign_index;
    seen_tokens seen = {.n = 0};
    for (size_t at = from; at + 2 <= to; at++) {
        uint64_t key = key_of(text->signs[at], text->signs[at + 1]);
        for (size_t i = slot_of(key, index->mask); index->slots[i].key != 0;
             i = (i + 1) & index->mask) {
            const slot *found = &index->slots[i];
            if (found->key == key &&
                may_stand(&names->tokens.at[found->token], found->role, text->signs, from, to,
                          at) &&
                is_new(&seen, found->token))
                add_token(names, found->token, text, from, to, matches);
        }
    }
}

void yg_name_find_signs(const yg_names *names, const yg_name_text *text, yg_name_matches *matches) {
    size_t to = 0;
    for (size_t from = 0; from < text->signs_n; from = to) {
        while (to < text->signs_n && text->sign_source[to] == text->sign_source[from])
            to++;
        find_in_label(names, text, from, to, matches);
    }
}
