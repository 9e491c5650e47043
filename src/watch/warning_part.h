/* Inside of watch/warning.h: the tables, and the reader that fills them. */
#ifndef YG_WATCH_WARNING_PART_H
#define YG_WATCH_WARNING_PART_H

#include "base/map.h"
#include "base/vec.h"
#include "map/host_regex.h"
#include "watch/warning.h"

/* Bit 1 << type. */
typedef uint32_t yg_warning_types;

/* An address as a number: IPv4 as in ::ffff:0:0/96. */
typedef struct {
    uint64_t high, low;
} yg_warning_address;
typedef struct {
    yg_warning_address from, to; /* both inside */
} yg_warning_range;
/* Networks of lists that are about the same types; sorted and apart once settled. */
typedef struct {
    yg_warning_types types;
    YG_VEC(yg_warning_range) ranges;
} yg_warning_networks;

typedef struct {
    yg_str text; /* in lower case */
    yg_warning_types types;
} yg_warning_part;

/* Parts of lists that are about the same types: those of w->parts from `from` on, sorted, none
 * begins with another. */
typedef struct {
    yg_warning_types types;
    size_t from, n;
} yg_warning_parts;

typedef struct {
    yg_host_regex *regex;
    yg_warning_types types;
} yg_warning_regex;

struct yg_warnings {
    yg_map names; /* lower case -> types named; those of what is below it, 16 bits higher */
    YG_VEC(yg_warning_networks) networks;
    YG_VEC(yg_warning_part) parts;
    YG_VEC(yg_warning_parts) part_groups; /* once settled */
    YG_VEC(yg_warning_regex) regexes;
    yg_arena arena;
    uint64_t entries, rejected;
    bool has_below;
};

enum {
    YG_WARNING_BELOW = 16,     /* by how many bits the types of what is below are shifted */
    YG_WARNING_PART_LEAST = 4, /* bytes of a substring */
    YG_WARNING_MOST_REGEXES = 256,
    YG_WARNING_REGEX_MEMORY = 128 << 20, /* map/host_regex.h; of all together */
    YG_WARNING_VALUE_BYTES = 2048,       /* longer ones are compared by hosts and networks alone */
};

/* The range of an address or network. False: it is neither. */
bool yg_warning_range_of(yg_str text, yg_warning_range *ret_range);

#endif
