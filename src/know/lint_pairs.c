/* Records of one source that are there twice, and posts that are joined to two incidents.
 *
 * Records are walked by date. The earlier record that one may repeat is found by its host name, by
 * the core of its name, and for small differences of spelling among those that begin or end alike
 * in the same country. [QUADRATIC] at most MOST_NEAR of these are looked at for one record. */
#include "know/lint_part.h"

#include <stdlib.h>

#include "base/map.h"

enum {
    NEAR_DAYS = 60,
    SURE_DAYS = 7,
    MOST_TIMES = 10,
    MOST_NEAR = 64,
    CORE_BYTES = 4,
    BLOCK_BYTES = 5,
    FUZZY_BYTES = 10,
    LONG_BYTES = 20
};

/* What is known of one record while the records are walked. */
typedef struct {
    const yg_lint_record *record;
    yg_str core;    /* in the arena; empty: the name says nothing */
    uint64_t times; /* records of its source with this core */
} entry;

typedef YG_VEC(uint32_t) places;

typedef struct {
    yg_lint *lint;
    YG_VEC(entry) entries;
    yg_map last_domain, last_core; /* index of the entry plus 1 */
    yg_map blocks;                 /* index into lists plus 1 */
    yg_map often;                  /* names that come often: index of their finding plus 1 */
    YG_VEC(places) lists;
    yg_buf key;
} job;

static bool is_nameless(yg_str victim) {
    static const char *const starts[] = {"unknown", "undisclosed", "unnamed",      "not available",
                                         "none",    "n/a",         "unidentified", "multiple"};
    if (victim.n == 0)
        return true;
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        yg_str start = yg_str_of(starts[i]);
        if (yg_str_eq_nocase(yg_str_sub(victim, 0, start.n), start))
            return true;
    }
    return false;
}

/* Names under which whole countries or strangers stand: gov.br, wordpress.com. */
static bool is_shared_domain(yg_str domain) {
    static const char *const hosts[] = {
        "facebook.com", "wordpress.com", "blogspot.com", "google.com",    "linkedin.com",
        "github.io",    "wixsite.com",   "jimdo.com",    "instagram.com", "x.com",
        "twitter.com",  "weebly.com",    "business.site"};
    static const char *const tops[] = {"gov", "gob", "gouv", "go",  "govt", "gub", "edu",
                                       "ac",  "com", "co",   "org", "net",  "mil", "k12",
                                       "or",  "ne",  "asn",  "lg",  "nhs",  "sch"};
    yg_str rest = domain, first;
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        if (yg_str_eqz(domain, hosts[i]))
            return true;
    }
    if (!yg_str_split(&rest, '.', &first) || yg_str_chr(rest, '.') != SIZE_MAX)
        return false;
    for (size_t i = 0; i < sizeof tops / sizeof *tops; i++) {
        if (yg_str_eqz(first, tops[i]))
            return true;
    }
    return false;
}

static int by_source_and_date(const void *a, const void *b) {
    const yg_lint_record *x = ((const entry *)a)->record, *y = ((const entry *)b)->record;
    if (x->source != y->source)
        return x->source < y->source ? -1 : 1;
    if (x->span.from_us != y->span.from_us)
        return x->span.from_us < y->span.from_us ? -1 : 1;
    return x < y ? -1 : x > y;
}

static bool is_dated(const yg_lint_record *r) {
    return r->span.precision == YG_DATE_DAY || r->span.precision == YG_DATE_INSTANT ||
           r->span.precision == YG_DATE_MONTH;
}

static int64_t days_apart(const yg_lint_record *a, const yg_lint_record *b) {
    return (b->span.from_us - a->span.from_us) / YG_US_PER_DAY;
}

static bool is_near(const entry *a, const entry *b) {
    return a->record->source == b->record->source && days_apart(a->record, b->record) <= NEAR_DAYS;
}

/* Not in two different countries. */
static bool fit_countries(const yg_lint_record *a, const yg_lint_record *b) {
    return a->sites.n == 0 || b->sites.n == 0 || yg_str_eq(a->sites, b->sites);
}

