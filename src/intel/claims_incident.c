/* An incident: its row, and the statements that its parts are. A part takes over from the incident
 * who says it, where, and how it is known; never the note and the confidence. */
#include "intel/claims_part.h"

/* The claim of one part. */
static yg_claim part_claim(yg_claims_job *j, const yg_yaml_node *part, const yg_claim *incident,
                           const char *predicate, yg_str value) {
    yg_claim claim = yg_claims_claim_of(j, part);
    claim.predicate = yg_str_of(predicate);
    claim.value = value;
    if (claim.asserted_by.n == 0)
        claim.asserted_by = incident->asserted_by;
    if (claim.references.n == 0)
        claim.references = incident->references;
    if (claim.known == YG_KNOWN_UNSAID)
        claim.known = incident->known;
    return claim;
}

static void add_part(yg_claims_job *j, size_t thing, const yg_yaml_node *part,
                     const yg_claim *incident, const char *predicate, yg_str value) {
    if (value.n > 0)
        yg_claims_add_claim(j, thing, part_claim(j, part, incident, predicate, value));
}

static void add_actors(yg_claims_job *j, size_t thing, const yg_yaml_node *actors,
                       const yg_claim *incident) {
    for (const yg_yaml_node *actor = actors != NULL ? actors->first : NULL; actor != NULL;
         actor = actor->next) {
        yg_claim claim = part_claim(j, actor, incident, "attributed-to", (yg_str){NULL, 0});
        size_t of = yg_claims_thing_of(j, YG_STR("intrusion-set"), yg_yaml_str(actor, "name"),
                                       claim.asserted_by);
        claim.object_id = yg_claims_thing_id(j, of);
        claim.label = yg_yaml_str(actor, "name");
        yg_claims_add_claim(j, thing, claim);
    }
}

static void add_entry(yg_claims_job *j, size_t thing, const yg_yaml_node *entry,
                      const yg_claim *incident) {
    if (entry == NULL)
        return;
    yg_claim claim = part_claim(j, entry, incident, "entered-at", yg_yaml_str(entry, "at"));
    claim.label = yg_yaml_str(entry, "how");
    yg_claims_add_claim(j, thing, claim);
    add_part(j, thing, entry, incident, "entry-country", yg_yaml_str(entry, "country"));
    add_part(j, thing, entry, incident, "entry-organisation", yg_yaml_str(entry, "organisation"));
    add_part(j, thing, entry, incident, "entry-method", yg_yaml_str(entry, "how"));
}

static void add_supply_stop(yg_claims_job *j, size_t thing, const yg_yaml_node *stop,
                            const yg_claim *incident) {
    static const char *const measures[][2] = {{"lines", "supply-stop-lines"},
                                              {"plants", "supply-stop-plants"},
                                              {"hours", "supply-stop-hours"},
                                              {"vehicles", "supply-stop-vehicles"}};
    const yg_yaml_node *names = yg_yaml_get(stop, "organisations");
    if (stop == NULL)
        return;
    add_part(j, thing, stop, incident, "supply-stop", yg_yaml_str(stop, "value"));
    for (const yg_yaml_node *name = names != NULL ? names->first : NULL; name != NULL;
         name = name->next)
        add_part(j, thing, stop, incident, "supply-stop-organisation", name->text);
    for (size_t i = 0; i < sizeof measures / sizeof *measures; i++)
        add_part(j, thing, stop, incident, measures[i][1], yg_yaml_str(stop, measures[i][0]));
}

