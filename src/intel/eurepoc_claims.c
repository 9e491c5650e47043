/* What a row of EuRepoC says beside the incident itself: who attributes it to whom, how they came
 * in, what it did. */
#include "base/limits.h"
#include "intel/eurepoc_part.h"
#include "intel/incident_part.h"
#include "model/vocab.h"

static yg_str cell(const yg_eurepoc_job *j, int column) {
    return yg_data_rows_cell(&j->rows, column);
}

static bool put(yg_eurepoc_job *j, yg_claim claim, yg_error *err) {
    yg_buf_clear(&j->value);
    yg_buf_clear(&j->label);
    yg_buf_clear(&j->by);
    yg_incident_add_clean(&j->value, claim.value);
    yg_incident_add_clean(&j->label, claim.label);
    yg_incident_add_clean(&j->by, claim.asserted_by);
    if (j->value.n == 0 || j->claims >= YG_LIMIT_NAMES)
        return true;
    claim.value = yg_buf_str(&j->value);
    claim.label = yg_buf_str(&j->label);
    claim.asserted_by = yg_buf_str(&j->by);
    claim.confidence = -1;
    if (claim.known == YG_KNOWN_UNSAID) { /* the data set itself says it */
        claim.known = YG_KNOWN_REPORTED;
        claim.references = yg_buf_str(&j->references);
        claim.date = yg_buf_str(&j->date);
    }
    j->claims++;
    return j->rows.sink->claim(j->rows.sink->self, &claim, err);
}

static yg_claim claim_of(const char *predicate, yg_str value, yg_str label) {
    return (yg_claim){.predicate = yg_str_of(predicate), .value = value, .label = label};
}

/* "(nan; None)" and the like, written by the program that made the file. */
static bool is_nothing(yg_str s) {
    return yg_incident_is_unknown(s) || yg_str_eq_nocase(s, YG_STR("nan")) ||
           yg_str_eq_nocase(s, YG_STR("nat"));
}

/* Parallel lists of a row: "a; b" of each column. */
typedef struct {
    yg_strings by, who, where, when, basis;
} attributions;

static void split(yg_str text, yg_strings *parts) {
    yg_str part;
    while (text.n > 0 && parts->n < YG_INCIDENT_ITEMS && yg_str_split(&text, ';', &part))
        yg_vec_push(parts, yg_str_trim(part));
}

/* The part that goes with the i-th asserter; none where the lists do not keep step. */
static yg_str part_of(const attributions *a, const yg_strings *parts, size_t i) {
    return parts->n == a->by.n ? parts->at[i] : (yg_str){NULL, 0};
}

static yg_known known_of(yg_str basis) {
    static const struct {
        const char *basis;
        yg_known known;
    } rows[] = {
        {"Attacker confirms", YG_KNOWN_CLAIMED_BY_ATTACKER},
        {"IT-security community attributes attacker", YG_KNOWN_ASSESSED},
        {"Attribution by receiver government / state entity", YG_KNOWN_OFFICIAL},
        {"Attribution by EU institution/agency", YG_KNOWN_OFFICIAL},
        {"Receiver attributes attacker", YG_KNOWN_CONFIRMED},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (yg_str_eqz(basis, rows[i].basis))
            return rows[i].known;
    }
    return YG_KNOWN_REPORTED;
}

/* Has an attribution in front of the i-th the same words? */
static bool is_repeated(const attributions *a, size_t i) {
    for (size_t k = 0; k < i; k++) {
        if (yg_str_eq(a->by.at[k], a->by.at[i]) &&
            yg_str_eq(part_of(a, &a->who, k), part_of(a, &a->who, i)) &&
            yg_str_eq(part_of(a, &a->where, k), part_of(a, &a->where, i)) &&
            yg_str_eq(part_of(a, &a->when, k), part_of(a, &a->when, i)))
            return true;
    }
    return false;
}

