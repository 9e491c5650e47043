/* The tables behind misp_kind.h. The producers are those that name-attribution in the galaxy
 * "threat-actor" refers to, with their names from the galaxy "producer" (MISP project, CC0-1.0 OR
 * BSD-2-Clause, version 21); Secureworks and MITRE, which that version lacks, are told by the
 * "origin:" members and by the G-numbers that go with their UUIDs. */
#include "intel/misp_kind.h"

#include "text/host.h"

#define ROWS(table) (sizeof(table) / sizeof *(table))

static const yg_misp_kind kinds[] = {
    {"360net-threat-actor", "intrusion-set", "360"},
    {"android", "malware", NULL},
    {"backdoor", "malware", NULL},
    {"banker", "malware", NULL},
    {"botnet", "malware", NULL},
    {"country", "location", NULL},
    {"cryptominers", "malware", NULL},
    {"exploit-kit", "tool", NULL},
    {"intelligence-agency", "identity", NULL},
    {"malpedia", "malware", "Malpedia"},
    {"microsoft-activity-group", "intrusion-set", "Microsoft"},
    {"mitre-attack-pattern", "attack-pattern", "MITRE"},
    {"mitre-course-of-action", "course-of-action", "MITRE"},
    {"mitre-enterprise-attack-attack-pattern", "attack-pattern", "MITRE"},
    {"mitre-enterprise-attack-course-of-action", "course-of-action", "MITRE"},
    {"mitre-enterprise-attack-intrusion-set", "intrusion-set", "MITRE"},
    {"mitre-enterprise-attack-malware", "malware", "MITRE"},
    {"mitre-enterprise-attack-tool", "tool", "MITRE"},
    {"mitre-ics-groups", "intrusion-set", "MITRE"},
    {"mitre-ics-software", "malware", "MITRE"},
    {"mitre-ics-techniques", "attack-pattern", "MITRE"},
    {"mitre-intrusion-set", "intrusion-set", "MITRE"},
    {"mitre-malware", "malware", "MITRE"},
    {"mitre-mobile-attack-attack-pattern", "attack-pattern", "MITRE"},
    {"mitre-mobile-attack-intrusion-set", "intrusion-set", "MITRE"},
    {"mitre-mobile-attack-malware", "malware", "MITRE"},
    {"mitre-mobile-attack-tool", "tool", "MITRE"},
    {"mitre-pre-attack-attack-pattern", "attack-pattern", "MITRE"},
    {"mitre-pre-attack-intrusion-set", "intrusion-set", "MITRE"},
    {"mitre-tool", "tool", "MITRE"},
    {"nace", "identity", NULL},
    {"naics", "identity", NULL},
    {"producer", "identity", NULL},
    {"ransomware", "malware", NULL},
    {"rat", "malware", NULL},
    {"region", "location", NULL},
    {"sector", "identity", NULL},
    {"stealer", "malware", NULL},
    {"target-information", "location", NULL},
    {"threat-actor", "intrusion-set", NULL},
    {"tidal-groups", "intrusion-set", "Tidal Cyber"},
    {"tool", "tool", NULL},
};
static const yg_misp_kind unknown = {"", "x-misp-galaxy", NULL};

const yg_misp_kind *yg_misp_kind_of(yg_str galaxy) {
    for (size_t i = 0; i < ROWS(kinds); i++) {
        if (yg_str_eq_nocase(galaxy, yg_str_of(kinds[i].galaxy)))
            return &kinds[i];
    }
    return &unknown;
}

