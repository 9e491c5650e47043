/* Asks DNS about many names (RFC 1035, 3596), for `names generate --resolve`.
 *
 * Questions go to the name servers of the system or to one that the caller names, at a set rate, a
 * limited number at a time. Each is asked again, later, when no answer comes or the server fails,
 * so that a result does not depend on one lost packet; what stays unclear is told apart from what
 * does not exist [FLAPPING].
 *
 * Answers are hostile: c-ares compares number, question and sender [SPOOFED-ANSWER] and walks
 * compressed names with a limit [COMPRESSION-LOOP]; records of other names than the asked one (and
 * those that its aliases lead to) are not taken [BAILIWICK]; names in answers are bytes, and
 * whoever prints them escapes them. A server that answers for every name is found out by a name
 * that nobody has [WILDCARD]. */
#ifndef YG_FETCH_RESOLVE_H
#define YG_FETCH_RESOLVE_H

#include <signal.h>

#include "base/error.h"
#include "base/vec.h"

typedef enum {
    YG_NAME_ABSENT,   /* NXDOMAIN: nobody has it */
    YG_NAME_EXISTS,   /* there are records, or an answer that says so without any */
    YG_NAME_WILDCARD, /* the answer is the one that every name beside it gets */
    YG_NAME_UNCLEAR,  /* there are records; whether every name beside it has them nobody could tell
                       */
    YG_NAME_BROKEN,   /* every try ended in SERVFAIL: mostly a name whose own servers are dead */
    YG_NAME_UNANSWERED, /* no answer, a refusal, or none that can be read */
    YG_NAME_NOT_ASKED,  /* stopped before its turn */
} yg_name_status;

/* "absent", "exists", "wildcard", "unclear", "broken", "unanswered", "not-asked". */
yg_str yg_name_status_word(yg_name_status status);

enum { YG_RESOLVE_RECORDS = 16 }; /* kept of each type; the rest is left out */

typedef struct {
    yg_str at[YG_RESOLVE_RECORDS];
    size_t n;
} yg_record_texts;

/* Valid during the call that gives it. Addresses in their ordinary form; MX as hosts by preference.
 */
typedef struct {
    yg_name_status status;
    yg_record_texts a, aaaa, mx, ns;
} yg_resolved;

typedef struct {
    yg_str server;      /* "192.0.2.1", "192.0.2.1:5353", "[2001:db8::1]:53"; empty: the system's */
    double rate;        /* questions a second, above 0 */
    unsigned in_flight; /* names at a time; 0: 200 */
    unsigned tries;     /* of one question; 0: 3 */
    unsigned timeout_ms; /* of one try; 0: 2,000 */
    const volatile sig_atomic_t
        *stop; /* looked at all the time; set: no further question. Or NULL */
} yg_resolve_options;

typedef struct {
    size_t names, done, exists, questions;
    int64_t elapsed_us;
} yg_resolve_progress;

/* take: each name once, in the order of their answers; name_index as in names. Those that were not
 * asked because of stop are not given. progress: some ten times a second; or NULL. */
typedef void (*yg_resolve_take)(void *self, size_t name_index, const yg_resolved *resolved);
typedef void (*yg_resolve_tell)(void *self, const yg_resolve_progress *progress);

/* names: A-labels, lower case. Blocks; one call at a time a thread. Fails when there is no server
 * to ask, or the one named is no address. */
bool yg_resolve_names(const yg_str *names, size_t n, const yg_resolve_options *options,
                      yg_resolve_take take, yg_resolve_tell tell, void *self, yg_error *err);

#endif
