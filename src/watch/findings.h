/* Findings: what scans hit, folded to one per registrable domain and brand, with a state that a
 * person sets. The scanning pipeline puts sightings in; `yagura findings` and the report read them
 * with store/findings.h.
 *
 * Repeating a scan changes nothing but times: a host is counted once, first and last seen are the
 * earliest and latest time of any sighting, and the best score wins. A person's decision outlives
 * every scan, with one exception: what was called gone is new again when it is seen on a later day.
 */
#ifndef YG_WATCH_FINDINGS_H
#define YG_WATCH_FINDINGS_H

#include "store/findings.h"

/* One hit of `names scan`. Kind and signs are the words of match/name_judge.h, so that this header
 * needs no detector. Views need live only during the call. */
typedef struct {
    yg_str host;         /* as match/name_text.h cleans it: lower case, A-labels; 1..253 bytes */
    yg_str registrable;  /* its part from split.registrable on */
    yg_str brand;        /* label; empty: none can be named (a learned template) */
    yg_str organisation; /* STIX id of the brand's identity in the store; empty: of a list */
    yg_str kind;         /* yg_look_kind_word: "typo" */
    yg_str token;        /* what is imitated; may be empty */
    uint16_t start, end; /* bytes of host: the span that imitates */
    uint8_t distance;
    double score;
    yg_str signs;                       /* yg_name_sign_word, separated by one blank */
    yg_str explanation, explanation_ja; /* yg_name_explain; one line each */
    bool shared_hosting;                /* under a suffix of the private section */
    yg_str stream;                      /* "web" or "registrations" */
    yg_str file;                        /* where it was read: a path, or "-" */
    uint64_t offset_bytes;              /* of the record in it */
    int64_t seen_us;                    /* of the record; YG_TIME_NONE: the time of the scan */
} yg_name_sighting;

typedef struct yg_findings yg_findings;

/* Begins to record a scan. The store must be open for writing, without a transaction, and
 * stays so between batches: sightings are folded in memory, and each batch of them (some
 * 20,000 hosts, or two seconds) is one transaction, so that others can read and decide while a
 * stream runs for days. A program that is killed loses what the last batch had not written;
 * the same scan again makes it good. now_us: the time of the scan. */
bool yg_findings_begin(yg_store *store, int64_t now_us, yg_findings **ret_findings, yg_error *err);
/* Puts one hit in. A sighting whose names are empty, too long or hold bytes that no host name has
 * (control characters, blanks) is counted as rejected and is no failure. One thread at a time.
 * After a failure only yg_findings_free may follow. */
bool yg_findings_record(yg_findings *findings, const yg_name_sighting *sighting, yg_error *err);
/* What time it is: to be called now and then, also when nothing is recorded. Writes what has waited
 * for two seconds, unless another process is writing (then with a later call); sightings without a
 * time have this one from now on. After a failure only yg_findings_free may follow. */
bool yg_findings_tick(yg_findings *findings, int64_t now_us, yg_error *err);

/* Hits that name no brand are kept from now on (yg_findings_pass_over). */
void yg_findings_want_all(yg_findings *findings);
/* For a hit that names no brand (learned, or a bare suffix): counts it and says yes, unless they
 * are wanted. They resemble phishing of nobody whom the group watches, and would bury what does. */
bool yg_findings_pass_over(yg_findings *findings);

typedef struct {
    uint64_t sightings, rejected;
    uint64_t fresh;        /* findings that are new to the store */
    uint64_t known;        /* findings that were there already; above a million some count twice */
    uint64_t false_alarms; /* of known: a person called them so, and so they stay */
    uint64_t returned;     /* of known: were gone, are new again */
    uint64_t nobodys;      /* hits that were passed over: they name no brand */
} yg_findings_counts;
/* Writes what has not been written yet, and gives the counts of all batches. */
bool yg_findings_commit(yg_findings *findings, yg_findings_counts *ret_counts, yg_error *err);
/* What no batch has written is dropped. Accepts NULL. */
void yg_findings_free(yg_findings *findings);

/* Is a false alarm's whole registrable name left out of scans? Not where only a sub-domain
 * imitates, nor where the name is shared by strangers or an ordinary one: others may imitate there,
 * too, so that only the hosts that were seen are left out. */
bool yg_findings_allows_whole(const yg_finding_row *row);
/* The names that scans leave out because of what is known: what a person called a false alarm, and
 * official domains of the organisations in the store. A name at or under one is nobody's
 * look-alike. By name, then reason; each pair once. The store is open for reading or writing. */
typedef struct {
    yg_str name;
    yg_str reason; /* "false-alarm" or "own" */
    yg_str note;   /* of the person */
} yg_allowed_name;
typedef bool (*yg_allowed_visit)(void *self, const yg_allowed_name *name, yg_error *err);
bool yg_findings_allowed(yg_store *store, yg_allowed_visit visit, void *self, yg_error *err);

#endif
