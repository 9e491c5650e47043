/* STIX out. Source: OASIS STIX 2.1, sections 2 (types), 4 to 7 (objects), 7.3 (extensions). */
#include "know/export.h"

#include "base/map.h"
#include "model/id.h"
#include "text/csv_write.h"
#include "text/json.h"
#include "text/json_write.h"

/* The fixed identities of yagura's property extensions; described in docs/formats/export.md. The
 * others are what the readers of curated claims and of group files write. */
#define EXTENSION YG_EXPORT_EXTENSION
#define CLAIMS_EXTENSION "extension-definition--771204ba-7dde-50cb-9424-55525b2acd8c"
#define GROUP_EXTENSION "extension-definition--1be8340e-029c-554f-87cc-47248855d030"
#define CREATOR YG_EXPORT_CREATOR
#define TIMES "\"created\":\"2026-01-01T00:00:00.000Z\",\"modified\":\"2026-01-01T00:00:00.000Z\","
#define DEFINITION(id, name, description, schema)                                                  \
    "{\"type\":\"extension-definition\",\"spec_version\":\"2.1\",\"id\":\"" id "\","               \
    "\"created_by_ref\":\"" CREATOR "\"," TIMES "\"name\":\"" name "\","                           \
    "\"description\":\"" description "\",\"schema\":\"" schema "\",\"version\":\"1.0.0\","         \
    "\"extension_types\":[\"property-extension\"]}"
static const char *const own_objects[] = {
    "{\"type\":\"identity\",\"spec_version\":\"2.1\",\"id\":\"" CREATOR "\"," TIMES
    "\"name\":\"yagura\",\"identity_class\":\"system\"}",
    DEFINITION(EXTENSION, "yagura original record", "The record as its own source wrote it",
               "docs/formats/export.md"),
    DEFINITION(CLAIMS_EXTENSION, "yagura claims", "What a curated file says of the object",
               "docs/formats/yagura-claims.md"),
    DEFINITION(GROUP_EXTENSION, "yagura group", "What a group file says of an organisation",
               "docs/formats/yagura-group.md"),
};

typedef struct {
    yg_store *store;
    const yg_export_options *options;
    yg_export_write write;
    void *self;
    yg_buf piece, before; /* `before`: the last object's raw text, to leave out equal neighbours */
    yg_buf aliases;
    yg_str alias_source;
    yg_map wanted; /* the bytes of eids */
    int64_t given; /* newest_only: the entity that has been put; a bundle has each object once */
    bool any, extended, stix_only;
} job;

static bool is_wanted(const job *j, int64_t eid, yg_str source) {
    if (j->options->source.n > 0 && !yg_str_eq_nocase(j->options->source, source))
        return false;
    if (j->options->eids == NULL)
        return true;
    return yg_map_get(&j->wanted, (yg_str){(const char *)&eid, sizeof eid}) != NULL;
}

static bool put(job *j, yg_str json, yg_error *err) {
    if (!j->write(j->self, j->any ? YG_STR(",\n") : YG_STR("\n"), err))
        return false;
    j->any = true;
    return j->write(j->self, json, err);
}

void yg_export_time(yg_buf *buf, int64_t us) {
    size_t start = buf->n;
    yg_time_add(buf, us);
    if (buf->n > start && memchr(buf->p + start, '.', buf->n - start) == NULL) {
        buf->n--;
        yg_buf_addz(buf, ".000Z");
    }
}

static void put_time(yg_jw *w, const char *key, int64_t us) {
    YG_CLEANUP_BUF yg_buf text = {0};
    /* STIX wants a time; a source that gives none gets the epoch, which no real object has. */
    yg_export_time(&text, us == YG_TIME_NONE ? 0 : us);
    yg_jw_str(w, key, yg_buf_str(&text));
}

static bool on_alias(void *self, const yg_name_row *row, yg_error *err) {
    job *j = self;
    if (row->kind == YG_NAME_ALIAS && yg_str_eq(row->source, j->alias_source)) {
        yg_buf_add(&j->aliases, row->text);
        yg_buf_addc(&j->aliases, '\n');
    }
    return true;
}

