/* Brands compiled (match/names.h): tokens as they are given, labels of the official domains, romaji
 * of kana; each folded, given its policy, and put into the tables of match/name_table.h. */
#include "match/names.h"

#include "base/hash.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "match/confusable.h"
#include "match/name_chance.h"
#include "match/name_clean.h"
#include "match/name_garble.h"
#include "match/name_index.h"

enum { SIGNS_MAX = YG_NAME_SIGNS_MAX + 1, ROMAJI_MAX = 16 };

static void set_policy(yg_name_token *token) {
    unsigned n = token->length;
    if (n == 0) {
        token->edits_segment = token->edits_inside = token->signs_n >= 4;
        return;
    }
    token->edits_segment = n <= 3 ? 0 : n == 9 || n == 10 || n >= 12 ? 2 : 1;
    token->edits_inside = n <= 8 ? 0 : n <= 11 ? 1 : 2;
}

static bool has_token(const yg_names *names, size_t from, const yg_name_token *new) {
    for (size_t i = from; i < names->tokens.n; i++) {
        const yg_name_token *old = &names->tokens.at[i];
        if (old->length == new->length &&
            old->signs_n == new->signs_n &&memcmp(old->letter, new->letter, new->length) == 0 &&
            (new->signs_n == 0 ||
             memcmp(old->signs, new->signs, new->signs_n * sizeof *new->signs) == 0))
            return true;
    }
    return false;
}

/* `from`: the first token of the brand; the same token twice is one. */
static void add_token(yg_names *names, size_t from, yg_str text, bool is_derived) {
    yg_name_token token = {.brand = (uint32_t)names->brands.n, .is_derived = is_derived};
    uint32_t signs[SIGNS_MAX];
    size_t length = 0;
    if (text.n > 0 && text.n <= YG_LIMIT_NAME_BYTES && yg_utf8_check(text) == text.n)
        length = yg_name_fold(text, token.letter, YG_NAME_TOKEN_MAX);
    else
        text.n = 0;
    token.length = (uint8_t)length;
    if (length == 0 && text.n > 0) {
        token.signs = signs;
        token.signs_n = (uint16_t)yg_confusable_fold(text, signs, SIGNS_MAX);
    }
    if (length + token.signs_n < 2 || token.signs_n == SIGNS_MAX) {
        names->left_out += !is_derived;
        return;
    }
    if (has_token(names, from, &token))
        return;
    set_policy(&token);
    token.text = yg_arena_copy(&names->arena, text);
    if (token.signs_n > 0) {
        uint32_t *copy = yg_arena_alloc(&names->arena, token.signs_n * sizeof *copy);
        memcpy(copy, signs, token.signs_n * sizeof *copy);
        token.signs = copy;
        yg_vec_push(&names->sign_tokens, (uint32_t)names->tokens.n);
    }
    yg_vec_push(&names->tokens, token);
}

/* The label of an official domain: marks the token of the brand that it is. */
static void mark_official(yg_names *names, size_t from, yg_str label) {
    uint8_t letters[YG_NAME_TOKEN_MAX];
    size_t n = yg_name_fold(label, letters, YG_NAME_TOKEN_MAX);
    for (size_t i = from; n > 0 && i < names->tokens.n; i++) {
        yg_name_token *token = &names->tokens.at[i];
        if (token->length == n && memcmp(token->letter, letters, n) == 0)
            token->is_official = true;
    }
}

static void add_romaji(yg_names *names, size_t from, yg_str token) {
    yg_romaji variants[ROMAJI_MAX];
    size_t n = yg_romaji_of(token, variants, ROMAJI_MAX);
    for (size_t i = 0; i < n; i++)
        add_token(names, from, (yg_str){variants[i].text, variants[i].n}, true);
}

/* Is it a host name below a registrable one, other than "www."? */
static bool is_below(const yg_names *names, yg_str raw) {
    char host[YG_NAME_MAX + 1];
    yg_suffix_split split;
    yg_str name = {host, yg_name_clean(raw, host)};
    if (name.n == 0)
        return true;
    yg_suffix_find(names->suffixes, name, &split);
    return split.is_suffix || (split.registrable > 0 &&
                               !(split.registrable == 4 && yg_str_starts(name, YG_STR("www."))));
}

/* A host below somebody else's domain ("kazamori.slack.com") must not make a token of the name of
 * its landlord. Only a brand that has nothing else takes its token from there. */
static bool gives_tokens(const yg_names *names, const yg_brand *brand, yg_str domain) {
    if (!is_below(names, domain))
        return true;
    bool has_other = brand->tokens.n > 0;
    for (size_t i = 0; i < brand->domains.n && !has_other; i++)
        has_other = !is_below(names, brand->domains.at[i]);
    return !has_other;
}

