#include "intel/citation.h"

#include <stdio.h>

/* Publishers whose names stand at the head of ATT&CK's citation names. */
static const char *const vendors[] = {
    "AhnLab",
    "Accenture",
    "Anomali",
    "Arctic Wolf",
    "BAE",
    "Bitdefender",
    "BlackBerry",
    "Broadcom",
    "CERT-UA",
    "CISA",
    "Check Point",
    "Cisco",
    "ClearSky",
    "CrowdStrike",
    "Crowdstrike",
    "Cyberreason",
    "Cybereason",
    "Cylance",
    "Cymmetria",
    "DFIR Report",
    "Dragos",
    "ESET",
    "Elastic",
    "F-Secure",
    "FBI",
    "Fidelis",
    "FireEye",
    "Forcepoint",
    "Fortinet",
    "Google",
    "Group IB",
    "Group-IB",
    "IBM",
    "JPCERT",
    "Kaspersky",
    "Lookout",
    "Malwarebytes",
    "Mandiant",
    "McAfee",
    "Microsoft",
    "NCC Group",
    "NCSC",
    "NSA",
    "Novetta",
    "PWC",
    "PaloAlto",
    "Palo Alto",
    "Positive Technologies",
    "Proofpoint",
    "PwC",
    "RSA",
    "Rapid7",
    "Recorded Future",
    "RecordedFuture",
    "Red Canary",
    "Secureworks",
    "SecureWorks",
    "Securelist",
    "Securonix",
    "Sekoia",
    "SentinelLabs",
    "SentinelOne",
    "Sophos",
    "Symantec",
    "Talos",
    "TrendMicro",
    "Trend Micro",
    "Unit 42",
    "Unit42",
    "US-CERT",
    "Volexity",
    "WeLiveSecurity",
    "Zscaler",
    "iSight",
};

static yg_str known_vendor(yg_str citation) {
    for (size_t i = 0; i < sizeof vendors / sizeof *vendors; i++) {
        yg_str vendor = yg_str_of(vendors[i]);
        if (yg_str_starts(citation, vendor) &&
            (citation.n == vendor.n || citation.p[vendor.n] == ' ' || citation.p[vendor.n] == '_' ||
             citation.p[vendor.n] == '-'))
            return vendor;
    }
    return (yg_str){NULL, 0};
}

static yyjson_val *reference_named(yyjson_val *references, yg_str name) {
    size_t i, max;
    yyjson_val *reference;
    yyjson_arr_foreach(references, i, max, reference) {
        if (yg_str_eq(yg_json_str(reference, "source_name"), name))
            return reference;
    }
    return NULL;
}

static int month_number(yg_str word) {
    static const char *const names[] = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};
    for (int i = 0; i < 12; i++) {
        if (yg_str_eqz(word, names[i]))
            return i + 1;
    }
    return 0;
}

/* "Beek, C. (2020, November 5). Title": what stands in the first parentheses that start with a
 * year. */
static void read_date(yg_str text, yg_citation *citation) {
    for (size_t at = 0; at + 5 < text.n; at++) {
        uint64_t year, day = 0;
        if (text.p[at] != '(' || !yg_str_to_u64(yg_str_sub(text, at + 1, 4), &year) ||
            year < 1980 || year > 2199)
            continue;
        yg_str rest = yg_str_from(text, at + 5);
        size_t end = yg_str_chr(rest, ')');
        if (end == SIZE_MAX)
            return;
        rest = yg_str_trim(yg_str_sub(rest, 0, end));
        if (rest.n > 0 && rest.p[0] == ',')
            rest = yg_str_trim(yg_str_from(rest, 1));
        size_t space = yg_str_chr(rest, ' ');
        int month = month_number(space == SIZE_MAX ? rest : yg_str_sub(rest, 0, space));
        int n = snprintf(citation->date, sizeof citation->date, "%04u", (unsigned)year);
        if (month > 0)
            n = snprintf(citation->date, sizeof citation->date, "%04u-%02d", (unsigned)year, month);
        if (month > 0 && space != SIZE_MAX &&
            yg_str_to_u64(yg_str_trim(yg_str_from(rest, space + 1)), &day) && day >= 1 && day <= 31)
            n = snprintf(citation->date, sizeof citation->date, "%04u-%02d-%02u", (unsigned)year,
                         month, (unsigned)day);
        citation->date_n = (size_t)n;
        return;
    }
}

yg_citation yg_citation_of(yyjson_val *references, yg_str alias) {
    yg_citation citation = {0};
    const yg_str mark = YG_STR("(Citation: ");
    yg_str text = yg_json_str(reference_named(references, alias), "description");
    size_t at = yg_str_find(text, mark);
    if (at == SIZE_MAX)
        return citation;
    yg_str name = yg_str_from(text, at + mark.n);
    size_t end = yg_str_chr(name, ')');
    if (end == SIZE_MAX)
        return citation;
    name = yg_str_trim(yg_str_sub(name, 0, end));
    yyjson_val *cited = reference_named(references, name);
    citation.vendor = known_vendor(name);
    citation.reference = yg_json_str(cited, "url");
    if (citation.reference.n == 0)
        citation.reference = name;
    read_date(yg_json_str(cited, "description"), &citation);
    return citation;
}
