/* The same incident in two sources. The rule, pure: light records in, pairs of records of
 * different sources out, each with what speaks for it. Knows neither the store nor a clock; the
 * same records in any order give the same pairs. docs/decisions/0006-incident-links.md tells the
 * rule in words and what was measured.
 *
 * Life: zero-initialise a set; open; add records and aliases; find; read `pairs`; free.
 *
 * Attack classes: [QUADRATIC] a block (records that share a name, a word, a domain ...) of more
 * than YG_INCIDENT_BLOCK records makes pairs only between records whose dates are near, and none
 * for a record that has more than YG_INCIDENT_BLOCK such neighbours; a record is compared with at
 * most YG_INCIDENT_CANDIDATES others. Both are counted, and a record that was cut so is never
 * linked automatically. */
#ifndef YG_KNOW_INCIDENT_LINK_H
#define YG_KNOW_INCIDENT_LINK_H

#include "base/vec.h"
#include "know/incident_word.h"
#include "model/vocab.h"
#include "text/latin.h"

#define YG_INCIDENT_BLOCK 48
#define YG_INCIDENT_CANDIDATES 48
#define YG_INCIDENT_WINDOW_DAYS 60
#define YG_INCIDENT_FAR_DAYS 180
#define YG_INCIDENT_NONE UINT32_MAX

/* What is read of an incident. Strings are copied. */
typedef struct {
    yg_str id; /* STIX id: the order of records */
    int64_t eid;
    yg_str source;
    yg_str victim, victim_ja, domain;
    yg_str countries;       /* alpha-2, separated by spaces */
    yg_str actors;          /* one a line */
    yg_str posts;           /* "victim@group", one a line: which posts the source joins to it */
    bool is_post;           /* on a leak site: what `posts` of another names */
    int64_t from_us, to_us; /* 0, 0: not dated */
} yg_incident_entry;

/* One way to write the victim: "Example Works", "EW" of "Example Works (EW)". */
typedef struct {
    uint32_t words, words_n; /* places in set->words */
    yg_str full, core, own;  /* letters only: all words but legal forms; without little words, too;
                                without kinds of organisations, too */
    yg_str initials, all_initials;
    yg_str sound; /* consonants, for names written in kana and in Latin letters */
    bool kana;
} yg_incident_form;

typedef struct {
    yg_str host, label, squeezed;
    bool shared;
    bool place; /* "alaska.gov": the label is the name of a place */
} yg_incident_host;

typedef struct {
    yg_incident_entry entry;
    uint32_t source_no;
    uint32_t forms, forms_n, hosts, hosts_n;
    yg_country countries[4];
    uint32_t countries_n;
    uint64_t actors[8]; /* hashes of folded names */
    uint32_t actors_n;
    uint32_t organisation; /* of the registry, + 1; 0: none */
    bool undated;          /* nor is nearly anything of its source */
    bool cut;              /* not all that it may match was looked at */
} yg_incident_record;

typedef struct {
    yg_str text;
    uint32_t held; /* records that have it */
    bool generic, place;
    uint32_t institution;
    double weight;
} yg_incident_vocable;

/* What speaks for and against a pair. Shares are 0..1. */
typedef struct {
    double name, label; /* alike: the names; a name and the other's host */
    bool domain, same_name, organisation, said;
    bool label_domain;          /* the same label under another suffix */
    uint32_t words[8], words_n; /* in common: vocables */
    yg_str initials;            /* "RVBW": one's initials are the other's name */
    yg_str label_text, host;    /* the label that is alike; the host in common */
    bool sound;                 /* alike by sound only (kana and Latin letters) */
    int countries, actors;      /* 1 agree, -1 differ, 0 not said */
    int64_t days;               /* between the dates; -1: one is not dated */
    bool coarse;                /* a date of a quarter or more */
    bool kinds_differ;          /* a county and a hospital */
    bool sure;                  /* nothing forbids an automatic link, if the points suffice */
    uint32_t effort;            /* spellings compared letter by letter */
    double points, identity;    /* all; names and hosts alone */
} yg_incident_likeness;

