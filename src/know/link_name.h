/* Names for identity links: what a listed string holds, the keys under which names and addresses
 * are compared, which names say little, and the country of origin in a description. Pure: no store,
 * no state. The rule and its figures: docs/decisions/0002-identity-links.md. */
#ifndef YG_KNOW_LINK_NAME_H
#define YG_KNOW_LINK_NAME_H

#include "model/vocab.h"

typedef enum {
    YG_LISTED_NAME,
    YG_LISTED_NUMBER, /* "G0045" */
    YG_LISTED_PART,   /* X of "Subgroup: X": a part of the entry, no name of it */
} yg_listed_kind;
typedef void (*yg_listed_visit)(void *self, yg_listed_kind kind, yg_str text);
/* What a string in an actor's list of names holds: "MirrorFace - G1054", "SectorD01 (NHSC)",
 * "X, Y". Texts are in NFKC and live until visit returns. */
void yg_link_split_actor(yg_str listed, yg_listed_visit visit, void *self);
/* The same for software: names are not split, but "Konni (Android)" holds "Konni" too. */
void yg_link_split_software(yg_str listed, yg_listed_visit visit, void *self);
/* "G" and four digits. */
bool yg_link_is_group_number(yg_str text);

/* Adds the key of a name without designator words at its ends ("The ... Group", "TEMP.x"). */
void yg_link_actor_key(yg_buf *buf, yg_str name);
/* Adds the key of a software name: "X (ELF)" and "X for Linux" are one. */
void yg_link_software_key(yg_buf *buf, yg_str name);
/* At most three ASCII characters; three Chinese ones are a full name. */
bool yg_link_key_is_short(yg_str key);
/* Operations, campaigns, military units, numbered groups, generic words and short keys: a name
 * that weighs half. `name` is the text behind the key. */
bool yg_link_actor_is_weak(yg_str name, yg_str key);
bool yg_link_software_is_weak(yg_str name, yg_str key);

/* Adds the key of an address; false and nothing added when it says nothing: a bare host, or
 * ATT&CK's own site, whose addresses hold the numbers. */
bool yg_link_url_key(yg_buf *buf, yg_str url);

/* The country of origin that the first two sentences of a description name ("a China-based group",
 * "attributed to Iran"); 0 when there is none or they name two (link_origin.c). */
yg_country yg_link_origin(yg_str description);

#endif