/* Bytes in powers of ten (SI), as whole bytes; everything else as it is written. */
static yg_str impact_value(yg_claims_job *j, const yg_yaml_node *item) {
    static const struct {
        const char *unit;
        double factor;
    } units[] = {{"kB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"TB", 1e12}, {"PB", 1e15}};
    yg_str value = yg_yaml_str(item, "value"), unit = yg_yaml_str(item, "unit");
    double number;
    if (!yg_str_eqz(yg_yaml_str(item, "measure"), "bytes") || !yg_str_to_double(value, &number))
        return value;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (yg_str_eqz(unit, units[i].unit))
            return yg_claims_text(j, "%.0f", number * units[i].factor);
    }
    return value;
}

static void add_impact(yg_claims_job *j, size_t thing, const yg_yaml_node *impact,
                       const yg_claim *incident) {
    for (const yg_yaml_node *item = impact != NULL ? impact->first : NULL; item != NULL;
         item = item->next) {
        yg_str measure = yg_yaml_str(item, "measure"), unit = yg_yaml_str(item, "unit"),
               bound = yg_yaml_str(item, "bound");
        yg_claim claim = part_claim(j, item, incident, "", impact_value(j, item));
        claim.predicate = yg_claims_text(j, "impact-%.*s", YG_FMT(measure));
        claim.label =
            yg_claims_text(j, "%.*s%s%.*s%s%.*s", YG_FMT(bound), bound.n > 0 ? " " : "",
                           YG_FMT(yg_yaml_str(item, "value")), unit.n > 0 ? " " : "", YG_FMT(unit));
        yg_claims_add_claim(j, thing, claim);
    }
}

/* What the table of keys cannot say. */
static const char *check(const yg_yaml_node *node) {
    const yg_yaml_node *impact = yg_yaml_get(node, "impact");
    if (yg_yaml_get(node, "parent") == NULL &&
        (yg_yaml_get(node, "parent-country") != NULL || yg_yaml_get(node, "parent-ja") != NULL))
        return "missing key: parent-country and parent-ja need parent";
    for (const yg_yaml_node *item = impact != NULL ? impact->first : NULL; item != NULL;
         item = item->next) {
        if (yg_str_eqz(yg_yaml_str(item, "measure"), "money") && yg_yaml_str(item, "unit").n == 0)
            return "missing key: an impact of money needs unit, its currency";
    }
    return NULL;
}

void yg_claims_take_incident(yg_claims_job *j, const yg_yaml_node *node) {
    const char *reason = check(node);
    yg_str key = yg_yaml_str(node, "key");
    if (reason != NULL) {
        yg_claims_reject(j, reason, node->offset_bytes, key);
        return;
    }
    size_t thing = yg_claims_thing_of(j, YG_STR("incident"), key, (yg_str){NULL, 0});
    if (j->things.at[thing].incident != NULL) {
        yg_claims_reject(j, "the key of the incident is there already", node->offset_bytes, key);
        return;
    }
    yg_claim own = yg_claims_claim_of(j, node);
    j->things.at[thing].incident = node;
    j->things.at[thing].offset_bytes = node->offset_bytes;
    add_actors(j, thing, yg_yaml_get(node, "actors"), &own);
    add_entry(j, thing, yg_yaml_get(node, "entry"), &own);
    const yg_yaml_node *reached = yg_yaml_get(node, "reached-parent");
    if (reached != NULL)
        add_part(j, thing, reached, &own, "reached-parent", yg_yaml_str(reached, "value"));
    add_supply_stop(j, thing, yg_yaml_get(node, "supply-stop"), &own);
    add_impact(j, thing, yg_yaml_get(node, "impact"), &own);
}

yg_str yg_claims_incident_name(yg_claims_job *j, const yg_yaml_node *node) {
    return yg_claims_text(j, "%.*s (%.*s)", YG_FMT(yg_yaml_str(node, "victim")),
                          YG_FMT(yg_yaml_str(node, "date")));
}

/* The names of `actors`, one a line. */
static void add_names(yg_buf *names, const yg_yaml_node *actors) {
    for (const yg_yaml_node *actor = actors != NULL ? actors->first : NULL; actor != NULL;
         actor = actor->next) {
        yg_str name = yg_yaml_str(actor, "name");
        if (name.n > 0 && names->n > 0)
            yg_buf_addc(names, '\n');
        yg_buf_add(names, name);
    }
}

bool yg_claims_put_incident(yg_claims_job *j, const yg_yaml_node *node, yg_error *err) {
    const yg_yaml_node *summary = yg_yaml_get(node, "summary");
    YG_CLEANUP_BUF yg_buf actors = {0};
    yg_claim own = yg_claims_claim_of(j, node);
    add_names(&actors, yg_yaml_get(node, "actors"));
    yg_incident row = {
        .actors = yg_buf_str(&actors),
        .key = yg_yaml_str(node, "key"),
        .date = yg_yaml_str(node, "date"),
        .date_kind = yg_yaml_str(node, "date-kind"),
        .victim = yg_yaml_str(node, "victim"),
        .victim_ja = yg_yaml_str(node, "victim-ja"),
        .sites = yg_claims_join(j, yg_yaml_get(node, "sites"), ' ', '_'),
        .parent = yg_yaml_str(node, "parent"),
        .parent_ja = yg_yaml_str(node, "parent-ja"),
        .parent_country = yg_yaml_str(node, "parent-country"),
        .sector = yg_yaml_str(node, "sector"),
        .sector_label = yg_yaml_str(node, "sector-label"),
        .types = yg_claims_join(j, yg_yaml_get(node, "types"), ' ', '_'),
        .asserted_by = own.asserted_by,
        .references = own.references,
        .known = own.known,
        .basis = yg_yaml_str(node, "basis"),
        .summary_en = yg_yaml_str(summary, "en"),
        .summary_ja = yg_yaml_str(summary, "ja"),
        .tags = own.tags,
    };
    return j->sink->incident(j->sink->self, &row, err);
}
