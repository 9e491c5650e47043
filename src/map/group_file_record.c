/* One organisation of a group file: its keys, its own values. */
#include "base/limits.h"
#include "base/utf8.h"
#include "map/group_file_part.h"
#include "map/identifier.h"
#include "text/key.h"
#include "text/nearest.h"

enum { SLUG_BYTES = 200, TEXT_BYTES = 65536, MOST_NAMES = 200, MOST_SUGGESTIONS = 100 };

#define ORGANISATION_KEYS                                                                          \
    " id names kind country sector lei corporate-number brands domains networks ad-domains "       \
    "host-rules parents note references asserted-by how-known tags "
#define SOURCE_KEYS " name publisher address licence tlp published retrieved "

bool yg_group_check_keys(yg_group_file *file, const yg_yaml_node *map, const char *words,
                         const char *where) {
    bool fine = true;
    for (const yg_yaml_node *node = map->first; node != NULL; node = node->next) {
        if (yg_group_is_word(node->key, words) || yg_str_starts(node->key, YG_STR("x-")))
            continue;
        yg_str near = yg_group_nearest(file, node->key, words), shown = yg_group_shown(node->key);
        if (near.n > 0)
            yg_group_say(file, YG_GROUP_ERROR, node, "unknown key",
                         "unknown key \"%.*s\", did you mean \"%.*s\"?", YG_FMT(shown),
                         YG_FMT(near));
        else
            yg_group_say(file, YG_GROUP_ERROR, node, "unknown key",
                         "unknown key \"%.*s\"; %s has %.*s; own keys begin with \"x-\"",
                         YG_FMT(shown), where, YG_FMT(yg_group_listed(file, words)));
        fine = false;
    }
    return fine;
}

const char *yg_group_text_fault(yg_str text) {
    if (text.n > TEXT_BYTES)
        return "longer than the limit of 65536 bytes";
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if ((c < ' ' && c != '\n' && c != '\t') || c == 0x7F)
            return "it has a control character";
    }
    return NULL;
}

yg_str yg_group_text(yg_group_file *file, const yg_yaml_node *map, const char *key, bool *bad) {
    const yg_yaml_node *node = yg_yaml_get(map, key);
    const yg_str none = {NULL, 0};
    if (node == NULL || yg_yaml_is_null(node))
        return none;
    const char *fault = node->kind != YG_YAML_SCALAR ? "expected one value, found a list or a map"
                                                     : yg_group_text_fault(node->text);
    if (fault == NULL)
        return node->text;
    yg_group_say(file, YG_GROUP_ERROR, node, "bad value", "%s: %s", key, fault);
    *bad = true;
    return none;
}

static bool is_slug(yg_str s) {
    if (s.n == 0 || s.n > SLUG_BYTES || s.p[0] == '-' || s.p[s.n - 1] == '-')
        return false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c == '-' && s.p[i + 1] != '-')))
            return false;
    }
    return true;
}

static yg_str tlp_word(yg_group_file *file, yg_str label) {
    static const char words[] = " clear green amber amber+strict red ";
    YG_CLEANUP_BUF yg_buf word = {0};
    if (yg_str_starts(label, YG_STR("TLP:")))
        label = yg_str_from(label, 4);
    for (size_t i = 0; i < label.n && i < 32; i++)
        yg_buf_addc(&word,
                    label.p[i] >= 'A' && label.p[i] <= 'Z' ? (char)(label.p[i] + 32) : label.p[i]);
    return yg_group_is_word(yg_buf_str(&word), words)
               ? yg_arena_copy(&file->arena, yg_buf_str(&word))
               : (yg_str){NULL, 0};
}

