/* Private to this room: the state of one landscape report while it is being told, and what its
 * parts share. Rows of the store are copied into the arena of the report as they come. */
#ifndef YG_TELL_TELLER_H
#define YG_TELL_TELLER_H

#include "base/vec.h"
#include "know/owner.h"
#include "store/read.h"
#include "tell/document.h"
#include "tell/landscape.h"
#include "tell/message.h"

typedef YG_VEC(yg_claim_row *) teller_claims;
typedef YG_VEC(yg_statistic_row *) teller_statistics;

/* One attacker: all entities of the store that are certainly the same, or that a curated claim
 * calls by one name, with what is said of them (never merged in the store: they are joined for
 * reading only). */
typedef struct {
    yg_str name, key;
    YG_VEC(yg_str) other_keys; /* of its other names */
    YG_VEC(int64_t) eids;
    teller_claims claims;        /* of all entities, by the order of the store */
    teller_claims sectors;       /* targets-sector with a section of ISIC */
    teller_claims said;          /* what else is told of it: since when, whom it attacks */
    yg_evidence_set targeting;   /* why it stands in this report */
    YG_VEC(yg_str) targeting_by; /* who says so */
    /* States it is tied to, ascending; of these, those in whose service a source sees it: that an
     * actor is at home in a country makes it nobody's. */
    YG_VEC(yg_country) countries, sponsors;
    uint32_t incidents; /* of the list that name it */
    struct {
        unsigned country, sector, incidents, recency, evidence, sum; /* relevance.c */
        yg_evidence_set about_sector, about_recency, about_evidence, about_incidents;
        yg_date newest;
        yg_str newest_text;
        yg_known known;
    } relevance;
    bool relevant; /* one of those that the report goes on with */
} teller_actor;

typedef enum { REACHED_UNDOCUMENTED, REACHED_NO, REACHED_YES } teller_reached;

typedef struct {
    yg_incident_row *row;
    teller_claims claims;
    yg_str victim, parent; /* in the language of the report */
    yg_str home;           /* the parent's country; where nobody says it, that of the only site */
    bool of_group;         /* the home is the country (without one: it is known) */
    bool abroad;           /* all known sites are outside the home */
    bool entry_abroad;     /* a source says: entered at an affiliate outside the country */
    bool entry_known;
    bool entry_placed; /* it is known whether that was in the country */
    yg_str entry_at, entry_how, entry_country, entry_organisation;
    teller_reached reached;
    uint64_t lines, plants, hours, vehicles; /* of a supply stop */
    bool stops_supply;
    yg_str stopped;   /* organisations, as a list */
    yg_str amount_of; /* the one that lines, plants, hours and vehicles are those of */
    yg_evidence_set about, actors, entry, reach, supply;
} teller_incident;

/* A technique that a relevant actor is said to use, and how many of them do. */
typedef struct {
    int64_t eid;
    yg_str id, name, stix_id;
    uint32_t groups;
} teller_technique;

