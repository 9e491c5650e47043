#include "match/brand.h"

void yg_brand_list_free(yg_brand_list *list) {
    for (size_t i = 0; i < list->brands.n; i++) {
        yg_vec_free(&list->brands.at[i].domains);
        yg_vec_free(&list->brands.at[i].tokens);
    }
    yg_vec_free(&list->brands);
}
