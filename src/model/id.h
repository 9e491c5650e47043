/* STIX identifiers: "TYPE--UUID" (STIX 2.1 section 2.9), and deterministic UUIDv5 (RFC 9562
 * section 5.5) for everything that has no identifier of its own, so that importing twice changes
 * nothing. */
#ifndef YG_MODEL_ID_H
#define YG_MODEL_ID_H

#include "base/str.h"

/* Long enough for every identifier that yg_id_make makes, with its NUL. */
#define YG_ID_BYTES 128

/* "8-4-4-4-12" hexadecimal digits, either case. */
bool yg_uuid_is(yg_str s);
/* "type--uuid": type is lower-case letters, digits and hyphens, 1 to 80 bytes. */
bool yg_id_is(yg_str s);
/* The part before "--" of a valid identifier. */
yg_str yg_id_type(yg_str id);
/* "TYPE--" and the UUIDv5 of `name` in yagura's own name space; returns a view of ret_id. The same
 * type and name give the same identifier for ever, on every machine. type is at most 80 bytes. */
yg_str yg_id_make(const char *type, yg_str name, char ret_id[YG_ID_BYTES]);
/* "TYPE--" and a UUID that exists already (lower-cased). False when uuid is none. */
bool yg_id_from_uuid(const char *type, yg_str uuid, char ret_id[YG_ID_BYTES]);

#endif
