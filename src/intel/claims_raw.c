/* A thing of a claims file as a STIX 2.1 object. What STIX has no word for stands in one
 * property-extension (STIX 2.1 section 7.3): for an incident its whole record, for everything the
 * names and the statements. The statements are in it so that a changed file is seen as changed. */
#include "intel/claims_part.h"
#include "text/yaml_json.h"

/* STIX wants a time; a file that does not say when it was published gets this one, never the clock.
 */
#define NO_TIME "1970-01-01T00:00:00.000Z"

static void add_time(yg_jw *w, const char *key, int64_t us) {
    YG_CLEANUP_BUF yg_buf text = {0};
    if (us == YG_TIME_NONE) {
        yg_jw_str(w, key, YG_STR(NO_TIME));
        return;
    }
    yg_time_add(&text, us);
    if (text.n == 20) {
        text.n--;
        yg_buf_addz(&text, ".000Z");
    }
    yg_jw_str(w, key, yg_buf_str(&text));
}

static void add_names(yg_jw *w, const yg_claims_bundle *b) {
    bool open = false;
    for (size_t i = 0; i < b->n_names; i++) {
        const yg_name *name = &b->names[i].name;
        if (!open)
            yg_jw_begin(w, "names", '[');
        open = true;
        yg_jw_begin(w, NULL, '{');
        yg_jw_str(w, "name", name->text);
        yg_jw_str(w, "kind", name->kind == YG_NAME_ALIAS ? YG_STR("alias") : YG_STR("mention"));
        yg_jw_opt(w, "vendor", name->vendor);
        yg_jw_opt(w, "reference", name->reference);
        yg_jw_opt(w, "date", name->date);
        yg_jw_end(w, '}');
    }
    if (open)
        yg_jw_end(w, ']');
}

static void add_claim(yg_jw *w, const yg_claim *claim) {
    yg_jw_begin(w, NULL, '{');
    yg_jw_str(w, "predicate", claim->predicate);
    yg_jw_opt(w, "object_ref", claim->object_id);
    yg_jw_opt(w, "value", claim->value);
    yg_jw_opt(w, "label", claim->label);
    yg_jw_opt(w, "asserted_by", claim->asserted_by);
    if (claim->references.n > 0)
        yg_jw_list(w, "references", claim->references, '\n');
    yg_jw_opt(w, "date", claim->date);
    yg_jw_opt(w, "how_known", yg_str_of(yg_known_word(claim->known)));
    if (claim->confidence >= 0)
        yg_jw_int(w, "confidence", claim->confidence);
    yg_jw_opt(w, "note_en", claim->note_en);
    yg_jw_opt(w, "note_ja", claim->note_ja);
    if (claim->tags.n > 0)
        yg_jw_list(w, "tags", claim->tags, ' ');
    yg_jw_end(w, '}');
}

static void add_reference(yg_jw *w, yg_str source, const char *key, yg_str value) {
    yg_jw_begin(w, NULL, '{');
    yg_jw_str(w, "source_name", source);
    yg_jw_str(w, key, value);
    yg_jw_end(w, '}');
}

static void add_references(const yg_claims_job *j, yg_jw *w, const yg_claims_bundle *b) {
    const yg_claims_thing *t = b->thing;
    if (yg_str_eqz(t->kind, "attack-pattern") || yg_str_eqz(t->kind, "incident")) {
        bool attack = yg_str_eqz(t->kind, "attack-pattern");
        const yg_yaml_node *urls = yg_yaml_get(t->incident, "references");
        yg_str by = yg_yaml_str(t->incident, "asserted-by");
        yg_jw_begin(w, "external_references", '[');
        add_reference(w, attack ? YG_STR("mitre-attack") : j->own.publisher, "external_id", t->key);
        for (const yg_yaml_node *url = urls != NULL ? urls->first : NULL; url != NULL;
             url = url->next)
            add_reference(w, by.n > 0 ? by : j->own.publisher, "url", url->text);
        yg_jw_end(w, ']');
    }
}

void yg_claims_add_raw(const yg_claims_job *j, const yg_claims_bundle *b, yg_buf *raw) {
    const yg_claims_thing *t = b->thing;
    char id[YG_ID_BYTES];
    yg_jw w = {.buf = raw};
    yg_jw_begin(&w, NULL, '{');
    yg_jw_str(&w, "type", t->type);
    yg_jw_str(&w, "spec_version", YG_STR("2.1"));
    yg_jw_str(&w, "id", t->id);
    add_time(&w, "created", j->published_us);
    add_time(&w, "modified", j->published_us);
    yg_jw_str(&w, "name", b->name);
    yg_jw_opt(&w, "description", yg_yaml_str(yg_yaml_get(t->incident, "summary"), "en"));
    if (yg_str_eqz(t->kind, "location"))
        yg_jw_str(&w, "country", t->key);
    if (yg_str_eqz(t->kind, "malware"))
        yg_jw_bool(&w, "is_family", true);
    if (yg_str_eqz(t->kind, "sector"))
        yg_jw_str(&w, "identity_class", YG_STR("class"));
    add_references(j, &w, b);
    yg_jw_begin(&w, "extensions", '{');
    yg_id_make("extension-definition", YG_STR("yagura-claims|1"), id);
    yg_jw_begin(&w, id, '{');
    yg_jw_str(&w, "extension_type", YG_STR("property-extension"));
    if (yg_str_eqz(t->kind, "sector"))
        yg_jw_str(&w, "isic", t->key);
    if (t->incident != NULL)
        yg_yaml_add_json(&w, "record", t->incident);
    add_names(&w, b);
    if (b->n_claims > 0)
        yg_jw_begin(&w, "claims", '[');
    for (size_t i = 0; i < b->n_claims; i++)
        add_claim(&w, &b->claims[i].claim);
    if (b->n_claims > 0)
        yg_jw_end(&w, ']');
    yg_jw_end(&w, '}');
    yg_jw_end(&w, '}');
    yg_jw_end(&w, '}');
}
