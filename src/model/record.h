/* What intelligence readers produce: records, handed one by one to a sink.
 *
 * Every statement is a claim with its source (DESIGN principle 1); nothing here is "the truth".
 * All strings are views that live until the sink's function returns; empty means absent. Strings
 * are valid UTF-8 (readers check); identifiers are STIX identifiers (model/id.h). */
#ifndef YG_MODEL_RECORD_H
#define YG_MODEL_RECORD_H

#include "base/error.h"
#include "model/date.h"

/* Where a file's records come from: one row of `yagura sources`. */
typedef struct {
    yg_str name; /* "MITRE ATT&CK", "MISP galaxy": the key of the source */
    yg_str publisher, address, licence, version;
    yg_str tlp; /* TLP 2.0: "clear", "green", "amber", "amber+strict", "red"; empty: unknown */
    yg_str published; /* partial date as text */
} yg_source;

typedef enum {
    YG_OBJECT_REVOKED = 1,
    YG_OBJECT_DEPRECATED = 2,
} yg_object_flags;

/* How strict a TLP 2.0 word is: 1 "clear" (and "white"), 2 "green", 3 "amber", 4 "amber+strict",
 * 5 "red"; 0 for anything else. Without case. */
int yg_tlp_rank(yg_str tlp);

/* One thing that a source describes: an intrusion set, a technique, an incident ... The same id
 * from two sources is two objects of one entity. */
typedef struct {
    yg_str id;    /* "intrusion-set--..." */
    yg_str type;  /* STIX type; the part of id before "--" */
    yg_str entry; /* the kind of entry in its source: a galaxy type ("threat-actor"), else type */
    yg_str media; /* how `raw` is written: "stix", "misp-galaxy", "misp-event", "yagura-claims" */
    yg_str name;  /* primary name; may be empty */
    yg_str external_id;              /* the publisher's own number: "G0045", "T1566.001" */
    yg_str text;                     /* description and whatever else full-text search shall find */
    yg_str raw;                      /* the original record, JSON, kept whole */
    int64_t created_us, modified_us; /* YG_TIME_NONE: unknown */
    unsigned flags;
    uint64_t offset_bytes; /* of the record in its (decompressed) input */
} yg_object;

typedef enum {
    YG_NAME_PRIMARY = 1,
    YG_NAME_ALIAS = 2,
    YG_NAME_EXTERNAL = 3, /* a publisher's number: G0045, APT-C-00 listed as number */
} yg_name_kind;

/* "VENDOR calls SUBJECT by this name": an alias claim. Belongs to the object put last. */
typedef struct {
    yg_str text;
    yg_name_kind kind;
    yg_str vendor;    /* who uses the name: "Microsoft"; empty: the source does not say */
    yg_str reference; /* address or citation */
    yg_str date;      /* partial date as text */
} yg_name;

/* A relationship object of a source (put as yg_object first, then this). */
typedef struct {
    yg_str source_ref, type, target_ref;
    int confidence; /* 0..100, -1: not said */
} yg_relationship;

/* How a statement is known (VERIS and STIX have no word list for it; this one is ours). */
typedef enum {
    YG_KNOWN_UNSAID = 0,
    YG_KNOWN_CLAIMED_BY_ATTACKER,
    YG_KNOWN_REPORTED,
    YG_KNOWN_ASSESSED,  /* by an analyst */
    YG_KNOWN_CONFIRMED, /* by the victim */
    YG_KNOWN_OFFICIAL,  /* by an authority */
    YG_KNOWN_DERIVED,   /* computed from other statements */
} yg_known;

/* "claimed-by-attacker", "reported", "assessed-by-analyst", "confirmed-by-victim", "official",
 * "derived"; UNSAID is the empty string. */
const char *yg_known_word(yg_known known);
bool yg_known_from_word(yg_str word, yg_known *ret_known);

/* Subject, predicate, object or value. Belongs to the object put last unless subject_id is set. */
typedef struct {
    yg_str subject_id; /* empty: the object put last */
    yg_str predicate;  /* "sponsored-by", "targets", "part-of", ... docs/formats/yagura-claims.md */
    yg_str object_id;  /* another entity, or empty */
    yg_str value;      /* literal value; for countries alpha-2, for sectors the ISIC letter */
    yg_str label;      /* the raw words of the source behind a normalised value */
    yg_str asserted_by; /* who says so; empty: the source itself */
    yg_str references;  /* addresses, one a line */
    yg_str date;        /* of the statement, partial date as text */
    yg_known known;
    int confidence; /* 0..100, -1: not said */
    yg_str note_en, note_ja;
    yg_str tags; /* separated by spaces */
} yg_claim;

/* The columns of an incident that filters and figures need; the statements about it (actor, entry,
 * "reached the parent") are claims. Belongs to the object put last. */
typedef struct {
    yg_str key;       /* the source's own number */
    yg_str date;      /* partial date as text, */
    yg_str date_kind; /* occurred, discovered or reported */
    yg_str victim, victim_ja;
    yg_str sites;       /* ISO 3166 alpha-2 codes separated by spaces */
    yg_str site_labels; /* the source's own words for the sites that have no code, one a line */
    yg_str domain;      /* the victim's host name, lower case, without "www." */
    yg_str actors;      /* names as the source writes them, one a line; each is a claim too */
    yg_str posts;   /* leak-site posts that the source joins to it: "victim@group", one a line */
    yg_str listing; /* of a leak-site post: "listed" or "delisted" (which is not "paid") */
    yg_str parent, parent_ja, parent_country;
    yg_str sector;       /* ISIC section letter or empty */
    yg_str sector_label; /* the source's own words */
    yg_str types;        /* separated by spaces */
    yg_str asserted_by, references;
    yg_known known;
    yg_str basis;
    yg_str summary_en, summary_ja;
    yg_str tags;
} yg_incident;

