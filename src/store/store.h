/* The store: one SQLite file. The only room that knows SQL.
 *
 * Nothing is overwritten: an object whose content is new becomes a new row beside the old one, and
 * the newest version of each source is the one that queries see. One writer at a time; any number
 * of readers. A yg_store belongs to one thread. */
#ifndef YG_STORE_STORE_H
#define YG_STORE_STORE_H

#include "base/error.h"
#include "model/record.h"

typedef struct yg_store yg_store;

typedef enum {
    YG_STORE_READ,  /* fails when there is no store yet */
    YG_STORE_WRITE, /* makes the file and its folder when absent */
} yg_store_mode;

bool yg_store_open(const char *path, yg_store_mode mode, yg_store **ret_store, yg_error *err);
/* Rolls back what was not committed. Accepts NULL; returns NULL. */
yg_store *yg_store_close(yg_store *store);

/* One transaction. A process that dies inside leaves the store as it was before begin. */
bool yg_store_begin(yg_store *store, yg_error *err);
bool yg_store_commit(yg_store *store, yg_error *err);
void yg_store_rollback(yg_store *store);

/* --- Writing an input (inside a transaction) --- */

typedef struct {
    uint64_t taken, unchanged, rejected;
} yg_store_counts;

/* The sink of this store. Before it gets records: yg_store_document. */
yg_sink yg_store_sink(yg_store *store);
typedef struct {
    yg_str path, reader, digest;
    uint64_t bytes;
    int64_t now_us; /* time of the import */
    int trust;      /* of a group file: who brought it */
} yg_document;
/* Who brought a group file: somebody's file (`import`), the program itself, or the user who said
 * that it is theirs (`group load`). A file never takes the place of a more trusted one. */
enum { YG_TRUST_NONE, YG_TRUST_BUILT_IN, YG_TRUST_OWN };
/* Starts an input file; its source is told by the reader. */
void yg_store_document(yg_store *store, const yg_document *document);
/* Ends it: writes the counts to its row and gives them. whole: it was read to its end, so what a
 * curated file no longer says is withdrawn. */
bool yg_store_document_end(yg_store *store, bool whole, yg_store_counts *ret_counts, yg_error *err);
/* Did any name, actor or malware change since begin, so that links must be computed again? */
bool yg_store_names_changed(const yg_store *store);
/* Did any incident change since begin? Any organisation, mark or edge? */
bool yg_store_incidents_changed(const yg_store *store);
bool yg_store_registry_changed(const yg_store *store);

#endif