static bool put_attribution(yg_eurepoc_job *j, const attributions *a, size_t i, yg_str references,
                            yg_error *err) {
    YG_CLEANUP_BUF yg_buf date = {0};
    YG_CLEANUP_BUF yg_buf actor = {0};
    yg_str who = part_of(a, &a->who, i), where = part_of(a, &a->where, i);
    yg_country country = yg_country_from_name(where);
    if (is_nothing(a->by.at[i]) || is_repeated(a, i))
        return true;
    yg_eurepoc_add_date(&date, yg_str_sub(part_of(a, &a->when, i), 0, 10));
    yg_claim claim = {.predicate = YG_STR("attributed-to"),
                      .label = who,
                      .asserted_by = a->by.at[i],
                      .references = references,
                      .date = yg_buf_str(&date),
                      .known = known_of(part_of(a, &a->basis, i))};
    if (!is_nothing(who))
        yg_eurepoc_add_actor(&actor, who);
    claim.value = yg_buf_str(&actor);
    if (!put(j, claim, err))
        return false;
    claim.predicate = YG_STR("attributed-to-country");
    claim.value = yg_country_alpha2(country);
    claim.label = where;
    return put(j, claim, err);
}

/* Attributions with the one who made them: 192 rows name one. */
static bool put_attributions(yg_eurepoc_job *j, yg_error *err) {
    YG_CLEANUP_BUF yg_buf references = {0};
    attributions a = {0};
    bool done = true;
    split(cell(j, EUREPOC_BY), &a.by);
    split(cell(j, EUREPOC_ATTRIBUTED), &a.who);
    split(cell(j, EUREPOC_ATTRIBUTED_COUNTRY), &a.where);
    split(cell(j, EUREPOC_WHEN), &a.when);
    split(cell(j, EUREPOC_BASIS), &a.basis);
    yg_eurepoc_items(j, EUREPOC_ATTRIBUTION_SOURCES, &j->items);
    for (size_t i = 0; i < j->items.n; i++)
        yg_incident_add_addresses(&references, j->items.at[i]);
    for (size_t i = 0; done && i < a.by.n; i++)
        done = put_attribution(j, &a, i, yg_buf_str(&references), err);
    yg_vec_free(&a.by);
    yg_vec_free(&a.who);
    yg_vec_free(&a.where);
    yg_vec_free(&a.when);
    yg_vec_free(&a.basis);
    return done;
}

/* Who, in the words of the data set itself. */
static bool put_initiators(yg_eurepoc_job *j, yg_error *err) {
    YG_CLEANUP_BUF yg_buf seen = {0};
    yg_eurepoc_items(j, EUREPOC_INITIATOR_COUNTRY, &j->items);
    for (size_t i = 0; i < j->items.n; i++) {
        yg_str code = yg_country_alpha2(yg_country_from_name(j->items.at[i]));
        size_t before = seen.n;
        yg_incident_add_line(&seen, code);
        if (seen.n > before &&
            !put(j, claim_of("attributed-to-country", code, j->items.at[i]), err))
            return false;
    }
    yg_eurepoc_items(j, EUREPOC_INITIATOR, &j->items);
    for (size_t i = 0; i < j->items.n && i < YG_INCIDENT_ITEMS; i++) {
        if (yg_str_chr(j->items.at[i], '/') != SIZE_MAX &&
            !put(j, claim_of("actor-names", j->items.at[i], (yg_str){NULL, 0}), err))
            return false;
    }
    return true;
}

/* One claim for each different item of a column. */
static bool put_items(yg_eurepoc_job *j, int column, const char *predicate, const char *tag,
                      yg_error *err) {
    YG_CLEANUP_BUF yg_buf seen = {0};
    size_t looks = 0;
    yg_eurepoc_items(j, column, &j->items);
    for (size_t i = 0; i < j->items.n; i++) {
        yg_str rest = j->items.at[i], part;
        while (rest.n > 0 && looks++ < YG_INCIDENT_LOOKS && yg_str_split(&rest, ';', &part)) {
            size_t before = seen.n;
            part = yg_str_trim(part);
            if (!is_nothing(part))
                yg_incident_add_line(&seen, part);
            yg_claim claim = claim_of(predicate, part, (yg_str){NULL, 0});
            claim.tags = yg_str_of(tag);
            if (seen.n > before && !put(j, claim, err))
                return false;
        }
    }
    return true;
}

