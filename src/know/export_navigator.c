/* ATT&CK Navigator layers (format 4.5 of github.com/mitre-attack/attack-navigator). */
#include "know/export.h"

#include "base/map.h"
#include "text/json.h"
#include "text/json_write.h"

typedef struct {
    yg_map counts; /* technique number -> how many of the entities use it */
    YG_VEC(yg_str) order;
    yg_arena arena;
    yg_json_parser parser;
    yg_str domain; /* "enterprise-attack" */
    bool inside;   /* the technique at hand belongs to the domain */
    yg_store *store;
    yg_str attack; /* version of ATT&CK: "18" of "18.1"; empty when no object of it says so */
} layer;

/* A layer is of one domain; Navigator drops techniques of another. */
static bool on_technique(void *self, const yg_object_row *row, yg_error *err) {
    layer *l = self;
    const char *reason;
    size_t at, i, max;
    yyjson_val *domain;
    yyjson_val *raw = yg_json_parse(&l->parser, row->raw, &reason, &at);
    yyjson_arr_foreach(yyjson_obj_get(raw, "x_mitre_domains"), i, max, domain) {
        l->inside |= yg_str_eq(yg_json_text(domain, (char[32]){0}), l->domain);
    }
    return true;
}

static bool on_relationship(void *self, const yg_relationship_row *row, yg_error *err) {
    layer *l = self;
    bool gone = ((row->flags | row->other_flags) & (YG_OBJECT_REVOKED | YG_OBJECT_DEPRECATED)) != 0;
    bool fresh = false;
    if (gone || !yg_str_eqz(row->type, "uses") || !yg_str_eqz(row->other_type, "attack-pattern") ||
        row->other_external_id.n == 0)
        return true;
    l->inside = false;
    if (!yg_store_objects_of(l->store, row->other_eid, on_technique, l, err))
        return false;
    if (!l->inside)
        return true;
    ++*yg_map_put(&l->counts, row->other_external_id, &fresh);
    if (fresh)
        yg_vec_push(&l->order, yg_arena_copy(&l->arena, row->other_external_id));
    return true;
}

static int by_number(const void *a, const void *b) {
    return yg_str_cmp(*(const yg_str *)a, *(const yg_str *)b);
}

/* `comments` may be NULL; else one a technique, in the order of l->order. */
static void legend_item(yg_jw *w, yg_str label, yg_str color) {
    yg_jw_begin(w, NULL, '{');
    yg_jw_str(w, "label", label);
    yg_jw_str(w, "color", color);
    yg_jw_end(w, '}');
}

/* legend: what the ends of the gradient mean; NULL: none. */
static void write_layer(const layer *l, const yg_str *comments, yg_str name, yg_str description,
                        const yg_str *legend, yg_buf *out) {
    yg_jw w = {.buf = out, .pretty = true};
    uint64_t most = 1;
    for (size_t i = 0; i < l->order.n; i++) {
        uint64_t n = *yg_map_get(&l->counts, l->order.at[i]);
        most = n > most ? n : most;
    }
    yg_jw_begin(&w, NULL, '{');
    yg_jw_str(&w, "name", name);
    yg_jw_begin(&w, "versions", '{');
    yg_jw_opt(&w, "attack", l->attack);
    yg_jw_str(&w, "navigator", YG_STR("5.1.0"));
    yg_jw_str(&w, "layer", YG_STR("4.5"));
    yg_jw_end(&w, '}');
    yg_jw_str(&w, "domain", l->domain);
    yg_jw_str(&w, "description", description);
    yg_jw_begin(&w, "techniques", '[');
    for (size_t i = 0; i < l->order.n; i++) {
        yg_jw_begin(&w, NULL, '{');
        yg_jw_str(&w, "techniqueID", l->order.at[i]);
        yg_jw_uint(&w, "score", *yg_map_get(&l->counts, l->order.at[i]));
        yg_jw_bool(&w, "enabled", true);
        if (comments != NULL)
            yg_jw_opt(&w, "comment", comments[i]);
        yg_jw_end(&w, '}');
    }
    yg_jw_end(&w, ']');
    yg_jw_begin(&w, "gradient", '{');
    yg_jw_begin(&w, "colors", '[');
    yg_jw_str(&w, NULL, YG_STR("#fff7bc"));
    yg_jw_str(&w, NULL, YG_STR("#d95f0e"));
    yg_jw_end(&w, ']');
    yg_jw_uint(&w, "minValue", 0);
    yg_jw_uint(&w, "maxValue", most);
    yg_jw_end(&w, '}');
    if (legend != NULL) {
        yg_jw_begin(&w, "legendItems", '[');
        legend_item(&w, legend[0], YG_STR("#fff7bc"));
        legend_item(&w, legend[1], YG_STR("#d95f0e"));
        yg_jw_end(&w, ']');
    }
    yg_jw_end(&w, '}');
    yg_buf_addc(out, '\n');
}

