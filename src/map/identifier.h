/* Numbers of organisations, checked by their own check digits, and rules for host names. Pure. */
#ifndef YG_MAP_IDENTIFIER_H
#define YG_MAP_IDENTIFIER_H

#include "model/vocab.h"

/* The checks give NULL when the text is sound, else why not: constant text. */

/* Legal Entity Identifier: ISO 17442, 18 characters and two check digits (ISO 7064 MOD 97-10). */
const char *yg_lei_fault(yg_str text);
/* "JP:1234567890123": a country code, a colon and the number in its national register. Japan's
 * corporate numbers (13 digits) are held against their check digit (the ministerial ordinance's
 * formula: 9 - (sum of P times Q) mod 9). */
const char *yg_corporate_number_fault(yg_str text);
/* A POSIX extended regular expression, at most YG_HOST_RULE_BYTES long. Back references, repeats of
 * what holds a repeat, groups deeper than 16 and repetitions that come to more than 2,048
 * characters are refused before it is compiled [REGEX-BOMB]. *ret_detail (at least 128 bytes)
 * is what the compiler says, or empty. */
enum { YG_HOST_RULE_BYTES = 256, YG_HOST_RULE_DETAIL_BYTES = 128 };
const char *yg_host_rule_fault(yg_str text, char ret_detail[YG_HOST_RULE_DETAIL_BYTES]);

#endif
