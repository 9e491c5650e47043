/* Counting: what the cases of the window have in common, and how much it says.
 *
 * The score of a feature is the logarithm of (its share among the domains of the window, each
 * counted by its age) / (its share among ordinary names). The second share is never observed, since
 * what an ordinary name has is not learned at all; it is estimated:
 * - for labels, pieces and edges by how many names of a collection that was not used had a feature
 *   that another collection lacked (the constants below; tools/evaluate-names measures them again);
 * - for templates from what ordinary labels are made of, put under the suffix in question.
 * Two passes: a small sketch of counters first, because nine features of ten are seen once. */
#include <math.h>
#include <stdlib.h>

#include "match/name_learned_case.h"
#include "match/name_learned_walk.h"
#include "match/name_sign.h"

enum { SKETCH_BITS = 20, BRANDS_MOST = UINT16_MAX };
/* Below this nothing is kept. */
static const double least_score = 2;
/* More would claim more than some ten thousand ordinary names can show. */
static const double most_score = 9;
/* The largest share of the ordinary labels that a template may fit. */
static const double most_template_share = 0.01;
/* A template that an ordinary name has is worth what two of them in the collection mean. */
enum { TEMPLATE_SEEN = 2 };

/* The share of ordinary names that have one feature of this kind by chance, when no name of the
 * shipped collection has it: words and short texts, and all others. Measured on the shipped half
 * with a table of the other half; what was seen less than five times is rounded up. */
static const double unseen_share[FEATURE_KINDS][2] = {
    [FEATURE_LABEL] = {2e-6, 5e-8},   [FEATURE_PIECE] = {3e-6, 1e-7}, [FEATURE_PAIR] = {2e-7, 5e-8},
    [FEATURE_BEGIN] = {1.2e-6, 1e-7}, [FEATURE_END] = {2.2e-6, 1e-7}, [FEATURE_EDIT] = {5e-7, 5e-8},
    [FEATURE_CLUSTER] = {8e-6, 2e-7},
};

/* One feature while it is counted. */
typedef struct {
    uint64_t hash;
    uint32_t domain; /* the last one counted, and one */
    uint32_t domains;
    float weight;
    uint32_t brand, votes; /* majority by Boyer and Moore's vote */
    int32_t first_day, last_day;
    uint32_t one_case, one_feature; /* an example */
} counted;

typedef struct {
    yg_learner *learner;
    int32_t today;
    uint8_t *sketch;
    uint32_t *slots; /* open addressing over rows */
    size_t slots_n;
    YG_VEC(counted) rows;
    double weight; /* of all domains */
    float by_age[YG_LEARNED_WINDOW_DAYS];
} counting;

static size_t sketch_of(uint64_t hash) {
    return (size_t)(hash * UINT64_C(0xD6E8FEB86659FD93) >> (64 - SKETCH_BITS));
}

static counted *row_of(counting *c, uint64_t hash) {
    if (c->rows.n * 2 >= c->slots_n) {
        c->slots_n = c->slots_n ? c->slots_n * 2 : 4096;
        free(c->slots);
        c->slots = yg_alloc(c->slots_n, sizeof *c->slots);
        for (size_t r = 0; r < c->rows.n; r++) {
            size_t i = (c->rows.at[r].hash >> 20) & (c->slots_n - 1);
            while (c->slots[i])
                i = (i + 1) & (c->slots_n - 1);
            c->slots[i] = (uint32_t)r + 1;
        }
    }
    size_t i = (hash >> 20) & (c->slots_n - 1);
    for (; c->slots[i]; i = (i + 1) & (c->slots_n - 1))
        if (c->rows.at[c->slots[i] - 1].hash == hash)
            return &c->rows.at[c->slots[i] - 1];
    counted *row = yg_vec_add(&c->rows);
    *row = (counted){.hash = hash};
    c->slots[i] = (uint32_t)c->rows.n;
    return row;
}

