#include "match/name_rank.h"

#include <math.h>
#include <stdlib.h>

#include "match/name_judge.h"
#include "match/name_prior.h"

struct yg_name_rank {
    yg_names *names;
    yg_name_judge judge;
};

/* A domain as a brand: its label, in Unicode, is what people know it by. */
static bool add_brand(yg_brand_list *list, yg_arena *arena, yg_str domain,
                      const yg_suffixes *suffixes, yg_error *err) {
    YG_CLEANUP_BUF yg_buf label = {0};
    YG_CLEANUP_BUF yg_buf name = {0};
    if (!yg_made_domain(domain, suffixes, &name, &label, err))
        return false;
    yg_brand *brand = yg_vec_add(&list->brands);
    const yg_str registrable = yg_arena_copy(arena, yg_buf_str(&name));
    const size_t point = yg_str_chr(registrable, '.');
    YG_CLEANUP_BUF yg_buf shown = {0};
    yg_buf_add(&shown, yg_buf_str(&label));
    yg_buf_add(&shown, yg_str_from(registrable, point));
    *brand = (yg_brand){.label = yg_arena_copy(arena, yg_buf_str(&shown))};
    yg_vec_push(&brand->domains, registrable);
    yg_vec_push(&brand->tokens, yg_arena_copy(arena, yg_buf_str(&label)));
    return true;
}

bool yg_name_rank_open(const yg_str *domains, size_t n, const yg_suffixes *suffixes,
                       yg_name_rank **ret_rank, yg_error *err) {
    YG_CLEANUP_ARENA yg_arena arena = {0};
    yg_brand_list list = {.brands = {.n = 0}};
    yg_names_options options = {.suffixes = suffixes};
    yg_names *names = NULL;
    bool done = true;
    for (size_t i = 0; i < n && done; i++)
        done = add_brand(&list, &arena, domains[i],
                         suffixes != NULL ? suffixes : yg_suffixes_built_in(), err);
    done = done && yg_names_compile(&list, &options, &names, err);
    yg_brand_list_free(&list);
    if (!done)
        return false;
    yg_name_rank *rank = yg_alloc(1, sizeof *rank);
    rank->names = names;
    rank->judge =
        (yg_name_judge){.names = names, .stream = YG_STREAM_REGISTRATIONS, .threshold = -1e9};
    *ret_rank = rank;
    return true;
}

void yg_name_rank_free(yg_name_rank *rank) {
    if (rank == NULL)
        return;
    yg_names_free(rank->names);
    free(rank);
}

/* Suffixes that only offices and schools get; and those of one owner. */
static bool is_restricted(yg_str suffix) {
    static const char *const words[] = {"go",     "ac",   "ad",     "lg",   "ed",  "gov",  "gob",
                                        "gouv",   "govt", "edu",    "mil",  "int", "arpa", "goog",
                                        "google", "aero", "museum", "coop", "post"};
    const size_t point = yg_str_chr(suffix, '.');
    const yg_str first = point == SIZE_MAX ? suffix : yg_str_sub(suffix, 0, point);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (yg_str_eqz(first, words[i]) && (point != SIZE_MAX || i >= 5))
            return true;
    }
    return false;
}

static bool is_vowel(char c) {
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}

/* Letters that can be syllables of Japanese: each consonant, or pair, before a vowel, n alone. Then
 * somebody who imitates takes .jp. */
static bool is_romaji(yg_str label) {
    size_t syllables = 0, i = 0;
    while (i < label.n) {
        size_t start = i;
        while (i < label.n && !is_vowel(label.p[i])) {
            if (label.p[i] < 'a' || label.p[i] > 'z' || strchr("lqvx", label.p[i]) != NULL)
                return false;
            i++;
        }
        const bool n_first = i > start && label.p[start] == 'n';
        if (i - start > (n_first ? 3U : 2U) && !(i - start == 3 && label.p[start] == 't'))
            return false;
        if (i - start >= 2 && !n_first && label.p[i - 1] != 'h' && label.p[i - 1] != 'y' &&
            label.p[i - 1] != 's' && label.p[i - 1] != label.p[i - 2])
            return false;
        if (i == label.n)
            return n_first && i - start == 1 && syllables >= 2;
        i++;
        syllables++;
    }
    return syllables >= 3;
}

static bool has_romaji(yg_str label) {
    yg_str piece;
    while (yg_str_split(&label, '-', &piece)) {
        if (is_romaji(piece))
            return true;
    }
    return false;
}

