/* The evidence of a link between incidents, for a person. */
#include "cli/links.h"

static void put_label(yg_cli *cli, const char *label) {
    yg_buf_addf(&cli->out, "  %s%-8s%s", yg_cli_style(cli, YG_DIM), label,
                yg_cli_style(cli, YG_PLAIN));
}

static bool is_kind(yyjson_val *item, const char *kind) {
    return yg_str_eqz(yg_json_str(item, "kind"), kind);
}

/* "the same domain example.com". */
static bool put_plain(yg_cli *cli, yyjson_val *item) {
    static const char *const texts[][2] = {
        {"statement", "one source names the other's post"},
        {"registry", "both names are one organisation's in the registry"},
        {"domain", "the same domain "},
        {"domain-label", "the same name of a domain "},
        {"name-in-domain", "one's name in the other's domain "},
        {"same-name", "the same name"},
        {"country", "country "},
        {"actor", "actor "},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (!is_kind(item, texts[i][0]))
            continue;
        yg_buf_addz(&cli->out, texts[i][1]);
        if (i >= 2)
            yg_cli_put(cli, yg_json_str(item, "value"));
        return true;
    }
    return false;
}

static bool put_alike(yg_cli *cli, yyjson_val *item) {
    size_t i, max;
    yyjson_val *word, *words = yyjson_obj_get(item, "words");
    yg_str initials = yg_json_str(item, "initials");
    if (!is_kind(item, "alike-name"))
        return false;
    yg_buf_addf(&cli->out, "names alike by %.0f %%%s",
                100 * yyjson_get_num(yyjson_obj_get(item, "alike")),
                yg_json_true(item, "by_sound") ? " in sound" : "");
    if (initials.n > 0) {
        yg_buf_addz(&cli->out, ", initials ");
        yg_cli_put(cli, initials);
    }
    yyjson_arr_foreach(words, i, max, word) {
        yg_buf_addz(&cli->out, i == 0 ? " (" : ", ");
        yg_cli_put(cli, yg_json_str(word, "word"));
        yg_buf_addf(&cli->out, " in %lld",
                    (long long)yyjson_get_sint(yyjson_obj_get(word, "held_by")));
    }
    yg_buf_addz(&cli->out, yyjson_arr_size(words) > 0 ? ")" : "");
    return true;
}

static bool put_date(yg_cli *cli, yyjson_val *item) {
    if (is_kind(item, "not-dated")) {
        yg_buf_addz(&cli->out, "no dates to compare");
        return true;
    }
    if (!is_kind(item, "date"))
        return false;
    long long days = (long long)yyjson_get_sint(yyjson_obj_get(item, "days_apart"));
    if (days == 0)
        yg_buf_addz(&cli->out,
                    yg_json_true(item, "coarse") ? "dates that overlap" : "the same date");
    else
        yg_buf_addf(&cli->out, "%lld day%s apart", days, days == 1 ? "" : "s");
    yg_buf_addz(&cli->out, yg_json_true(item, "coarse") ? " (one is only a year or quarter)" : "");
    return true;
}

static const char *explain(yg_str reason) {
    static const char *const texts[][2] = {
        {"weak", "too little is shared to be certain"},
        {"open", "a date is missing or only a year or quarter"},
        {"not-best", "one of the two is nearer to another incident:"},
        {"near", "another incident of the same source is nearly as near:"},
        {"tie", "several incidents are equally near"},
        {"far", "the dates are more than 60 days apart"},
        {"cut", "too many incidents share this name or domain to compare them all"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (yg_str_eqz(reason, texts[i][0]))
            return texts[i][1];
    }
    return "";
}

static void put_against(yg_cli *cli, yyjson_val *item) {
    const char *text = is_kind(item, "country-clash") ? "their countries differ"
                       : is_kind(item, "actor-clash") ? "their actors differ"
                                                      : NULL;
    if (text != NULL) {
        put_label(cli, "against");
        yg_buf_addf(&cli->out, "%s\n", text);
    }
    if (is_kind(item, "equal")) {
        put_label(cli, "also");
        long long n = (long long)yyjson_get_sint(yyjson_obj_get(item, "others"));
        yg_buf_addf(&cli->out, "%lld more incident%s equally near\n", n, n == 1 ? " is" : "s are");
    }
    if (!is_kind(item, "obstacle"))
        return;
    put_label(cli, "why");
    yg_buf_addz(&cli->out, explain(yg_json_str(item, "reason")));
    if (yg_json_str(item, "name").n > 0) {
        yg_buf_addc(&cli->out, ' ');
        yg_cli_put(cli, yg_json_str(item, "name"));
        yg_buf_addz(&cli->out, " (");
        yg_cli_put(cli, yg_json_str(item, "source"));
        yg_buf_addc(&cli->out, ')');
    }
    yg_buf_addc(&cli->out, '\n');
}

void yg_links_incident_put(yg_cli *cli, yyjson_val *evidence) {
    size_t i, max, before = 0;
    yyjson_val *item;
    put_label(cli, "share");
    size_t start = cli->out.n;
    yyjson_arr_foreach(evidence, i, max, item) {
        before = cli->out.n;
        if (before > start)
            yg_buf_addz(&cli->out, "; ");
        if (!put_plain(cli, item) && !put_alike(cli, item) && !put_date(cli, item))
            cli->out.n = before;
    }
    yg_buf_addz(&cli->out, cli->out.n > start ? "\n" : "nothing\n");
    yyjson_arr_foreach(evidence, i, max, item) put_against(cli, item);
}
