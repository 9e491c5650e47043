/* What the parts of the resolver share. */
#ifndef YG_FETCH_RESOLVE_PART_H
#define YG_FETCH_RESOLVE_PART_H

#include <ares.h>

#include "base/map.h"
#include "fetch/resolve.h"

typedef enum { YG_ASK_A, YG_ASK_AAAA, YG_ASK_MX, YG_ASK_NS, YG_ASK_TYPES } yg_ask;

/* Type number of the question (RFC 1035 section 3.2.2). */
int yg_ask_type(yg_ask ask);
/* Adds the records of one answer for `host`, as texts in the arena. False: the answer cannot be
 * read. */
bool yg_answer_read(yg_ask ask, yg_str host, const unsigned char *bytes, size_t n, yg_arena *arena,
                    yg_record_texts *texts);
/* The same records in both, whatever their order. */
bool yg_answer_same(const yg_record_texts *a, const yg_record_texts *b);

/* Of a parent, what a name that nobody has gets. Unknown: no answer, or a failure. */
typedef enum {
    YG_PROBE_NEW,
    YG_PROBE_ASKED,
    YG_PROBE_UNKNOWN,
    YG_PROBE_NO_NAME,
    YG_PROBE_ANSWERS
} yg_probe_state;

typedef struct {
    yg_probe_state state;
    yg_record_texts a;
    struct job *waiting; /* names that exist and want to know */
} yg_probe;

/* Zero-initialised. */
typedef struct {
    yg_map by_parent; /* to index + 1 */
    YG_VEC(yg_probe *) list;
    yg_arena arena;
} yg_probes;

/* The one of the name's parent. It stays where it is. */
yg_probe *yg_probe_of(yg_probes *probes, yg_str name);
/* A label of random letters beside the name; false: it would be too long. */
bool yg_probe_name(yg_str beside, yg_buf *ret_name);
/* Keeps the addresses of one that answers. */
void yg_probe_end(yg_probes *probes, yg_probe *probe, yg_probe_state state,
                  const yg_record_texts *a);
/* The status of a name whose parent this is; NULL: nobody was asked. */
yg_name_status yg_probe_judge(const yg_probe *probe, const yg_resolved *resolved);
void yg_probes_free(yg_probes *probes);

/* server and timeout_ms of the options. Fails as yg_resolve_names does. */
bool yg_wire_open(const yg_resolve_options *wanted, ares_channel *ret_channel, yg_error *err);
/* Waits for answers and timeouts, and lets c-ares call back. */
void yg_wire_wait(ares_channel channel, int wait_ms);

#endif
