/* The seam of intelligence readers: one row in yg_readers per format. A row brings its format note
 * (docs/formats/NAME.md), its conformance case, fuzz target and bench row. */
#ifndef YG_INTEL_READER_H
#define YG_INTEL_READER_H

#include "base/error.h"
#include "base/mem.h"
#include "model/record.h"

/* Progress of a long read; may be all zero. */
typedef struct {
    void *self;
    void (*advance)(void *self, uint64_t done_bytes, uint64_t total_bytes);
} yg_progress;

typedef struct {
    yg_str path;        /* for messages and for names that derive from it; not to be opened */
    yg_str bytes;       /* the whole input */
    const char *damage; /* see base/input.h; the reader reports it as a rejected record */
    yg_str folder;      /* name of the folder or archive that was walked to find it, or empty */
    yg_str source_name; /* the user's --source, or empty */
    yg_str licence;     /* the user's --licence, or empty */
    yg_str tlp;         /* the user's --tlp, or empty */
    yg_str map;         /* the user's --map: its text, or empty (intel/mapped_table.h) */
    yg_progress progress;
} yg_intel_input;

typedef struct {
    const char *name;  /* "stix": the argument of --format */
    const char *title; /* "STIX 2.0 and 2.1 bundles" */
    /* How sure the reader is that this is its format, 0 (no) to 100, from at most the first 64 KiB
     * and the path. Pure. */
    int (*probe)(yg_str head, yg_str path);
    /* Reads everything into the sink. False only when nothing of the input is usable at all or the
     * sink failed; bad records go to sink->reject. Thread-safe between calls. */
    bool (*read)(const yg_intel_input *input, const yg_sink *sink, yg_error *err);
} yg_intel_reader;

/* All readers, closed by a row with name NULL. */
extern const yg_intel_reader yg_intel_readers[];
const yg_intel_reader *yg_intel_reader_by_name(yg_str name);
/* The surest reader for the bytes, or NULL when none gives more than 0. */
const yg_intel_reader *yg_intel_reader_probe(yg_str bytes, yg_str path);

/* For readers: the source with the user's --source, --licence and --tlp laid over it. */
yg_source yg_intel_source(const yg_intel_input *input, yg_source own);

#endif
