/* Records of one source that are there twice, and posts that are joined to two incidents.
 *
 * Records are walked by date. The earlier record that one may repeat is found by its host name, by
 * the core of its name, and for small differences of spelling among those that begin or end alike
 * in the same country. [QUADRATIC] at most MOST_NEAR of these are looked at for one record. */
#include "know/lint_part.h"

#include <stdlib.h>

#include "base/map.h"
#include "text/key.h"

enum { NEAR_DAYS = 60, MOST_NEAR = 200, CORE_BYTES = 4, FUZZY_BYTES = 10, LONG_BYTES = 20 };

/* Words that say nothing about which organisation it is: legal forms, articles, "group". */
static const char silent_words[] = " inc incorporated llc ltd limited corp corporation co company "
                                   "gmbh ag se sa sas sarl srl sl spa "
                                   "plc pllc pc lp llp bv nv oy oyj ab as aps kg kgaa mbh ev pvt "
                                   "pte pty sdn bhd kk ltda group groupe "
                                   "gruppe grupo gruppo holding holdings the of and la le les l de "
                                   "du des d von der die das el los y e "
                                   "et und & ";

static bool is_silent(yg_str word) {
    YG_CLEANUP_BUF yg_buf spaced = {0};
    yg_buf_addf(&spaced, " %.*s ", YG_FMT(word));
    return strstr(silent_words, yg_buf_z(&spaced)) != NULL;
}

static int by_bytes(const void *a, const void *b) {
    return yg_str_cmp(*(const yg_str *)a, *(const yg_str *)b);
}

/* Are the letters of note, in this order, first letters of words of name? "(BCSD)" is, "(WI)" of
 * "Rock County" is not. */
static bool is_abbreviation(yg_str note, yg_str name) {
    size_t at = 0;
    bool start = true;
    if (note.n < 2 || note.n > 10)
        return false;
    for (size_t i = 0; i < name.n && at < note.n; i++) {
        char c = name.p[i];
        bool letter = (unsigned char)c >= 0x80 || (c | 0x20) >= 'a';
        if (start && letter && (c | 0x20) == (note.p[at] | 0x20))
            at++;
        start = !letter;
    }
    return at == note.n;
}

/* name without its last bracket when that only abbreviates it. */
static yg_str without_abbreviation(yg_str name) {
    size_t open = yg_str_chr(name, '(');
    name = yg_str_trim(name);
    if (open == SIZE_MAX || open == 0 || name.p[name.n - 1] != ')')
        return name;
    yg_str note = yg_str_sub(name, open + 1, name.n - open - 2);
    return is_abbreviation(note, yg_str_sub(name, 0, open)) ? yg_str_sub(name, 0, open) : name;
}

void yg_lint_core_add(yg_buf *buf, yg_str name) {
    YG_CLEANUP_BUF yg_buf folded = {0};
    YG_VEC(yg_str) words = {0};
    yg_str rest, word;
    yg_key_add_folded(&folded, without_abbreviation(name));
    size_t start = buf->n;
    rest = yg_str_trim(yg_buf_str(&folded));
    while (rest.n > 0 && yg_str_split(&rest, ' ', &word)) {
        if (word.n > 0 && !is_silent(word))
            yg_vec_push(&words, word);
    }
    if (words.n > 0)
        qsort(words.at, words.n, sizeof *words.at, by_bytes);
    for (size_t i = 0; i < words.n; i++)
        yg_buf_add(buf, words.at[i]);
    if (buf->n - start < CORE_BYTES) {
        buf->n = start;
        yg_key_add(buf, name);
    }
    yg_vec_free(&words);
}

size_t yg_lint_distance(yg_str a, yg_str b, size_t most) {
    enum { LONGEST = 128 };
    size_t row[LONGEST + 1];
    size_t gap = a.n > b.n ? a.n - b.n : b.n - a.n;
    if (gap > most || a.n > LONGEST || b.n > LONGEST)
        return most + 1;
    for (size_t k = 0; k <= b.n; k++)
        row[k] = k;
    for (size_t i = 1; i <= a.n; i++) {
        size_t corner = row[0], least;
        least = row[0] = i;
        for (size_t k = 1; k <= b.n; k++) {
            size_t change = corner + (a.p[i - 1] != b.p[k - 1]);
            corner = row[k];
            size_t gone = row[k] + 1, come = row[k - 1] + 1;
            row[k] = change < gone ? change : gone;
            row[k] = row[k] < come ? row[k] : come;
            least = row[k] < least ? row[k] : least;
        }
        if (least > most)
            return most + 1;
    }
    return row[b.n];
}

/* What is known of one record while the records are walked. */
typedef struct {
    const yg_lint_record *record;
    yg_str core; /* in the arena; empty: the name says nothing */
} entry;

typedef YG_VEC(uint32_t) places;

typedef struct {
    yg_lint *lint;
    YG_VEC(entry) entries;
    yg_map last_domain, last_core; /* index of the entry plus 1 */
    yg_map blocks;                 /* index into lists plus 1 */
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
        "facebook.com", "wordpress.com", "blogspot.com", "google.com",   "linkedin.com",
        "github.io",    "wixsite.com",   "jimdo.com",    "ehpad.fr",     "instagram.com",
        "x.com",        "twitter.com",   "weebly.com",   "business.site"};
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

