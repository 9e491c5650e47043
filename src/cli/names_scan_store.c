/* What a scan has to do with the store: names that nobody wants to hear of again, and findings. */
#include "base/time.h"
#include "cli/names_scan.h"
#include "watch/findings_scan.h"

bool yg_scan_store_start(yg_scan_store *s, yg_cli *cli, yg_name_allow *allow, yg_error *err) {
    *s = (yg_scan_store){.cli = cli};
    if (cli->store == NULL)
        return true;
    if (!yg_findings_allow(cli->store, allow, err))
        return false;
    if (yg_cli_get(cli, "no-findings") != NULL)
        return true;
    if (!yg_findings_begin(cli->store, yg_time_now_us(), &s->findings, err))
        return false;
    if (yg_cli_get(cli, "all-findings") != NULL)
        yg_findings_want_all(s->findings);
    return true;
}

bool yg_scan_store_take(yg_scan_store *s, const yg_scan_found *f, yg_error *err) {
    if (s->late.code != YG_OK) {
        *err = s->late;
        return false;
    }
    return s->findings == NULL ||
           yg_findings_record_found(s->findings, f, yg_cli_str(s->cli, "stream", "web"), err);
}

void yg_scan_store_tick(yg_scan_store *s) {
    if (s->findings != NULL && s->late.code == YG_OK)
        yg_findings_tick(s->findings, yg_time_now_us(), &s->late);
}

bool yg_scan_store_end(yg_scan_store *s, yg_error *err) {
    yg_findings_counts c = {0};
    if (s->findings == NULL)
        return true;
    if (s->late.code != YG_OK) {
        *err = s->late;
        return false;
    }
    if (!yg_findings_commit(s->findings, &c, err))
        return yg_fail_in(err, "findings");
    if (c.sightings > 0)
        yg_cli_note(s->cli,
                    "findings: %llu new, %llu known (%llu of them false alarms, %llu back)%s",
                    (unsigned long long)c.fresh, (unsigned long long)c.known,
                    (unsigned long long)c.false_alarms, (unsigned long long)c.returned,
                    c.fresh > 0 ? "; look at them: yagura findings" : "");
    if (c.nobodys > 0)
        yg_cli_note(s->cli,
                    "%llu hit%s no brand (like confirmed cases, or a bare suffix) and %s not kept; "
                    "--all-findings keeps them",
                    (unsigned long long)c.nobodys, c.nobodys == 1 ? " names" : "s name",
                    c.nobodys == 1 ? "is" : "are");
    return true;
}

void yg_scan_store_free(yg_scan_store *s) {
    yg_findings_free(s->findings);
    s->findings = NULL;
}