static void count_one(counting *c, const learned_case *one, uint32_t index, float weight) {
    for (uint32_t f = one->features; f < one->features + one->features_n; f++) {
        const uint64_t hash = c->learner->features.at[f].hash;
        if (c->sketch[sketch_of(hash)] < YG_LEARNED_LEAST_DOMAINS)
            continue;
        counted *row = row_of(c, hash);
        if (row->domain == one->domain + 1)
            continue;
        if (row->domains++ == 0)
            row->first_day = one->day;
        row->domain = one->domain + 1;
        row->weight += weight;
        row->last_day = one->day;
        row->one_case = index;
        row->one_feature = f;
        if (row->votes == 0)
            row->brand = one->brand;
        row->votes = row->brand == one->brand ? row->votes + 1 : row->votes - 1;
    }
}

static int by_day_and_domain(const void *a, const void *b) {
    const learned_case *x = a, *y = b;
    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    if (x->domain != y->domain)
        return x->domain < y->domain ? -1 : 1;
    return yg_str_cmp(x->host, y->host);
}

/* Counts the cases of the window into rows. */
static void count_all(counting *c) {
    yg_learner *learner = c->learner;
    learned_case *cases = learner->cases.at;
    const size_t n = learner->cases.n;
    if (n > learner->sorted)
        qsort(cases + learner->sorted, n - learner->sorted, sizeof *cases, by_day_and_domain);
    learner->sorted = n;
    while (learner->from < n &&
           (int64_t)c->today - cases[learner->from].day >= YG_LEARNED_WINDOW_DAYS)
        learner->from++;
    size_t end = learner->from;
    for (; end < n && cases[end].day <= c->today; end++)
        for (uint32_t f = 0; f < cases[end].features_n; f++) {
            uint8_t *cell =
                &c->sketch[sketch_of(learner->features.at[cases[end].features + f].hash)];
            *cell = (uint8_t)(*cell + (*cell < UINT8_MAX));
        }
    for (size_t i = learner->from; i < end; i++) {
        const float weight = c->by_age[c->today - cases[i].day];
        if (i == learner->from || cases[i].domain != cases[i - 1].domain)
            c->weight += weight;
        count_one(c, &cases[i], (uint32_t)i, weight);
    }
}

/* Does an ordinary label become this text when one of its letters is left out? key: "E:text". */
static bool edit_is_ordinary(const ordinary *known, yg_str key) {
    static const char letters[] = "abcdefghjklmnopqrstuvwxyz2679-";
    char text[3 + EDIT_TEXT_MOST];
    const size_t n = key.n;
    if (n + 1 > sizeof text)
        return true;
    text[0] = 'L';
    for (size_t at = 2; at <= n; at++) {
        memcpy(text + 1, key.p + 1, at - 1);
        memcpy(text + at + 1, key.p + at, n - at);
        for (const char *letter = letters; *letter; letter++) {
            text[at] = *letter;
            if (learned_ordinary_has(known, (yg_str){text, n + 1}))
                return true;
        }
    }
    return false;
}

/* Is the feature one of ordinary names? Remembered: the answer never changes. */
static bool is_ordinary(yg_learner *learner, const learned_case *one, const feature *it) {
    if (learned_set_has(&learner->denied, it->hash) ||
        learned_set_has(&learner->ordinary, it->hash))
        return true;
    if (!learned_set_add(&learner->looked_up, it->hash))
        return false;
    YG_CLEANUP_BUF yg_buf key = {0};
    learned_feature_key(learner->known, one->host, &one->split, it, &key);
    const bool yes = it->kind == FEATURE_EDIT
                         ? edit_is_ordinary(learner->known, yg_buf_str(&key))
                         : learned_ordinary_has(learner->known, yg_buf_str(&key));
    if (yes)
        learned_set_add(&learner->ordinary, it->hash);
    return yes;
}

/* 0: a word, or so short that chance makes it; 1: not. */
static unsigned is_odd(const ordinary *known, yg_str text) {
    if (text.n <= 4)
        return 0;
    if (yg_str_chr(text, '-') != SIZE_MAX)
        return 1;
    const unsigned type = learned_part_code(known, (const uint8_t *)text.p, text.n) >> 16;
    return type != PART_WORDY && (type != PART_LETTERS_DIGITS || text.n > 5);
}

