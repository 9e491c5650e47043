#include "store/incident_scope.h"

yg_country yg_incident_parent(yg_str said, yg_str sites, bool has_site_labels, bool *ret_named) {
    yg_country country = yg_country_from_code(said);
    *ret_named = country != 0;
    if (country != 0 || has_site_labels)
        return country;
    return yg_str_chr(sites, ' ') == SIZE_MAX ? yg_country_from_code(sites) : 0;
}

bool yg_incident_has_site(yg_str sites, yg_country country) {
    yg_str code = yg_country_alpha2(country), one;
    while (country != 0 && sites.n > 0 && yg_str_split(&sites, ' ', &one)) {
        if (one.n > 0 && yg_str_eq(one, code))
            return true;
    }
    return false;
}

bool yg_incident_within(int64_t from_us, int64_t to_us, yg_date period) {
    yg_date when = {from_us, to_us, from_us == to_us ? YG_DATE_NONE : YG_DATE_RANGE};
    return period.precision == YG_DATE_NONE || yg_date_within(when, period);
}
