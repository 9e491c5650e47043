/* A report as STIX 2.1 and as a layer of ATT&CK Navigator. */
#include "know/export.h"
#include "model/id.h"
#include "tell/message.h"
#include "tell/report_export.h"
#include "text/json_write.h"

typedef struct {
    yg_store *store;
    const yg_report *doc;
    yg_eids eids;
    YG_VEC(yg_str) ids; /* of objects that the store has, in the order of the report */
    yg_map seen;
} job;

static bool on_object(void *self, const yg_object_row *row, yg_error *err) {
    bool *sound = self;
    (void)err;
    *sound |= (row->flags & (YG_OBJECT_REVOKED | YG_OBJECT_DEPRECATED)) == 0;
    return true;
}

/* An object that only a statement mentions, or that its source has withdrawn, is left out. */
static bool add(job *j, yg_str id, yg_error *err) {
    bool is_new = false, sound = false;
    int64_t eid = 0;
    if (!yg_id_is(id))
        return true;
    yg_map_put(&j->seen, id, &is_new);
    if (!is_new)
        return true;
    if (!yg_store_entity_of(j->store, id, &eid, err) ||
        (eid != 0 && !yg_store_objects_of(j->store, eid, on_object, &sound, err)))
        return false;
    if (sound) {
        yg_vec_push(&j->eids, eid);
        yg_vec_push(&j->ids, id);
    }
    return true;
}

static bool gather(job *j, yg_error *err) {
    for (size_t i = 0; i < j->doc->things.n; i++) {
        if (!add(j, j->doc->things.at[i].id, err))
            return false;
    }
    for (size_t i = 0; i < j->doc->evidence.n; i++) {
        const yg_evidence *e = j->doc->evidence.at[i];
        bool is_object = yg_str_eqz(e->kind, "incident") || yg_str_eqz(e->kind, "object") ||
                         yg_str_eqz(e->kind, "relationship");
        if (is_object && !add(j, e->id, err))
            return false;
    }
    return true;
}

static void put_figure(yg_jw *w, const yg_figure *f) {
    yg_jw_begin(w, NULL, '{');
    yg_jw_str(w, "id", f->id);
    yg_jw_str(w, "label", f->label);
    yg_jw_str(w, "text", f->text);
    yg_jw_uint(w, "numerator", f->numerator);
    if (f->has_denominator)
        yg_jw_uint(w, "denominator", f->denominator);
    yg_jw_str(w, "source", f->source);
    yg_jw_opt(w, "period", f->period);
    yg_jw_opt(w, "definition", f->definition);
    yg_jw_opt(w, "query", f->query);
    yg_jw_end(w, '}');
}

static void put_judgements(const job *j, yg_buf *text) {
    for (size_t s = 0; s < j->doc->sections.n; s++) {
        const yg_section *section = j->doc->sections.at[s];
        for (size_t b = 0; b < section->blocks.n; b++) {
            const yg_block *block = &section->blocks.at[b];
            if (block->kind != YG_BLOCK_PARAGRAPH || block->paragraph->role != YG_TEXT_JUDGEMENT)
                continue;
            yg_buf_addf(text, "%s%.*s: %.*s", text->n > 0 ? "\n" : "",
                        YG_FMT(block->paragraph->heading), YG_FMT(block->paragraph->text));
        }
    }
}

static void put_refs(const job *j, yg_jw *w) {
    yg_jw_begin(w, "object_refs", '[');
    for (size_t i = 0; i < j->ids.n; i++)
        yg_jw_str(w, NULL, j->ids.at[i]);
    if (j->ids.n == 0) /* section 4.16 asks for one */
        yg_jw_str(w, NULL, YG_STR(YG_EXPORT_CREATOR));
    yg_jw_end(w, ']');
}

