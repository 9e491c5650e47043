#include "match/name_judge.h"

#include <math.h>

#include "match/name_idn.h"
#include "match/name_score.h"

enum {
    MATCHES = 64,
    SHORT_TOKEN = 3, /* letters: up to so many, a second sign is asked for */
    DEEP = 3,
};

static const char *const kind_words[YG_NAME_KINDS] = {
    [YG_NAME_EXACT] = "exact",
    [YG_NAME_HOMOGLYPH] = "homoglyph",
    [YG_NAME_TYPO] = "typo",
    [YG_NAME_BITSQUAT] = "bitsquat",
    [YG_NAME_COMBO] = "combo",
    [YG_NAME_SUBDOMAIN] = "subdomain",
    [YG_NAME_WRONG_TLD] = "wrong-tld",
    [YG_NAME_EMBEDDED_SUFFIX] = "embedded-suffix",
    [YG_NAME_IDN] = "idn",
    [YG_NAME_LEARNED] = "learned",
};

yg_str yg_look_kind_word(yg_look_kind kind) {
    return yg_str_of((size_t)kind < YG_NAME_KINDS ? kind_words[kind] : "");
}

yg_str yg_name_sign_word(unsigned bit) {
    static const char *const sign_words[YG_SIGN_COUNT] = {
        "embedded-suffix", "keyword",      "second-token", "shared-hosting", "risky-suffix", "deep",
        "random",          "mixed-script", "learned"};
    for (unsigned i = 0; i < YG_SIGN_COUNT; i++)
        if (bit == 1U << i)
            return yg_str_of(sign_words[i]);
    return YG_STR("");
}

double yg_name_threshold(yg_name_stream stream) {
    return yg_name_model_threshold(yg_name_model_built_in(), stream);
}

/* A log-odds of phishing of one in four and more: what tools/train-names found in the lists. */
static const double risky = 2;

static uint32_t signs_of(const yg_name_context *c, const yg_name_match *m) {
    uint32_t signs = 0;
    if (c->embedded.kind != YG_EMBEDDED_NONE)
        signs |= YG_SIGN_EMBEDDED_SUFFIX;
    if (c->keywords > 0 || c->keyword_kana)
        signs |= YG_SIGN_KEYWORD;
    if (m && yg_name_has_second_token(c, m))
        signs |= YG_SIGN_SECOND_TOKEN;
    if (c->text->split.is_private)
        signs |= YG_SIGN_SHARED_HOSTING;
    if (c->risk >= risky)
        signs |= YG_SIGN_RISKY_SUFFIX;
    if (c->depth >= DEEP)
        signs |= YG_SIGN_DEEP;
    if (c->surprise > 0 && yg_name_prior_is_random(c->prior, yg_name_sign_label(c->text)))
        signs |= YG_SIGN_RANDOM;
    return signs;
}

/* Letters of a token that stands alone prove nothing when it has three of them: the name must
 * carry something else that ordinary names seldom do. */
static bool is_told_from_chance(const yg_name_context *c, const yg_name_match *m) {
    const yg_name_token *token = yg_names_token(c->names, m->token);
    if (m->is_sign || token->length > SHORT_TOKEN)
        return true;
    uint32_t signs = signs_of(c, m) & ~(uint32_t)YG_SIGN_DEEP;
    if (m->start < c->text->n && c->text->source[m->start] >= c->text->split.registrable)
        signs &= ~(uint32_t)YG_SIGN_RANDOM; /* it is the token itself that looks so */
    return signs != 0 || yg_name_idn_is_mixed(c->text, m);
}

static yg_look_kind kind_of(const yg_name_context *c, const yg_name_match *m,
                            const yg_name_hit *h) {
    const yg_name_text *text = c->text;
    const yg_name_token *token = yg_names_token(c->names, m->token);
    yg_str span = yg_str_sub(text->host, h->start, (size_t)(h->end - h->start));
    bool starts_label = h->start == 0 || text->host.p[h->start - 1] == '.';
    unsigned bits = 0;
    if (m->is_sign || (text->has_idn && starts_label && yg_str_starts(span, YG_STR("xn--"))))
        return YG_NAME_IDN;
    bool literal = yg_name_span_is_literal(span, token->text, &bits);
    if (m->distance > 0)
        return m->distance == 1 && bits == 1 ? YG_NAME_BITSQUAT : YG_NAME_TYPO;
    if (!literal)
        return YG_NAME_HOMOGLYPH;
    if (h->start < text->split.registrable)
        return c->embedded.kind != YG_EMBEDDED_NONE && c->embedded.start >= h->end
                   ? YG_NAME_EMBEDDED_SUFFIX
                   : YG_NAME_SUBDOMAIN;
    if (h->start == text->split.registrable && h->end + 1U >= text->split.suffix)
        return token->is_official ? YG_NAME_WRONG_TLD : YG_NAME_EXACT;
    return YG_NAME_COMBO;
}