void yg_group_read_source(yg_group_job *job) {
    yg_group_file *file = job->file;
    const yg_yaml_node *node = job->source;
    bool bad = false;
    yg_date date;
    if (node == NULL || node->kind != YG_YAML_MAP) {
        yg_group_say(file, YG_GROUP_ERROR, node, "missing key",
                     "the key `source` must say where this comes from, with at least its name: "
                     "source: {name: \"Aoba Group, security team\"}");
        return;
    }
    yg_group_check_keys(file, node, SOURCE_KEYS, "source");
    file->source = (yg_source){
        .name = yg_group_text(file, node, "name", &bad),
        .publisher = yg_group_text(file, node, "publisher", &bad),
        .address = yg_group_text(file, node, "address", &bad),
        .licence = yg_group_text(file, node, "licence", &bad),
        .published = yg_group_text(file, node, "published", &bad),
    };
    yg_str tlp = yg_group_text(file, node, "tlp", &bad);
    file->source.tlp = tlp_word(file, tlp);
    if (tlp.n > 0 && file->source.tlp.n == 0)
        yg_group_say(file, YG_GROUP_ERROR, yg_yaml_get(node, "tlp"), "bad value",
                     "tlp \"%.*s\": expected TLP:CLEAR, TLP:GREEN, TLP:AMBER, TLP:AMBER+STRICT or "
                     "TLP:RED",
                     YG_FMT(yg_group_shown(tlp)));
    if (file->source.name.n == 0 || file->source.name.n > YG_LIMIT_NAME_BYTES) {
        yg_group_say(file, YG_GROUP_ERROR, node, "missing key",
                     "source: `name` must name the source, in at most 1024 bytes");
        file->source.name = (yg_str){NULL, 0};
    }
    if (file->source.published.n > 0 && !yg_date_parse(file->source.published, &date)) {
        yg_group_say(file, YG_GROUP_ERROR, yg_yaml_get(node, "published"), "bad date",
                     "published \"%.*s\": expected a date such as 2022, 2022-03 or 2022-03-10",
                     YG_FMT(yg_group_shown(file->source.published)));
        file->source.published = (yg_str){NULL, 0};
    }
}

/* Digits and marks alone name nobody. */
static bool has_letter(yg_str name) {
    YG_CLEANUP_BUF yg_buf key = {0};
    yg_key_add(&key, name);
    for (size_t i = 0; i < key.n; i++) {
        if (key.p[i] < '0' || key.p[i] > '9')
            return true;
    }
    return false;
}

static bool is_language(yg_str tag) {
    size_t first = yg_str_chr(tag, '-');
    size_t letters = first == SIZE_MAX ? tag.n : first;
    if (letters < 2 || letters > 3 || tag.n > 35)
        return false;
    for (size_t i = 0; i < tag.n; i++) {
        char c = tag.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && (i < letters || (c != '-' && (c < '0' || c > '9'))))
            return false;
    }
    return tag.p[tag.n - 1] != '-';
}

static void take_name(yg_group_file *file, const yg_yaml_node *node, yg_str language,
                      yg_organisation_node *o, bool *bad) {
    const char *fault = NULL;
    if (node->kind != YG_YAML_SCALAR)
        fault = "expected a name or a list of names";
    else if (yg_yaml_is_null(node) || node->text.n == 0)
        fault = "the name is empty";
    else if (node->text.n > YG_LIMIT_NAME_BYTES)
        fault = "the name is longer than 1024 bytes";
    else if (yg_group_text_fault(node->text) != NULL || yg_str_chr(node->text, '\n') != SIZE_MAX)
        fault = "the name has a control character or a line end";
    else if (!has_letter(node->text))
        fault = "the name has no letter";
    else if (o->names.n >= MOST_NAMES)
        fault = "more than 200 names of one organisation";
    if (fault != NULL) {
        yg_group_say(file, YG_GROUP_ERROR, node, "bad name", "names: %.*s: %s",
                     YG_FMT(yg_group_shown(language)), fault);
        *bad = true;
        return;
    }
    if (yg_str_eqz(language, "ja") && o->name_ja.n == 0)
        o->name_ja = node->text;
    if (yg_str_eqz(language, "en") && o->name.n == 0)
        o->name = node->text;
    yg_vec_push(&o->names, node->text);
}