static unsigned is_odd_feature(const ordinary *known, const learned_case *one, const feature *it) {
    const yg_str span = yg_str_sub(one->host, it->start, (size_t)it->end - it->start);
    if (it->kind != FEATURE_EDIT)
        return is_odd(known, span);
    /* Also what is left when the letter is out must be none: "?ccount" stands for a word. */
    char left[EDIT_TEXT_MOST];
    const size_t before = it->cut, behind = span.n - before - 1;
    memcpy(left, span.p, before);
    memcpy(left + before, span.p + before + 1, behind);
    return is_odd(known, span) & is_odd(known, (yg_str){left, span.n - 1}) &
           is_odd(known, yg_str_from((yg_str){left, span.n - 1}, 1));
}

static bool is_web_server(yg_str label) {
    size_t n = 3;
    while (n < label.n && label.p[n] >= '0' && label.p[n] <= '9')
        n++;
    return yg_str_starts(label, YG_STR("www")) && n == label.n;
}

/* A word of the sign table that the text begins or ends with, and that is most of it. */
static bool is_mostly_keyword(yg_str text) {
    size_t before = yg_name_sign_keyword_at(text, 0, text.n);
    size_t behind = yg_name_sign_keyword_before(text, text.n, 0);
    return (before > behind ? before : behind) * 2 > text.n;
}

/* Words that campaigns and everybody else put into names, alone or with letters around them, and
 * "www1": they say nothing of who uses them. */
static bool is_everyday(feature_kind kind, yg_str text) {
    switch (kind) {
    case FEATURE_LABEL:
        return yg_name_sign_is_keyword(text) || is_web_server(text);
    case FEATURE_PIECE:
        return yg_name_sign_is_keyword(text);
    case FEATURE_BEGIN:
    case FEATURE_END:
    case FEATURE_CLUSTER:
        return is_mostly_keyword(text);
    default:
        return false;
    }
}

/* 0: not to be learned. */
static double score_of(counting *c, const counted *row) {
    yg_learner *learner = c->learner;
    const learned_case *one = &learner->cases.at[row->one_case];
    const feature *it = &learner->features.at[row->one_feature];
    if (row->domains < YG_LEARNED_LEAST_DOMAINS)
        return 0;
    if (is_everyday(it->kind, yg_str_sub(one->host, it->start, (size_t)it->end - it->start)))
        return 0;
    double ordinary_share = unseen_share[it->kind][is_odd_feature(learner->known, one, it)];
    const bool seen = is_ordinary(learner, one, it);
    if (it->kind == FEATURE_TEMPLATE) {
        double suffix_share;
        const double share =
            learned_ordinary_template(learner->known, one->host, &one->split, &suffix_share);
        if (share > most_template_share)
            return 0;
        double names = seen ? TEMPLATE_SEEN : 0;
        for (size_t i = 0; i < learner->denied_templates.n; i++)
            names += learner->denied_templates.at[i] == it->hash;
        const double observed = fmax(names / learner->known->names_n, 1e-9);
        ordinary_share = fmax(share * suffix_share, observed);
    } else if (seen) {
        return 0;
    }
    const double score = log(row->weight / c->weight / ordinary_share) - YG_LEARNED_MANY;
    return score < most_score ? score : most_score;
}

static int by_weight(const void *a, const void *b) {
    const learned_item *x = a, *y = b;
    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    return yg_str_cmp(x->what, y->what);
}

static void index_items(yg_learned *table) {
    size_t slots = 64;
    while (slots < table->items_n * 2)
        slots *= 2;
    table->bits = yg_alloc((size_t)1 << (LEARNED_BITS - 6), sizeof *table->bits);
    table->slots = yg_alloc(slots, sizeof *table->slots);
    table->slots_mask = (uint32_t)slots - 1;
    for (size_t i = 0; i < table->items_n; i++) {
        const uint64_t hash = table->items[i].hash;
        const uint64_t bit = hash >> (64 - LEARNED_BITS);
        table->bits[bit >> 6] |= UINT64_C(1) << (bit & 63);
        size_t slot = (hash >> 20) & table->slots_mask;
        while (table->slots[slot])
            slot = (slot + 1) & table->slots_mask;
        table->slots[slot] = (uint32_t)i + 1;
    }
}

