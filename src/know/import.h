/* The import pipeline: files and folders through the readers into the store, as one transaction. */
#ifndef YG_KNOW_IMPORT_H
#define YG_KNOW_IMPORT_H

#include "intel/reader.h"
#include "store/store.h"

/* A file that is in memory already: the built-in claims. */
typedef struct {
    yg_str path, bytes;
} yg_import_memory;

typedef struct {
    const char *const *paths;
    size_t paths_n;
    /* Read before the paths; sniffed, and with the source and marking that they name themselves. */
    const yg_import_memory *memory;
    size_t memory_n;
    int memory_trust; /* of its group files: YG_TRUST_... */
    yg_str format;    /* a reader's name, or empty: sniffed for each file */
    yg_str source_name, licence, tlp;
    yg_str map;         /* text of a map: every file of `paths` is a table read by it */
    uint64_t max_bytes; /* per file after decompression; 0: YG_LIMIT_INPUT_BYTES */
    int64_t now_us;
    /* May be all zero. `file` is called when a file starts, `done` when it ended. */
    void *self;
    void (*file)(void *self, yg_str path, const yg_intel_reader *reader);
    void (*advance)(void *self, uint64_t done_bytes, uint64_t total_bytes);
    void (*done)(void *self, yg_str path, const yg_intel_reader *reader,
                 const yg_store_counts *counts);
    /* A file found while walking a folder that no reader knows, or (damaged) that cannot be used.
     */
    void (*skipped)(void *self, yg_str path, const char *why, bool damaged);
    /* Behind the files: what is computed from them, and how far it is (total 0: nobody knows). */
    void (*computing)(void *self, const char *what, uint64_t done, uint64_t total);
} yg_import_options;

typedef struct {
    uint64_t files, files_skipped, files_damaged, bytes; /* skipped includes damaged */
    yg_store_counts records;
    uint64_t links_auto, links_review; /* after this import; 0 when no name changed */
    uint64_t owners; /* incidents whose victim the registry knows, of those looked at */
    uint64_t owners_changed, owners_disputed; /* of the incidents that had an owner before */
    uint64_t incident_links_auto, incident_links_review; /* 0 when no incident changed */
    uint64_t incidents_cut; /* not compared with all that share their name or domain */
} yg_import_result;

/* All or nothing: on failure the store is as it was. */
bool yg_import(yg_store *store, const yg_import_options *options, yg_import_result *ret_result,
               yg_error *err);

#endif
