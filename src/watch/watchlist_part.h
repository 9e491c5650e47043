/* Inside of watch/watchlist.h: how a list is put together.
 *
 * All values go into one maker of the engine, and beside it what is known of each. Threads read
 * stretches of a list, which are joined in the order of the input, so the watch list is the same
 * with any number of threads. */
#ifndef YG_WATCH_WATCHLIST_PART_H
#define YG_WATCH_WATCHLIST_PART_H

#include "base/map.h"
#include "base/vec.h"
#include "match/pattern.h"
#include "model/record.h"
#include "text/indicator_line.h"
#include "watch/warning.h"
#include "watch/watchlist.h"

/* --- What is known (watchlist_facts.c) --- */

enum { YG_FACT_TEXTS = 10 };
/* One combination of what is known; millions of indicators share a few. Texts by their number. */
typedef struct {
    uint32_t text[YG_FACT_TEXTS];
    int32_t confidence;
    uint32_t unused;
    int64_t from_us, until_us;
} yg_fact;
/* From indicator `number` on, up to the next run, `fact` is known. */
typedef struct {
    uint32_t number, fact;
} yg_fact_run;

typedef struct {
    yg_map text_numbers, fact_numbers;
    YG_VEC(yg_str) texts;
    size_t text_bytes;
    YG_VEC(yg_fact) facts;
    YG_VEC(yg_fact_run) runs;  /* by number, ascending */
    YG_VEC(yg_fact_run) later; /* what was said of an indicator again, in the order of saying */
    yg_fact_run last_pair;     /* of facts: saying the second adds nothing to the first */
    bool has_last_pair;
} yg_facts;

/* The number of what is known, the same for the same. */
uint32_t yg_facts_number(yg_facts *facts, const yg_watched *watched);
/* Indicator `number` is new (numbers come in their order), or was there already. */
void yg_facts_taken(yg_facts *facts, uint32_t number, uint32_t fact);
void yg_facts_known(yg_facts *facts, uint32_t number, uint32_t fact);
/* The numbers in `facts` of all that `other` knows, by their numbers there; to be freed. */
uint32_t *yg_facts_map(yg_facts *facts, const yg_facts *other);
/* Puts what was said later into the runs; `indicators`: how many there are. */
void yg_facts_settle(yg_facts *facts, uint32_t indicators);
void yg_facts_free(yg_facts *facts);

/* --- As bytes, inside of the image (watchlist_notes.c) --- */

typedef struct {
    const yg_fact *facts;
    const yg_fact_run *runs;
    const uint32_t *places; /* of the texts: where each begins; one more at the end */
    const char *text_bytes;
    uint32_t facts_n, runs_n, texts_n;
    yg_watchlist_counts counts;
    const char *rejects, *patterns, *unmets; /* watchlist_notes.c */
    uint32_t rejects_n, patterns_n, unmets_n;
} yg_notes;

/* --- Gathering (watchlist_gather.c) --- */

/* What all parts share; nobody writes to it. */
typedef struct {
    const yg_watchlist_options *options;
    const yg_warnings *warnings, *windows; /* NULL: none */
    int most_tlp_rank;                     /* 0: all */
} yg_gather_rules;

typedef struct {
    yg_indicator_type type;
    yg_str value;
    uint32_t fact;
} yg_heard;

typedef struct {
    yg_str text;
    uint32_t fact;
} yg_gathered_pattern;

typedef struct {
    const yg_gather_rules *rules;
    yg_indicators_maker *maker;
    yg_facts facts;
    yg_watchlist_counts counts;
    uint32_t taken; /* by the maker */
    /* Values that are still to be added, and what is known of each. */
    yg_indicators_block *block;
    YG_VEC(uint32_t) block_facts;
    YG_VEC(yg_watchlist_reject) rejects;
    YG_VEC(yg_watchlist_unmet) unmets;
    YG_VEC(yg_heard) heard;
    YG_VEC(yg_gathered_pattern) patterns; /* each text once; lists of lines have none */
    yg_map pattern_numbers;
    size_t pattern_bytes; /* of their texts */
    yg_str path;          /* of the file that is read; empty: none is known */
    yg_arena arena;       /* of rejects, patterns, and what was heard */
} yg_gather;