static void read_names(yg_group_file *file, const yg_yaml_node *item, yg_organisation_node *o,
                       bool *bad) {
    const yg_yaml_node *names = yg_yaml_get(item, "names");
    if (names == NULL || names->kind != YG_YAML_MAP || names->n == 0) {
        yg_group_say(file, YG_GROUP_ERROR, names != NULL ? names : item, "missing names",
                     "names: expected names by language, as in names: {en: \"Aoba India Pvt "
                     "Ltd\", ja: \"青葉インディア\"}");
        *bad = true;
        return;
    }
    for (const yg_yaml_node *node = names->first; node != NULL; node = node->next) {
        if (!is_language(node->key)) {
            yg_group_say(file, YG_GROUP_ERROR, node, "bad language",
                         "names: \"%.*s\" is no language tag (RFC 5646), such as en, ja, de, "
                         "zh-Hant",
                         YG_FMT(yg_group_shown(node->key)));
            *bad = true;
            continue;
        }
        if (node->kind == YG_YAML_LIST) {
            for (const yg_yaml_node *name = node->first; name != NULL; name = name->next)
                take_name(file, name, node->key, o, bad);
        } else {
            take_name(file, node, node->key, o, bad);
        }
    }
    if (o->name.n == 0 && o->names.n > 0)
        o->name = o->names.at[0];
}

/* A misspelt name: the nearest of all, in English. Not for more than the errors that are shown. */
static yg_country nearest_country(const yg_group_file *file, yg_str text) {
    yg_nearest near = {0};
    yg_country best = 0;
    for (char a = 'A'; a <= 'Z' && text.n >= 4 && file->errors < MOST_SUGGESTIONS; a++) {
        for (char b = 'A'; b <= 'Z'; b++) {
            yg_country country = YG_COUNTRY((unsigned char)a, (unsigned char)b);
            yg_str before = near.word, name = yg_country_name(country, YG_LANG_EN);
            if (name.n > 0)
                yg_nearest_offer(&near, text, name);
            if (near.word.p != before.p)
                best = country;
        }
    }
    return best;
}

static void read_country(yg_group_file *file, const yg_yaml_node *item, yg_organisation_node *o,
                         bool *bad) {
    yg_str text = yg_group_text(file, item, "country", bad);
    if (text.n == 0)
        return;
    yg_country country = yg_country_from_code(text);
    if (country != 0 && yg_str_eq(yg_country_alpha2(country), text)) {
        o->country = country;
        return;
    }
    if (country == 0)
        country = yg_country_from_name(text);
    if (country == 0)
        country = nearest_country(file, text);
    yg_str code = yg_country_alpha2(country), name = yg_country_name(country, YG_LANG_EN);
    if (country != 0)
        yg_group_say(file, YG_GROUP_ERROR, yg_yaml_get(item, "country"), "unknown country",
                     "country \"%.*s\": expected a code of ISO 3166-1, did you mean \"%.*s\" "
                     "(%.*s)?",
                     YG_FMT(yg_group_shown(text)), YG_FMT(code), YG_FMT(name));
    else
        yg_group_say(file, YG_GROUP_ERROR, yg_yaml_get(item, "country"), "unknown country",
                     "country \"%.*s\": expected two capital letters of ISO 3166-1, such as \"IN\"",
                     YG_FMT(yg_group_shown(text)));
    *bad = true;
}

static void read_sector(yg_group_file *file, const yg_yaml_node *item, yg_organisation_node *o,
                        bool *bad) {
    yg_str text = yg_group_text(file, item, "sector", bad);
    if (text.n == 0)
        return;
    if (text.n == 1 && text.p[0] >= 'A' && text.p[0] <= 'U') {
        o->sector = text.p[0];
        return;
    }
    yg_sector sector = yg_sector_from_label(text);
    if (text.n == 1 && text.p[0] >= 'a' && text.p[0] <= 'u')
        sector = (yg_sector)(text.p[0] - 32);
    yg_str name = yg_sector_name(sector, YG_LANG_EN, true);
    if (sector != 0)
        yg_group_say(file, YG_GROUP_ERROR, yg_yaml_get(item, "sector"), "unknown sector",
                     "sector \"%.*s\": expected a section of ISIC, did you mean \"%c\" (%.*s)?",
                     YG_FMT(yg_group_shown(text)), sector, YG_FMT(name));
    else
        yg_group_say(file, YG_GROUP_ERROR, yg_yaml_get(item, "sector"), "unknown sector",
                     "sector \"%.*s\": expected a section of ISIC Rev. 4, a letter from A to U "
                     "(C is manufacturing)",
                     YG_FMT(yg_group_shown(text)));
    *bad = true;
}

