/* What a cluster's meta says about the thing, as claims. The table below is all of it; members that
 * are not in it stay in the raw record (payment addresses and onion links of ransomware among them,
 * on purpose).
 *
 * Words are kept as they are in `label`; `value` is their code where the vocabulary has exactly one
 * ("Middle East" has none). [QUADRATIC] at most YG_LIMIT_NAMES claims an object. */
#include "base/limits.h"
#include "intel/misp_cluster.h"
#include "model/vocab.h"

/* All addresses of one cluster together; the largest real one has 67,103 bytes. */
#define REFERENCES_MAX_BYTES (256u << 10)

typedef enum { AS_WORDS, AS_COUNTRY, AS_SECTOR, AS_DATE, AS_ORIGIN } reading;

static const struct {
    const char *member, *predicate;
    reading reading;
} rows[] = {
    {"country", "attributed-to-country", AS_COUNTRY},
    {"cfr-suspected-state-sponsor", "sponsored-by", AS_COUNTRY},
    {"microsoft-origin-threat", "originates-from", AS_ORIGIN},
    {"cfr-suspected-victims", "targets-country", AS_COUNTRY},
    {"suspected-victims", "targets-country", AS_COUNTRY},
    {"observed_countries", "targets-country", AS_COUNTRY},
    {"cfr-target-category", "targets-sector", AS_SECTOR},
    {"targeted-sector", "targets-sector", AS_SECTOR},
    {"sector", "targets-sector", AS_SECTOR},
    {"target_categories", "targets-sector", AS_SECTOR},
    {"cfr-type-of-incident", "incident-type", AS_WORDS},
    {"motive", "motivated-by", AS_WORDS},
    {"observed_motivations", "motivated-by", AS_WORDS},
    {"since", "active-since", AS_DATE},
};

typedef struct {
    const yg_misp_cluster *cluster;
    yg_error *err;
    size_t row;
    int confidence; /* of the attribution */
    yg_buf *references;
    size_t n_claims;
    bool full;
} claim_job;

static bool put_claim(claim_job *j, const yg_claim *claim) {
    const yg_sink *sink = j->cluster->sink;
    if (j->full)
        return true;
    if (j->n_claims++ == YG_LIMIT_NAMES) {
        yg_fault fault = {YG_ERR_LIMIT, "more claims than the limit of 10000; the rest is left out",
                          j->cluster->offset_bytes, j->cluster->record};
        j->full = true;
        sink->reject(sink->self, &fault, j->cluster->name);
        return true;
    }
    return sink->claim(sink->self, claim, j->err);
}

static yg_str country_code(yg_str words) {
    yg_country country = yg_country_from_code(words);
    return yg_country_alpha2(country != 0 ? country : yg_country_from_name(words));
}

static bool is_unknown(yg_str words) {
    return yg_str_eq_nocase(words, YG_STR("unknown")) || yg_str_eq_nocase(words, YG_STR("n/a"));
}

/* "Russia, Influence operations": countries and kinds of actor in one list. */
static bool put_origin(claim_job *j, yg_str words) {
    static const char *const kinds[] = {"Covert network", "Group in development",
                                        "Influence operations", "Private sector offensive actor"};
    yg_str part;
    while (yg_str_split(&words, ',', &part)) {
        part = yg_str_trim(part);
        yg_claim claim = {.predicate = yg_str_of(rows[j->row].predicate),
                          .value = country_code(part),
                          .label = part,
                          .asserted_by = YG_STR("Microsoft"),
                          .confidence = -1};
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
            if (yg_str_eq_nocase(part, yg_str_of(kinds[i])))
                claim.predicate = YG_STR("actor-type");
        }
        if (yg_str_eq_nocase(part, YG_STR("Financially motivated")))
            claim.predicate = YG_STR("motivated-by");
        if (claim.value.n == 0)
            claim.value = yg_str_eqz(claim.predicate, rows[j->row].predicate) ? claim.value : part;
        if (part.n > 0 && !put_claim(j, &claim))
            return false;
    }
    return true;
}

