/* The table of verbs: what help, completions and the man page check read. */
#include "cli/verbs.h"

const yg_verb yg_verbs[] = {
    {"import", "[OPTIONS] [PATH...]", "take files and folders into the store",
     "Formats are recognised by content: STIX 2.0 and 2.1 bundles, MISP galaxies, MISP events and\n"
     "feeds, yagura claims (YAML, CSV), group files, indicator lists (text, CSV), tables of counts "
     "by period;\n"
     "with --map any other CSV table of incidents or counts. Folders are walked; .gz .zst\n"
     ".xz .bz2 .lz4 .lz .Z .zip and tar are read through; - is standard input. One import is one "
     "transaction:\n"
     "all of it or nothing. Importing the same twice changes nothing. A bad record is counted\n"
     "with its byte offset and reason, the rest goes in.\n",
     "  yagura import enterprise-attack.json ics-attack.json mobile-attack.json\n"
     "  yagura import misp-galaxy/            a whole folder\n"
     "  yagura import --starter               the built-in claims\n"
     "  yagura import --map isac.yaml incidents.csv   a table of your own columns\n"
     "  curl -s ADDRESS | yagura import --source \"Sector ISAC\" --tlp amber -\n",
     yg_import_verb_options, yg_import_run},
    {"sources", "[OPTIONS] [SOURCE]", "what came from where, when, under which licence",
     "One row a source, with the records of its last import: taken, unchanged, rejected.\n",
     "  yagura sources\n"
     "  yagura sources --rejected             every rejected record: file, byte offset, reason\n"
     "  yagura sources --files \"MISP galaxy\"  the files of one source, with their digests\n",
     yg_sources_options, yg_sources_run},
    {"show", "[OPTIONS] NAME|ID", "a dossier: who says what of an actor, technique, country ...",
     "NAME is any name in any spelling (\"APT 10\", menupass, \"stone panda\"), a number (G0045,\n"
     "T1566), a STIX id, a country (Japan, JP) or a sector (Manufacturing, C). Sources are laid "
     "side\n"
     "by side, never merged. An ambiguous name lists its candidates and exits with 2.\n"
     "An indicator (address, host, URL, hash; defanged or not) gives what each source says of "
     "it.\n",
     "  yagura show \"Earth Tengshe\"\n"
     "  yagura show G0045 --format json\n"
     "  yagura show 'hxxp://evil[.]com/'\n"
     "  yagura show --type malware LockBit    of two things with one name, this one\n",
     yg_show_options, yg_show_run},
    {"search", "[OPTIONS] TEXT",
     "find names and descriptions, parts of words, Japanese and Chinese",
     "Every word of TEXT must occur, names before descriptions.\n",
     "  yagura search lotus                   finds OceanLotus\n"
     "  yagura search 大阪\n"
     "  yagura search --type intrusion-set \"supply chain\" --limit 10\n",
     yg_search_options, yg_search_run},
    {"incidents", "[OPTIONS] [TEXT]",
     "list incidents: site, parent, actor, entry, reached the parent",
     "TEXT is a part of the victim's or its parent's name, in any language the sources give.\n"
     "entered_at, reached_parent: empty when no source in the store speaks of it; not-documented\n"
     "when somebody looked and found that the public reports do not say.\n",
     "  yagura incidents --country JP --by parent --type ransomware\n"
     "  yagura incidents --organisation Nissan\n"
     "  yagura incidents --period 2022-H1 --format csv\n"
     "  yagura incidents panasonic\n",
     yg_incidents_options, yg_incidents_run},
    {"export", "[OPTIONS] [NAME|ID...]", "give back what was imported, as STIX 2.1 and other forms",
     "stix: every imported STIX object canonically equal to what came in, unknown fields "
     "included;\n"
     "other records as STIX objects with a property extension. navigator: an ATT&CK Navigator "
     "layer\n"
     "of the named actors' techniques.\n",
     "  yagura export --format stix > all.json\n"
     "  yagura export --format stix --source \"MITRE ATT&CK\" -o attack.json\n"
     "  yagura export --format navigator APT32 > apt32-layer.json\n",
     yg_export_verb_options, yg_export_run},
    {"links", "[OPTIONS] [NAME] | accept ID... | reject ID... | undo ID...",
     "which entries of different sources are the same, and why",
     "Links are computed at every import and never merge anything. auto: certain by the rule (see\n"
     "docs/links.md). review: something is shared, a person decides; the relation is a "
     "suggestion.\n"
     "accepted, rejected: what a person decided; it stays and takes part in what is computed.\n"
     "An ID may be shortened while it is unique. NAME is any name, number or STIX id of one end.\n",
     "  yagura links \"APT10\"\n"
     "  yagura links --kind incidents --limit 20\n"
     "  yagura links --review                 what waits for a person\n"
     "  yagura links accept 3f2a81c09b        as suggested\n"
     "  yagura links accept 3f2a81c09b --as same-as\n"
     "  yagura links undo 3f2a81c09b\n"
     "  yagura links --format jsonl --decision auto > links.jsonl\n",
     yg_links_verb_options, yg_links_run, "accept reject undo"},
    {"lint", "[OPTIONS] PATH...", "find what is wrong with a feed of incidents",
     "Reads incidents of every format that import reads, and no store. Kinds of findings: records\n"
     "that are there twice within 60 days, a leak-site post joined to two incidents, a host name\n"
     "that contradicts the country, a date in a link that contradicts the date, dates that cannot\n"
     "be, unknown codes of countries, sectors that are none, texts too long or garbled, broken\n"
     "links, and records that were rejected. wrong: it contradicts itself; check: look at it.\n"
     "Exit code 1: something was found.\n",
     "  yagura lint press.json\n"
     "  yagura lint --kind near-duplicate feeds/\n"
     "  yagura lint --format jsonl posts.json > findings.jsonl\n",
     yg_lint_options, yg_lint_run},
    {"group", "[OPTIONS] load FILE... | show [NAME] | init",
     "the map of your group: who belongs to whom, since when",
     "load: takes group files (YAML, docs/formats/yagura-group.md) into the store. Strict: every\n"
     "error is listed with file, line and column, and with any error nothing is changed (exit 3).\n"
     "show: the tree by parent, or one organisation with the chain to its ultimate parent.\n"
     "init: prints a file with remarks to start from.\n",
     "  yagura group init > group.yaml        a file to fill in\n"
     "  yagura group init | yagura group load --check -\n"
     "  yagura group load --check group.yaml  every error, nothing changed\n"
     "  yagura group load group.yaml\n"
     "  yagura group show                     the tree as it is today\n"
     "  yagura group show --on 2018-12-31     as it was that day\n"
     "  yagura group show \"Aoba India\"        one organisation, and who owned it when\n"
     "  yagura group show --format csv > group.csv\n",
     yg_group_verb_options, yg_group_run, "load show init"},
    {"names", "[OPTIONS] scan [FILE...] | learn FILE... | generate DOMAIN...",
     "host names that imitate your brands: found in any stream, learned from, made",
     "scan: reads host names (lists, CSV, JSON lines of certificate logs, Zeek, Suricata; "
     "compressed;\n"
     "- or nothing is standard input) and tells which imitate a brand, how, and how sure. The "
     "brands\n"
     "are those of the group in the store, of a group file, or of a list. Hits become findings of "
     "the\n"
     "store when its group is scanned for or --store is given; with --brands or --group alone the\n"
     "store is left as it is. Services of yours under foreign domains (kazamori.zendesk.com) are "
     "to be\n"
     "named among the domains of the brand. Folders are walked. Exit code 1: something was found.\n"
     "learn: takes confirmed phishing hosts, so that scans know what is in use now.\n"
     "generate: the names that somebody would register to imitate a domain, those to "
     "register first, first.\n",
     "  yagura names scan --brands brands.yaml hosts.txt.gz\n"
     "  yagura names scan --stream registrations new-domains.txt\n"
     "  zcat dns.log.gz | yagura names scan --format jsonl > hits.jsonl\n"
     "  yagura names scan --column host proxy.csv\n"
     "  yagura names learn confirmed.csv\n"
     "  yagura names generate example.com\n"
     "  yagura names generate --limit 200 --format csv example.co.jp example.com\n"
     "  yagura names generate --limit 2000 --resolve --registered example.com\n",
     yg_names_verb_options, yg_names_run, "scan learn generate"},
    {"scan", "[OPTIONS] [PATH...]", "find known indicators in logs, at the speed of memory",
     "Addresses, networks, domains, URLs, mail addresses, digests, file names and registry keys, "
     "of the\n"
     "store or of files, in logs of any form: Zeek, Suricata, CEF, LEEF, syslog, CSV, web and "
     "proxy\n"
     "logs, JSON, plain text; UTF-8 or UTF-16; packed (gzip, zstd, xz, bzip2, lz4, lzip, .Z, zip, "
     "tar); folders; "
     "standard\n"
     "input. Each sighting with its time, file, line, field, the actor behind the indicator and "
     "who\n"
     "says so, and the organisation of the group whose machine it was. Repeats are counted. What "
     "is\n"
     "found becomes findings in the store. Ctrl-C keeps what was found and says how to go on.\n"
     "What counts: docs/scan.md. Exit status: 1 something was found, 0 nothing.\n",
     "  yagura scan /var/log/zeek                           what the store knows\n"
     "  yagura scan --indicators iocs.txt proxy.log.zst\n"
     "  yagura scan --group group.yaml --format jsonl logs > sightings.jsonl\n"
     "  tail -F eve.json | yagura scan --follow --indicators feed.json -\n"
     "  yagura scan --warning-lists warninglists/lists --confidence 60 logs\n",
     yg_scan_verb_options, yg_scan_run, NULL},
    {"findings",
     "[OPTIONS] [list] | show X... | set STATE X... | ack X... | close X... | export | allow",
     "what scans hit: look-alike names and indicators in logs, their state, lists for sensors",
     "list: one row a registrable domain and brand, or an indicator and actor, the latest first;\n"
     "--by actor|organisation|day counts the sightings of indicators. show: why, or where and "
     "when,\n"
     "and the history. X is a name or an indicator (defanged or not), or an id. set: what a "
     "person\n"
     "decided (new, watched, reported, acknowledged, gone, closed, false-alarm); it stays "
     "whatever\n"
     "scans find, and setting another state undoes it. ack and close are short for two of them;\n"
     "without X, and with --yes, they are for all that --actor, --organisation ... choose. A "
     "false\n"
     "alarm is told no more; what was gone or closed is new again when it is seen later, or where\n"
     "it was not before. close --organisation spares what was seen elsewhere (--everywhere).\n"
     "export: for other programs, without false alarms and what is gone or closed unless --state\n"
     "asks for them; lists that block never hold public suffixes, your own domains and networks "
     "or\n"
     "names that others need. allow: names that scans leave out.\n",
     "  yagura findings                       all, the latest first\n"
     "  yagura findings --state new --sort score --limit 20\n"
     "  yagura findings show aoba-moters.example\n"
     "  yagura findings set reported aoba-moters.example --note \"registrar told\"\n"
     "  yagura findings set false-alarm 5446ceda\n"
     "  yagura findings export --format rpz -o look-alikes.zone\n"
     "  yagura findings export --format stix --since 2026-01 -o look-alikes.json\n"
     "  yagura findings --by organisation --actor APT32      where, how often, since when\n"
     "  yagura findings show evil[.]example\n"
     "  yagura findings close --organisation \"Kazamori Europe\" --yes --note \"cleaned\"\n"
     "  yagura findings export --kind indicator --format zeek -o seen.intel\n",
     yg_findings_verb_options, yg_findings_run, "list show set ack close export allow"},
    {"update", "[OPTIONS] [FEED...]", "fetch the feeds of the config file, then import what is new",
     "The only command that downloads (`names generate --resolve` asks DNS). Conditional "
     "requests,\n"
     "resumed downloads, limits\n"
     "on size and time; redirects to private addresses are refused. Without a config file the\n"
     "built-in feeds are used: ATT&CK, MISP galaxy, warning lists, the public suffix list.\n",
     "  yagura update                         all enabled feeds\n"
     "  yagura update attack-enterprise       one of them\n"
     "  yagura update --list                  what would be fetched\n"
     "  yagura update --write-config          a config file to edit\n",
     yg_update_verb_options, yg_update_run},
    {"report", "[OPTIONS]",
     "the threat landscape of a country, sector or group, every number with its evidence",
     "Who attacks, what is hit, how they come in, through which affiliates abroad, what to do "
     "first,\n"
     "how prepared the country is said to be, and what is not known. Country, sector, group and\n"
     "period can be combined; without any it is the world. A share is printed as x of n with its "
     "interval,\n"
     "source, period and definition. One self-contained HTML file, Markdown, or JSON.\n",
     "  yagura report --country JP -o japan.html\n"
     "  yagura report --country Japan --lang ja -o japan.ja.html\n"
     "  yagura report --country JP --sector C --period 2017-12/2023-06 -o article.html\n"
     "  yagura report --country DE --format json\n",
     yg_report_verb_options, yg_report_run},
    {"verify", "[OPTIONS] REPORT | --text FILE", "is a report, or a text, what the store says?",
     "REPORT is what yagura report wrote (html, md or json; - is standard input). Every figure is\n"
     "counted again from its evidence, the report is built again with its scope, and every word,\n"
     "number and address is compared. --text looks for numbers in anybody's text (plain, "
     "Markdown,\n"
     "HTML; English or Japanese) and marks those that the store's statistics confirm or\n"
     "contradict. Exit status: 0 all right, 1 differences (or a contradiction), 3 no report.\n",
     "  yagura verify japan.html\n"
     "  yagura verify --format json japan.md\n"
     "  yagura verify --text press-release.txt\n"
     "  curl -s ADDRESS | yagura verify --text -\n",
     yg_verify_verb_options, yg_verify_run},
    {"demo", "[OPTIONS] FOLDER", "a store and a first report from the built-in claims",
     "Makes FOLDER with a store of its own (yagura.db), fills it with the claims that are built\n"
     "into the program, writes a report in English and Japanese and says what it found.\n"
     "Beside it, group.db holds an invented group with suppliers and incidents, for `yagura "
     "group`;\n"
     "it is a store of its own, so that nothing invented stands beside real claims.\n",
     "  yagura demo tower\n"
     "  yagura demo --country DE tower.de\n"
     "  yagura --lang ja demo tower           findings in Japanese\n",
     yg_demo_options, yg_demo_run},
    {NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL},
};