bool yg_export_navigator(yg_store *store, const yg_eids *eids, yg_str domain, yg_str name,
                         yg_buf *out, yg_error *err) {
    layer l = {.store = store, .domain = domain};
    bool done = true;
    for (size_t i = 0; i < eids->n && done; i++)
        done = yg_store_relationships_from(store, eids->at[i], on_relationship, &l, err);
    if (done) {
        if (l.order.n > 1)
            qsort(l.order.at, l.order.n, sizeof *l.order.at, by_number);
        write_layer(&l, NULL, name,
                    YG_STR("Techniques by the number of the named entities that use them"), NULL,
                    out);
    }
    yg_json_parser_free(&l.parser);
    yg_map_free(&l.counts);
    yg_vec_free(&l.order);
    yg_arena_free(&l.arena);
    return done;
}

/* The release that the store's objects are of: "Enterprise ATT&CK" 18.1 is layer version "18". */
static bool on_collection(void *self, const yg_object_row *row, yg_error *err) {
    layer *l = self;
    const char *reason;
    size_t at;
    (void)err;
    yyjson_val *raw = yg_json_parse(&l->parser, row->raw, &reason, &at);
    yg_str version = yg_json_str(raw, "x_mitre_version");
    bool mine = row->name.n >= 3 && l->domain.n >= 3;
    for (size_t i = 0; mine && i < 3; i++)
        mine = (row->name.p[i] | 0x20) == l->domain.p[i];
    if (mine && version.n > 0) {
        size_t dot = yg_str_chr(version, '.');
        l->attack = yg_arena_copy(&l->arena, yg_str_sub(version, 0, dot));
    }
    return true;
}

static bool in_domain(layer *l, yg_str id, yg_error *err) {
    int64_t eid = 0;
    l->inside = false;
    return yg_store_entity_of(l->store, id, &eid, err) &&
           (eid == 0 || yg_store_objects_of(l->store, eid, on_technique, l, err));
}

bool yg_export_layer(yg_store *store, const yg_export_score *scores, size_t n, yg_str domain,
                     yg_str name, yg_str description, yg_str least, yg_str most, yg_buf *out,
                     yg_error *err) {
    const yg_str legend[] = {least, most};
    layer l = {.store = store, .domain = domain};
    YG_VEC(yg_str) comments = {0};
    bool fresh,
        done = yg_store_objects(store, YG_STR("x-mitre-collection"), false, on_collection, &l, err);
    for (size_t i = 0; i < n && done; i++) {
        done = in_domain(&l, scores[i].id, err);
        if (!done || !l.inside)
            continue;
        *yg_map_put(&l.counts, scores[i].number, &fresh) = scores[i].score;
        if (fresh) {
            yg_vec_push(&l.order, scores[i].number);
            yg_vec_push(&comments, scores[i].comment);
        }
    }
    if (done)
        write_layer(&l, comments.at, name, description, legend, out);
    yg_vec_free(&comments);
    yg_json_parser_free(&l.parser);
    yg_map_free(&l.counts);
    yg_vec_free(&l.order);
    yg_arena_free(&l.arena);
    return done;
}