/* The own domain as hosts are looked up, and its registrable label. */
static void add_domain(yg_names *names, size_t from, yg_str raw, bool gives) {
    char host[YG_NAME_MAX + 1];
    yg_name_domain domain = {.brand = (uint32_t)names->brands.n};
    yg_suffix_split split;
    yg_str name = {host, yg_name_clean(raw, host)};
    if (name.n == 0) {
        names->left_out++;
        return;
    }
    domain.hash = yg_hash64(name) | 1;
    domain.domain = yg_arena_copy(&names->arena, name);
    size_t i = domain.hash >> 8 & names->domains_mask;
    for (; names->domains[i].hash != 0; i = (i + 1) & names->domains_mask) {
        if (yg_str_eq(names->domains[i].domain, name))
            return; /* the first brand that names it owns it */
    }
    names->domains[i] = domain;
    yg_suffix_find(names->suffixes, name, &split);
    if (split.is_suffix)
        return;
    yg_str label = yg_str_sub(name, split.registrable, split.suffix - split.registrable - 1u);
    if (!gives) {
        mark_official(names, from, label);
        return;
    }
    if (yg_str_starts(label, YG_STR("xn--"))) {
        uint32_t points[YG_NAME_MAX];
        yg_buf buf = {0};
        size_t n = yg_punycode_decode(label, points, YG_NAME_MAX);
        for (size_t j = 0; j < n; j++)
            yg_utf8_put(&buf, points[j]);
        add_token(names, from, yg_buf_str(&buf), true);
        yg_buf_free(&buf);
        return;
    }
    add_token(names, from, label, true);
    mark_official(names, from, label);
}

static void add_brand(yg_names *names, const yg_brand *brand) {
    size_t from = names->tokens.n;
    for (size_t i = 0; i < brand->tokens.n; i++)
        add_token(names, from, brand->tokens.at[i], false);
    for (size_t i = 0; i < brand->domains.n; i++)
        add_domain(names, from, brand->domains.at[i],
                   gives_tokens(names, brand, brand->domains.at[i]));
    for (size_t i = 0; i < brand->tokens.n; i++)
        add_romaji(names, from, brand->tokens.at[i]);
    yg_vec_push(&names->brands,
                ((yg_name_brand){yg_arena_copy(&names->arena, brand->label),
                                 yg_arena_copy(&names->arena, brand->organisation)}));
}

/* Tokens with the same letters become one pattern. */
static int by_letters(const void *left, const void *right, void *self) {
    const yg_names *names = self;
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    const yg_name_token *x = &names->tokens.at[a], *y = &names->tokens.at[b];
    if (x->length != y->length)
        return x->length < y->length ? -1 : 1;
    int order = memcmp(x->letter, y->letter, x->length);
    return order != 0 ? order : a < b ? -1 : a > b;
}

static void make_patterns(yg_names *names) {
    for (size_t i = 0; i < names->tokens.n; i++) {
        if (names->tokens.at[i].length > 0)
            yg_vec_push(&names->of_pattern, (uint32_t)i);
    }
    if (names->of_pattern.n == 0)
        return;
    qsort_r(names->of_pattern.at, names->of_pattern.n, sizeof(uint32_t), by_letters, names);
    for (size_t i = 0; i < names->of_pattern.n; i++) {
        const yg_name_token *token = &names->tokens.at[names->of_pattern.at[i]];
        yg_name_pattern *last =
            names->patterns.n > 0 ? &names->patterns.at[names->patterns.n - 1] : NULL;
        if (last != NULL && last->length == token->length &&
            memcmp(last->letter, token->letter, token->length) == 0) {
            last->n++;
            continue;
        }
        yg_name_pattern new = {.length = token->length,
                               .edits_segment = token->edits_segment,
                               .edits_inside = token->edits_inside,
                               .is_inside = token->length > 3,
                               .first = (uint32_t)i,
                               .n = 1};
        memcpy(new.letter, token->letter, token->length);
        for (size_t j = 0; j < token->length; j++)
            new.set |= UINT32_C(1) << token->letter[j];
        yg_vec_push(&names->patterns, new);
    }
}

static void set_priors(yg_names *names, const yg_name_prior *prior) {
    yg_name_chances *chances = yg_alloc(names->tokens.n + 1, sizeof *chances);
    yg_name_chance(names, prior, chances);
    for (size_t i = 0; i < names->tokens.n; i++)
        names->tokens.at[i].chance = chances[i];
    free(chances);
}

