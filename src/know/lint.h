/* What is wrong with a feed of incidents, before it misleads: records that are there twice, fields
 * that contradict each other, values that are none. Reads files with the readers of intel into
 * memory; no store is needed and nothing is changed.
 *
 * A finding is an alarm for a person, with what was seen, why it is suspicious and what to do. One
 * with `is_sure` contradicts itself; the others may be right and are to be looked at. Counts of
 * true and false alarms over real data: docs/lint.md. One thread at a time. */
#ifndef YG_KNOW_LINT_H
#define YG_KNOW_LINT_H

#include "base/map.h"
#include "base/vec.h"
#include "intel/reader.h"
#include "model/date.h"
#include "text/json.h"

typedef enum {
    YG_LINT_NEAR_DUPLICATE,
    YG_LINT_JOINED_POST,
    YG_LINT_DOMAIN_COUNTRY,
    YG_LINT_LINK_DATE,
    YG_LINT_DATE,
    YG_LINT_COUNTRY,
    YG_LINT_SECTOR,
    YG_LINT_LENGTH,
    YG_LINT_ENCODING,
    YG_LINT_LINK,
    YG_LINT_REJECTED,
    YG_LINT_KINDS
} yg_lint_kind;

/* "near-duplicate", and what to do about one, a sentence without a full stop. */
const char *yg_lint_kind_word(yg_lint_kind kind);
const char *yg_lint_kind_advice(yg_lint_kind kind);
bool yg_lint_kind_from_word(yg_str word, yg_lint_kind *ret_kind);

/* Where something stands: the file, the incident's number in it from 1, and the first byte of the
 * record in the decompressed file, with its line from 1. */
typedef struct {
    yg_str file;
    uint64_t record, offset_bytes, line;
    yg_str key; /* as in the reader's incident; empty for a rejected record */
} yg_lint_place;

/* An incident, as far as the checks need it; strings live in the arena. */
typedef struct {
    yg_lint_place place;
    size_t source; /* index into sources: records of different sources are never compared */
    yg_str date, date_kind, victim, sites, site_labels, domain, actors, posts, references;
    yg_str sector, sector_label;
    yg_str added;    /* of the original record: when the publisher entered it */
    yg_str raw_date; /* what stands where a date was looked for */
    bool is_post;    /* of a leak site */
    yg_date span;
} yg_lint_record;

#define YG_LINT_NO_OTHER SIZE_MAX

typedef struct {
    yg_lint_kind kind;
    yg_lint_place place;
    yg_lint_place other; /* the earlier record of a pair; file empty: none */
    const char *field;   /* "domain" */
    yg_str what, why;
    uint64_t count; /* records with the same value of this field; 1: this one */
    bool is_sure;
} yg_lint_finding;

/* Zero-initialise, set today_us, free with yg_lint_free. */
typedef struct {
    int64_t today_us;
    yg_str map; /* text of a map: every file is a table that is read by it; or empty */
    yg_arena arena;
    YG_VEC(yg_lint_record) records;
    YG_VEC(yg_lint_finding) findings; /* sorted by yg_lint_judge: kind, file, offset */
    YG_VEC(yg_str) sources;
    uint64_t files, files_skipped, rejected;
    yg_buf skipped; /* "path: why", one a line, of files found by a walk that no reader knows */
    /* of the file in hand */
    yg_str file;
    uint64_t in_file;
    size_t first_of_file;
    yg_json_parser parser;
    yg_lint_record next; /* from the object, before its incident comes */
} yg_lint;

/* Reads all files behind path. False: nothing of it was usable, or reading failed. */
bool yg_lint_read(yg_lint *lint, const char *path, yg_error *err);
/* The same for bytes that are in memory already. */
bool yg_lint_read_bytes(yg_lint *lint, yg_str path, yg_str bytes, yg_error *err);
/* Runs all checks over what was read. Call once. */
void yg_lint_judge(yg_lint *lint);
void yg_lint_free(yg_lint *lint);

#endif
