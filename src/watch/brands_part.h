/* What the parts of watch/brands.h share. */
#ifndef YG_WATCH_BRANDS_PART_H
#define YG_WATCH_BRANDS_PART_H

#include "map/group.h"
#include "watch/brands.h"

/* Ceilings, each with its reason in docs/formats/brand-list.md. */
enum {
    YG_BRANDS_MOST = 100000,
    YG_BRAND_DOMAINS = 2000,
    YG_BRAND_TOKENS = 500,
    YG_BRAND_TEXT = 200, /* bytes of a label or token */
};

/* The name without its legal form ("Aoba Motors Co., Ltd.", "青葉自動車株式会社"), never empty for
 * a name that is not; a view into name. */
yg_str yg_brand_without_legal_form(yg_str name);
/* Adds a token unless the brand has it (compared as text/key.h folds). */
void yg_brand_add_token(yg_brands *brands, yg_brand *brand, yg_str token);
void yg_brand_add_domain(yg_brands *brands, yg_brand *brand, yg_str domain);
/* Every organisation of a group that `wanted` (NULL: all) is true of. Gives the number of brands.
 */
size_t yg_brands_of_group(yg_brands *brands, const yg_group *group,
                          bool (*wanted)(const yg_organisation_node *organisation));

#endif