static yg_str last_label(yg_str name) {
    size_t at = name.n;
    while (at > 0 && name.p[at - 1] != '.')
        at--;
    return yg_str_from(name, at);
}

/* How likely somebody takes this suffix: the domain's own and .com always; others by how many
 * ordinary names stand under them (logarithms), the domain's country and those that phishing
 * prefers not below what is written here. */
static double suffix_use(const yg_name_rank *rank, yg_str domain, yg_str suffix, uint32_t signs) {
    static const double least = 0.25, country = 0.95, country_more = 0.7, risky = 0.65;
    yg_suffix_split own;
    yg_suffix_find(yg_names_suffixes(rank->names), domain, &own);
    const yg_str own_suffix = yg_str_from(domain, own.suffix), tld = last_label(suffix);
    if (yg_str_eq(suffix, own_suffix) || yg_str_eqz(suffix, "com"))
        return 1;
    if (is_restricted(suffix))
        return 0.05;
    const yg_name_prior *prior = yg_name_prior_built_in();
    const double most = log1p(yg_name_prior_suffix(prior, YG_STR("com")));
    double use = least + (0.95 - least) * log1p(yg_name_prior_suffix(prior, suffix)) / most;
    const bool at_home =
        tld.n == 2 &&
        (yg_str_eq(tld, last_label(domain)) ||
         (yg_str_eqz(tld, "jp") && has_romaji(yg_str_sub(domain, 0, own.suffix - 1U))));
    /* Suffixes of places and the like ("aichi.jp") are no more usual for being at home. */
    if (at_home && (suffix.n == 2 || yg_str_starts(suffix, YG_STR("co"))))
        use = fmax(use, country);
    else if (at_home && suffix.n <= 6)
        use = fmax(use, country_more);
    return (signs & YG_SIGN_RISKY_SUFFIX) != 0 ? fmax(use, risky) : use;
}

/* People look at the first letter: a slip there is seen. */
static double first_letter(const yg_made_name *name) {
    const uint64_t slips = UINT64_C(1) << YG_MADE_OMISSION | UINT64_C(1) << YG_MADE_TRANSPOSITION |
                           UINT64_C(1) << YG_MADE_KEYBOARD | UINT64_C(1) << YG_MADE_VOWEL |
                           UINT64_C(1) << YG_MADE_BIT | UINT64_C(1) << YG_MADE_ADDITION |
                           UINT64_C(1) << YG_MADE_REPLACEMENT | UINT64_C(1) << YG_MADE_MOVE |
                           UINT64_C(1) << YG_MADE_DOUBLE;
    return (slips >> name->kind & 1) != 0 && name->name.p[0] != name->domain.p[0] ? 0.7 : 1;
}

bool yg_name_rank_of(const yg_name_rank *rank, const yg_made_name *name,
                     yg_name_ranked *ret_ranked) {
    char host[YG_NAME_MAX + 1];
    yg_name_text text;
    yg_name_hit hit = {.signs = 0};
    yg_suffix_split split;
    ret_ranked->score = YG_RANK_NO_LIKENESS;
    if (yg_name_judge_run(&rank->judge, name->name, host, &text, &hit))
        ret_ranked->score = hit.score;
    else if (yg_name_text_make(yg_names_suffixes(rank->names), name->name, host, &text) &&
             yg_names_owner(rank->names, &text) != SIZE_MAX)
        return false;
    yg_suffix_find(yg_names_suffixes(rank->names), name->name, &split);
    ret_ranked->can_register = split.registrable == 0 && !split.is_private;
    const double chance = 1 / (1 + exp(-ret_ranked->score / 2));
    ret_ranked->rank =
        yg_made_kind_eye(name->kind) * yg_made_kind_use(name->kind) * name->fit *
        first_letter(name) *
        suffix_use(rank, name->domain, yg_str_from(name->name, split.suffix), hit.signs) *
        (1 + chance) / 2;
    return true;
}

void yg_name_rank_explain(const yg_name_rank *rank, const yg_made_name *name, bool japanese,
                          yg_buf *buf) {
    char host[YG_NAME_MAX + 1];
    yg_name_text text;
    yg_name_hit hit;
    yg_buf_add(buf, yg_made_kind_text(name->kind, japanese));
    if (yg_name_judge_run(&rank->judge, name->name, host, &text, &hit)) {
        yg_buf_addz(buf, japanese ? "。" : "; ");
        yg_name_explain(&rank->judge, &text, &hit, japanese, buf);
    }
}