/* The members that STIX requires of a type and that other formats do not have. */
static void put_required(yg_jw *w, const yg_object_row *row) {
    if (yg_str_eqz(row->type, "malware"))
        yg_jw_bool(w, "is_family", true);
    if (yg_str_eqz(row->type, "identity"))
        yg_jw_str(w, "identity_class", YG_STR("class"));
    if (yg_str_eqz(row->type, "location")) {
        bool country = row->external_id.n == 2;
        yg_jw_str(w, country ? "country" : "region", country ? row->external_id : row->name);
    }
    if (yg_str_eqz(row->type, "report")) {
        put_time(w, "published", row->modified_us);
        yg_jw_begin(w, "object_refs", '[');
        yg_jw_str(w, NULL, row->id);
        yg_jw_end(w, ']');
    }
}

static bool can_bear_aliases(yg_str type) {
    return yg_str_eqz(type, "intrusion-set") || yg_str_eqz(type, "malware") ||
           yg_str_eqz(type, "tool") || yg_str_eqz(type, "campaign") ||
           yg_str_eqz(type, "threat-actor");
}

/* The object into j->piece; empty when it cannot be one: a relationship without its ends, which an
 * older version has lost. */
static bool build(job *j, const yg_object_row *row, yg_error *err) {
    yg_jw w = {.buf = &j->piece};
    yg_relationship r = {0};
    YG_CLEANUP_BUF yg_buf refs = {0};
    yg_buf_clear(&j->piece);
    yg_jw_begin(&w, NULL, '{');
    yg_jw_str(&w, "type", row->type);
    yg_jw_str(&w, "spec_version", YG_STR("2.1"));
    yg_jw_str(&w, "id", row->id);
    /* STIX 2.1 section 3.2: created is never later; of a MISP event it is the day it is about. */
    int64_t modified_us = row->modified_us == YG_TIME_NONE ? row->created_us : row->modified_us;
    bool early = row->created_us != YG_TIME_NONE && row->created_us <= modified_us;
    put_time(&w, "created", early ? row->created_us : modified_us);
    put_time(&w, "modified", modified_us);
    if (yg_str_eqz(row->type, "relationship")) {
        if (!yg_store_relationship(j->store, row->oid, &r, &refs, err))
            return false;
        if (r.source_ref.n == 0) {
            yg_buf_clear(&j->piece);
            return true;
        }
        yg_jw_str(&w, "relationship_type", r.type);
        yg_jw_str(&w, "source_ref", r.source_ref);
        yg_jw_str(&w, "target_ref", r.target_ref);
    } else {
        yg_jw_str(&w, "name", row->name.n > 0 ? row->name : row->id);
        put_required(&w, row);
    }
    yg_buf_clear(&j->aliases);
    j->alias_source = row->source;
    if (can_bear_aliases(row->type) && !yg_store_names_of(j->store, row->eid, on_alias, j, err))
        return false;
    if (j->aliases.n > 0)
        yg_jw_list(&w, "aliases", yg_buf_str(&j->aliases), '\n');
    yg_jw_begin(&w, "extensions", '{');
    yg_jw_begin(&w, EXTENSION, '{');
    yg_jw_str(&w, "extension_type", YG_STR("property-extension"));
    yg_jw_str(&w, "source", row->source);
    yg_jw_str(&w, "media", row->media);
    yg_jw_str(&w, "entry", row->entry);
    yg_jw_raw(&w, "record", row->raw);
    yg_jw_end(&w, '}');
    yg_jw_end(&w, '}');
    yg_jw_end(&w, '}');
    return true;
}

/* Once, before the first object that uses one of them. */
static bool put_own_objects(job *j, yg_error *err) {
    if (j->extended)
        return true;
    j->extended = true;
    for (size_t i = 0; i < sizeof own_objects / sizeof *own_objects; i++) {
        if (!put(j, yg_str_of(own_objects[i]), err))
            return false;
    }
    return true;
}

