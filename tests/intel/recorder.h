/* A sink that writes every record as one line of text, for tests of readers.
 *
 *   source|NAME|publisher|address|licence|tlp
 *   object|ID|entry|media|name|external id|flags|text      name|KIND|text|vendor|reference
 *   claim|PREDICATE|value|label|by|confidence|references   rel|SOURCE|type|TARGET|confidence
 *   indicator|TYPE|value|to_ids|role|context|first|last    reject|OFFSET|record|reason|detail
 *   organisation|KEY|kind|country|... mark|KIND|value      edge|CHILD|relation|PARENT|since|until
 *   incident|KEY|date|victim|sites                         statistic|SERIES|period|category|count
 *
 * Newlines inside of a field are written as \n; empty fields stay empty. Zero-initialise, free with
 * yg_recorder_free. One thread at a time. */
#ifndef YG_TESTS_RECORDER_H
#define YG_TESTS_RECORDER_H

#include "base/vec.h"
#include "intel/reader.h"

/* Where an object (its raw bytes) or an indicator (its offset) lies in the input. */
typedef struct {
    bool is_object;
    size_t start_bytes, end_bytes;
} yg_recorder_place;

typedef struct {
    yg_buf log;
    YG_VEC(yg_recorder_place) places; /* not kept with counts_only */
    size_t sources, objects, names, relationships, claims, incidents, statistics, indicators,
        rejects;
    bool counts_only;    /* no log */
    bool says_unchanged; /* answer YG_PUT_UNCHANGED to every object */
    size_t fails_at;     /* the record, counted from 1, at which the sink fails; 0: never */
    const char *broken;  /* the first thing found wrong by the checks below, or NULL */
    const char *input;   /* the input's bytes, to check that raw and offset fit; may be NULL */
    size_t input_bytes;
    size_t put;
} yg_recorder;

/* The sink of the recorder. Each record is checked: every string is valid UTF-8, identifiers have
 * their form, the type fits the id, confidence is -1..100; and no record comes before the source or
 * after a failure. A broken record sets `broken`. */
yg_sink yg_recorder_sink(yg_recorder *recorder);
/* Reads bytes with the reader into the recorder. */
bool yg_recorder_read(yg_recorder *recorder, const yg_intel_reader *reader, yg_str path,
                      yg_str bytes, yg_error *err);
/* Is there a line that starts with `start`? A `start` that ends in a newline is the whole line. */
bool yg_recorder_has(const yg_recorder *recorder, const char *start);
/* How many lines start with `start`? */
size_t yg_recorder_count(const yg_recorder *recorder, const char *start);
void yg_recorder_free(yg_recorder *recorder);

#endif
