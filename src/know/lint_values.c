/* Sectors that are none, and fields that are too long. One finding for each value of a field in a
 * file: feeds repeat themselves. */
#include "base/map.h"
#include "base/utf8.h"
#include "intel/leak_part.h"
#include "know/lint_part.h"
#include "model/vocab.h"
#include "text/key.h"

/* Longer ones are mostly sentences, lists, or cut. The longest sound name of a victim in four real
 * data sets has 94 characters. */
enum { VICTIM_CHARACTERS = 100, LABEL_CHARACTERS = 80, ACTOR_CHARACTERS = 80, CUT_AT = 90 };

typedef struct {
    yg_lint *lint;
    yg_map actors; /* keys of the groups, each behind the number of its source */
    yg_map seen;   /* file, field and value: index of the finding plus 1 */
} job;

static size_t characters(yg_str s) {
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += ((unsigned char)s.p[i] & 0xC0) != 0x80;
    return n;
}

static void key_of(yg_buf *buf, size_t source, yg_str name) {
    yg_buf_clear(buf);
    yg_buf_addf(buf, "%zu|", source);
    yg_key_add(buf, name);
}

/* A new finding, or one more of the same. */
static void add(job *j, yg_lint_kind kind, const yg_lint_record *r, const char *field, yg_str what,
                const char *why, bool is_sure) {
    YG_CLEANUP_BUF yg_buf key = {0};
    bool is_new;
    yg_buf_addf(&key, "%d|%.*s|%s|%.*s", (int)kind, YG_FMT(r->place.file), field, YG_FMT(what));
    uint64_t *at = yg_map_put(&j->seen, yg_buf_str(&key), &is_new);
    if (!is_new) {
        j->lint->findings.at[*at].count++;
        return;
    }
    *at = j->lint->findings.n;
    yg_lint_add(j->lint, kind, r, field, what, "%s", why)->is_sure = is_sure;
}

static bool is_number(yg_str s) {
    for (size_t i = 0; i < s.n; i++) {
        if ((s.p[i] < '0' || s.p[i] > '9') && memchr(".,%-$ ", s.p[i], 6) == NULL)
            return false;
    }
    return s.n > 0;
}

/* By its first two digits: the vocabulary gives no section for 54, whose industries are split. */
static bool is_naics(yg_str s) {
    static const char sectors[] =
        "11 21 22 23 31 32 33 42 44 45 48 49 51 52 53 54 55 56 61 62 71 72 81 92";
    char start[3] = {0};
    if (s.n < 2 || s.n > 6)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    }
    memcpy(start, s.p, 2);
    return strstr(sectors, start) != NULL;
}

static bool is_sentence(yg_str s) {
    size_t spaces = 0;
    for (size_t i = 0; i < s.n; i++)
        spaces += s.p[i] == ' ';
    return yg_str_find(s, YG_STR(" is not ")) != SIZE_MAX ||
           yg_str_find(s, YG_STR(" are ")) != SIZE_MAX ||
           (spaces >= 4 && (s.p[s.n - 1] == '.' || s.p[s.n - 1] == '!'));
}

static const char *sector_fault(job *j, const yg_lint_record *r, yg_str label) {
    YG_CLEANUP_BUF yg_buf key = {0};
    yg_date date;
    if (yg_leak_is_unknown(label))
        return "a word for not knowing, no sector";
    if (yg_sector_from_label(label) != 0 || yg_sector_from_naics(label) != 0 || is_naics(label))
        return NULL;
    if (is_number(label))
        return "a number, no sector";
    if (yg_date_parse(label, &date))
        return "a date, no sector";
    if (yg_str_find(label, YG_STR("://")) != SIZE_MAX || yg_str_chr(label, '@') != SIZE_MAX)
        return "an address, no sector";
    if (is_sentence(label))
        return "a sentence, no sector";
    key_of(&key, r->source, label);
    if (yg_map_get(&j->actors, yg_buf_str(&key)) != NULL)
        return "the name of a group of this feed, no sector";
    if ((label.n == 2 && yg_country_from_code(label) != 0 && label.p[0] >= 'A' &&
         label.p[0] <= 'Z' && label.p[1] >= 'A' && label.p[1] <= 'Z' && !yg_str_eqz(label, "IT")) ||
        yg_country_from_name(label) != 0)
        return "a country, no sector";
    static const char *const statuses[] = {
        "listed", "delisted", "published", "leaked",  "pending", "negotiating", "paid", "sold",
        "active", "closed",   "new",       "updated", "true",    "false",       "error"};
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        if (yg_str_eq_nocase(label, yg_str_of(statuses[i])))
            return "a status, no sector";
    }
    return NULL;
}

