/* Where the brands come from whose look-alikes are looked for: a list (docs/formats/brand-list.md),
 * a group file (map/group_file.h), or the user's own group in the store. Bytes in, brands out;
 * opens nothing. */
#ifndef YG_WATCH_BRANDS_H
#define YG_WATCH_BRANDS_H

#include "base/error.h"
#include "base/mem.h"
#include "match/brand.h"
#include "store/store.h"

/* One thing that is wrong with a list. */
typedef struct {
    size_t line, column; /* from 1; 0: of the file as a whole */
    uint64_t offset_bytes;
    yg_str text; /* what was found and what was expected; hostile text inside */
} yg_brands_remark;

enum { YG_BRANDS_REMARKS_KEPT = 100 };

/* Zero-initialise. */
typedef struct {
    yg_brand_list list;
    YG_VEC(yg_brands_remark) remarks; /* errors, by place */
    size_t errors;                    /* all of them */
    yg_arena arena;
} yg_brands;

void yg_brands_free(yg_brands *brands);

/* Each takes what it finds behind what is there already. False: *err says why in one line;
 * remarks name every place where there are several. */

/* A list, YAML or JSON. Strict: any error fails, and all of them are among the remarks. */
bool yg_brands_read_list(yg_brands *brands, yg_str text, yg_error *err);
/* A group file: each organisation with names, brands or domains is a brand. */
bool yg_brands_read_group(yg_brands *brands, yg_str text, yg_error *err);
/* The organisations of the user's own group in the store. Fails with what to do when there is
 * none. */
bool yg_brands_load(yg_brands *brands, yg_store *store, yg_error *err);

#endif