typedef struct {
    yg_store *store;
    yg_report *doc;
    yg_voice voice;
    const yg_report_options *options;
    yg_country country;       /* 0: any */
    yg_country not_country;   /* of a comparison: those with a site there too are left out */
    yg_sector sector;         /* 0: any */
    int64_t organisation;     /* entity; 0: any */
    yg_str organisation_word; /* for commands: its name, or its id where others bear the name too */
    yg_owner_scope owned;     /* what belonged to it when */
    yg_date period;           /* NONE: any */
    yg_str code;              /* alpha-2 of the country */
    /* In the language: the scope ("Manufacturing in Japan"), its country, and what an actor is said
     * to target ("Japan"; "any country"). */
    yg_str name, place, target, groups; /* groups: whose affiliates ("groups from Japan") */
    struct teller_sets *sets;           /* tell/sets.h */
    /* By sector: data sets in which the country's share is larger than elsewhere, of those tested.
     */
    uint64_t above[21], tested[21];
    yg_evidence_set above_evidence[21];
    yg_map figure_ids; /* that were given */
    yg_map locations;  /* id of a location -> yg_country */
    YG_VEC(teller_actor *) actors;
    yg_map actor_by_eid, actor_by_key;   /* 8 bytes of the number; folded name -> teller_actor * */
    YG_VEC(teller_incident *) incidents; /* of the country: site or ultimate parent */
    YG_VEC(teller_technique) techniques; /* of the relevant actors, by one source */
    yg_str technique_source;
    size_t technique_groups;
    teller_statistics statistics; /* of the country */
    teller_claims states;         /* state-threat-to */
    teller_claims state_words;    /* states-threatening: lists in words */
    teller_claims names;          /* also-known-as, part-of, overlaps */
    yg_date newest;               /* the latest day in what was used */
    yg_str newest_text;
    /* What the key judgements are made of; NULL: nothing to say. */
    yg_figure *compared_share; /* the largest of the newest period with several industries */
    yg_figure *top_share, *next_share, *first_share, *vector, *entered, *reached, *supply;
    yg_figure *look_alikes; /* names that imitate the organisation's, and are open */
    yg_str look_alike;      /* the one that imitates best, defanged */
    uint64_t look_alikes_new, look_alikes_reported;
    /* Indicators that were seen in the organisation's logs; NULL: none. */
    yg_figure *sightings;
    yg_str sightings_named, sightings_last, sightings_command;
    uint64_t sightings_actors, sightings_places, sightings_new;
    yg_figure *states_figure, *actors_figure, *abroad_figure;
    size_t actors_placed; /* of whom only the country is said that they are in */
    size_t compared_rows; /* counts among which compared_share is the largest */
    yg_str top_category, vector_name;
    yg_str top_states;
} teller;

/* --- scope.c: what was asked for --- */
bool teller_scope(teller *t, const yg_report_options *options, yg_error *err);
/* Is a date of the scope's period (its whole span inside)? True without a period. */
bool teller_in_period(const teller *t, int64_t from_us, int64_t to_us);
/* Was a statement with this date made by the end of the period? Undated ones: yes. */
bool teller_said_by_then(const teller *t, yg_str date);
/* The command line that gives this report, with more options behind it. */
yg_str teller_command(teller *t, const char *more);
/* " --name value", quoted for a shell where it must be; nothing for an empty value. */
void teller_add_option(yg_buf *line, const char *name, yg_str value);
/* "12 more: COMMAND" below a list that was cut. */
yg_str teller_more(teller *t, size_t n, const char *more);

/* --- gather.c: from the store --- */
bool teller_gather(teller *t, yg_error *err);
yg_claim_row *teller_keep_claim(teller *t, const yg_claim_row *row);
/* Claims of a filter, copied and appended. */
bool teller_claims_of(teller *t, const yg_claim_filter *filter, teller_claims *claims,
                      yg_error *err);
yg_str teller_copy(teller *t, yg_str s);
void teller_free(teller *t);

/* --- evidence.c: from rows to numbered evidence, and words --- */
uint32_t teller_claim(teller *t, const yg_claim_row *row);
uint32_t teller_statistic(teller *t, const yg_statistic_row *row);
uint32_t teller_incident_evidence(teller *t, const yg_incident_row *row);
uint32_t teller_relationship(teller *t, const yg_relationship_row *row, yg_str subject);
/* Country names, section names and known words of a value; the value itself otherwise. */
yg_str teller_country_name(teller *t, yg_country country);
yg_str teller_value(teller *t, const yg_claim_row *row);
yg_str teller_subject(teller *t, const yg_claim_row *row);
yg_str teller_cell_name(teller *t, yg_str name);
/* The country that a claim's subject or object (or value) is; 0: none. */
yg_country teller_subject_country(teller *t, const yg_claim_row *row);
yg_country teller_object_country(teller *t, const yg_claim_row *row);
/* Who says it, as the source writes it, and as the report prints it ("derived from incidents,
 * ..."). */
yg_str teller_asserter(const yg_claim_row *row);
/* The other name of a claim of identity: a thing, or a name that no thing bears. */
static inline yg_str teller_other_name(const yg_claim_row *row) {
    return row->object_name.n > 0 ? row->object_name : row->value;
}
yg_str teller_party(teller *t, yg_str name);
yg_str teller_who_says(teller *t, const yg_claim_row *row);
yg_str teller_known(teller *t, yg_known known);
/* The note in the language of the report, else in the other one. */
yg_str teller_note(const teller *t, yg_str en, yg_str ja);
bool teller_has_tag(yg_str tags, const char *tag);
/* Notes a date of what was used, for "data as of". */
void teller_saw_date(teller *t, yg_str date);

