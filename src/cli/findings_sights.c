/* A finding of an indicator as a row of a table, as members of an object, and whole. */
#include "base/time.h"
#include "base/utf8.h"
#include "cli/findings.h"
#include "tell/message.h"

enum { MOST_SHOWN = 20, LABEL_COLUMNS = 12 };

const yg_column yg_findings_sight_columns[] = {
    {"STATE", 0, false},   {"INDICATOR", 48, false}, {"TYPE", 0, false},
    {"ACTOR", 24, false},  {"WHERE", 36, false},     {"SEEN", 0, true},
    {"MACHINES", 0, true}, {"FIRST", 0, false},      {"LAST", 0, false},
};
const size_t yg_findings_sight_columns_n =
    sizeof yg_findings_sight_columns / sizeof *yg_findings_sight_columns;

bool yg_findings_place_name(yg_findings_page *page, yg_str id, yg_str *ret_name, yg_error *err) {
    const yg_organisation_node *o = NULL;
    if (!yg_finding_place(&page->places, page->cli->store, id, &o, err))
        return false;
    *ret_name = o == NULL                                           ? id
                : page->cli->lang == YG_LANG_JA && o->name_ja.n > 0 ? o->name_ja
                : o->name.n > 0                                     ? o->name
                                                                    : id;
    return true;
}

static bool add_places(yg_findings_page *page, const yg_finding *f, yg_buf *buf, yg_error *err) {
    yg_str rest = f->total.organisations, id, name;
    bool japanese = page->cli->lang == YG_LANG_JA;
    while (rest.n > 0 && yg_str_split(&rest, '\n', &id)) {
        if (!yg_findings_place_name(page, id, &name, err))
            return false;
        if (buf->n > 0)
            yg_buf_addz(buf, japanese ? "、" : ", ");
        yg_buf_add(buf, name);
    }
    return true;
}

static void put_day(yg_findings_page *page, int64_t us) {
    yg_buf_clear(&page->scratch);
    yg_time_add_day(&page->scratch, us);
    yg_table_cell(&page->sights, yg_buf_str(&page->scratch));
}

bool yg_findings_put_sight(yg_findings_page *page, const yg_finding *f, yg_error *err) {
    YG_CLEANUP_BUF yg_buf places = {0};
    if (!add_places(page, f, &places, err))
        return false;
    yg_table_cell(&page->sights, f->row->state);
    yg_table_cell(&page->sights, f->row->subject);
    yg_table_cell(&page->sights, f->row->subject_type);
    yg_table_cell(&page->sights, f->row->brand);
    yg_table_cell(&page->sights, yg_buf_str(&places));
    yg_table_cellf(&page->sights, "%llu", (unsigned long long)f->total.count);
    yg_table_cellf(&page->sights, "%llu", (unsigned long long)f->total.machines);
    put_day(page, f->total.first_us);
    put_day(page, f->total.last_us);
    return true;
}

/* --- JSON --- */

static bool put_place(yg_findings_page *page, yg_str id, yg_error *err) {
    const yg_organisation_node *o = NULL;
    yg_str name;
    if (!yg_finding_place(&page->places, page->cli->store, id, &o, err) ||
        !yg_findings_place_name(page, id, &name, err))
        return false;
    yg_jw_str(&page->json, "id", id);
    if (o != NULL) {
        yg_jw_opt(&page->json, "key", o->key);
        yg_jw_str(&page->json, "name", name);
    }
    return true;
}

/* Where it stands, of the latest sighting. */
static void put_latest(yg_jw *w, const yg_sighting_row *row) {
    yg_jw_opt(w, "organisation", row->organisation);
    yg_jw_opt(w, "machine", row->machine);
    yg_jw_opt(w, "role", row->role);
    yg_jw_opt(w, "field", row->field);
    yg_jw_opt(w, "record_kind", row->kind);
    yg_jw_opt(w, "seen", row->seen);
    if (row->file.n == 0)
        return;
    yg_jw_str(w, "file", row->file);
    yg_jw_uint(w, "offset", row->offset_bytes);
    yg_jw_uint(w, "line", row->line);
}