static void fill(const yg_name_context *c, const yg_name_match *m, double score,
                 yg_name_hit *ret_hit) {
    yg_name_hit h = {.brand = SIZE_MAX, .token = SIZE_MAX, .score = score};
    h.signs = signs_of(c, m);
    h.shared_hosting = c->text->split.is_private;
    if (m) {
        h.brand = yg_names_token(c->names, m->token)->brand;
        h.token = m->token;
        h.distance = m->distance;
        yg_name_match_span(c->text, m, &h.start, &h.end);
        h.kind = kind_of(c, m, &h);
        if (h.kind == YG_NAME_IDN && yg_name_idn_is_mixed(c->text, m))
            h.signs |= YG_SIGN_MIXED_SCRIPT;
    } else {
        h.kind = YG_NAME_EMBEDDED_SUFFIX;
        h.start = c->embedded.start;
        h.end = c->embedded.end;
    }
    *ret_hit = h;
}

/* Letters that a match explains, less what its edits are worth. */
static int explained_by(const yg_name_match *m) {
    enum { LETTERS_PER_EDIT = 3 };
    return m->end - m->start - m->distance * LETTERS_PER_EDIT;
}

/* Of the same brand's tokens at this place the one that explains most: "aobamoters" is "aobamotors"
 * with a letter changed rather than "aoba" and something else; "tsukimibank" is itself rather than
 * "tsukimibanku" with a letter left out. */
static const yg_name_match *explaining(const yg_name_context *c, const yg_name_match *best) {
    const yg_name_match *most = best;
    uint32_t brand = yg_names_token(c->names, best->token)->brand;
    for (size_t i = 0; i < c->matches_n; i++) {
        const yg_name_match *m = &c->matches[i];
        if (yg_names_token(c->names, m->token)->brand == brand && m->is_sign == best->is_sign &&
            m->start < best->end && best->start < m->end && explained_by(m) > explained_by(most))
            most = m;
    }
    return most;
}

/* Scores a match; false: less than the floor. Matches below need not be told from each other, and
 * what costs more is not looked at when they cannot reach it. What stands in an A-label is scored
 * in another way, too. */
static bool score_match(const yg_name_context *c, const yg_name_model *model,
                        const yg_name_match *m, double floor, double *ret_score) {
    yg_name_features f;
    yg_name_features_cheap(c, m, &f);
    if (!yg_name_model_may_reach(model, c, m, &f, false, floor) || !is_told_from_chance(c, m))
        return false;
    yg_name_features_around(c, m, &f);
    if (m->distance > 0 && !yg_name_model_may_reach(model, c, m, &f, true, floor))
        return false;
    yg_name_features_edits(c, m, &f);
    *ret_score = yg_name_idn_score(c, m, model, yg_name_model_score(model, &f));
    return true;
}

/* What a Japanese suffix says alone: what counts of names with one say, or more where the rest of
 * the name is as in phishing, too. */
static double bare_score(const yg_name_context *c, const yg_name_model *model) {
    yg_name_features f;
    if (c->embedded.kind == YG_EMBEDDED_NONE)
        return -1e9;
    yg_name_features_make(c, NULL, &f);
    return fmax(yg_name_model_score(model, &f), yg_name_model_embedded(model, c->embedded.kind));
}

/* The match with the highest score. NULL when there is none above the floor, or when the bare name
 * scores higher and nothing speaks for the match alone; *ret_score: the higher of the two. */
static const yg_name_match *best_of(const yg_name_context *c, const yg_name_model *model,
                                    double floor, double *ret_score) {
    const yg_name_match *best = NULL;
    double bare = bare_score(c, model), score = -1e9;
    /* beside a Japanese suffix a match that could not reach the floor may still name the brand */
    floor = c->embedded.kind != YG_EMBEDDED_NONE && floor > 0 ? 0 : floor;
    for (size_t i = 0; i < c->matches_n; i++) {
        double s;
        if (score_match(c, model, &c->matches[i], floor, &s) && s > score) {
            score = s;
            best = &c->matches[i];
        }
    }
    *ret_score = score > bare ? score : bare;
    return score >= bare || score > 0 ? best : NULL;
}

/* From this score on nothing more is looked for. A constant of the model, not the threshold that
 * was asked for, so that a name's score is the same whatever that is. */
static double settled_of(const yg_name_judge *judge) {
    return yg_name_model_threshold(judge->model ? judge->model : yg_name_model_built_in(),
                                   YG_STREAM_REGISTRATIONS);
}

static size_t brand_called(const yg_names *names, yg_str label) {
    for (size_t i = 0; label.n && i < yg_names_brand_count(names); i++)
        if (yg_str_eq(yg_names_brand_label(names, i), label))
            return i;
    return SIZE_MAX;
}

/* Puts what was learned from confirmed cases beside what the tokens say. Both are log-odds; where
 * they speak of different parts of the name, half of the weaker one is added (they are not
 * independent: replays of 2022 and 2023 put the best share between none and all of it), where they
 * speak of the same part the weaker one says nothing new. */
