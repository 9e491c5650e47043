/* Brands: the names whose look-alikes are looked for, as plain data. Where they come from (a list,
 * a group file, the store) is watch/brands.h; what is made of them is match/names.h. */
#ifndef YG_MATCH_BRAND_H
#define YG_MATCH_BRAND_H

#include "base/vec.h"

typedef struct {
    yg_str label;        /* as it is shown: "Aoba Motors", "三井住友カード" */
    yg_str organisation; /* STIX id of its identity in the store; empty: a list's brand */
    YG_VEC(yg_str)
    domains; /* official ones, lower case: a name at or under one is the brand's own */
    YG_VEC(yg_str)
    tokens; /* what people know it by, in any script; the labels of the official
             * domains become tokens too, by the compiler */
} yg_brand;

/* Strings live in the arena of whoever made the list. */
typedef struct {
    YG_VEC(yg_brand) brands;
} yg_brand_list;

void yg_brand_list_free(yg_brand_list *list);

#endif