static bool on_object(void *self, const yg_object_row *row, yg_error *err) {
    job *j = self;
    bool stix = yg_str_eqz(row->media, "stix"),
         own = yg_str_eqz(row->media, "yagura-claims") || yg_str_eqz(row->media, "yagura-group");
    bool gone = (row->flags & (YG_OBJECT_REVOKED | YG_OBJECT_DEPRECATED)) != 0;
    if (!is_wanted(j, row->eid, row->source) || (j->options->native_only && !stix) ||
        (j->options->newest_only && (gone || j->given == row->eid)) || (j->stix_only && !stix))
        return true;
    if (!stix && !put_own_objects(j, err))
        return false;
    j->given = row->eid;
    if (!stix && !own)
        return build(j, row, err) && (j->piece.n == 0 || put(j, yg_buf_str(&j->piece), err));
    /* Equal content from two sources, or the same under two names, is one object. */
    if (yg_str_eq(row->raw, yg_buf_str(&j->before)))
        return true;
    yg_buf_clear(&j->before);
    yg_buf_add(&j->before, row->raw);
    return put(j, row->raw, err);
}

/* The STIX pattern of an indicator (STIX 2.1 section 9). */
static bool add_pattern(yg_buf *pattern, yg_str type, yg_str value) {
    static const struct {
        const char *type, *path;
    } paths[] = {
        {"ipv4-addr", "ipv4-addr:value"},     {"ipv6-addr", "ipv6-addr:value"},
        {"domain-name", "domain-name:value"}, {"url", "url:value"},
        {"email-addr", "email-addr:value"},   {"md5", "file:hashes.MD5"},
        {"sha1", "file:hashes.'SHA-1'"},      {"sha256", "file:hashes.'SHA-256'"},
        {"sha512", "file:hashes.'SHA-512'"},  {"file-name", "file:name"},
        {"host-name", "domain-name:value"},   {"windows-registry-key", "windows-registry-key:key"},
    };
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        if (!yg_str_eqz(type, paths[i].type))
            continue;
        yg_buf_addf(pattern, "[%s = '", paths[i].path);
        for (size_t k = 0; k < value.n; k++) {
            if (value.p[k] == '\'' || value.p[k] == '\\')
                yg_buf_addc(pattern, '\\');
            yg_buf_addc(pattern, value.p[k]);
        }
        yg_buf_addz(pattern, "']");
        return true;
    }
    return false;
}

/* Of the named entities, or all. */
static bool each_indicator(job *j, yg_indicator_visit visit, yg_error *err) {
    const yg_str any = {NULL, 0};
    if (j->options->eids == NULL)
        return yg_store_indicators(j->store, any, 0, visit, j, err);
    for (size_t i = 0; i < j->options->eids->n; i++) {
        if (!yg_store_indicators(j->store, any, j->options->eids->at[i], visit, j, err))
            return false;
    }
    return true;
}

static bool on_indicator(void *self, const yg_indicator_row *row, yg_error *err) {
    job *j = self;
    yg_jw w = {.buf = &j->piece};
    char id[YG_ID_BYTES];
    yg_date first = {0};
    YG_CLEANUP_BUF yg_buf pattern = {0};
    YG_CLEANUP_BUF yg_buf name = {0};
    if ((j->options->source.n > 0 && !yg_str_eq_nocase(j->options->source, row->source)) ||
        !add_pattern(&pattern, row->type, row->value))
        return true;
    yg_buf_addf(&name, "%.*s|%.*s|%.*s", YG_FMT(row->source), YG_FMT(row->type),
                YG_FMT(row->value));
    yg_date_parse(row->first_seen, &first);
    int64_t us = first.precision == YG_DATE_NONE ? 0 : first.from_us;
    yg_buf_clear(&j->piece);
    yg_jw_begin(&w, NULL, '{');
    yg_jw_str(&w, "type", YG_STR("indicator"));
    yg_jw_str(&w, "spec_version", YG_STR("2.1"));
    yg_jw_str(&w, "id", yg_id_make("indicator", yg_buf_str(&name), id));
    put_time(&w, "created", us);
    put_time(&w, "modified", us);
    yg_jw_str(&w, "name", row->value);
    yg_jw_opt(&w, "description", row->context);
    yg_jw_str(&w, "pattern", yg_buf_str(&pattern));
    yg_jw_str(&w, "pattern_type", YG_STR("stix"));
    yg_date from = {0}, until = {0};
    yg_date_parse(row->valid_from, &from);
    put_time(&w, "valid_from", from.precision == YG_DATE_NONE ? us : from.from_us);
    if (yg_date_parse(row->valid_until, &until))
        put_time(&w, "valid_until",
                 until.precision == YG_DATE_INSTANT ? until.from_us : until.to_us);
    if (row->confidence > 0)
        yg_jw_int(&w, "confidence", row->confidence);
    yg_jw_end(&w, '}');
    return put(j, yg_buf_str(&j->piece), err);
}

