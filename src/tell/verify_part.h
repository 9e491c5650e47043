/* Private to this room: the steps of tell/verify.h. */
#ifndef YG_TELL_VERIFY_PART_H
#define YG_TELL_VERIFY_PART_H

#include "tell/query.h"
#include "tell/query_findings.h"
#include "tell/query_sightings.h"
#include "tell/verify.h"
#include "text/json.h"

/* A file taken apart (verify_read.c). Views into the bytes, or into the arena. */
typedef struct {
    yg_str form;
    yg_str bytes;
    yg_str scope;       /* JSON object: of the Markdown comment; else empty */
    yg_str document;    /* JSON; empty in Markdown */
    size_t document_at; /* where it begins in the file */
} verify_file;
bool verify_read(yg_str bytes, verify_file *ret_file, yg_error *err);
/* The options with which the report was made. */
bool verify_scope(const verify_file *file, yyjson_val *document, yg_report_options *ret_options,
                  yg_verification *v, yg_error *err);

/* Notes a difference; texts are cut to a readable length and copied. */
void verify_note(yg_verification *v, const yg_difference *difference);
void verify_notef(yg_verification *v, const char *kind, yg_str where, yg_str evidence,
                  yg_str reported, yg_str stored);

/* What the store has of the ids that a document names, and the incidents counted by its queries
 * (verify_gather.c). */
typedef struct {
    yg_str id, kind, asserted_by, collection, date, known; /* kind empty: not in the store */
    uint64_t count, total;
    bool has_total;
    yg_query_set query; /* of kind "query": the set that is counted */
    size_t findings;    /* or of a query of findings: index + 1 into verify_facts.findings */
    size_t sightings;   /* or of sightings: index + 1 into verify_facts.sightings */
    size_t next;        /* another row with this id: index + 1; 0: none */
} verify_fact;
typedef struct {
    yg_query_set set;
    uint64_t count;
    size_t next; /* another set of the same source: index + 1; 0: none */
} verify_set;
typedef struct {
    yg_findings_query query;
    uint64_t count;
} verify_findings_set;
typedef struct {
    yg_sightings_query query;
    uint64_t count;
    bool is_counted;
    size_t next; /* another set that is counted with this one: index + 1; 0: none */
} verify_sightings_set;
typedef struct {
    yg_store *store;
    yg_verification *v;
    yg_map ids; /* wanted ids -> index + 1 into facts, 0: not found */
    YG_VEC(verify_fact) facts;
    yg_map texts, sources; /* canonical text of a set; source -> first set: index + 1 into sets */
    YG_VEC(verify_set) sets;
    YG_VEC(yg_query) queries; /* of the figures, in their order; source empty: none */
    YG_VEC(verify_findings_set) findings;
    YG_VEC(verify_sightings_set) sightings;
    YG_VEC(size_t)
    findings_of, sightings_of; /* of the figures, in their order: index + 1, 0: none */
} verify_facts;
bool verify_gather(verify_facts *facts, yyjson_val *document, yg_error *err);
bool verify_count(verify_facts *facts, yg_error *err); /* verify_count.c: fills sets[].count */
/* Fills findings[].count (verify_findings.c). */
bool verify_findings_count(verify_facts *facts, yg_error *err);
/* Makes a query of findings known: index + 1. False: it is none. */
bool verify_findings_add(verify_facts *facts, yg_str text, size_t *ret_place, yg_error *err);
/* The same of sightings (verify_sightings.c). */
bool verify_sightings_count(verify_facts *facts, yg_error *err);
bool verify_sightings_add(verify_facts *facts, yg_str text, size_t *ret_place, yg_error *err);
/* The sets of one source, asked row by row (verify_bits.c). */
typedef struct {
    yg_map places;         /* what the row says there -> number + 1 of its bits */
    YG_VEC(uint64_t) bits; /* one for each set; words after words */
    yg_buf last;           /* the row before: often the same */
    size_t last_at;
    bool asked;
} verify_memo;
typedef struct {
    yg_str source;
    YG_VEC(verify_set *) sets;
    size_t words; /* of 64 sets */
    uint64_t *now;
    verify_memo parts[YG_QUERY_PARTS];
    yg_buf key;
} verify_bits;
/* first: of the source, index + 1 into facts->sets. */
void verify_bits_make(verify_facts *facts, size_t first, verify_bits *bits);
void verify_bits_count(verify_bits *bits, const yg_query_facts *row);
void verify_bits_free(verify_bits *bits);
const verify_fact *verify_fact_of(const verify_facts *facts, yg_str id); /* NULL: none */
/* How many incidents a set of the document's queries has. */
uint64_t verify_count_of(const verify_facts *facts, const yg_query_set *set);
void verify_facts_free(verify_facts *facts);

/* Step 1 (verify_figure.c, verify_evidence.c): `document` is the file's own, or in Markdown the one
 * that was built again. */
void verify_figures(verify_facts *facts, yyjson_val *document);
void verify_evidence(verify_facts *facts, yyjson_val *document, enum yg_lang lang);
/* Step 2: JSON by members (verify_json.c), files by their visible pieces (verify_pieces.c). */
void verify_json(yyjson_val *reported, yyjson_val *stored, yg_verification *v);
void verify_pieces(const verify_file *reported, const verify_file *stored, const yg_report *doc,
                   yg_verification *v);

/* The ids of an array "evidence", separated by spaces, in the arena of v. */
yg_str verify_ids(yg_verification *v, yyjson_val *object);

/* The file's pieces for comparing (verify_cut.c): text, tags, lines. */
typedef struct {
    yg_str text;
    size_t line;
    bool markup;
} verify_piece;
typedef YG_VEC(verify_piece) verify_piece_list;
void verify_cut(const verify_file *file, verify_piece_list *pieces);
/* Where a raw element ends as browsers see it: at the first `end` ("</script") from `at` on, large
 * letters or small; s.n: nowhere. */
size_t verify_raw_end(yg_str s, size_t at, const char *end);
/* The shortest way from a to b: calls change for each place where they differ, with the pieces that
 * stand there in a and b (verify_differ.c). */
typedef void (*verify_change)(void *self, size_t a, size_t a_n, size_t b, size_t b_n);
void verify_differ(const verify_piece_list *a, const verify_piece_list *b, verify_change change,
                   void *self);

#endif