/* Its identifier is that of what it says, so that the same report is the same object. */
static void add_report(const job *j, yg_buf *json) {
    YG_CLEANUP_BUF yg_buf body = {0};
    YG_CLEANUP_BUF yg_buf text = {0};
    YG_CLEANUP_BUF yg_buf when = {0};
    char id[YG_ID_BYTES];
    yg_date as_of = {0};
    yg_jw f = {.buf = &body};
    yg_date_parse(j->doc->as_of, &as_of);
    yg_export_time(&when, as_of.precision == YG_DATE_NONE ? 0 : as_of.from_us);
    put_judgements(j, &text);
    yg_jw_begin(&f, NULL, '[');
    for (size_t i = 0; i < j->doc->figures.n; i++)
        put_figure(&f, j->doc->figures.at[i]);
    yg_jw_end(&f, ']');
    YG_CLEANUP_BUF yg_buf name = {0};
    yg_buf_addf(&name, "%.*s|%.*s|", YG_FMT(j->doc->title), YG_FMT(yg_buf_str(&when)));
    yg_buf_add(&name, yg_buf_str(&body));
    yg_jw w = {.buf = json};
    yg_jw_begin(&w, NULL, '{');
    yg_jw_str(&w, "type", YG_STR("report"));
    yg_jw_str(&w, "spec_version", YG_STR("2.1"));
    yg_jw_str(&w, "id", yg_id_make("report", yg_buf_str(&name), id));
    yg_jw_str(&w, "created_by_ref", YG_STR(YG_EXPORT_CREATOR));
    yg_jw_str(&w, "created", yg_buf_str(&when));
    yg_jw_str(&w, "modified", yg_buf_str(&when));
    yg_jw_str(&w, "name", j->doc->title);
    yg_jw_opt(&w, "description", yg_buf_str(&text));
    yg_jw_begin(&w, "report_types", '[');
    yg_jw_str(&w, NULL, YG_STR("threat-report"));
    yg_jw_end(&w, ']');
    yg_jw_str(&w, "published", yg_buf_str(&when));
    yg_jw_str(&w, "lang", j->doc->lang == YG_LANG_JA ? YG_STR("ja") : YG_STR("en"));
    put_refs(j, &w);
    yg_jw_begin(&w, "extensions", '{');
    yg_jw_begin(&w, YG_EXPORT_EXTENSION, '{');
    yg_jw_str(&w, "extension_type", YG_STR("property-extension"));
    yg_jw_raw(&w, "figures", yg_buf_str(&body));
    yg_jw_end(&w, '}');
    yg_jw_end(&w, '}');
    yg_jw_end(&w, '}');
}

static bool to_buf(void *self, yg_str piece, yg_error *err) {
    (void)err;
    yg_buf_add(self, piece);
    return true;
}

bool yg_report_stix(yg_store *store, const yg_report *doc, yg_buf *out, yg_error *err) {
    job j = {.store = store, .doc = doc};
    YG_CLEANUP_BUF yg_buf report = {0};
    bool done = gather(&j, err);
    if (done) {
        add_report(&j, &report);
        const yg_export_options options = {
            .eids = &j.eids, .first = yg_buf_str(&report), .newest_only = true};
        done = yg_export_stix(store, &options, to_buf, out, err);
    }
    yg_vec_free(&j.eids);
    yg_vec_free(&j.ids);
    yg_map_free(&j.seen);
    return done;
}

bool yg_report_navigator(yg_store *store, const yg_report *doc, yg_str domain, yg_buf *out,
                         yg_error *err) {
    YG_VEC(yg_export_score) scores = {0};
    for (size_t i = 0; i < doc->things.n; i++) {
        const yg_report_thing *t = &doc->things.at[i];
        if (t->score > 0 && yg_str_starts(t->id, YG_STR("attack-pattern--")))
            yg_vec_push(&scores, ((yg_export_score){t->id, t->number, t->comment, t->score}));
    }
    /* What a score is stands in the description and in the legend. */
    yg_arena arena = {0};
    yg_voice voice = {doc->lang, &arena};
    yg_str description = yg_say(&voice, "export.layer", "s", doc->scope);
    bool done = yg_export_layer(store, scores.at, scores.n, domain, doc->title, description,
                                yg_say(&voice, "export.legend-one", ""),
                                yg_say(&voice, "export.legend-most", ""), out, err);
    yg_arena_free(&arena);
    yg_vec_free(&scores);
    return done;
}
