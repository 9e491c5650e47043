/* A statistic: one cell of a published table. A count that is no whole number is a rate, which no
 * share may be computed from: it becomes a statement about the cell. */
#include "intel/claims_part.h"

static bool is_whole(yg_str text, uint64_t *ret_value) {
    return yg_str_to_u64(text, ret_value);
}

void yg_claims_take_statistic(yg_claims_job *j, const yg_yaml_node *node) {
    uint64_t count = 0, total = 0;
    yg_str count_text = yg_yaml_str(node, "count"), total_text = yg_yaml_str(node, "total"),
           unit = yg_yaml_str(node, "unit");
    if (total_text.n > 0 && !is_whole(total_text, &total)) {
        yg_claims_reject(j, "total is no whole number", node->offset_bytes, total_text);
    } else if (is_whole(count_text, &count)) {
        if (total_text.n > 0 && count > total)
            yg_claims_reject(j, "count is greater than total", node->offset_bytes, count_text);
        else
            yg_vec_push(&j->statistics, node);
    } else if (total_text.n > 0) {
        yg_claims_reject(j, "count is no whole number, but there is a total", node->offset_bytes,
                         count_text);
    } else {
        yg_str name = yg_claims_text(j, "%.*s/%.*s/%.*s/%.*s", YG_FMT(yg_yaml_str(node, "series")),
                                     YG_FMT(yg_yaml_str(node, "category-scheme")),
                                     YG_FMT(yg_yaml_str(node, "category")),
                                     YG_FMT(yg_yaml_str(node, "period")));
        yg_claim claim = yg_claims_claim_of(j, node);
        claim.predicate = YG_STR("rate");
        claim.value = count_text;
        claim.date = yg_yaml_str(node, "published");
        claim.label = yg_claims_text(j, "%.*s%s%.*s", YG_FMT(count_text), unit.n > 0 ? " " : "",
                                     YG_FMT(unit));
        size_t thing = yg_claims_thing_of(j, YG_STR("statistic"), name, claim.asserted_by);
        yg_claims_add_claim(j, thing, claim);
    }
}

static bool put(yg_claims_job *j, const yg_yaml_node *node, yg_error *err) {
    const yg_yaml_node *series = yg_yaml_get(node, "series-name");
    yg_claim own = yg_claims_claim_of(j, node);
    yg_str total = yg_yaml_str(node, "total");
    yg_statistic row = {
        .series = yg_yaml_str(node, "series"),
        .series_name_en = yg_yaml_str(series, "en"),
        .series_name_ja = yg_yaml_str(series, "ja"),
        .asserted_by = own.asserted_by,
        .geography = yg_yaml_str(node, "geography"),
        .subject = yg_yaml_str(node, "subject"),
        .period = yg_yaml_str(node, "period"),
        .scheme = yg_yaml_str(node, "category-scheme"),
        .category = yg_yaml_str(node, "category"),
        .sector = yg_yaml_str(node, "sector"),
        .has_total = total.n > 0,
        .unit = yg_yaml_str(node, "unit"),
        .definition = yg_yaml_str(node, "definition"),
        .derived = yg_yaml_str(node, "derived"),
        .published = yg_yaml_str(node, "published"),
        .references = own.references,
        .known = own.known,
        .offset_bytes = node->offset_bytes,
        .note_en = own.note_en,
        .note_ja = own.note_ja,
    };
    yg_str_to_u64(yg_yaml_str(node, "count"), &row.count);
    yg_str_to_u64(total, &row.total);
    return j->sink->statistic(j->sink->self, &row, err) != YG_PUT_FAILED;
}

bool yg_claims_put_statistics(yg_claims_job *j, yg_error *err) {
    for (size_t i = 0; i < j->statistics.n; i++) {
        if (!put(j, j->statistics.at[i], err))
            return false;
    }
    return true;
}