static const struct {
    const char *uuid, *name;
} producers[] = {
    {"0904b30c-a86b-402b-9a14-87bbc44648aa", "Broadcom"},
    {"0adf6f0f-3795-4de1-9763-1bdd1c31a5d7", "Cisco Talos"},
    {"0d4886f9-97e1-4cb2-8822-580fd09540e5", "Kaspersky"},
    {"1427d7df-a9b8-4809-afe0-1180cfdd930d", "Zscaler"},
    {"1c141c9b-ec78-4f86-a8ea-b02944fa5492", "Bitdefender"},
    {"21afba9e-cd2a-45c9-b421-b1f14fd181e9", "Group-IB"},
    {"3176f708-da5b-4c41-926b-0a94ebeb0e3b", "Trellix"},
    {"3a43aca5-6366-4168-b182-a8afec4550b5", "ESET"},
    {"3ac8f6fc-9c04-4ebd-bda2-788cc02fe4ed", "Trend Micro"},
    {"455b9e40-e8dd-443b-87b3-c70bd09b4231", "Sophos"},
    {"58d7efca-402a-4b36-9178-dc14e52f12e5", "Elastic"},
    {"598308b3-5475-48c6-9a2c-676fe1d2c6fb", "Google Cloud"},
    {"94e95ed2-e07a-464a-9d56-a03679b9717a", "BlackBerry"},
    {"996c48de-7bb8-414d-b6fe-ec94abb5f461", "SentinelOne"},
    {"9f2ba728-8b29-48f9-badf-4f4cefb929f0", "PwC"},
    {"a1ad5090-2487-46d2-8237-6151a2dd5063", "MITRE"},
    {"a7119872-bc6b-494b-9f7a-8c50faaf53a9", "Secureworks"},
    {"ac46bac7-e7b5-4efe-8f32-b79e9015ab86", "Intezer"},
    {"ad7032df-0e9a-4ea9-b35c-c68ff854be80", "Recorded Future"},
    {"adb3369a-5683-46b2-bceb-4dafa6526b21", "Check Point"},
    {"adc57f66-9910-4500-a16b-311cd4f08409", "Rapid7"},
    {"b8ca0932-c4cb-45c0-b7b1-88b9685ba24b", "McAfee"},
    {"bfafdca5-3171-4953-86ab-c74f44822fd3", "Fortinet"},
    {"c2f76813-f24c-450e-abfd-0db4495ab68e", "Volexity"},
    {"cae79680-67a6-4411-903c-f824dbcc813f", "Proofpoint"},
    {"d0c33595-b684-45ef-91c3-e2f5ce1a8191", "Microsoft"},
    {"d597f230-4f70-43cb-817e-c745efd4fe35", "WithSecure"},
    {"da5cdcd1-7b15-4371-b7eb-ca32916d2052", "Mandiant"},
    {"e4ed3168-7830-490f-9eed-d1b3ef2daccd", "Dragos"},
    {"e583434b-7fb8-42c8-90ce-89aa8ed35f0c", "Symantec"},
    {"e9491d3b-2174-47d6-8a15-ecec552d16ae", "Palo Alto Networks"},
    {"f063b54b-293c-4713-87c1-92ff760ee4ba", "Malwarebytes"},
    {"f9eb432f-2293-48b7-bca4-cc78beb50df0", "CrowdStrike"},
};

yg_str yg_misp_producer(yg_str uuid) {
    for (size_t i = 0; i < ROWS(producers); i++) {
        if (yg_str_eq_nocase(uuid, yg_str_of(producers[i].uuid)))
            return yg_str_of(producers[i].name);
    }
    return (yg_str){NULL, 0};
}

bool yg_misp_tag_split(yg_str tag, yg_misp_tag *ret_tag) {
    size_t colon = yg_str_chr(tag, ':');
    if (colon == SIZE_MAX)
        return false;
    yg_misp_tag parts = {.space = yg_str_sub(tag, 0, colon),
                         .predicate = yg_str_from(tag, colon + 1)};
    size_t equals = yg_str_chr(parts.predicate, '=');
    if (equals != SIZE_MAX) {
        parts.value = yg_str_from(parts.predicate, equals + 1);
        parts.predicate = yg_str_sub(parts.predicate, 0, equals);
        if (parts.value.n >= 2 && parts.value.p[0] == '"' &&
            parts.value.p[parts.value.n - 1] == '"')
            parts.value = yg_str_sub(parts.value, 1, parts.value.n - 2);
    }
    *ret_tag = parts;
    return true;
}