/* ATT&CK's Supply Chain Compromise and Trusted Relationship are ways in through somebody else. */
static bool put_entry(yg_eurepoc_job *j, yg_error *err) {
    yg_str access = cell(j, EUREPOC_ACCESS);
    if ((yg_str_find(access, YG_STR("Supply Chain Compromise")) != SIZE_MAX ||
         yg_str_find(access, YG_STR("Trusted Relationship")) != SIZE_MAX) &&
        !put(j, claim_of("entered-at", YG_STR("supplier"), access), err))
        return false;
    return put_items(j, EUREPOC_ACCESS, "entry-method", "mitre-initial-access", err) &&
           put_items(j, EUREPOC_IMPACT, "uses-technique", "mitre-impact", err);
}

static bool put_money(yg_eurepoc_job *j, yg_error *err) {
    static const char *const units[][2] = {{"euro", "EUR"}, {"dollar", "USD"}};
    YG_CLEANUP_BUF yg_buf value = {0};
    YG_CLEANUP_BUF yg_buf label = {0};
    yg_str money = cell(j, EUREPOC_MONEY), unit = cell(j, EUREPOC_CURRENCY);
    double amount;
    for (size_t i = 0; i < 2; i++) {
        if (!yg_str_eq_nocase(unit, yg_str_of(units[i][0])) || !yg_str_to_double(money, &amount) ||
            amount <= 0 || amount > 1e15)
            continue;
        yg_buf_addf(&value, "%.0f", amount);
        yg_buf_addf(&label, "%.*s %s", YG_FMT(money), units[i][1]);
        return put(j, claim_of("impact-money", yg_buf_str(&value), yg_buf_str(&label)), err);
    }
    return true;
}

/* The named receivers behind the first one, who is the victim of the row. */
static bool put_receivers(yg_eurepoc_job *j, yg_error *err) {
    YG_CLEANUP_BUF yg_buf seen = {0};
    yg_incident_add_line(&seen, yg_buf_str(&j->victim));
    yg_eurepoc_items(j, EUREPOC_RECEIVER, &j->items);
    for (size_t i = 0; i < j->items.n; i++) {
        size_t before = seen.n;
        if (!is_nothing(j->items.at[i]))
            yg_incident_add_line(&seen, j->items.at[i]);
        if (seen.n > before &&
            !put(j, claim_of("further-victim", j->items.at[i], (yg_str){NULL, 0}), err))
            return false;
    }
    return true;
}

bool yg_eurepoc_put_claims(yg_eurepoc_job *j, yg_error *err) {
    yg_str intensity = cell(j, EUREPOC_INTENSITY);
    j->claims = 0;
    return put_receivers(j, err) && put_initiators(j, err) && put_attributions(j, err) &&
           put_items(j, EUREPOC_INITIATOR_CATEGORY, "actor-type", "initiator-category", err) &&
           put_items(j, EUREPOC_INITIATOR_SUBCATEGORY, "actor-type", "initiator-subcategory",
                     err) &&
           put_items(j, EUREPOC_TYPE, "incident-type", "", err) &&
           put_items(j, EUREPOC_DISCLOSURE, "discovered-by", "", err) && put_entry(j, err) &&
           put_items(j, EUREPOC_ZERO_DAYS, "zero-day", "", err) &&
           (is_nothing(intensity) ||
            put(j, claim_of("cyber-intensity", intensity, (yg_str){NULL, 0}), err)) &&
           put_money(j, err);
}