void yg_gather_start(yg_gather *part, const yg_gather_rules *rules);
/* Offers one value, normalised, with a word for its kind (model/record.h). fact: of part->facts. */
void yg_gather_value(yg_gather *part, yg_str kind, yg_str value, uint32_t fact);
/* The same for a STIX pattern that is no plain value (watchlist_patterns.c). */
void yg_gather_pattern(yg_gather *part, yg_str text, uint32_t fact);
/* Compiles what the notes hold; NULL: no patterns. */
yg_patterns *yg_notes_compile(const yg_notes *notes);
/* The same for a value whose type is known. */
void yg_gather_typed(yg_gather *part, yg_indicator_type type, yg_str value, uint32_t fact);

/* Whether a value with these is to be watched; what is not is counted. */
typedef enum {
    YG_FIT,
    YG_UNFIT, /* its publisher does not call it fit to alert on */
    YG_LEFT_OUT,
} yg_fitness;
yg_fitness yg_gather_fitness(yg_gather *part, bool to_ids, int confidence, yg_str tlp);
/* What an unfit row says of a value is told when another row makes it watched. */
void yg_gather_hear(yg_gather *part, yg_str kind, yg_str value, uint32_t fact);
/* Behind the last value. */
void yg_gather_settle(yg_gather *part);
void yg_gather_reject(yg_gather *part, yg_str path, const char *reason, uint64_t offset_bytes,
                      yg_str detail);
/* A stretch: what a thread reads of a list, to be joined; it has no maker of its own. */
void yg_gather_start_stretch(yg_gather *stretch, const yg_gather_rules *rules);
/* Joins n stretches behind part, in their order; they are empty then, and may be filled again. At
 * most YG_INDICATORS_BLOCKS. */
void yg_gather_join(yg_gather *part, yg_gather *const *stretches, size_t n);
void yg_gather_free(yg_gather *part);

/* Adds the notes for the image. */
void yg_notes_add(yg_buf *buf, const yg_gather *part);
/* Checks every number and place in them. */
bool yg_notes_read(yg_str bytes, uint32_t indicators, yg_notes *ret_notes, yg_error *err);
yg_watched yg_notes_of(const yg_notes *notes, uint32_t number);
yg_watched yg_notes_fact(const yg_notes *notes, uint32_t fact);
yg_watched yg_notes_of_pattern(const yg_notes *notes, uint32_t number);
yg_str yg_notes_pattern(const yg_notes *notes, uint32_t number);
size_t yg_notes_unmets(const yg_notes *notes, yg_watchlist_unmet *ret_unmets, size_t most);
size_t yg_notes_rejects(const yg_notes *notes, yg_watchlist_reject *ret_rejects, size_t most);

/* --- Where values come from --- */

/* Lists of one value a line, or TYPE TAB VALUE (watchlist_lines.c). */
bool yg_lines_is_list(yg_str head);
enum { YG_LINE_WORDS = 32, YG_LINE_WORD_BYTES = 31 };
/* A word for a kind of values that the list uses. */
typedef struct {
    char word[YG_LINE_WORD_BYTES];
    uint8_t n;     /* bytes of it; 0: nothing yet */
    bool is_plain; /* the value itself says the kind */
    bool is_host;  /* the same, but what is a domain's name is a host's */
} yg_line_word;
typedef struct {
    yg_gather *part;
    yg_str path;
    yg_watched watched; /* of every value of the list */
    uint32_t fact;      /* the same */
    uint64_t lines;
    yg_buf refanged, normal, context;
    yg_line_word words[YG_LINE_WORDS]; /* each at one of two places, or nowhere */
} yg_lines_job;
void yg_lines_start(yg_lines_job *job, yg_gather *part, yg_str path, const yg_watched *watched);
/* Whole lines; at: where they begin in the list. */
void yg_lines_read(yg_lines_job *job, yg_str lines, uint64_t at);
void yg_lines_end(yg_lines_job *job);

/* watchlist_list.c: a list in a file or in memory. *ret_taken: it is one, and was read. */
bool yg_list_read_file(yg_gather *part, const char *path, unsigned threads, bool *ret_taken,
                       yg_error *err);
void yg_list_read_bytes(yg_gather *part, yg_str path, yg_str bytes);
/* watchlist_rows.c: a file or folder in any form that import reads; the store. */
bool yg_gather_file(yg_gather *part, const char *path, yg_error *err);
bool yg_gather_store(yg_gather *part, yg_error *err);

#endif
