/* Private to this room: incident data sets, counted in one pass over the store for the scope of a
 * report. Each source by itself, never pooled; each by the site that was hit and by the ultimate
 * parent. What is counted here is what tell/query.h describes, so that a figure's query recounts
 * it. */
#ifndef YG_TELL_SETS_H
#define YG_TELL_SETS_H

#include "base/time.h"
#include "store/tally.h"
#include "tell/query.h"
#include "tell/teller.h"

enum {
    SET_SECTORS = 22, /* A..U, then: a label without a section */
    SET_LABELS = 21,  /* the place of that */
    SET_FIRST_YEAR = 1990,
    SET_YEARS = 80,
    SET_QUARTERS = SET_YEARS * 4,
};

/* How often each word was met; in the order of first meeting until sorted. */
typedef struct {
    yg_str word, text; /* as in queries; as it is printed */
    uint64_t n, named; /* named: with a parent that somebody names */
} set_word;
typedef struct {
    yg_map at; /* word -> number + 1 */
    YG_VEC(set_word) words;
    uint64_t known; /* rows that have any */
} set_words;

typedef struct {
    uint64_t n, named;
    uint64_t sectors[SET_SECTORS], named_sectors[SET_SECTORS], sector_known;
    set_words labels;
} set_sectors;

/* What the records of a scope say of the way in: words by number of incidents. */
typedef struct {
    set_words words[YG_SAIDS];
} set_told;

/* The dates that incidents bear: of the first and of the last, each with the precision it has. */
typedef struct {
    yg_date first, last;
    uint64_t dated;
} set_cover;

/* One source, by site or by parent. */
typedef struct {
    set_sectors place; /* country, organisation and period */
    uint64_t n, named; /* these and the sector of the scope: all that follows */
    set_words types, actors;
    set_told told;
    uint64_t years[SET_YEARS], quarters[SET_QUARTERS], dated_years, dated_quarters;
    uint32_t year_sectors[SET_YEARS][SET_SECTORS]; /* of `place` */
    uint64_t sites_known, abroad, sites_n;
    uint32_t sites[26 * 26]; /* by parent: of those abroad; else of all */
} set_counts;

typedef struct {
    int64_t sid;
    yg_str name;
    set_sectors all;   /* of the period, all countries */
    set_counts *by[2]; /* YG_QUERY_BY_SITE - 1, YG_QUERY_BY_PARENT - 1 */
    uint64_t shared;   /* left out: sites in both countries of a comparison */
    /* All of its dated incidents, by the first and by the last quarter of their dates. */
    uint32_t begins[SET_QUARTERS], ends[SET_QUARTERS];
    uint64_t dated;
    /* The quarters between which it records: at least two incidents, and one of 200, lie in the
     * first or before, in the last or after. A single date in the future moves nothing. */
    size_t first_quarter, last_quarter;
    int64_t begun_us; /* the last of its dated incidents begins here; 0: none is dated */
    set_cover cover;  /* of `all` */
    /* Of all incidents of the period: does the source ever say two different words? One that only
     * ever writes "supplier" gives no share of suppliers. */
    yg_str first_said[YG_SAIDS];
    bool distinguishes[YG_SAIDS];
} set_source;

typedef struct {
    int64_t oid;
    yg_str word;
} set_said;

struct teller_sets {
    YG_VEC(set_source) sources; /* by name */
    struct {
        YG_VEC(set_said) rows; /* by oid; nothing of what is not known */
    } said[YG_SAIDS];
    yg_map said_words;
};

bool teller_gather_sets(teller *t, yg_error *err);
void teller_free_sets(teller *t);

/* sets_figure.c */
/* Are the counts by site and by parent one and the same for this report? */
bool set_same(const teller *t, const set_source *source);
bool set_wanted(const teller *t, size_t by);
/* Wanted, and not without any incident whose parent somebody names. */
bool set_shown(const teller *t, const set_source *source, size_t by);
/* The counts by site; by parent where only those are asked for or there are no sites. */
size_t set_first(const teller *t);
/* Are these counts by ultimate parent, many of which are only assumed to be at the site's country?
 */
bool set_is_parent(const teller *t, size_t by);
/* The set of a query: of the place, without the sector. */
yg_query_set set_query(const teller *t, const set_source *source, size_t by);
yg_str set_query_text(teller *t, const yg_query_set *numerator, const yg_query_set *denominator);
/* Why the source's incidents are no independent cases (several rows of one campaign): then nothing
 * is tested. Empty: they are taken as independent. */
yg_str set_dependent(teller *t, const set_source *source);
/* "At sites in Japan (n = 51)": of the place, or of that and the sector; by parent, with how many
 * have a named parent. */
yg_str set_heading(teller *t, const set_source *source, size_t by, bool place);
yg_evidence_set set_evidence(teller *t, const set_source *source, size_t by);
/* How the rows behind a figure are listed. */
yg_str set_command(teller *t, const set_source *source, size_t by, bool place);
typedef struct {
    const set_source *source;
    size_t by;
    const char *chart; /* part of the id */
    yg_str key, row, group, definition;
    uint64_t x, n, unknown; /* n: of a count too, where its query has a denominator */
    uint64_t named;         /* of x, by parent */
    bool of_place;          /* of all sectors */
    uint64_t categories;    /* of the chart, for simultaneous intervals; 0: Wilson's */
    const yg_query_set *numerator, *denominator;
} set_share;
/* By parent a count, with how much of it has a named parent: the registry knows some sectors better
 * than others, so that no share is shown. */
yg_figure *set_put_share(teller *t, yg_chart *chart, const set_share *s);
yg_figure *set_put_count(teller *t, yg_chart *chart, const set_share *s, yg_str note);
void set_sort(set_words *words);
void set_meet(teller *t, set_words *words, yg_str word, yg_str text);
void set_free_words(set_words *words);

/* sets_cover.c */
void set_cover_add(set_cover *cover, int64_t from_us, int64_t to_us);
/* Notes the dates of what was counted, for "data as of". */
void set_saw_dates(teller *t);
/* "Dated 1 January 2014 to ...": empty where nothing is dated. newest_us: where the last incident
 * of the whole source begins, INT64_MIN for a list; its quarter is incomplete. */
yg_str set_cover_text(teller *t, const set_cover *cover, int64_t newest_us);

/* sets_said.c */
bool set_gather_said(teller *t, yg_error *err);
/* The first row of an incident, and how many there are. */
const set_said *set_said_of(const teller *t, yg_said said, int64_t oid, size_t *ret_n);
void set_add_told(teller *t, set_told *told, int64_t oid);
void set_sort_told(set_told *told);
void set_free_told(set_told *told);

/* sets_how.c */
void teller_sets_how(teller *t, yg_section *section);

/* sets_what.c, sets_where.c */
void teller_sets_what(teller *t, yg_section *section);
void teller_sets_who(teller *t, yg_section *section);
void teller_sets_where(teller *t, yg_section *section);

/* compare.c */
bool teller_compare(teller *t, yg_error *err);

#endif