/* One cell of a published table. count of total; never pooled between sources. */
typedef struct {
    yg_str series; /* "npa-ransomware" */
    yg_str series_name_en, series_name_ja;
    yg_str asserted_by;
    yg_str geography; /* alpha-2 */
    yg_str subject;   /* "ransomware" */
    yg_str period;    /* partial date as text */
    yg_str scheme;    /* "industry", "size", "total" ... */
    yg_str category;
    yg_str sector; /* ISIC section letter where the category maps exactly */
    uint64_t count, total;
    bool has_total;
    yg_str unit, definition, derived, published, references;
    yg_known known;
    uint64_t offset_bytes;
    yg_str note_en, note_ja;
} yg_statistic;

/* An organisation of the registry: a company, an agency, a site. Its names are yg_name records.
 * Belongs to the object put last, a STIX identity. */
typedef struct {
    yg_str key;     /* its name in the file that brought it: "aoba-india" */
    yg_str kind;    /* parent, subsidiary, affiliate, joint-venture, branch, supplier ... */
    yg_str country; /* alpha-2 */
    yg_str sector;  /* ISIC section letter */
    yg_str lei;     /* ISO 17442, checked */
    yg_str number;  /* the national register's number, with its register: "JP:1234567890123" */
    yg_str group;   /* the group file's own name: whose map it is; empty: the public registry */
    yg_str name, name_ja; /* the names to print; name_ja may be empty */
} yg_organisation;

/* What an organisation is recognised by. Belongs to the object put last. */
typedef struct {
    yg_str kind;  /* brand, domain, network, ad-domain, host-rule */
    yg_str value; /* normalised: a lower-case name, a CIDR, a regular expression */
} yg_mark;

/* "CHILD belongs to PARENT", with its time. Belongs to the object put last, a STIX relationship. */
typedef struct {
    yg_str child_id, parent_id;
    yg_str relation;     /* subsidiary-of, affiliate-of, joint-venture-of, branch-of, supplies */
    double share;        /* of the capital or votes, 0..100; -1: not said */
    yg_str since, until; /* partial dates as text: first and last day; empty: not said */
    yg_str asserted_by, references;
    yg_known known;
} yg_edge;

/* An indicator of compromise. `value` is refanged and normalised; type is one of ipv4-addr,
 * ipv6-addr, domain-name, host-name (the name alone, without what is below it), url, email-addr,
 * md5, sha1, sha256, sha512, file-name, windows-registry-key, stix-pattern (value: the pattern as
 * it was written), other (STIX cyber-observable names where there is one). Belongs to the object
 * put last, if there is one: the event or the STIX indicator that it was published in. */
typedef struct {
    yg_str type, value;
    yg_str first_seen, last_seen; /* partial dates as text: when somebody saw it; not validity */
    yg_str context;               /* campaign, tag or comment */
    yg_str role;                  /* the publisher's role of it: "c2", "payload delivery" */
    yg_str object_id;             /* the actor or malware that it indicates, or empty */
    bool to_ids;                  /* good enough to alert on, says the publisher */
    uint64_t offset_bytes;
    yg_str valid_from, valid_until; /* partial dates as text; until: the end of what it says */
    yg_str tlp;                     /* TLP 2.0 word of this one; empty: that of its source */
    int confidence;                 /* 1..100; 0: not said. Who says 0 means the least: 1 */
} yg_indicator;

typedef enum { YG_PUT_FAILED = 0, YG_PUT_TAKEN, YG_PUT_UNCHANGED } yg_put;

/* The receiver. Order: source (once, first), then for each record object, followed by the names,
 * claims, relationship, incident, organisation, marks or edge that belong to it. After
 * YG_PUT_UNCHANGED the reader leaves out what belongs to the object: the store has it.
 * YG_PUT_FAILED stops the reader, *err is set. */
typedef struct {
    void *self;
    bool (*source)(void *self, const yg_source *source, yg_error *err);
    yg_put (*object)(void *self, const yg_object *object, yg_error *err);
    bool (*name)(void *self, const yg_name *name, yg_error *err);
    bool (*relationship)(void *self, const yg_relationship *relationship, yg_error *err);
    bool (*claim)(void *self, const yg_claim *claim, yg_error *err);
    bool (*incident)(void *self, const yg_incident *incident, yg_error *err);
    bool (*organisation)(void *self, const yg_organisation *organisation, yg_error *err);
    bool (*mark)(void *self, const yg_mark *mark, yg_error *err);
    bool (*edge)(void *self, const yg_edge *edge, yg_error *err);
    yg_put (*statistic)(void *self, const yg_statistic *statistic, yg_error *err);
    yg_put (*indicator)(void *self, const yg_indicator *indicator, yg_error *err);
    /* One record that could not be used; never stops the reader. `detail` may be empty; it is
     * hostile text and gets escaped where it is shown. */
    void (*reject)(void *self, const yg_fault *fault, yg_str detail);
} yg_sink;

#endif
