/* What the parts of event/host_names.h share. */
#ifndef YG_EVENT_HOST_NAMES_PART_H
#define YG_EVENT_HOST_NAMES_PART_H

#include "base/limits.h"
#include "base/time.h"
#include "base/vec.h"
#include "event/host_names.h"
#include "text/csv.h"
#include "text/json.h"

typedef enum { FORM_LINES, FORM_CSV, FORM_ZEEK, FORM_JSONL, FORM_ARRAY, FORM_OBJECT } yg_host_form;

enum { YG_HOST_COLUMNS = 8, YG_HOST_FAULTS = 16 };

struct yg_host_names {
    yg_host_form form;
    yg_buf column;
    /* CSV and Zeek */
    char delimiter;
    size_t columns[YG_HOST_COLUMNS], columns_n, time_column; /* SIZE_MAX: none */
    uint64_t header_end; /* rows that begin before are no records */
    yg_csv csv;
    /* JSON */
    yg_json_parser json;
    yg_buf scratch; /* free text: a word without its brackets */
    /* The feed in hand */
    yg_host_name_take take;
    void *self;
    uint64_t records, rejected;
    yg_fault faults[YG_HOST_FAULTS];
    size_t faults_n;
};

/* Sniffs the form (unless it is given) and finds the columns. */
bool yg_host_sniff(yg_host_names *reader, yg_str format, yg_str first, yg_error *err);
void yg_host_reject(yg_host_names *reader, const char *reason, uint64_t offset);
/* Gives the names of a text that may hold several ("a b", "a,b"); a URL is one. */
void yg_host_give(yg_host_names *reader, yg_str text, int64_t time_us, uint64_t offset);
/* Gives every word of a line of free text that reads as a URL or host name; how many. */
size_t yg_host_give_text(yg_host_names *reader, yg_str line, uint64_t offset);

void yg_host_feed_csv(yg_host_names *reader, yg_str bytes, uint64_t offset);
size_t yg_host_cut_csv(yg_str bytes);
void yg_host_feed_zeek(yg_host_names *reader, yg_str bytes, uint64_t offset);
void yg_host_feed_jsonl(yg_host_names *reader, yg_str bytes, uint64_t offset);
void yg_host_feed_array(yg_host_names *reader, yg_str bytes, uint64_t offset);
void yg_host_feed_object(yg_host_names *reader, yg_str bytes, uint64_t offset);
size_t yg_host_cut_array(yg_str bytes, uint64_t offset);

/* Columns of tables by their usual names. */
size_t yg_host_usual_column(const yg_str *cells, size_t n);
size_t yg_host_time_column(const yg_str *cells, size_t n);
/* Could it be a host name or a URL? Cheap: for recognising columns only. */
bool yg_host_looks_like(yg_str cell);

#endif