static bool same_digits(yg_str a, yg_str b) {
    size_t i = 0, k = 0;
    for (;;) {
        while (i < a.n && (a.p[i] < '0' || a.p[i] > '9'))
            i++;
        while (k < b.n && (b.p[k] < '0' || b.p[k] > '9'))
            k++;
        if (i == a.n || k == b.n)
            return i == a.n && k == b.n;
        if (a.p[i++] != b.p[k++])
            return false;
    }
}

/* Alike but for a letter, in long texts two. */
static bool is_alike(yg_str one, yg_str other, size_t least, size_t most_long) {
    size_t n = one.n < other.n ? one.n : other.n;
    size_t most = n >= LONG_BYTES ? most_long : 1;
    return n >= least && one.n + other.n - 2 * n <= most &&
           yg_lint_distance(one, other, most) <= most && !yg_str_eq(one, other) &&
           same_digits(one, other);
}

static uint64_t *place_of(job *j, yg_map *map, size_t source, yg_str key) {
    yg_buf_clear(&j->key);
    yg_buf_addf(&j->key, "%zu|", source);
    yg_buf_add(&j->key, key);
    return yg_map_put(map, yg_buf_str(&j->key), NULL);
}

/* The lists of records that begin or end like this one. */
static places *block_of(job *j, const entry *e, yg_str part, char which) {
    yg_buf_clear(&j->key);
    yg_buf_addf(&j->key, "%zu|%c%.*s|%.*s", e->record->source, which, YG_FMT(e->record->sites),
                YG_FMT(part));
    uint64_t *at = yg_map_put(&j->blocks, yg_buf_str(&j->key), NULL);
    if (*at == 0) {
        yg_vec_push(&j->lists, (places){0});
        *at = j->lists.n;
    }
    return &j->lists.at[*at - 1];
}

/* What of a record is compared with others in which block. */
typedef struct {
    char which;
    yg_str part; /* the block: how the text begins or ends */
    yg_str text;
    size_t least, most_long;
} block;

static yg_str text_of(const entry *e, char which) {
    return which == 'a' || which == 'b' ? e->core : e->record->domain;
}

static size_t find_alike(job *j, size_t index, const block *b) {
    const entry *e = &j->entries.at[index];
    /* One letter less, and it could still be alike to a text that is long enough. */
    if (b->text.n + 1 < b->least || e->record->sites.n == 0)
        return SIZE_MAX;
    places *list = block_of(j, e, b->part, b->which);
    size_t found = SIZE_MAX, looked = 0;
    for (size_t i = list->n; i > 0 && looked < MOST_NEAR && found == SIZE_MAX; i--, looked++) {
        const entry *other = &j->entries.at[list->at[i - 1]];
        if (!is_near(other, e))
            break;
        if (is_alike(text_of(other, b->which), b->text, b->least, b->most_long))
            found = list->at[i - 1];
    }
    yg_vec_push(list, (uint32_t)index);
    return found;
}

static size_t find_any_alike(job *j, size_t index, const char **ret_why) {
    const entry *e = &j->entries.at[index];
    yg_str core = e->core, domain = e->record->domain;
    const block blocks[] = {
        {'a', yg_str_sub(core, 0, BLOCK_BYTES), core, FUZZY_BYTES, 2},
        {'b', yg_str_from(core, core.n - (core.n < BLOCK_BYTES ? core.n : BLOCK_BYTES)), core,
         FUZZY_BYTES, 2},
        {'c', yg_str_sub(domain, 0, BLOCK_BYTES), domain, FUZZY_BYTES + CORE_BYTES, 1},
        {'d',
         yg_str_from(domain, domain.n - (domain.n < 2 * BLOCK_BYTES ? domain.n : 2 * BLOCK_BYTES)),
         domain, FUZZY_BYTES + CORE_BYTES, 1},
    };
    size_t found = SIZE_MAX;
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        size_t other = find_alike(j, index, &blocks[i]);
        if (found == SIZE_MAX && other != SIZE_MAX) {
            found = other;
            *ret_why =
                i < 2 ? "the names differ by a letter or two" : "the host names differ by a letter";
        }
    }
    return found;
}