static bool put_more(void *to, yg_str object, yg_error *err) {
    return put(to, object, err);
}

static bool put_first(job *j, yg_error *err) {
    const yg_export_options *o = j->options;
    if (o->first.n > 0 && !(put_own_objects(j, err) && put(j, o->first, err)))
        return false;
    return o->more == NULL || (put_own_objects(j, err) && o->more(o->more_self, put_more, j, err));
}

/* A few entities are looked up one by one; the whole store is walked. */
static bool put_objects(job *j, yg_error *err) {
    const yg_eids *eids = j->options->eids;
    for (size_t i = 0; eids != NULL && i < eids->n; i++)
        yg_map_put(&j->wanted, (yg_str){(const char *)&eids->at[i], sizeof eids->at[i]}, NULL);
    if (eids == NULL || !j->options->newest_only)
        return yg_store_objects(j->store, (yg_str){NULL, 0}, true, on_object, j, err);
    for (size_t i = 0; i < eids->n; i++) {
        for (int pass = 0; pass < 2; pass++) { /* what came in as STIX is given as it was */
            j->stix_only = pass == 0;
            if (!yg_store_objects_of(j->store, eids->at[i], on_object, j, err))
                return false;
        }
    }
    return true;
}

bool yg_export_stix(yg_store *store, const yg_export_options *options, yg_export_write write,
                    void *self, yg_error *err) {
    job j = {.store = store, .options = options, .write = write, .self = self};
    char id[YG_ID_BYTES];
    YG_CLEANUP_BUF yg_buf head = {0};
    yg_buf_addf(&head, "{\"type\":\"bundle\",\"id\":\"%.*s\",\"objects\":[",
                YG_FMT(yg_id_make("bundle",
                                  options->bundle.n > 0 ? options->bundle : options->source, id)));
    bool done = write(self, yg_buf_str(&head), err) && put_first(&j, err) && put_objects(&j, err);
    if (done && options->indicators)
        done = each_indicator(&j, on_indicator, err);
    done = done && write(self, YG_STR("\n]}\n"), err);
    yg_buf_free(&j.piece);
    yg_buf_free(&j.before);
    yg_buf_free(&j.aliases);
    yg_map_free(&j.wanted);
    return done;
}

static bool on_csv(void *self, const yg_indicator_row *row, yg_error *err) {
    job *j = self;
    const yg_str cells[] = {
        row->type,    row->value, row->first_seen, row->last_seen,
        row->context, row->role,  row->source,     row->to_ids ? YG_STR("1") : YG_STR("0")};
    if (j->options->source.n > 0 && !yg_str_eq_nocase(j->options->source, row->source))
        return true;
    yg_buf_clear(&j->piece);
    yg_csv_add_row(&j->piece, cells, sizeof cells / sizeof *cells);
    return j->write(j->self, yg_buf_str(&j->piece), err);
}

bool yg_export_indicators_csv(yg_store *store, const yg_export_options *options,
                              yg_export_write write, void *self, yg_error *err) {
    job j = {.store = store, .options = options, .write = write, .self = self};
    bool done =
        write(self, YG_STR("type,value,first_seen,last_seen,context,role,source,to_ids\r\n"),
              err) &&
        each_indicator(&j, on_csv, err);
    yg_buf_free(&j.piece);
    return done;
}