static void note_actors(job *j) {
    YG_CLEANUP_BUF yg_buf key = {0};
    for (size_t i = 0; i < j->lint->records.n; i++) {
        const yg_lint_record *r = &j->lint->records.at[i];
        yg_str rest = r->actors, name;
        while (rest.n > 0 && yg_str_split(&rest, '\n', &name)) {
            key_of(&key, r->source, name);
            yg_map_put(&j->actors, yg_buf_str(&key), NULL);
        }
    }
}

/* UTF-8 that was read as windows-1252, once or more often, or bytes that were lost. */
static bool is_garbled(yg_str s) {
    static const char *const marks[] = {"\xC3\x83 \xC3\x86", "\xC3\x83 \xC3\xA2",
                                        "\xC3\xA2\xE2\x82\xAC", "\xEF\xBF\xBD"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (yg_str_find(s, yg_str_of(marks[i])) != SIZE_MAX)
            return true;
    }
    /* A tilde A or circumflex A, and then a sign that no word goes on with. */
    for (size_t i = 0; i + 3 < s.n; i++) {
        if (memcmp(s.p + i, "\xC3\x83\xC2", 3) == 0 || memcmp(s.p + i, "\xC3\x82\xC2", 3) == 0)
            return true;
    }
    return false;
}

static void check_encoding(job *j, const yg_lint_record *r) {
    const struct {
        const char *field;
        yg_str text;
    } fields[] = {{"victim", r->victim}, {"actor", r->actors}, {"sector", r->sector_label}};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (is_garbled(fields[i].text))
            add(j, YG_LINT_ENCODING, r, fields[i].field, fields[i].text,
                "letters that were decoded wrongly", true);
    }
}

/* A part of a path that is written with hyphens, ends in no extension, and has a blank all the
 * same: somebody replaced words in the whole table ("apt10-..." became "APT%2010-..."). */
static bool is_broken_part(yg_str part) {
    size_t hyphens = 0, dot = SIZE_MAX;
    for (size_t i = 0; i < part.n; i++) {
        hyphens += part.p[i] == '-';
        dot = part.p[i] == '.' ? i : dot;
    }
    bool extension = dot != SIZE_MAX && part.n - dot >= 3 && part.n - dot <= 6;
    return hyphens >= 2 && !extension && yg_str_find(part, YG_STR("%20")) != SIZE_MAX;
}

static void check_links(job *j, const yg_lint_record *r) {
    yg_str rest = r->references, address, part;
    while (rest.n > 0 && yg_str_split(&rest, '\n', &address)) {
        size_t query = 0, start = yg_str_find(address, YG_STR("://"));
        while (query < address.n && address.p[query] != '?' && address.p[query] != '#')
            query++;
        yg_str path = yg_str_from(yg_str_sub(address, 0, query), start == SIZE_MAX ? 0 : start + 3);
        if (yg_str_find(path, YG_STR("%20http")) != SIZE_MAX)
            add(j, YG_LINT_LINK, r, "references", address, "two addresses in one", true);
        else
            while (path.n > 0 && yg_str_split(&path, '/', &part)) {
                if (is_broken_part(part)) {
                    add(j, YG_LINT_LINK, r, "references", address,
                        "a blank in a name written with hyphens", true);
                    break;
                }
            }
    }
}

static void check_lengths(job *j, const yg_lint_record *r) {
    yg_str rest, name;
    if (characters(r->victim) > VICTIM_CHARACTERS)
        add(j, YG_LINT_LENGTH, r, "victim", r->victim, "a name of more than 100 characters", true);
    else if (r->is_post && characters(r->victim) == CUT_AT)
        add(j, YG_LINT_LENGTH, r, "victim", r->victim,
            "exactly 90 characters, where a tracker cuts titles", false);
    rest = r->sector_label;
    while (rest.n > 0 && yg_str_split(&rest, ';', &name)) { /* several sectors in one field */
        if (characters(name) > LABEL_CHARACTERS && sector_fault(j, r, yg_str_trim(name)) == NULL)
            add(j, YG_LINT_LENGTH, r, "sector", name, "a label of more than 80 characters", false);
    }
    rest = r->actors;
    while (rest.n > 0 && yg_str_split(&rest, '\n', &name)) {
        if (characters(name) > ACTOR_CHARACTERS)
            add(j, YG_LINT_LENGTH, r, "actor", name, "a name of more than 80 characters", true);
    }
}

void yg_lint_values(yg_lint *lint) {
    job j = {.lint = lint};
    note_actors(&j);
    for (size_t i = 0; i < lint->records.n; i++) {
        const yg_lint_record *r = &lint->records.at[i];
        const char *fault =
            r->sector_label.n > 0 ? sector_fault(&j, r, yg_str_trim(r->sector_label)) : NULL;
        if (fault != NULL)
            add(&j, YG_LINT_SECTOR, r, "sector", r->sector_label, fault, true);
        check_lengths(&j, r);
        check_encoding(&j, r);
        check_links(&j, r);
    }
    yg_map_free(&j.actors);
    yg_map_free(&j.seen);
}
