/* What a report was asked for: checked, put into words, and asked of dates. */
#include "tell/teller.h"

#include "base/utf8.h"
#include "store/incident_scope.h"
#include "store/tally.h"
#include "text/nearest.h"

bool teller_in_period(const teller *t, int64_t from_us, int64_t to_us) {
    return yg_incident_within(from_us, to_us, t->period);
}

bool teller_said_by_then(const teller *t, yg_str text) {
    yg_date date;
    if (t->period.precision == YG_DATE_NONE || !yg_date_parse(text, &date))
        return true;
    return date.from_us < t->period.to_us;
}

void teller_add_option(yg_buf *line, const char *name, yg_str value) {
    bool plain = value.n > 0;
    if (value.n == 0)
        return;
    for (size_t i = 0; i < value.n; i++) {
        unsigned char c = (unsigned char)value.p[i];
        plain &= (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                 c == '-' || c == '/' || c == '.' || c >= 0x80;
    }
    yg_buf_addf(line, " --%s ", name);
    if (plain) {
        yg_buf_add(line, value);
        return;
    }
    yg_buf_addc(line, '\'');
    for (size_t i = 0; i < value.n; i++)
        if (value.p[i] == '\'')
            yg_buf_addz(line, "'\\''");
        else
            yg_buf_addc(line, value.p[i]);
    yg_buf_addc(line, '\'');
}

yg_str teller_command(teller *t, const char *more) {
    YG_CLEANUP_BUF yg_buf line = {0};
    const yg_asked *asked = &t->doc->asked;
    yg_buf_addz(&line, "yagura report");
    if (asked->organisation.n == 0) {
        teller_add_option(&line, "country", t->code);
        teller_add_option(&line, "sector", asked->sector);
    }
    teller_add_option(&line, "organisation", t->organisation_word);
    teller_add_option(&line, "period", asked->period);
    if (t->options->by != YG_BY_BOTH)
        teller_add_option(&line, "by", asked->by);
    yg_buf_addz(&line, more);
    return teller_buf(t, &line);
}

yg_str teller_more(teller *t, size_t n, const char *more) {
    return n == 0 ? (yg_str){0}
                  : teller_say(t, "scope.more", "sn", teller_command(t, more), (double)n);
}

/* Does it hold kana or han characters? */
static bool is_japanese(yg_str s) {
    for (size_t at = 0; at < s.n;) {
        uint32_t c = yg_utf8_next(s, &at);
        if ((c >= 0x3040 && c <= 0x30FF) || (c >= 0x4E00 && c <= 0x9FFF))
            return true;
    }
    return false;
}

/* --- The organisation: its country and sector stand for it where statements name no company --- */

typedef struct {
    teller *t;
    size_t found;
    int64_t eid;
} organisation_job;

static bool take_organisation(void *self, const yg_organisation_row *row, yg_error *err) {
    organisation_job *j = self;
    teller *t = j->t;
    (void)err;
    if (j->eid == row->eid && j->found > 0)
        return true;
    j->eid = row->eid;
    if (j->found++ > 0)
        return true;
    t->organisation = row->eid;
    t->doc->asked.organisation = teller_copy(t, row->id);
    t->doc->asked.organisation_name = teller_copy(t, row->name.n > 0 ? row->name : row->key);
    if (t->country == 0)
        t->country = yg_country_from_code(row->country);
    if (t->sector == 0 && row->sector.n == 1)
        t->sector = row->sector.p[0];
    return true;
}

/* In a Japanese report a group goes by its first Japanese name, if it has one. */
static bool take_japanese(void *self, const yg_name_row *row, yg_error *err) {
    teller *t = self;
    yg_str *name = &t->doc->asked.organisation_name;
    (void)err;
    if (is_japanese(row->text) && !is_japanese(*name))
        *name = teller_copy(t, row->text);
    return true;
}

static bool count_organisation(void *self, const yg_organisation_row *row, yg_error *err) {
    organisation_job *j = self;
    (void)err;
    j->found += j->eid != row->eid;
    j->eid = row->eid;
    return true;
}

/* What a reader may type to get this organisation and no other. */
static bool find_word(teller *t, yg_error *err) {
    organisation_job j = {.t = t};
    yg_str name = t->doc->asked.organisation_name;
    bool ok = yg_store_organisations_named(t->store, name, count_organisation, &j, err);
    t->organisation_word = j.found == 1 ? name : t->doc->asked.organisation;
    return ok;
}

typedef struct {
    yg_str wrong;
    yg_nearest best;
    yg_buf word; /* of best: rows do not last */
} name_search;

static bool on_name(void *self, int64_t eid, yg_str name, yg_error *err) {
    name_search *n = self;
    size_t before = n->best.word.n == 0 ? SIZE_MAX : n->best.distance;
    (void)eid;
    (void)err;
    yg_nearest_offer(&n->best, n->wrong, name);
    if (n->best.word.n > 0 && n->best.distance < before) {
        yg_buf_clear(&n->word);
        yg_buf_add(&n->word, name);
        n->best.word = yg_buf_str(&n->word);
    }
    return true;
}

static bool unknown_organisation(teller *t, yg_str text, yg_error *err) {
    name_search n = {.wrong = text};
    bool ok = yg_store_organisation_names(t->store, on_name, &n, err);
    if (ok && n.word.n > 0)
        yg_fail(err, YG_ERR_USAGE,
                "no organisation \"%.*s\" in the registry; did you mean \"%.*s\"?",
                YG_FMT(yg_str_sub(text, 0, 80)), YG_FMT(yg_str_sub(yg_buf_str(&n.word), 0, 80)));
    else if (ok)
        yg_fail(err, YG_ERR_USAGE,
                "no organisation \"%.*s\" in the registry; load a group file (yagura group load "
                "FILE), or see yagura group show",
                YG_FMT(yg_str_sub(text, 0, 80)));
    yg_buf_free(&n.word);
    return false;
}

static bool find_organisation(teller *t, yg_str text, yg_error *err) {
    organisation_job j = {.t = t};
    if (!yg_store_organisations_named(t->store, text, take_organisation, &j, err))
        return false;
    if (j.found == 1 && t->voice.lang == YG_LANG_JA &&
        !yg_store_names_of(t->store, t->organisation, take_japanese, t, err))
        return false;
    if (j.found == 0)
        return unknown_organisation(t, text, err);
    if (j.found > 1)
        return yg_fail(err, YG_ERR_USAGE,
                       "%zu organisations are called \"%.*s\"; name one by its key or its LEI",
                       j.found, YG_FMT(yg_str_sub(text, 0, 80)));
    return find_word(t, err) && yg_owner_scope_of(t->store, t->organisation, &t->owned, err);
}

/* --- Words --- */

/* In an English sentence some names of countries bear the article. */
static yg_str place_name(teller *t) {
    static const char *const with[] = {"AE", "BS", "CD", "CF", "CG", "CZ", "DO",
                                       "FK", "GB", "GM", "KM", "KY", "MH", "MV",
                                       "NL", "PH", "SB", "SC", "US", "VG", "VI"};
    yg_str name = yg_country_name(t->country, t->voice.lang);
    if (t->voice.lang == YG_LANG_EN)
        for (size_t i = 0; i < sizeof with / sizeof *with; i++)
            if (yg_str_eqz(yg_country_alpha2(t->country), with[i]))
                return teller_say(t, "scope.the", "s", name);
    return name;
}

static void name_scope(teller *t) {
    yg_asked *asked = &t->doc->asked;
    t->place = place_name(t);
    if (t->sector != 0)
        asked->sector_name = yg_sector_name(t->sector, t->voice.lang, true);
    t->target = t->place.n > 0             ? t->place
                : asked->sector_name.n > 0 ? asked->sector_name
                                           : teller_say(t, "scope.any-country", "");
    t->groups = t->organisation != 0 ? asked->organisation_name
                : t->place.n > 0
                    ? teller_say(t, t->options->by == YG_BY_SITE ? "scope.sites" : "scope.groups",
                                 "s", t->place)
                    : teller_say(t, "scope.groups-all", "");
    if (t->organisation != 0)
        t->name = asked->organisation_name;
    else if (t->place.n > 0 && t->sector != 0)
        t->name = teller_say(t, "scope.sector-in", "ss", asked->sector_name, t->place);
    else if (t->place.n > 0)
        t->name = t->place;
    else
        t->name = t->sector != 0 ? asked->sector_name : teller_say(t, "scope.world", "");
}

static yg_str counted(teller *t) {
    static const char *const keys[] = {"scope.counted", "scope.counted-site",
                                       "scope.counted-parent"};
    YG_CLEANUP_BUF yg_buf text = {0};
    const yg_asked *asked = &t->doc->asked;
    if (t->organisation != 0)
        yg_buf_add(&text,
                   teller_say(t, "scope.counted-organisation", "s", asked->organisation_name));
    else if (t->place.n > 0)
        yg_buf_add(&text, teller_say(t, keys[t->options->by], "s", t->place));
    else
        yg_buf_add(&text, teller_say(t, "scope.counted-world", ""));
    if (t->sector != 0 && t->organisation == 0)
        yg_buf_add(&text, teller_say(t, "scope.counted-sector", "s", asked->sector_name));
    if (asked->period.n > 0)
        yg_buf_add(&text, teller_say(t, "scope.counted-period", "s", asked->period_label));
    return teller_buf(t, &text);
}

static void titles(teller *t) {
    static const char *const words[] = {"both", "site", "parent"};
    yg_report *doc = t->doc;
    doc->asked.by = yg_str_of(words[t->options->by]);
    doc->asked.all = t->options->all;
    doc->country = teller_copy(t, t->code);
    doc->country_name = teller_copy(t, yg_country_name(t->country, t->voice.lang));
    doc->title = doc->asked.period.n > 0
                     ? teller_say(t, "report.title-period", "ss", t->name, doc->asked.period_label)
                     : teller_say(t, "report.title", "s", t->name);
    doc->subtitle = teller_say(t, "report.subtitle", "");
    doc->scope = counted(t);
}

bool teller_scope(teller *t, const yg_report_options *options, yg_error *err) {
    yg_asked *asked = &t->doc->asked;
    t->options = options;
    t->country = options->country;
    t->sector = options->sector;
    if (options->country != 0 && yg_country_alpha2(options->country).n == 0)
        return yg_fail(err, YG_ERR_USAGE, "a country is an ISO 3166-1 code such as JP");
    if (options->sector != 0 && yg_sector_name(options->sector, YG_LANG_EN, true).n == 0)
        return yg_fail(err, YG_ERR_USAGE, "a sector is a section of ISIC, A to U");
    if (options->period.n > 0 &&
        (!yg_date_parse(options->period, &t->period) || t->period.precision == YG_DATE_NONE))
        return yg_fail(err, YG_ERR_USAGE,
                       "\"%.*s\" is no period; write 2022, 2022-H1, 2022-03 or 2017-12/2023-06",
                       YG_FMT(yg_str_sub(options->period, 0, 60)));
    if (options->organisation.n > 0 && !find_organisation(t, options->organisation, err))
        return false;
    asked->period = teller_copy(t, options->period);
    asked->period_label = yg_say_date(&t->voice, asked->period);
    if (t->sector != 0)
        asked->sector = teller_copy(t, (yg_str){&t->sector, 1});
    t->code = yg_country_alpha2(t->country);
    name_scope(t);
    titles(t);
    return true;
}
