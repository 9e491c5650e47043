/* How a figure's counts are got again from the store: one line of text that a reader can follow by
 * hand and `yagura verify` follows by itself.
 *
 *   query      := set [ " / " set ]                 numerator / denominator, of the same source
 *   set        := "incidents" [ "?" key "=" value { "&" key "=" value } ]
 *   value      := percent-encoded UTF-8 (RFC 3986, section 2.1), not empty
 *
 *   source=NAME            exactly; always there, because sources are never pooled
 *   country=CC             ISO 3166-1 alpha-2; with by
 *   not-country=CC         whatever is not country=CC by the same `by`, nobody says included
 *   by=site|parent|any     a site in the country; the ultimate parent's country; either (default)
 *   parent=known|assumed   somebody says the parent's country; or it is taken from the only site
 *   abroad=yes             with country: the parent is there, and every site is known and elsewhere
 *   in=CC                  a site in this country, whatever country= asks
 *   organisation=ID        a STIX id: the victim is it or belonged to it that day (know/owner.h);
 *                          or the key of a name of victim or parent
 *   sector=LETTER          ISIC section; or known, unknown, label:TEXT (a label without a section)
 *   type=WORD              one of the row's types; or known
 *   actor=KEY              the key (text/key.h) of an actor that the row itself names; or known
 *   period=DATE            a partial date (model/date.h) that holds the row's date
 *   entered=WORD           affiliate, supplier, victim; or known (unknown is not)
 *   entry=WORD             a way in, in the source's word ("Web application"); or known (as above)
 *   reached=WORD           yes, no; or known (not-documented is not)
 *   status=WORD            listed, delisted ...; or known
 *
 * The parent's country is the one that the source says, else the registry's, else, when nobody says
 * any, that of the only site. entered, entry and reached ask what the incident's own record says;
 * where it says several words, each of them counts. Each key stands once in a set. */
#ifndef YG_TELL_QUERY_H
#define YG_TELL_QUERY_H

#include "base/mem.h"
#include "model/vocab.h"
#include "store/read.h"

#define YG_QUERY_BYTES 8192 /* of one query: the longest that a report writes has some 300 */

typedef enum { YG_QUERY_BY_ANY, YG_QUERY_BY_SITE, YG_QUERY_BY_PARENT } yg_query_by;

/* What is empty or 0 is not asked. Words ask for exactly that word, or for `known`. */
typedef struct {
    yg_str source;
    yg_country country, not_country;
    yg_query_by by;
    bool parent_known, parent_assumed;
    bool abroad;
    yg_country in;           /* a site is there */
    yg_str organisation;     /* as written */
    yg_str organisation_key; /* folded; empty for a STIX id */
    yg_sector sector;
    bool sector_known, sector_unknown;
    yg_str sector_label;
    yg_str type, actor, entered, entry, reached, status;
    yg_str period_text;
    yg_date period;
} yg_query_set;

typedef struct {
    yg_query_set numerator, denominator;
    bool has_denominator;
} yg_query;

/* Strings are copied into the arena. On failure *err says at which byte (counted from 0), and
 * *ret_offset_bytes (may be NULL) is that byte. */
bool yg_query_parse(yg_arena *arena, yg_str text, yg_query *ret_query, size_t *ret_offset_bytes,
                    yg_error *err);
/* The canonical text: keys in the order above, values encoded but for letters, digits, "-._~" and
 * ":". Parsing it gives the same query. */
void yg_query_add(yg_buf *buf, const yg_query *query);
void yg_query_add_set(yg_buf *buf, const yg_query_set *set);

/* A row made ready to be asked many queries. What its record says in claims (yg_store_said) comes
 * beside the row, one word a line; empty means that it does not say. Views must live as long as the
 * facts. */
typedef struct {
    const yg_incident_row *row;
    yg_str entered, entry, reached;
    yg_str status;        /* empty: the row's listing */
    yg_str organisations; /* STIX ids of those to whom the victim belonged that day */
    /* Computed by yg_query_facts_of. */
    yg_country sites[250];
    size_t sites_n;
    bool sites_unknown; /* a site that has no code, or none at all */
    yg_country parent;
    bool parent_known; /* said, not taken from the site */
} yg_query_facts;

/* Fills what is computed, from facts->row. */
void yg_query_facts_of(yg_query_facts *facts);
bool yg_query_match(const yg_query_set *set, const yg_query_facts *facts);

/* A set in parts, each of which looks at a few columns of the row: of rows that are alike in these
 * columns it need be asked only once. A row belongs to the set when each part says so, and the
 * source is the same. */
typedef enum {
    YG_QUERY_PERIOD,       /* from_us, to_us */
    YG_QUERY_PLACE,        /* sites, site_labels (any or none), parent_country */
    YG_QUERY_SECTOR,       /* sector, sector_label */
    YG_QUERY_TYPE,         /* types */
    YG_QUERY_SAID,         /* entered, reached, status */
    YG_QUERY_ACTOR,        /* actors */
    YG_QUERY_ORGANISATION, /* organisations, victim*, parent* (the names) */
    YG_QUERY_PARTS
} yg_query_part;
/* Does the set ask anything there? */
bool yg_query_asks(const yg_query_set *set, yg_query_part part);
bool yg_query_match_part(const yg_query_set *set, yg_query_part part, const yg_query_facts *facts);
/* The country to which the row is counted by its parent; 0: nobody says. */
yg_country yg_query_parent_country(const yg_incident_row *row);

#endif