bool yg_findings_put_sight_members(yg_findings_page *page, const yg_finding *f, yg_error *err) {
    yg_jw *w = &page->json;
    yg_str rest = f->total.organisations, id;
    yg_jw_str(w, "value", f->row->subject);
    yg_jw_str(w, "indicator_type", f->row->subject_type);
    yg_jw_opt(w, "actor", f->row->brand);
    yg_jw_opt(w, "actor_id", f->known.actor_id);
    yg_jw_opt(w, "actor_said", f->known.actor_said);
    yg_jw_opt(w, "actor_country", f->known.actor_country);
    yg_jw_opt(w, "actor_source", f->known.actor_source);
    yg_jw_opt(w, "country_source", f->known.country_source);
    yg_jw_opt(w, "source", f->known.source);
    yg_jw_opt(w, "context", f->known.context);
    yg_jw_opt(w, "tlp", f->known.tlp);
    if (f->known.confidence >= 0)
        yg_jw_int(w, "confidence", f->known.confidence);
    yg_jw_uint(w, "count", f->total.count);
    yg_jw_uint(w, "machines", f->total.machines);
    yg_jw_uint(w, "days", f->total.days);
    yg_jw_begin(w, "organisations", '[');
    while (rest.n > 0 && yg_str_split(&rest, '\n', &id)) {
        yg_jw_begin(w, NULL, '{');
        if (!put_place(page, id, err))
            return false;
        yg_jw_end(w, '}');
    }
    yg_jw_end(w, ']');
    put_latest(w, &f->latest);
    return true;
}

static void put_time(yg_jw *w, const char *key, int64_t us) {
    YG_CLEANUP_BUF yg_buf time = {0};
    yg_time_add(&time, us);
    yg_jw_str(w, key, yg_buf_str(&time));
}

static bool on_sighting_json(void *self, const yg_sighting_row *row, yg_error *err) {
    yg_findings_page *page = self;
    yg_jw *w = &page->json;
    YG_CLEANUP_BUF yg_buf day = {0};
    yg_time_add_day(&day, row->day * YG_US_PER_DAY);
    yg_jw_begin(w, NULL, '{');
    yg_jw_str(w, "day", yg_buf_str(&day));
    if (row->organisation.n > 0) {
        yg_jw_begin(w, "organisation", '{');
        if (!put_place(page, row->organisation, err))
            return false;
        yg_jw_end(w, '}');
    }
    yg_jw_opt(w, "machine", row->machine);
    yg_jw_opt(w, "role", row->role);
    yg_jw_opt(w, "field", row->field);
    yg_jw_opt(w, "kind", row->kind);
    yg_jw_opt(w, "seen", row->seen);
    yg_jw_opt(w, "file", row->file);
    if (row->file.n > 0) {
        yg_jw_uint(w, "offset", row->offset_bytes);
        yg_jw_uint(w, "line", row->line);
    }
    yg_jw_uint(w, "count", row->count);
    put_time(w, "first_seen", row->first_us);
    put_time(w, "last_seen", row->last_us);
    yg_jw_end(w, '}');
    yg_cli_flush_some(page->cli);
    return true;
}

bool yg_findings_put_sightings(yg_findings_page *page, const yg_finding *f, yg_error *err) {
    yg_jw_begin(&page->json, "sightings", '[');
    if (!yg_store_sightings(page->cli->store, f->row->fid, 0, on_sighting_json, page, err))
        return false;
    yg_jw_end(&page->json, ']');
    return true;
}

/* --- For a person --- */

typedef struct {
    yg_findings_page *page;
    yg_voice voice;
    size_t n;
} show;

static void put_label(const show *s, const char *key) {
    yg_cli *cli = s->page->cli;
    yg_str label = yg_say(&s->voice, key, "");
    yg_buf_addf(&cli->out, "  %s%.*s", yg_cli_style(cli, YG_DIM), YG_FMT(label));
    for (size_t i = yg_utf8_columns(label); i < LABEL_COLUMNS; i++)
        yg_buf_addc(&cli->out, ' ');
    yg_buf_addz(&cli->out, yg_cli_style(cli, YG_PLAIN));
}

static void put_field(const show *s, const char *key, yg_str text) {
    if (text.n == 0)
        return;
    put_label(s, key);
    yg_cli_put(s->page->cli, text);
    yg_buf_addc(&s->page->cli->out, '\n');
}

static void put_actor(const show *s, const yg_finding *f) {
    YG_CLEANUP_BUF yg_buf country = {0};
    yg_str name = yg_country_name(yg_country_from_code(f->known.actor_country), s->voice.lang);
    yg_buf_add(&country, name.n > 0 ? name : f->known.actor_country);
    if (f->known.country_source.n > 0 && country.n > 0) {
        yg_str who = yg_say(&s->voice, "findings.says", "s", f->known.country_source);
        yg_buf_add(&country, who);
    }
    put_field(s, "findings.actor", f->row->brand);
    if (!yg_str_eq(f->known.actor_said, f->row->brand))
        put_field(s, "findings.actor-said", f->known.actor_said);
    put_field(s, "findings.actor-source", f->known.actor_source);
    put_field(s, "findings.sponsor", yg_buf_str(&country));
}