/* The name with one or two letters other than another's; hosts alike. */
static bool is_alike(const entry *a, const entry *b, const char **ret_why) {
    size_t n = a->core.n < b->core.n ? a->core.n : b->core.n;
    if (a->record->sites.n == 0 || !yg_str_eq(a->record->sites, b->record->sites))
        return false;
    if (n >= FUZZY_BYTES && same_digits(a->core, b->core) &&
        yg_lint_distance(a->core, b->core, n >= LONG_BYTES ? 2 : 1) <= (n >= LONG_BYTES ? 2 : 1)) {
        *ret_why = "the names differ by a letter or two";
        return true;
    }
    yg_str one = a->record->domain, other = b->record->domain;
    if (one.n >= FUZZY_BYTES + CORE_BYTES && same_digits(one, other) &&
        yg_lint_distance(one, other, 1) == 1) {
        *ret_why = "the host names differ by a letter";
        return true;
    }
    return false;
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

static size_t find_alike(job *j, size_t index, yg_str part, char which, const char **ret_why) {
    const entry *e = &j->entries.at[index];
    if (part.n < CORE_BYTES || e->record->sites.n == 0)
        return SIZE_MAX;
    places *list = block_of(j, e, part, which);
    size_t found = SIZE_MAX, looked = 0;
    for (size_t i = list->n; i > 0 && looked < MOST_NEAR && found == SIZE_MAX; i--, looked++) {
        const entry *other = &j->entries.at[list->at[i - 1]];
        if (!is_near(other, e))
            break;
        if (is_alike(other, e, ret_why))
            found = list->at[i - 1];
    }
    yg_vec_push(list, (uint32_t)index);
    return found;
}

static size_t find_any_alike(job *j, size_t index, const char **ret_why) {
    const entry *e = &j->entries.at[index];
    yg_str core = e->core, domain = e->record->domain;
    const yg_str parts[] = {
        yg_str_sub(core, 0, CORE_BYTES),
        yg_str_from(core, core.n > CORE_BYTES ? core.n - CORE_BYTES : 0),
        yg_str_sub(domain, 0, CORE_BYTES),
        yg_str_from(domain, domain.n > 2 * CORE_BYTES ? domain.n - 2 * CORE_BYTES : domain.n)};
    size_t found = SIZE_MAX;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const char *why = NULL;
        size_t other = find_alike(j, index, parts[i], "abcd"[i], &why);
        if (found == SIZE_MAX && other != SIZE_MAX) {
            found = other;
            *ret_why = why;
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

static void report(job *j, const entry *earlier, const entry *later, const char *why, bool sure) {
    YG_CLEANUP_BUF yg_buf text = {0};
    const yg_lint_record *a = earlier->record, *b = later->record;
    int64_t days = days_apart(a, b);
    yg_buf_addf(&text, "%s, %lld day%s apart", why, (long long)days, days == 1 ? "" : "s");
    if (share_line(a->posts, b->posts))
        yg_buf_addz(&text, ", the same leak-site post");
    if (share_line(a->references, b->references))
        yg_buf_addz(&text, ", the same link");
    if (!yg_str_eq(a->victim, b->victim))
        yg_buf_addf(&text, "; the other is called \"%.*s\"", YG_FMT(a->victim));
    yg_lint_finding *finding = yg_lint_add(j->lint, YG_LINT_NEAR_DUPLICATE, b, "victim", b->victim,
                                           "%.*s", YG_FMT(yg_buf_str(&text)));
    finding->other = a->place;
    finding->is_sure = sure;
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

static void check_repeat(job *j, size_t index) {
    const entry *e = &j->entries.at[index];
    const char *why = "";
    yg_str domain = is_shared_domain(e->record->domain) ? (yg_str){NULL, 0} : e->record->domain;
    size_t by_domain = exchange(j, &j->last_domain, index, domain);
    size_t by_core = exchange(j, &j->last_core, index, e->core);
    size_t alike = find_any_alike(j, index, &why);
    if (by_core != SIZE_MAX && !fit_countries(j->entries.at[by_core].record, e->record))
        by_core = SIZE_MAX;
    if (by_domain != SIZE_MAX)
        report(j, &j->entries.at[by_domain], e,
               by_domain == by_core ? "the same host name and name" : "the same host name", true);
    else if (by_core != SIZE_MAX)
        report(j, &j->entries.at[by_core], e, "the same name", true);
    else if (alike != SIZE_MAX)
        report(j, &j->entries.at[alike], e, why, false);
}

static void find_repeats(yg_lint *lint) {
    job j = {.lint = lint};
    for (size_t i = 0; i < lint->records.n && i < UINT32_MAX; i++) {
        const yg_lint_record *r = &lint->records.at[i];
        if (!is_dated(r) || (is_nameless(r->victim) && r->domain.n == 0))
            continue;
        yg_buf_clear(&j.key);
        if (!is_nameless(r->victim))
            yg_lint_core_add(&j.key, r->victim);
        yg_vec_push(&j.entries, ((entry){r, yg_arena_copy(&lint->arena, yg_buf_str(&j.key))}));
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