int yg_misp_likelihood(yg_str tag) {
    static const struct {
        const char *word;
        int confidence;
    } scale[] = {
        {"almost-no-chance", 5},     {"very-unlikely", 15}, {"unlikely", 30},
        {"roughly-even-chance", 50}, {"likely", 70},        {"very-likely", 85},
        {"almost-certain", 95},
    };
    yg_misp_tag parts;
    if (!yg_misp_tag_split(tag, &parts) || !yg_str_eqz(parts.space, "estimative-language") ||
        !yg_str_eqz(parts.predicate, "likelihood-probability"))
        return -1;
    for (size_t i = 0; i < ROWS(scale); i++) {
        if (yg_str_eqz(parts.value, scale[i].word))
            return scale[i].confidence;
    }
    return -1;
}

int yg_misp_confidence(yg_str tag) {
    static const struct {
        const char *word;
        int confidence;
    } scale[] = {{"completely-confident", 100},
                 {"usually-confident", 75},
                 {"fairly-confident", 50},
                 {"rarely-confident", 25},
                 {"unconfident", 0}};
    yg_misp_tag parts;
    if (!yg_misp_tag_split(tag, &parts) || !yg_str_eqz(parts.space, "misp") ||
        !yg_str_eqz(parts.predicate, "confidence-level"))
        return yg_misp_likelihood(tag);
    for (size_t i = 0; i < ROWS(scale); i++) {
        if (yg_str_eqz(parts.value, scale[i].word))
            return scale[i].confidence;
    }
    return -1;
}

yg_str yg_misp_tlp(yg_str tag) {
    static const struct {
        const char *word, *tlp;
    } words[] = {
        {"white", "clear"},
        {"clear", "clear"},
        {"green", "green"},
        {"amber", "amber"},
        {"amber+strict", "amber+strict"},
        {"red", "red"},
    };
    yg_str prefix = yg_str_sub(tag, 0, 4), word = yg_str_from(tag, 4);
    if (!yg_str_eq_nocase(prefix, YG_STR("tlp:")))
        return (yg_str){NULL, 0};
    for (size_t i = 0; i < ROWS(words); i++) {
        if (yg_str_eq_nocase(word, yg_str_of(words[i].word)))
            return yg_str_of(words[i].tlp);
    }
    return (yg_str){NULL, 0};
}

/* Everything behind "://" and the user, up to the port, path, query or fragment. */
static yg_str host_of(yg_str rest) {
    size_t end = 0, from = 0;
    while (end < rest.n && memchr("/?#", rest.p[end], 3) == NULL)
        end++;
    for (size_t i = 0; i < end; i++) {
        if (rest.p[i] == '@')
            from = i + 1;
    }
    yg_str host = yg_str_sub(rest, from, end - from);
    size_t colon = yg_str_chr(host, ':');
    return colon == SIZE_MAX ? host : yg_str_sub(host, 0, colon);
}

bool yg_misp_reference_is_fit(yg_str address) {
    size_t scheme = yg_str_find(yg_str_sub(address, 0, 8), YG_STR("://"));
    if (scheme == SIZE_MAX)
        return false;
    yg_str name = yg_str_sub(address, 0, scheme);
    if (!yg_str_eq_nocase(name, YG_STR("http")) && !yg_str_eq_nocase(name, YG_STR("https")))
        return false;
    for (size_t i = 0; i < address.n; i++) {
        if ((unsigned char)address.p[i] <= 0x20 || address.p[i] == 0x7F)
            return false;
    }
    yg_str host = host_of(yg_str_from(address, scheme + 3));
    if (host.n == 0)
        return false;
    return !yg_address_is_onion(address);
}
