/*
 * Vocabularies: countries (ISO 3166-1) and sectors (the sections of ISIC Rev. 4).
 *
 * Sources write "Korea (the Republic of)", "KR", "South Korean" or 韓国, "Financial Services" or
 * 金融業. These lookups turn what a source wrote into one small handle, or into nothing. They never
 * guess: a region (Europe, 'Global'), an organisation (NATO, a bank), a withdrawn country
 * (Netherlands Antilles) and a label that spans several sections ("Technology", "Energy") give 0,
 * and the caller keeps the source's own words. The tables and their sources are in data/vocab;
 * tools/make-vocab compiles them in.
 *
 * All functions here are pure: no allocation, no error, no state, safe from any thread. The text
 * that comes in may hold any bytes and be of any length; what does not match gives 0. All text
 * that goes out is static, valid UTF-8 and never freed.
 *
 * Does not: split lists ("Japan, China"), find names inside sentences, or normalise beyond what
 * is said at each function (full-width Latin letters and half-width katakana do not match).
 */
#ifndef YG_MODEL_VOCAB_H
#define YG_MODEL_VOCAB_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* The two languages of every message and report. */
enum yg_lang { YG_LANG_EN, YG_LANG_JA };

/*
 * A country or territory with a code of its own: one of the 249 entries of ISO 3166-1, or Kosovo
 * (XK, user-assigned). The value is the alpha-2 code as two ASCII letters, the first in the high
 * byte; it is stable and may be stored. 0 is "none".
 */
typedef uint16_t yg_country;

/* The handle of an alpha-2 code that is known while writing the program: YG_COUNTRY('J', 'P').
 * Upper case only; not checked. */
#define YG_COUNTRY(first, second) ((yg_country)(((unsigned)(first) << 8) | (unsigned)(second)))

/* A section of ISIC Rev. 4: its letter, 'A' to 'U'. It is stable and may be stored. 0 is "none". */
typedef char yg_sector;

/*
 * The country of an ISO 3166-1 code, in either case: alpha-2 (JP), alpha-3 (JPN), or numeric (392,
 * always three digits). UK, reserved by ISO for the United Kingdom, XKX and XKK (Kosovo) are
 * accepted. The whole text must be the code. 0 when it is none of these, as for EU, EL and
 * withdrawn codes. NA is Namibia: a reader whose source writes NA for "not available" must catch
 * that first.
 */
yg_country yg_country_from_code(yg_str code);

/*
 * The country of a name: common, official and former names in English and Japanese, names in its
 * own languages, the forms of other lists ("Iran (Islamic Republic of)") and adjectives
 * ("Iranian"). ASCII letters match in either case; spaces and punctuation, Japanese ones too,
 * are ignored; other characters must match byte for byte, either composed or decomposed, in
 * either case. Latin accents may be left out altogether. 0 when nothing matches or the name is
 * ambiguous ("Congo", "Korea", "Dominican"). No name equals the code of another country, so a
 * field that may hold either can be tried as a code first, then as a name. "Georgia" is the
 * country.
 */
yg_country yg_country_from_name(yg_str name);

/* The alpha-2 code, two upper-case letters; empty for a value that is no country. */
yg_str yg_country_alpha2(yg_country country);

/* The numeric code, three digits (map data is keyed by it); empty for a value that is no country
 * and for Kosovo, which has none. */
yg_str yg_country_numeric(yg_country country);

/* The usual short name in that language; empty for a value that is no country. */
yg_str yg_country_name(yg_country country, enum yg_lang lang);

/*
 * The section that a source's label names: ISIC and NACE titles, labels of MISP, STIX, EuRepoC,
 * leak-site trackers, NAICS sectors, and Japanese labels (JSIC, NPA). Compared as
 * yg_country_from_name does. 0 unless everything that the label covers lies in one section.
 * Single letters are not labels, because ISIC, NACE 2.1 and JSIC give one letter to different
 * sections.
 */
yg_sector yg_sector_from_label(yg_str label);

/*
 * The section of a NAICS code of 2 to 6 digits, editions 2002 to 2022, or of a range of 2-digit
 * sectors as NAICS writes it (31-33, 44-45, 48-49). The longest known prefix decides. 0 for
 * other text, for 00 and 99, and for codes whose industries are split over sections (54:
 * computer services are J, the rest M).
 */
yg_sector yg_sector_from_naics(yg_str code);

/*
 * The name of a section: in English the official title, or with is_short a few words for a
 * chart; in Japanese one short name serves as both. Empty for a value that is no section.
 */
yg_str yg_sector_name(yg_sector sector, enum yg_lang lang, bool is_short);

#endif