/* Lets the walk know what to look for. */
static void open_gate(learned_gate *gate, const learned_case *one, const feature *it) {
    const uint8_t *host = (const uint8_t *)one->host.p;
    if (it->kind == FEATURE_TEMPLATE) {
        const learned_numbers *numbers = learned_numbers_get();
        const bool www = one->split.registrable >= 4 && learned_is_www(host, 3) && host[3] == '.';
        uint64_t sum = 0;
        unsigned labels = 0;
        for (size_t i = one->split.suffix; i < one->host.n; i++)
            sum = sum * numbers->power[1] + numbers->value[host[i]];
        for (size_t i = www ? 4 : 0; i < one->split.suffix; i++)
            labels += host[i] == '.';
        const unsigned place = learned_gate_place(sum + numbers->salt[FEATURE_TEMPLATE], labels,
                                                  host + one->split.registrable,
                                                  one->split.suffix - 1u - one->split.registrable);
        gate->templates[place >> 6] |= UINT64_C(1) << (place & 63);
    } else if (it->kind == FEATURE_CLUSTER) {
        gate->clusters = true;
    } else if (it->kind == FEATURE_EDIT) {
        const unsigned first = it->start + (it->cut == 0 ? 1u : 0u);
        const unsigned second = it->start + (it->cut <= 1 ? 2u : 1u);
        gate->edits[it->end - it->start][learned_fold[host[first]] & 31] |=
            UINT32_C(1) << (learned_fold[host[second]] & 31);
    }
}

static yg_str keep(yg_learned *table, yg_str text) {
    return yg_arena_copy(&table->texts, text);
}

static yg_learned *table_of(counting *c) {
    yg_learner *learner = c->learner;
    yg_learned *table = yg_alloc(1, sizeof *table);
    YG_VEC(learned_item) items = {0};
    YG_CLEANUP_BUF yg_buf text = {0}, japanese = {0};
    table->known = learner->known;
    table->numbers = learned_numbers_get();
    table->gate = yg_alloc(1, sizeof *table->gate);
    for (size_t r = 0; r < c->rows.n; r++) {
        const counted *row = &c->rows.at[r];
        const double score = score_of(c, row);
        if (score < least_score)
            continue;
        const learned_case *one = &learner->cases.at[row->one_case];
        const feature *it = &learner->features.at[row->one_feature];
        open_gate(table->gate, one, it);
        yg_buf_clear(&text);
        learned_feature_describe(learner->known, one->host, &one->split, it, false, &text);
        yg_buf_clear(&japanese);
        learned_feature_describe(learner->known, one->host, &one->split, it, true, &japanese);
        *yg_vec_add(&items) = (learned_item){
            .hash = row->hash,
            .score = (float)score,
            .kind = it->kind,
            .domains = row->domains,
            .weight = row->weight,
            .first_day = row->first_day,
            .last_day = row->last_day,

            .what = keep(table, yg_buf_str(&text)),
            .what_ja = keep(table, yg_buf_str(&japanese)),
            .brand = row->votes && row->brand ? keep(table, learner->brand_names.at[row->brand - 1])
                                              : (yg_str){NULL, 0}};
    }
    if (items.n)
        qsort(items.at, items.n, sizeof *items.at, by_weight);
    table->items = items.at;
    table->items_n = items.n;
    index_items(table);
    return table;
}

bool yg_learner_make(yg_learner *learner, int32_t today, yg_learned **ret_learned, yg_error *err) {
    if (learner->cases.n >= UINT32_MAX || learner->features.n >= UINT32_MAX)
        return yg_fail(err, YG_ERR_LIMIT, "too many confirmed cases to learn from");
    counting c = {.learner = learner, .today = today};
    for (int age = 0; age < YG_LEARNED_WINDOW_DAYS; age++)
        c.by_age[age] = (float)exp2(-(double)age / YG_LEARNED_HALF_DAYS);
    c.sketch = yg_alloc((size_t)1 << SKETCH_BITS, 1);
    count_all(&c);
    *ret_learned = table_of(&c);
    free(c.sketch);
    free(c.slots);
    yg_vec_free(&c.rows);
    return true;
}
