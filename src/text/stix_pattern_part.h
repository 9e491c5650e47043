/* Inside the parser of STIX patterns: tokens. */
#ifndef YG_TEXT_STIX_PATTERN_PART_H
#define YG_TEXT_STIX_PATTERN_PART_H

#include "text/stix_pattern.h"

typedef enum {
    YG_PT_END = 0,
    YG_PT_WORD,    /* AND, file, x-y_z: text */
    YG_PT_LITERAL, /* literal */
    YG_PT_SIGN,    /* sign: one of ( ) [ ] : . , * = ! (for !=) < > { (for <=) } (for >=) */
} yg_pt_kind;

typedef struct {
    yg_pt_kind kind;
    char sign;
    bool is_signed; /* a number with a sign in front */
    yg_str text;    /* as it stands in the pattern */
    yg_literal literal;
    size_t offset_bytes;
} yg_pt;

typedef struct {
    yg_str text;
    size_t at;
    yg_arena *arena;
    yg_error *err;
} yg_pt_reader;

/* The next token; false with err filled. Texts of literals are copied to the arena. */
bool yg_pt_next(yg_pt_reader *reader, yg_pt *ret_token);
/* Can some object meet the comparison? False with err filled, at the AND that no object meets. */
bool yg_pt_check_types(yg_pt_reader *reader, const yg_pattern_node *comparison);
/* Fills err as yg_stix_pattern_fail does. */
bool yg_pt_fail(yg_pt_reader *reader, size_t offset, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