static bool within_limits(const yg_brand_list *list, size_t *ret_domains, yg_error *err) {
    size_t domains = 0, tokens = 0;
    if (list->brands.n > YG_LIMIT_BRANDS)
        return yg_fail(err, YG_ERR_LIMIT, "more than %d brands", YG_LIMIT_BRANDS);
    for (size_t i = 0; i < list->brands.n; i++) {
        const yg_brand *brand = &list->brands.at[i];
        if (brand->tokens.n > YG_LIMIT_BRAND_NAMES || brand->domains.n > YG_LIMIT_BRAND_NAMES)
            return yg_fail(err, YG_ERR_LIMIT, "brand %zu: more than %d tokens or domains", i + 1,
                           YG_LIMIT_BRAND_NAMES);
        domains += brand->domains.n;
        tokens += brand->tokens.n;
    }
    if (domains + tokens > YG_LIMIT_BRAND_TOKENS)
        return yg_fail(err, YG_ERR_LIMIT, "more than %d tokens and domains in all",
                       YG_LIMIT_BRAND_TOKENS);
    *ret_domains = domains;
    return true;
}

bool yg_names_compile(const yg_brand_list *list, const yg_names_options *options,
                      yg_names **ret_names, yg_error *err) {
    size_t domains = 0;
    yg_name_prior *own = NULL;
    if (!within_limits(list, &domains, err) ||
        (options->segments.n > 0 && !yg_name_prior_parse(options->segments, &own, err)))
        return false;
    const yg_name_prior *prior = own != NULL ? own : yg_name_prior_built_in();
    yg_names *names = yg_alloc(1, sizeof *names);
    names->suffixes = options->suffixes != NULL ? options->suffixes : yg_suffixes_built_in();
    names->domains_mask = 15;
    while (names->domains_mask < domains * 2)
        names->domains_mask = names->domains_mask * 2 + 1;
    names->domains = yg_alloc(names->domains_mask + 1, sizeof *names->domains);
    for (size_t i = 0; i < list->brands.n; i++)
        add_brand(names, &list->brands.at[i]);
    make_patterns(names);
    yg_name_index_make(names, prior);
    yg_sign_index_make(names);
    names->garble_index = yg_garble_index_make(names);
    set_priors(names, prior);
    yg_name_prior_free(own);
    *ret_names = names;
    return true;
}

void yg_names_free(yg_names *names) {
    if (names == NULL)
        return;
    yg_arena_free(&names->arena);
    yg_vec_free(&names->tokens);
    yg_vec_free(&names->brands);
    yg_vec_free(&names->patterns);
    yg_vec_free(&names->of_pattern);
    yg_vec_free(&names->sign_tokens);
    free(names->domains);
    yg_name_index_free(names->index);
    yg_garble_index_free(names->garble_index);
    yg_sign_index_free(names->sign_index);
    free(names);
}

size_t yg_names_token_count(const yg_names *names) {
    return names->tokens.n;
}
const yg_name_token *yg_names_token(const yg_names *names, size_t i) {
    return &names->tokens.at[i];
}
size_t yg_names_brand_count(const yg_names *names) {
    return names->brands.n;
}
yg_str yg_names_brand_label(const yg_names *names, size_t i) {
    return names->brands.at[i].label;
}
yg_str yg_names_brand_organisation(const yg_names *names, size_t i) {
    return names->brands.at[i].organisation;
}
const yg_suffixes *yg_names_suffixes(const yg_names *names) {
    return names->suffixes;
}
size_t yg_names_left_out(const yg_names *names) {
    return names->left_out;
}

size_t yg_names_bytes(const yg_names *names) {
    return sizeof *names + names->arena.used_bytes + names->tokens.cap * sizeof *names->tokens.at +
           names->brands.cap * sizeof *names->brands.at +
           names->patterns.cap * sizeof *names->patterns.at +
           (names->of_pattern.cap + names->sign_tokens.cap) * sizeof(uint32_t) +
           (names->domains_mask + 1) * sizeof *names->domains +
           names->patterns.n * sizeof(uint64_t) + yg_name_index_bytes(names->index) +
           yg_garble_index_bytes(names->garble_index) + yg_sign_index_bytes(names->sign_index);
}

size_t yg_names_owner(const yg_names *names, const yg_name_text *text) {
    yg_str host = text->host;
    for (size_t at = 0; at < text->split.suffix;) {
        yg_str rest = yg_str_from(host, at);
        uint64_t hash = yg_hash64(rest) | 1;
        for (size_t i = hash >> 8 & names->domains_mask; names->domains[i].hash != 0;
             i = (i + 1) & names->domains_mask) {
            if (names->domains[i].hash == hash && yg_str_eq(names->domains[i].domain, rest))
                return names->domains[i].brand;
        }
        at += yg_str_chr(rest, '.') + 1;
    }
    return SIZE_MAX;
}