static void read_kind(yg_group_file *file, const yg_yaml_node *item, yg_organisation_node *o,
                      bool *bad) {
    o->kind = yg_group_text(file, item, "kind", bad);
    if (o->kind.n == 0 || yg_group_is_word(o->kind, YG_GROUP_KINDS))
        return;
    yg_str near = yg_group_nearest(file, o->kind, YG_GROUP_KINDS);
    if (near.n > 0)
        yg_group_say(file, YG_GROUP_ERROR, yg_yaml_get(item, "kind"), "unknown kind",
                     "kind \"%.*s\", did you mean \"%.*s\"?", YG_FMT(yg_group_shown(o->kind)),
                     YG_FMT(near));
    else
        yg_group_say(file, YG_GROUP_ERROR, yg_yaml_get(item, "kind"), "unknown kind",
                     "kind \"%.*s\": expected one of %.*s", YG_FMT(yg_group_shown(o->kind)),
                     YG_FMT(yg_group_listed(file, YG_GROUP_KINDS)));
    *bad = true;
}

static void read_numbers(yg_group_file *file, const yg_yaml_node *item, yg_organisation_node *o,
                         bool *bad) {
    o->lei = yg_group_text(file, item, "lei", bad);
    o->number = yg_group_text(file, item, "corporate-number", bad);
    const char *fault = o->lei.n > 0 ? yg_lei_fault(o->lei) : NULL;
    if (fault != NULL) {
        yg_group_say(file, YG_GROUP_ERROR, yg_yaml_get(item, "lei"), "bad LEI", "lei \"%.*s\": %s",
                     YG_FMT(yg_group_shown(o->lei)), fault);
        *bad = true;
    }
    fault = o->number.n > 0 ? yg_corporate_number_fault(o->number) : NULL;
    if (fault != NULL) {
        yg_group_say(file, YG_GROUP_ERROR, yg_yaml_get(item, "corporate-number"),
                     "bad corporate number", "corporate-number \"%.*s\": %s",
                     YG_FMT(yg_group_shown(o->number)), fault);
        *bad = true;
    }
}

/* False: without an id nothing can refer to it, and it has no place in the group. */
static bool read_id(yg_group_job *job, const yg_yaml_node *item, yg_organisation_node *o) {
    yg_group_file *file = job->file;
    const yg_yaml_node *node = yg_yaml_get(item, "id");
    bool is_new, bad = false;
    yg_str id = yg_group_text(file, item, "id", &bad);
    if (!is_slug(id)) {
        if (!bad)
            yg_group_say(file, YG_GROUP_ERROR, node != NULL ? node : item, "bad id",
                         "id \"%.*s\": expected small letters, digits and single hyphens, such as "
                         "\"aoba-india\"",
                         YG_FMT(yg_group_shown(id)));
        return false;
    }
    uint64_t *place = yg_map_put(&job->ids, id, &is_new);
    if (!is_new) {
        yg_group_say(file, YG_GROUP_ERROR, node, "id twice",
                     "id \"%.*s\" is there already, in line %zu; ids are unique in a file",
                     YG_FMT(yg_group_shown(id)), file->records.at[*place - 1].node->line);
        return false;
    }
    *place = file->group.organisations.n + 1;
    o->key = id;
    return true;
}

void yg_group_read_organisation(yg_group_job *job, const yg_yaml_node *item) {
    yg_group_file *file = job->file;
    yg_organisation_node o = {0};
    bool bad = false;
    if (item->kind != YG_YAML_MAP) {
        yg_group_say(file, YG_GROUP_ERROR, item, "not an organisation",
                     "expected an organisation with its keys, such as {id: aoba-india, names: {en: "
                     "\"Aoba India\"}}");
        return;
    }
    yg_group_check_keys(file, item, ORGANISATION_KEYS, "an organisation");
    bool has_id = read_id(job, item, &o);
    read_names(file, item, &o, &bad);
    o.own_names = o.names.n;
    read_kind(file, item, &o, &bad);
    read_country(file, item, &o, &bad);
    read_sector(file, item, &o, &bad);
    read_numbers(file, item, &o, &bad);
    yg_group_read_marks(file, item, &o, &bad);
    if (!has_id) { /* read all the same, so that its other errors are listed */
        yg_group_drop_organisation(&o);
        return;
    }
    yg_vec_push(&file->group.organisations, o);
    yg_vec_push(&file->records, ((yg_group_record){item, bad}));
}
