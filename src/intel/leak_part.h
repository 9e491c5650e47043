/* What the JSON and the CSV form of leak-site posts share: from the words of a post to an incident.
 */
#ifndef YG_INTEL_LEAK_PART_H
#define YG_INTEL_LEAK_PART_H

#include "base/map.h"
#include "intel/reader.h"

/* The words of one post; empty: not said. */
typedef struct {
    yg_str victim, group, country, sector, website, text;
    yg_str seen;      /* when the tracker saw it, or the group published it */
    yg_str attacked;  /* the day of the attack, says the group */
    yg_str reference; /* the tracker's own page of it */
    bool is_delisted;
    yg_str raw;
    uint64_t offset_bytes;
} yg_leak_post;

/* Zero-initialise but for source and sink; free with yg_leak_job_free. */
typedef struct {
    const yg_sink *sink;
    yg_source source;
    yg_buf victim, group, domain, country, sector, post, key, name;
    yg_map keys;     /* of the input so far: how often, or the hash of the content */
    bool is_counted; /* equal rows are different posts (a table without names) */
} yg_leak_job;

/* Puts the incident. False: the sink failed. A post whose victim or group cannot be a name is not
 * put, and *ret_reason says why (constant text; NULL otherwise). */
bool yg_leak_put(yg_leak_job *j, const yg_leak_post *post, const char **ret_reason, yg_error *err);
void yg_leak_job_free(yg_leak_job *j);

/* Is it a word for "nobody knows" ("Not Found", "Unknown", "n/a") where a sector or country should
 * be? */
bool yg_leak_is_unknown(yg_str label);

/* The CSV form. */
int yg_leak_table_probe(yg_str head);
bool yg_leak_table_read(const yg_intel_input *input, const yg_sink *sink, yg_error *err);

#endif