static bool share_line(yg_str a, yg_str b) {
    yg_str one, other;
    while (a.n > 0 && yg_str_split(&a, '\n', &one)) {
        yg_str rest = b;
        while (one.n > 0 && rest.n > 0 && yg_str_split(&rest, '\n', &other)) {
            if (yg_str_eq(one, other))
                return true;
        }
    }
    return false;
}

/* Some organisations are simply hit often (a ministry, a bank): one finding for all their records,
 * and nothing is said of each. */
static bool add_to_often(job *j, const entry *later) {
    if (later->times <= MOST_TIMES)
        return false;
    uint64_t *at = place_of(j, &j->often, later->record->source, later->core);
    if (*at > 0) {
        j->lint->findings.at[*at - 1].count++;
        return true;
    }
    yg_lint_add(j->lint, YG_LINT_NEAR_DUPLICATE, later->record, "victim", later->record->victim,
                "%llu records have this name, many of them within %d days",
                (unsigned long long)later->times, NEAR_DAYS)
        ->is_sure = false;
    *at = j->lint->findings.n;
    return true;
}

/* What makes the later record a repetition of the earlier one. */
typedef struct {
    const char *why;
    bool same_host, same_name;
} likeness;

static void report(job *j, const entry *earlier, const entry *later, likeness is) {
    YG_CLEANUP_BUF yg_buf text = {0};
    const yg_lint_record *a = earlier->record, *b = later->record;
    int64_t days = days_apart(a, b);
    bool same_post = share_line(a->posts, b->posts),
         same_link = share_line(a->references, b->references),
         months = a->span.precision == YG_DATE_MONTH || b->span.precision == YG_DATE_MONTH;
    if (add_to_often(j, later))
        return;
    yg_buf_addf(&text, "%s, %lld day%s apart%s%s%s", is.why, (long long)days, days == 1 ? "" : "s",
                months ? " (a date has no day)" : "", same_post ? ", the same leak-site post" : "",
                same_link ? ", the same link" : "");
    if (!yg_str_eq(a->victim, b->victim))
        yg_buf_addf(&text, "; the other is called \"%.*s\"", YG_FMT(a->victim));
    yg_lint_finding *finding = yg_lint_add(j->lint, YG_LINT_NEAR_DUPLICATE, b, "victim", b->victim,
                                           "%.*s", YG_FMT(yg_buf_str(&text)));
    finding->other = a->place;
    finding->is_sure = is.same_host ||
                       (is.same_name && (same_post || same_link || (days <= SURE_DAYS && !months)));
}

/* The nearest earlier record with this key, and this record as the next one's. */
static size_t exchange(job *j, yg_map *map, size_t index, yg_str key) {
    const entry *e = &j->entries.at[index];
    if (key.n < CORE_BYTES)
        return SIZE_MAX;
    uint64_t *at = place_of(j, map, e->record->source, key);
    size_t earlier = *at > 0 ? (size_t)*at - 1 : SIZE_MAX;
    *at = index + 1;
    return earlier != SIZE_MAX && is_near(&j->entries.at[earlier], e) ? earlier : SIZE_MAX;
}

/* By name in the same country first, then by name where a country is missing. */
static size_t exchange_core(job *j, size_t index) {
    const entry *e = &j->entries.at[index];
    YG_CLEANUP_BUF yg_buf key = {0};
    if (e->core.n < CORE_BYTES)
        return SIZE_MAX;
    yg_buf_addf(&key, "%.*s|", YG_FMT(e->record->sites));
    yg_buf_add(&key, e->core);
    size_t in_country = exchange(j, &j->last_core, index, yg_buf_str(&key));
    size_t anywhere = exchange(j, &j->last_core, index, e->core);
    if (in_country != SIZE_MAX)
        return in_country;
    return anywhere != SIZE_MAX && fit_countries(j->entries.at[anywhere].record, e->record)
               ? anywhere
               : SIZE_MAX;
}