/* --- actors.c --- */
bool teller_gather_actors(teller *t, yg_error *err);
/* The actor that has this entity, else the one that has this name; NULL: none. */
teller_actor *teller_actor_of(teller *t, int64_t eid, yg_str name);
/* The folded form under which names are compared, copied. */
yg_str teller_key(teller *t, yg_str name);
bool teller_is_actor_type(yg_str type);
/* Makes a name (folded) or an entity known as the actor's; what is another's stays that one's. */
void teller_know_key(teller *t, teller_actor *actor, yg_str key);
void teller_know_eid(teller *t, teller_actor *actor, int64_t eid);

/* Notes a dated statement about an actor, for its recency. */
void teller_actor_date(teller *t, teller_actor *actor, yg_str date, uint32_t evidence);

/* --- actor_names.c: names that curated claims equate --- */
void teller_join_named(teller *t);
/* Moves everything of `from` to `to`; `from` stays behind empty (actors.c). */
void teller_absorb(teller *t, teller_actor *to, teller_actor *from);

/* --- relevance.c --- */
void teller_relevance(teller *t);
void teller_tell_relevance(teller *t, yg_section *section);

/* --- incidents.c --- */
bool teller_gather_incidents(teller *t, yg_error *err);

/* --- Sections, in the order of the report; who.c, what.c, how.c, where.c, posture.c, unknown.c ---
 */
bool teller_who(teller *t, yg_error *err);
void teller_tell_states(teller *t, yg_section *section); /* states.c */
void teller_flow(teller *t, yg_section *section);        /* flow.c: from state to sector */
void teller_names(teller *t, yg_section *section); /* names.c: sources that disagree on names */
bool teller_what(teller *t, yg_error *err);
bool teller_how(teller *t, yg_error *err);
bool teller_techniques(teller *t, yg_section *section, yg_error *err);
bool teller_where(teller *t, yg_error *err);
bool teller_look_alikes(teller *t, yg_error *err); /* look_alikes.c: of an organisation */
bool teller_sightings(teller *t, yg_error *err);   /* sightings.c: of an organisation */
bool teller_posture(teller *t, yg_error *err);
bool teller_measures(teller *t, yg_error *err);
bool teller_reports(teller *t, yg_error *err);
bool teller_unknown(teller *t, yg_error *err);
void teller_incident_list(teller *t);
void teller_judge(teller *t, yg_section *section);
/* charts.c: one chart for each series of the country that has cells of that class of schemes. */
typedef enum {
    SCHEME_TOTAL,
    SCHEME_INDUSTRY,
    SCHEME_SIZE,
    SCHEME_ENTRY,
    SCHEME_OTHER,
} teller_scheme;
teller_scheme teller_scheme_of(yg_str scheme);
void teller_charts(teller *t, yg_section *section, teller_scheme wanted);
bool teller_printed(teller *t, yg_section *section, yg_error *err); /* printed.c */

/* --- Lines "WHAT: who, who and who (how known)": equal statements of several are one line --- */
typedef struct {
    yg_str head, tail;
    YG_VEC(yg_str) who;
} teller_line;
typedef YG_VEC(teller_line) teller_lines;
void teller_line_add(teller_lines *lines, yg_str head, yg_str who, yg_str tail);
/* The text of all lines; frees them. */
yg_str teller_lines_text(teller *t, teller_lines *lines);

/* The text of a figure in a sentence: says when it was computed. */
yg_str teller_figure_text(teller *t, const yg_figure *figure);

/* --- Small helpers --- */
#define teller_say(t, ...) yg_say(&(t)->voice, __VA_ARGS__)
void teller_set_cell(teller *t, yg_cell *cell, yg_str text, yg_evidence_set evidence);
void teller_paragraph(teller *t, yg_section *section, yg_str text, yg_evidence_set evidence);
void teller_note_paragraph(teller *t, yg_section *section, yg_str text);
/* Adds text as a further line, unless it is there already. */
void teller_add_line(yg_buf *lines, yg_str text);
yg_str teller_buf(teller *t, const yg_buf *buf);
/* An identifier of letters, digits and hyphens, made unique among the figures. */
yg_str teller_id(teller *t, yg_buf *id);
/* "a, b and c" of lines. */
yg_str teller_lines_as_list(teller *t, yg_str lines);

#endif