static bool put_words(void *self, yg_str words) {
    claim_job *j = self;
    char letter[1];
    words = yg_str_trim(words);
    if (words.n == 0 || words.n > YG_LIMIT_NAME_BYTES || is_unknown(words))
        return true;
    if (rows[j->row].reading == AS_ORIGIN)
        return put_origin(j, words);
    yg_claim claim = {
        .predicate = yg_str_of(rows[j->row].predicate), .label = words, .confidence = -1};
    switch (rows[j->row].reading) {
    case AS_COUNTRY:
        claim.value = country_code(words);
        if (j->row == 0)
            claim.confidence = j->confidence;
        break;
    case AS_SECTOR:
        letter[0] = yg_sector_from_label(words);
        claim.value = (yg_str){letter, letter[0] != 0};
        break;
    default:
        claim.value = words;
        break;
    }
    return put_claim(j, &claim);
}

static bool take_confidence(void *self, yg_str text) {
    claim_job *j = self;
    double confidence;
    if (yg_str_to_double(yg_str_trim(text), &confidence) && confidence >= 0 && confidence <= 100)
        j->confidence = (int)(confidence + 0.5);
    return true;
}

/* "Subgroup: X" among the synonyms: X is a part of this group, not a name of it. */
static bool put_subgroup(void *self, yg_str text) {
    yg_claim claim = {.predicate = YG_STR("has-part"),
                      .value = yg_misp_subgroup(text),
                      .label = text,
                      .confidence = -1};
    return claim.value.n == 0 || claim.value.n > YG_LIMIT_NAME_BYTES || put_claim(self, &claim);
}

static bool add_reference(void *self, yg_str address) {
    claim_job *j = self;
    address = yg_str_trim(address);
    if (!yg_misp_reference_is_fit(address))
        return true;
    if (j->references->n + address.n + 1 > REFERENCES_MAX_BYTES)
        return false;
    if (j->references->n > 0)
        yg_buf_addc(j->references, '\n');
    yg_buf_add(j->references, address);
    return true;
}

static bool put_references(claim_job *j) {
    static const char *const members[] = {"refs", "references", "sources"};
    yg_buf_clear(j->references);
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        yg_json_each_text(yyjson_obj_get(j->cluster->meta, members[i]), add_reference, j);
    yg_claim claim = {.predicate = YG_STR("references"),
                      .references = yg_buf_str(j->references),
                      .confidence = -1};
    return claim.references.n == 0 || put_claim(j, &claim);
}

/* Countries, sectors and regions describe themselves with members of the same names. Microsoft's
 * "sector" holds what "microsoft-origin-threat" should: "Iran", "Financially motivated". */
static bool is_read(const yg_misp_cluster *c, size_t row) {
    const char *stix = c->kind->stix;
    if (strcmp(stix, "location") == 0 || strcmp(stix, "identity") == 0)
        return false;
    return strcmp(rows[row].member, "sector") != 0 ||
           (!yg_str_eqz(c->galaxy, "microsoft-activity-group") &&
            yyjson_obj_get(c->meta, "microsoft-origin-threat") == NULL);
}

static bool put_location(claim_job *j) {
    yg_str country = yg_json_str(j->cluster->meta, "country");
    if (!yg_str_eqz(j->cluster->galaxy, "intelligence-agency") || country.n == 0 ||
        country.n > YG_LIMIT_NAME_BYTES)
        return true;
    yg_claim claim = {.predicate = YG_STR("located-in"),
                      .value = country_code(country),
                      .label = country,
                      .confidence = -1};
    return put_claim(j, &claim);
}

bool yg_misp_put_claims(const yg_misp_cluster *cluster, yg_error *err) {
    YG_CLEANUP_BUF yg_buf references = {0};
    claim_job j = {.cluster = cluster, .err = err, .confidence = -1, .references = &references};
    if (cluster->meta == NULL)
        return true;
    yg_json_each_text(yyjson_obj_get(cluster->meta, "attribution-confidence"), take_confidence, &j);
    for (j.row = 0; j.row < sizeof rows / sizeof *rows; j.row++) {
        if (is_read(cluster, j.row) &&
            !yg_json_each_text(yyjson_obj_get(cluster->meta, rows[j.row].member), put_words, &j))
            return false;
    }
    return put_location(&j) &&
           yg_json_each_text(yyjson_obj_get(cluster->meta, "synonyms"), put_subgroup, &j) &&
           put_references(&j);
}