static void add_learned(const yg_name_judge *judge, const yg_name_text *text,
                        const yg_learned_hit *found, bool is_found, yg_name_hit *hit) {
    const double settled = settled_of(judge);
    const yg_learned_hit learned = *found;
    double tokens = is_found ? hit->score : 0;
    bool overlap = is_found && learned.start < hit->end && hit->start < learned.end;
    if (!is_found || (learned.score > tokens && tokens < settled)) {
        hit->kind = YG_NAME_LEARNED;
        hit->start = learned.start;
        hit->end = learned.end;
        hit->token = SIZE_MAX;
        hit->distance = 0;
        /* a token that says little alone does not name the brand */
        size_t brand = brand_called(judge->names, learned.brand);
        if (tokens <= 0 || brand != SIZE_MAX)
            hit->brand = brand;
    }
    double more = tokens > learned.score ? tokens : learned.score;
    double less = tokens > learned.score ? learned.score : tokens;
    hit->score = more + (overlap || less < 0 ? 0 : less / 2);
    hit->signs |= YG_SIGN_LEARNED;
    hit->shared_hosting = text->split.is_private;
    hit->learned = learned.what;
    hit->learned_ja = learned.what_ja;
}

/* What was found in a name before anything is scored. */
typedef struct {
    const yg_name_model *model;
    const yg_name_prior *prior;
    size_t n; /* matches */
    double risk;
    bool is_embedded, is_due;
} findings;

/* Scores what the tokens say. False: nothing, or less than the floor. */
static __attribute__((noinline)) bool score_tokens(const yg_name_judge *judge,
                                                   const yg_name_text *text, double floor,
                                                   const findings *found, yg_name_match *matches,
                                                   yg_name_hit *hit) {
    const yg_name_model *model = found->model;
    const bool is_embedded = found->is_embedded;
    bool looked = false;
    double score = 0;
    size_t n = found->n;
    if (n == 0) {
        if (found->is_due)
            n = yg_name_find_garbled(judge->names, text, matches, MATCHES);
        if (n == 0 && !is_embedded)
            return false;
        looked = true;
    }
    yg_name_context c;
    yg_name_context_make(&c, judge->names, found->prior, text);
    c.risk = found->risk;
    c.matches = matches;
    c.matches_n = n;
    const double settled = settled_of(judge), least = floor < settled ? floor : settled;
    const yg_name_match *best = best_of(&c, model, least, &score);
    if (found->is_due && !looked && (!best || score < settled)) {
        c.matches_n += yg_name_find_garbled(judge->names, text, matches + n, MATCHES - n);
        if (c.matches_n > n)
            best = best_of(&c, model, least, &score);
    }
    if ((!best && !is_embedded) || score < floor)
        return false;
    fill(&c, best ? explaining(&c, best) : NULL, score, hit);
    return true;
}

/* Most names leave here: no token, no Japanese suffix, no reason to look for garbled tokens. */
static inline bool judge_tokens(const yg_name_judge *judge, const yg_name_text *text, double floor,
                                yg_name_hit *hit) {
    findings found;
    yg_name_match matches[MATCHES];
    yg_embedded_suffix embedded;
    bool more = false;
    found.model = judge->model ? judge->model : yg_name_model_built_in();
    found.prior = judge->prior ? judge->prior : yg_name_prior_built_in();
    found.n = yg_names_find(judge->names, text, matches, MATCHES, &more);
    found.is_embedded = yg_name_sign_embedded(text, &embedded);
    found.risk = yg_name_model_risk_of(found.model, text);
    found.is_due = found.is_embedded || yg_name_loose_is_due(found.prior, text, found.risk);
    return (found.n > 0 || found.is_due) && score_tokens(judge, text, floor, &found, matches, hit);
}

static bool judge_above(const yg_name_judge *judge, const yg_name_text *text, double floor,
                        yg_name_hit *ret_hit) {
    yg_name_hit hit;
    yg_learned_hit learned;
    if (judge->learned != NULL && yg_learned_find(judge->learned, text, &learned)) {
        hit = (yg_name_hit){.brand = SIZE_MAX, .token = SIZE_MAX};
        bool is_found = judge_tokens(judge, text, -HUGE_VAL, &hit);
        add_learned(judge, text, &learned, is_found, &hit);
    } else if (!judge_tokens(judge, text, floor, &hit)) {
        return false;
    }
    if (hit.score < floor || yg_names_owner(judge->names, text) != SIZE_MAX)
        return false;
    *ret_hit = hit;
    return true;
}

bool yg_name_judge_text(const yg_name_judge *judge, const yg_name_text *text,
                        yg_name_hit *ret_hit) {
    return judge_above(judge, text, -HUGE_VAL, ret_hit);
}

bool yg_name_judge_run(const yg_name_judge *judge, yg_str raw, char *ret_host,
                       yg_name_text *ret_text, yg_name_hit *ret_hit) {
    return yg_name_text_make(yg_names_suffixes(judge->names), raw, ret_host, ret_text) &&
           judge_above(judge, ret_text, judge->threshold, ret_hit);
}