typedef enum {
    YG_INCIDENT_AUTO,
    YG_INCIDENT_WEAK,     /* review: too little in common */
    YG_INCIDENT_OPEN,     /* review: a date is missing or only a year, and the name only alike */
    YG_INCIDENT_NOT_BEST, /* review: one of the two has a better partner */
    YG_INCIDENT_NEAR,     /* review: one of the two has another partner nearly as good */
    YG_INCIDENT_TIE,      /* review: too many are equally good */
    YG_INCIDENT_FAR,      /* review: the dates are far apart */
    YG_INCIDENT_CUT,      /* review: too many share the name or domain to compare all */
} yg_incident_reason;

typedef struct {
    uint32_t a, b; /* records, a < b */
    double points;
    yg_incident_reason reason;
    uint32_t by;    /* the better or nearly as good partner, or NONE */
    uint32_t equal; /* other pairs of an end that are exactly as good and linked, too */
    bool said;      /* a source joins them itself */
    bool accepted;  /* a person says so */
    bool rejected;  /* a person says that they are not the same */
    bool sure;      /* nothing in what is alike forbids an automatic link */
    bool coarse;    /* a date of a quarter or more */
    int64_t days;
} yg_incident_pair;

/* What a person decided. What is accepted has its partner in the other's source; what is rejected
 * stays each other's best, so that no other pair becomes automatic by it, but answers nothing. */
typedef struct {
    int64_t left_eid, right_eid;
    bool same;
} yg_incident_verdict;

typedef struct {
    yg_arena arena;
    yg_latin latin;
    yg_words dictionary;
    yg_map vocable_numbers, aliases;
    YG_VEC(yg_incident_vocable) vocables;
    YG_VEC(uint32_t) words;
    YG_VEC(yg_incident_form) forms;
    YG_VEC(yg_incident_host) hosts;
    YG_VEC(yg_incident_record) records; /* after find: by id */
    YG_VEC(yg_incident_pair) pairs;     /* by a, then b */
    YG_VEC(yg_incident_verdict) verdicts;
    uint64_t blocks_cut, compared;
    yg_buf scratch, latin_text;
    void (*advance)(void *self, uint64_t done, uint64_t total); /* may be NULL */
    void *self;
} yg_incident_set;

void yg_incident_set_open(yg_incident_set *set);
void yg_incident_set_free(yg_incident_set *set);
/* A record without a victim's name and without a domain can match nothing and is left out. */
void yg_incident_add(yg_incident_set *set, const yg_incident_entry *entry);
/* The registry's organisation `number` is called so; a name of two organisations means neither. */
void yg_incident_alias(yg_incident_set *set, yg_str name, uint32_t number);
/* Finds and decides all pairs worth a look; set->verdicts take part. */
void yg_incident_find(yg_incident_set *set);

/* For evidence and tests, after yg_incident_find. */
void yg_incident_compare(const yg_incident_set *set, uint32_t a, uint32_t b,
                         yg_incident_likeness *ret_likeness);

/* --- Between the files of the rule --- */

/* Fills forms, hosts, organisation of a record (incident_name.c). */
void yg_incident_read_names(yg_incident_set *set, yg_incident_record *record);
/* The consonants of a name as Japanese ears hear them: "olympus" and "orinpasu" are both "rnps";
 * and text with spaces around the kana words for kinds of organisations, which become English
 * (incident_sound.c). */
void yg_incident_sound_add(yg_buf *buf, yg_str latin);
void yg_incident_part_kana(yg_buf *buf, yg_str text);
/* Calls visit for every candidate pair (incident_block.c), perhaps twice. */
typedef void (*yg_incident_candidate)(void *self, uint32_t a, uint32_t b);
void yg_incident_candidates(yg_incident_set *set, yg_incident_candidate visit, void *self);
/* Calls visit for every pair that a source joins itself, "victim@group", and for every one that a
 * person decided (incident_said.c). */
void yg_incident_said(yg_incident_set *set, yg_incident_candidate visit, void *self);
typedef void (*yg_incident_decided)(void *self, uint32_t a, uint32_t b, bool same);
void yg_incident_verdicts(yg_incident_set *set, yg_incident_decided visit, void *self);
/* Decides set->pairs (incident_decide.c). */
void yg_incident_decide(yg_incident_set *set);

#endif
