/* VERIS' words: what changed between its versions, and which types of incident they stand for. The
 * changes are those of the publisher's own converters (vz-risk/veris, bin/convert_*.py). */
#include "intel/incident_part.h"
#include "intel/veris_part.h"

static const struct {
    const char *field, *old, *now_field, *now;
} changes[] = {
    /* 1.3.2 to 1.3.3 made discovery_method an object. The reader does that one. */
    /* 1.3.4 to 1.3.5, issues 337, 331, 198, 304 */
    {"action.malware.variety", "Ram scraper", "action.malware.variety", "RAM scraper"},
    {"action.malware.vector", "Web drive-by", "action.malware.vector",
     "Web application - drive-by"},
    {"action.malware.vector", "Web download", "action.malware.vector",
     "Web application - download"},
    {"action.physical.vector", "Visitor privileges", "action.physical.vector", "Victim work area"},
    {"action.physical.vector", "Uncontrolled location", "action.physical.vector",
     "Public facility"},
    {"discovery_method.external", "Monitoring service", "discovery_method.partner",
     "Monitoring service"},
    /* 1.3.5 to 1.3.6, issues 383, 386, 401 */
    {"action.hacking.variety", "Use of backdoor or C2", "action.hacking.vector", "Backdoor"},
    {"action.hacking.vector", "Backdoor or C2", "action.hacking.vector", "Backdoor"},
    {"action.hacking.variety", "HTTP Response Splitting", "action.hacking.variety",
     "HTTP response splitting"},
    {"action.social.vector", "Website", "action.social.vector", "Web application"},
    /* 1.3.7 to 1.4.0, issues 480, 481 */
    {"action.hacking.variety", "MitM", "action.hacking.variety", "AitM"},
    {"action.malware.variety", "MitM", "action.malware.variety", "AitM"},
};

yg_veris_word yg_veris_word_now(const char *field, yg_str word) {
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        if (strcmp(field, changes[i].field) == 0 && yg_str_eqz(word, changes[i].old))
            return (yg_veris_word){changes[i].now_field, yg_str_of(changes[i].now)};
    }
    return (yg_veris_word){field, word};
}

enum {
    RANSOMWARE,
    EXTORTION,
    DATA_BREACH,
    ESPIONAGE,
    DDOS,
    INTRUSION,
    THEFT,
    DISRUPTION,
    MALWARE,
    SOCIAL,
    MISUSE,
    PHYSICAL,
    ERROR,
    ENVIRONMENTAL,
    UNKNOWN,
    TYPES
};

/* In the order in which they are written. */
static const char *const type_words[TYPES] = {
    "ransomware",   "extortion",      "data-breach", "espionage",           "ddos",
    "intrusion",    "theft",          "disruption",  "veris-malware",       "veris-social",
    "veris-misuse", "veris-physical", "veris-error", "veris-environmental", "veris-unknown",
};

/* A variety without a row has the type of its action. */
static const struct {
    const char *action, *variety;
    int type;
} varieties[] = {
    {"malware", "Ransomware", RANSOMWARE},
    {"social", "Extortion", EXTORTION},
    {"hacking", "DoS", DDOS},
    {"hacking", NULL, INTRUSION},
    {"malware", NULL, MALWARE},
    {"social", NULL, SOCIAL},
    {"misuse", NULL, MISUSE},
    {"physical", NULL, PHYSICAL},
    {"error", NULL, ERROR},
    {"environmental", NULL, ENVIRONMENTAL},
    {"unknown", NULL, UNKNOWN},
};

typedef struct {
    const char *action;
    unsigned bits;
    bool vague; /* one of the varieties is "Unknown" */
} type_job;

static bool add_variety(void *self, yg_str variety) {
    type_job *t = self;
    if (yg_incident_is_unknown(variety)) {
        t->vague = true;
        return true;
    }
    for (size_t i = 0; i < sizeof varieties / sizeof *varieties; i++) {
        if (strcmp(varieties[i].action, t->action) == 0 &&
            (varieties[i].variety == NULL || yg_str_eqz(variety, varieties[i].variety))) {
            t->bits |= 1u << varieties[i].type;
            break;
        }
    }
    return true;
}

static bool find_word(void *self, yg_str word) {
    const yg_str *wanted = self;
    return !yg_str_eq(word, *wanted); /* found: stop */
}

/* Is `word` the value, or one of the list? */
static bool holds(yyjson_val *object, const char *key, yg_str word) {
    return !yg_json_each_text(yyjson_obj_get(object, key), find_word, &word);
}

static unsigned types_of_actions(yyjson_val *actions) {
    unsigned bits = 0;
    for (size_t i = 0; i < sizeof varieties / sizeof *varieties; i++) {
        type_job t = {.action = varieties[i].action};
        if (varieties[i].variety != NULL || yyjson_obj_get(actions, t.action) == NULL)
            continue;
        yg_json_each_text(yyjson_obj_get(yg_veris_object(actions, t.action), "variety"),
                          add_variety, &t);
        bits |= t.bits != 0 ? t.bits : 1u << varieties[i].type;
    }
    return bits;
}

/* The demand that goes with ransomware is no action of its own since 1.4.0 (issue 474; the
 * converter itself looks for "Exploit vuln" there, where the issue says ransomware). What
 * ransomware is extorted with is said by data_abuse since 1.4.1, which for older records is made
 * from data_disclosure (issue 495). So both are read as 1.4.1 would have them. */
static unsigned types_of_extortion(unsigned bits, bool disclosed, yyjson_val *incident) {
    yyjson_val *plus = yg_veris_object(yg_veris_object(incident, "plus"), "attribute");
    yg_str ransomed = YG_STR("Yes - Data ransomed");
    bool ransomware = (bits & 1u << RANSOMWARE) != 0;
    if (ransomware)
        bits &= ~(1u << EXTORTION);
    if ((ransomware && disclosed) ||
        holds(yg_veris_object(plus, "confidentiality"), "data_abuse", ransomed) ||
        holds(yg_veris_object(yg_veris_object(incident, "attribute"), "confidentiality"),
              "data_abuse", ransomed))
        bits |= 1u << EXTORTION;
    return bits;
}

void yg_veris_add_types(yg_buf *types, yyjson_val *incident) {
    yyjson_val *actions = yg_veris_object(incident, "action"),
               *attributes = yg_veris_object(incident, "attribute"),
               *external = yg_veris_object(yg_veris_object(incident, "actor"), "external"),
               *physical = yg_veris_object(actions, "physical");
    unsigned bits = types_of_actions(actions);
    bool disclosed =
        holds(yg_veris_object(attributes, "confidentiality"), "data_disclosure", YG_STR("Yes"));
    bits = types_of_extortion(bits, disclosed, incident);
    if (disclosed)
        bits |= 1u << DATA_BREACH;
    if (holds(external, "motive", YG_STR("Espionage")))
        bits |= 1u << ESPIONAGE;
    if (holds(physical, "variety", YG_STR("Theft")))
        bits |= 1u << THEFT;
    if (holds(yg_veris_object(attributes, "availability"), "variety", YG_STR("Interruption")))
        bits |= 1u << DISRUPTION;
    for (int i = 0; i < TYPES; i++) {
        if ((bits & 1u << i) != 0)
            yg_incident_add_word(types, yg_str_of(type_words[i]));
    }
}