static int64_t seconds(int64_t us) {
    return us - us % YG_US_PER_S;
}

/* "2022-03-10T09:14:02Z  Kazamori Europe  192.0.2.9  destination (id.resp_h)  conn.log:12  x3" */
static bool on_sighting_text(void *self, const yg_sighting_row *row, yg_error *err) {
    show *s = self;
    yg_cli *cli = s->page->cli;
    yg_str place = YG_STR("");
    if (s->n++ >= MOST_SHOWN)
        return true;
    if (row->organisation.n > 0 && !yg_findings_place_name(s->page, row->organisation, &place, err))
        return false;
    yg_buf_addz(&cli->out, "    ");
    yg_time_add(&cli->out, seconds(row->first_us));
    if (seconds(row->last_us) > seconds(row->first_us)) {
        yg_buf_addz(&cli->out, " – ");
        yg_time_add(&cli->out, seconds(row->last_us));
    }
    const yg_str parts[] = {place, row->machine, row->role};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        yg_buf_addz(&cli->out, parts[i].n > 0 ? "  " : "");
        yg_cli_put(cli, parts[i]);
    }
    if (row->field.n > 0) {
        yg_buf_addz(&cli->out, " (");
        yg_cli_put(cli, row->field);
        yg_buf_addc(&cli->out, ')');
    }
    if (row->file.n > 0) {
        yg_buf_addz(&cli->out, "  ");
        yg_cli_puts(cli, YG_DIM, row->file);
        yg_buf_addf(&cli->out, "%s:%llu%s", yg_cli_style(cli, YG_DIM),
                    (unsigned long long)row->line, yg_cli_style(cli, YG_PLAIN));
    }
    if (row->count > 1)
        yg_buf_addf(&cli->out, "  x%llu", (unsigned long long)row->count);
    yg_buf_addc(&cli->out, '\n');
    return true;
}

static bool put_seen(show *s, const yg_finding *f, yg_error *err) {
    YG_CLEANUP_BUF yg_buf days = {0}, places = {0};
    size_t first;
    yg_time_add_day(&days, f->total.first_us);
    first = days.n;
    yg_time_add_day(&days, f->total.last_us);
    yg_str text = yg_buf_str(&days);
    put_field(s, "findings.seen",
              yg_say(&s->voice, "findings.seen-text", "ssnn", yg_str_sub(text, 0, first),
                     yg_str_from(text, first), (double)f->total.count, (double)f->total.machines));
    if (!add_places(s->page, f, &places, err))
        return false;
    put_field(s, "findings.where", yg_buf_str(&places));
    put_label(s, "findings.sightings");
    yg_buf_addc(&s->page->cli->out, '\n');
    if (!yg_store_sightings(s->page->cli->store, f->row->fid, MOST_SHOWN + 1, on_sighting_text, s,
                            err))
        return false;
    if (s->n > MOST_SHOWN)
        yg_buf_addf(&s->page->cli->out, "    %.*s\n",
                    YG_FMT(yg_say(&s->voice, "findings.more", "n", (double)MOST_SHOWN)));
    return true;
}

bool yg_findings_show_sight(yg_findings_page *page, const yg_finding *f, yg_error *err) {
    YG_CLEANUP_ARENA yg_arena words = {0};
    YG_CLEANUP_BUF yg_buf confidence = {0};
    show s = {page, {page->cli->lang, &words}, 0};
    put_field(&s, "findings.id", f->row->id);
    put_field(&s, "findings.type", f->row->subject_type);
    put_actor(&s, f);
    put_field(&s, "findings.source", f->known.source);
    put_field(&s, "findings.context", f->known.context);
    if (f->known.tlp.n > 0) {
        YG_CLEANUP_BUF yg_buf tlp = {0};
        yg_buf_addz(&tlp, "TLP:");
        for (size_t i = 0; i < f->known.tlp.n; i++) {
            char c = f->known.tlp.p[i];
            yg_buf_addc(&tlp, c >= 'a' && c <= 'z' ? (char)(c - 32) : c);
        }
        put_field(&s, "findings.tlp", yg_buf_str(&tlp));
    }
    if (f->known.confidence >= 0)
        yg_buf_addf(&confidence, "%d", f->known.confidence);
    put_field(&s, "findings.confidence", yg_buf_str(&confidence));
    put_field(&s, "findings.note", f->row->note);
    if (!put_seen(&s, f, err))
        return false;
    put_label(&s, "findings.history");
    yg_buf_addc(&page->cli->out, '\n');
    return true;
}
