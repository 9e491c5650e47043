/* Who used an alias first, as ATT&CK documents it: an external reference whose source_name is the
 * alias and whose description is "(Citation: NAME)", and another whose source_name is NAME. */
#ifndef YG_INTEL_CITATION_H
#define YG_INTEL_CITATION_H

#include "text/json.h"

typedef struct {
    yg_str vendor;    /* the publisher at the head of the citation's name, when it is a known one */
    yg_str reference; /* the cited address, else the citation's name */
    char date[12];    /* "2024-08-28", "2024-08" or "2024", from "Author. (2024, August 28)." */
    size_t date_n;
} yg_citation;

/* Views live as long as `references`. All empty when the alias is not cited. */
yg_citation yg_citation_of(yyjson_val *references, yg_str alias);

#endif