static void check_repeat(job *j, size_t index) {
    const entry *e = &j->entries.at[index];
    const char *why = "";
    yg_str domain = is_shared_domain(e->record->domain) ? (yg_str){NULL, 0} : e->record->domain;
    size_t by_domain = exchange(j, &j->last_domain, index, domain);
    size_t by_core = exchange_core(j, index);
    size_t alike = find_any_alike(j, index, &why);
    if (by_domain != SIZE_MAX)
        report(
            j, &j->entries.at[by_domain], e,
            (likeness){by_domain == by_core ? "the same host name and name" : "the same host name",
                       true, false});
    else if (by_core != SIZE_MAX)
        report(j, &j->entries.at[by_core], e, (likeness){"the same name", false, true});
    else if (alike != SIZE_MAX)
        report(j, &j->entries.at[alike], e, (likeness){why, false, false});
}

static void find_repeats(yg_lint *lint) {
    YG_CLEANUP_MAP yg_map times = {0};
    job j = {.lint = lint};
    for (size_t i = 0; i < lint->records.n && i < UINT32_MAX; i++) {
        const yg_lint_record *r = &lint->records.at[i];
        if (!is_dated(r) || (is_nameless(r->victim) && r->domain.n == 0))
            continue;
        yg_buf_clear(&j.key);
        if (!is_nameless(r->victim))
            yg_lint_core_add(&j.key, r->victim);
        const entry e = {r, yg_arena_copy(&lint->arena, yg_buf_str(&j.key)), 0};
        (*place_of(&j, &times, r->source, e.core))++;
        yg_vec_push(&j.entries, e);
    }
    for (size_t i = 0; i < j.entries.n; i++) {
        entry *e = &j.entries.at[i];
        e->times = e->core.n > 0 ? *place_of(&j, &times, e->record->source, e->core) : 1;
    }
    if (j.entries.n > 0)
        qsort(j.entries.at, j.entries.n, sizeof *j.entries.at, by_source_and_date);
    for (size_t i = 0; i < j.entries.n; i++)
        check_repeat(&j, i);
    for (size_t i = 0; i < j.lists.n; i++)
        yg_vec_free(&j.lists.at[i]);
    yg_vec_free(&j.lists);
    yg_vec_free(&j.entries);
    yg_map_free(&j.last_domain);
    yg_map_free(&j.last_core);
    yg_map_free(&j.blocks);
    yg_map_free(&j.often);
    yg_buf_free(&j.key);
}

/* The posts of leak sites themselves come again without harm: sites move, deadlines pass. */
static void find_joined(yg_lint *lint) {
    YG_CLEANUP_MAP yg_map first = {0};
    YG_CLEANUP_BUF yg_buf key = {0};
    for (size_t i = 0; i < lint->records.n; i++) {
        const yg_lint_record *r = &lint->records.at[i];
        yg_str rest = r->is_post ? (yg_str){NULL, 0} : r->posts, post;
        while (rest.n > 0 && yg_str_split(&rest, '\n', &post)) {
            bool is_new;
            yg_buf_clear(&key);
            yg_buf_addf(&key, "%zu|%.*s", r->source, YG_FMT(post));
            uint64_t *at = yg_map_put(&first, yg_buf_str(&key), &is_new);
            if (is_new) {
                *at = i;
                continue;
            }
            const yg_lint_record *other = &lint->records.at[*at];
            yg_lint_finding *finding =
                yg_lint_add(lint, YG_LINT_JOINED_POST, r, "posts", post,
                            "the post is joined to the incident of %.*s too", YG_FMT(other->date));
            finding->other = other->place;
        }
    }
}

void yg_lint_pairs(yg_lint *lint) {
    find_repeats(lint);
    find_joined(lint);
}
