/* Brands of a group: its organisations' brands, names and domains. */
#include "know/registry.h"
#include "map/group_file.h"
#include "watch/brands_part.h"

size_t yg_brands_of_group(yg_brands *brands, const yg_group *group,
                          bool (*wanted)(const yg_organisation_node *organisation)) {
    size_t added = 0;
    for (size_t i = 0; i < group->organisations.n; i++) {
        const yg_organisation_node *o = &group->organisations.at[i];
        yg_brand brand = {0};
        if (wanted != NULL && !wanted(o))
            continue;
        for (size_t k = 0; k < o->names.n; k++)
            yg_brand_add_token(brands, &brand,
                               k < o->own_names ? yg_brand_without_legal_form(o->names.at[k])
                                                : o->names.at[k]);
        for (size_t k = 0; k < o->domains.n; k++)
            yg_brand_add_domain(brands, &brand, o->domains.at[k]);
        if (brand.tokens.n + brand.domains.n == 0) {
            yg_vec_free(&brand.tokens);
            yg_vec_free(&brand.domains);
            continue;
        }
        brand.label = yg_arena_copy(&brands->arena, o->name.n > 0 ? o->name : o->key);
        brand.organisation = yg_arena_copy(&brands->arena, o->id);
        yg_vec_push(&brands->list.brands, brand);
        added++;
    }
    return added;
}

bool yg_brands_read_group(yg_brands *brands, yg_str text, yg_error *err) {
    yg_group_file file = {0};
    bool done = yg_group_file_read(&file, text, err);
    for (size_t i = 0; i < file.remarks.n; i++) {
        const yg_group_remark *from = &file.remarks.at[i];
        if (from->severity != YG_GROUP_ERROR)
            continue;
        brands->errors++;
        if (brands->remarks.n < YG_BRANDS_REMARKS_KEPT)
            yg_vec_push(&brands->remarks,
                        ((yg_brands_remark){from->line, from->column, from->offset_bytes,
                                            yg_arena_copy(&brands->arena, from->text)}));
    }
    if (done && brands->errors > 0)
        done = yg_fail(err, YG_ERR_INPUT, "line %zu, column %zu: %.*s", brands->remarks.at[0].line,
                       brands->remarks.at[0].column, YG_FMT(brands->remarks.at[0].text));
    if (done && yg_brands_of_group(brands, &file.group, NULL) == 0)
        done = yg_fail(err, YG_ERR_INPUT, "no organisation in it has a name, brand or domain");
    yg_group_file_free(&file);
    return done;
}

static bool is_own(const yg_organisation_node *organisation) {
    return organisation->group.n > 0;
}

bool yg_brands_load(yg_brands *brands, yg_store *store, yg_error *err) {
    YG_CLEANUP_ARENA yg_arena arena = {0};
    yg_group group = {0};
    bool done = yg_registry_load(store, &arena, &group, err);
    if (done && yg_brands_of_group(brands, &group, is_own) == 0)
        done = yg_fail(err, YG_ERR_USAGE,
                       "no group of your own is in the store, so there are no brands to look for; "
                       "name a list (--brands FILE) or a group file (--group FILE), or load one: "
                       "yagura group load FILE");
    yg_group_free(&group);
    return done;
}
