/* Step 1, figures: counts from the cell or the query, shares and intervals from the counts. */
#include <math.h>

#include "model/interval.h"
#include "tell/verify_part.h"

typedef struct {
    verify_facts *facts;
    yyjson_val *figure;
    yg_str id, evidence;
    uint64_t numerator, denominator;
    bool has_numerator, has_denominator;
} checking;

static bool whole(yyjson_val *object, const char *key, uint64_t *ret_value) {
    yyjson_val *value = yyjson_obj_get(object, key);
    if (!yyjson_is_uint(value))
        return false;
    *ret_value = yyjson_get_uint(value);
    return true;
}

static yg_str counts_text(yg_verification *v, uint64_t x, bool has_n, uint64_t n) {
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_buf_addf(&text, "%llu", (unsigned long long)x);
    if (has_n)
        yg_buf_addf(&text, " of %llu", (unsigned long long)n);
    return yg_arena_copy(&v->arena, yg_buf_str(&text));
}

static yg_str part_name(const checking *c, const char *part) {
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_buf_addf(&text, "%.*s: %s", YG_FMT(c->id), part);
    return yg_arena_copy(&c->facts->v->arena, yg_buf_str(&text));
}

static void note_counts(const checking *c, const char *part, uint64_t x, bool has_n, uint64_t n) {
    yg_verification *v = c->facts->v;
    verify_notef(v, "figure", part_name(c, part), c->evidence,
                 counts_text(v, c->numerator, c->has_denominator, c->denominator),
                 counts_text(v, x, has_n, n));
}

static void check_query(const checking *c, const yg_query *query) {
    uint64_t x = verify_count_of(c->facts, &query->numerator), n = 0;
    if (query->has_denominator)
        n = verify_count_of(c->facts, &query->denominator);
    bool fine = x == c->numerator && query->has_denominator == c->has_denominator &&
                n == (c->has_denominator ? c->denominator : 0);
    if (!fine)
        note_counts(c, "by its query", x, query->has_denominator, n);
}

/* The cells that a figure names: one of them must say what the figure says. */
static bool check_cells(const checking *c) {
    yyjson_val *list = yyjson_obj_get(c->figure, "evidence");
    yyjson_arr_iter iter;
    const verify_fact *seen = NULL;
    bool fits = false, is_only = yyjson_arr_size(list) > 0;
    if (!yyjson_arr_iter_init(list, &iter))
        return false;
    while (yyjson_arr_iter_has_next(&iter)) {
        yyjson_val *id = yyjson_arr_iter_next(&iter);
        const verify_fact *fact =
            verify_fact_of(c->facts, (yg_str){yyjson_get_str(id), yyjson_get_len(id)});
        is_only = is_only && fact != NULL && yg_str_eqz(fact->kind, "statistic");
        for (; fact != NULL; fact = fact->next > 0 ? &c->facts->facts.at[fact->next - 1] : NULL) {
            seen = fact;
            fits = fits ||
                   (fact->count == c->numerator &&
                    (!c->has_denominator || (fact->has_total && fact->total == c->denominator)));
        }
    }
    if (!is_only)
        return false;
    if (!fits)
        note_counts(c, "by its cell", seen->count, seen->has_total && c->has_denominator,
                    seen->total);
    return true;
}

static bool is_near(double a, double b) {
    return fabs(a - b) <= 1.01e-6 * (1 + fabs(b));
}

static void note_number(const checking *c, const char *part, double reported, double stored) {
    char text[2][40];
    snprintf(text[0], sizeof text[0], "%.6f", reported);
    snprintf(text[1], sizeof text[1], "%.6f", stored);
    verify_notef(c->facts->v, "interval", part_name(c, part), c->evidence, yg_str_of(text[0]),
                 yg_str_of(text[1]));
}

static bool interval_of(const checking *c, yg_str method, uint64_t k, yg_interval *ret) {
    uint64_t x = c->numerator, n = c->denominator;
    if (yg_str_eqz(method, "wilson"))
        *ret = yg_share_wilson95(x, n);
    else if (yg_str_eqz(method, "jeffreys"))
        *ret = yg_interval_jeffreys(x, n, 0.95);
    else if (yg_str_eqz(method, "clopper-pearson"))
        *ret = yg_interval_clopper_pearson(x, n, 0.95);
    else if (yg_str_eqz(method, "goodman"))
        *ret = yg_interval_goodman(x, n, k, 0.95);
    else if (yg_str_eqz(method, "garwood"))
        *ret = yg_interval_garwood(x, 0.95);
    else
        return false;
    return true;
}

static void check_interval(const checking *c) {
    yyjson_val *interval = yyjson_obj_get(c->figure, "interval"),
               *share = yyjson_obj_get(c->figure, "share");
    yg_interval want;
    if (yyjson_is_num(share)) {
        double x = c->has_denominator && c->denominator > 0
                       ? (double)c->numerator / (double)c->denominator
                       : NAN;
        if (!is_near(yyjson_get_num(share), x))
            note_number(c, "share", yyjson_get_num(share), x);
    }
    if (!yyjson_is_obj(interval))
        return;
    yg_str method = yg_json_str(interval, "method");
    double low = yyjson_get_num(yyjson_obj_get(interval, "low")),
           high = yyjson_get_num(yyjson_obj_get(interval, "high"));
    uint64_t categories = 1;
    whole(interval, "categories", &categories);
    bool found = interval_of(c, method, categories, &want);
    if (!found) {
        verify_notef(c->facts->v, "interval", part_name(c, "interval: method"), c->evidence, method,
                     YG_STR("no method that is known"));
    } else {
        if (!is_near(low, want.low))
            note_number(c, "interval: low", low, want.low);
        if (!is_near(high, want.high))
            note_number(c, "interval: high", high, want.high);
    }
}

void verify_figures(verify_facts *facts, yyjson_val *document) {
    yyjson_val *figures = yyjson_obj_get(document, "figures");
    yyjson_arr_iter iter;
    if (!yyjson_arr_iter_init(figures, &iter))
        return;
    for (size_t i = 0; yyjson_arr_iter_has_next(&iter); i++) {
        checking c = {.facts = facts, .figure = yyjson_arr_iter_next(&iter)};
        const yg_query *query = &facts->queries.at[i];
        c.id = yg_json_str(c.figure, "id");
        c.evidence = verify_ids(facts->v, c.figure);
        c.has_numerator = whole(c.figure, "numerator", &c.numerator);
        c.has_denominator = whole(c.figure, "denominator", &c.denominator);
        facts->v->figures++;
        size_t findings = facts->findings_of.at[i], sightings = facts->sightings_of.at[i];
        if (findings > 0 || sightings > 0) {
            uint64_t x = findings > 0 ? facts->findings.at[findings - 1].count
                                      : facts->sightings.at[sightings - 1].count;
            if (!c.has_numerator || x != c.numerator || c.has_denominator)
                note_counts(&c, "by its query", x, false, 0);
            facts->v->by_query++;
        } else if (query->numerator.source.n > 0) {
            check_query(&c, query);
            facts->v->by_query++;
        } else if (c.has_numerator && check_cells(&c)) {
            facts->v->by_cell++;
        } else {
            facts->v->by_building++;
        }
        check_interval(&c);
    }
}
