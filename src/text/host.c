#include "text/host.h"

#include "text/key.h"

/* Under a country's two letters: "co.jp", "com.br", "gov.uk". */
static const char second_levels[] =
    " ac asn asso co com coop ed edu firm gen go gob gouv gov govt gub gv health id ind info jus "
    "k12 "
    "leg lg ltd maori me mi mil muni nat ne net nhs nic nom or org parliament plc police press pro "
    "sch school state tm tv web ";
/* Of these, those that no country gives to one holder. */
static const char certain[] = " ac asso co com edu go gob gouv gov govt gub k12 lg ltd mil muni ne "
                              "net nhs nom or org plc sch ";
/* What else organisations register under. */
static const char suffixes[] =
    " aeroport.fr cci.fr notaires.fr qc.ca on.ca bc.ca ab.ca mb.ca sk.ca ns.ca nb.ca nl.ca pe.ca "
    "gc.ca vic.gov.au nsw.gov.au qld.gov.au sa.gov.au wa.gov.au tas.gov.au nt.gov.au act.gov.au "
    "vic.edu.au nsw.edu.au qld.edu.au sa.edu.au wa.edu.au tas.edu.au fed.us us.com uk.com eu.com "
    "de.com br.com jp.net gb.net nsn.us ";
static const char shared[] =
    " facebook.com fb.com linkedin.com twitter.com x.com instagram.com youtube.com tiktok.com "
    "google.com goo.gl blogspot.com wordpress.com wix.com wixsite.com weebly.com squarespace.com "
    "godaddysites.com business.site github.com github.io gitlab.io netlify.app vercel.app "
    "herokuapp.com azurewebsites.net windows.net amazonaws.com cloudfront.net sharepoint.com "
    "myshopify.com shopify.com jimdo.com jimdofree.com webnode.com site123.me yolasite.com "
    "strikingly.com medium.com substack.com tumblr.com wikipedia.org crunchbase.com zoominfo.com "
    "bloomberg.com yelp.com tripadvisor.com t.me telegram.me bit.ly linktr.ee archive.org "
    "gmail.com hotmail.com outlook.com yahoo.com yahoo.co.jp icloud.com aol.com proton.me mail.ru "
    "vk.com over-blog.com e-monsite.com free.fr orange.fr wanadoo.fr t-online.de web.de gmx.de "
    "ameblo.jp fc2.com livedoor.jp hatenablog.com naver.com daum.net tistory.com canalblog.com "
    "home.pl altervista.org ";

static bool holds(const char *list, yg_str word) {
    YG_CLEANUP_BUF yg_buf framed = {0};
    yg_buf_addc(&framed, ' ');
    yg_buf_add(&framed, word);
    yg_buf_addc(&framed, ' ');
    return word.n > 0 && yg_str_find(yg_str_of(list), yg_buf_str(&framed)) != SIZE_MAX;
}

bool yg_host_of(yg_str s, char ret_host[256], yg_str *ret_name) {
    static const char *const fronts[] = {"https://", "http://", "www."};
    size_t n = 0, labels = 1, label_n = 0;
    bool letters = true;
    s = yg_str_trim(s);
    for (size_t i = 0; i < sizeof fronts / sizeof *fronts; i++) {
        size_t front_n = strlen(fronts[i]);
        if (yg_str_eq_nocase(yg_str_sub(s, 0, front_n), yg_str_of(fronts[i])))
            s = yg_str_from(s, front_n);
    }
    for (; n < s.n && n < 254; n++) {
        char c = s.p[n];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c + 32);
        bool letter = (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
        if (c == '/' || c == ':')
            break;
        if (c == '.') {
            if (label_n == 0)
                return false;
            labels++;
            label_n = 0;
            letters = true;
        } else if (letter || (c >= '0' && c <= '9') || c == '-') {
            label_n++;
            letters = letters && letter;
        } else {
            return false;
        }
        ret_host[n] = c;
    }
    if (n >= 254 || labels < 2 || label_n < 2 || label_n > 24 || !letters)
        return false;
    *ret_name = (yg_str){ret_host, n};
    return true;
}

static yg_str last_labels(yg_str host, size_t labels) {
    size_t i = host.n;
    while (i > 0 && !(host.p[i - 1] == '.' && --labels == 0))
        i--;
    return yg_str_from(host, i);
}

/* "k12.tx.us", "pe.gov.br", "fe.it". */
static bool is_suffix(yg_str part) {
    yg_str rest = part, labels[3] = {{NULL, 0}};
    size_t n = 0;
    while (n < 3 && rest.n > 0 && yg_str_split(&rest, '.', &labels[n]))
        n++;
    if (holds(suffixes, part))
        return true;
    if (n == 2 && labels[1].n == 2)
        return holds(second_levels, labels[0]) ||
               (labels[0].n == 2 && (yg_str_eqz(labels[1], "it") || yg_str_eqz(labels[1], "us")));
    if (n == 3 && labels[2].n == 2) {
        bool us = yg_str_eqz(labels[2], "us") && labels[1].n == 2 && labels[0].n <= 5 &&
                  holds(" k12 state lib cc tec gen co ci pvt ", labels[0]);
        return us ||
               (yg_str_eqz(labels[2], "br") && yg_str_eqz(labels[1], "gov") && labels[0].n == 2);
    }
    return false;
}

static size_t labels_of(yg_str host) {
    size_t n = host.n > 0;
    for (size_t i = 0; i < host.n; i++)
        n += host.p[i] == '.';
    return n;
}

yg_str yg_host_registrable(yg_str host) {
    size_t n = labels_of(host), suffix = 1;
    for (size_t labels = 2; labels <= 3 && labels <= n; labels++) {
        if (is_suffix(last_labels(host, labels)))
            suffix = labels;
    }
    return n <= suffix ? (yg_str){NULL, 0} : last_labels(host, suffix + 1);
}

bool yg_host_is_suffix(yg_str host) {
    yg_str rest = host, labels[3] = {{NULL, 0}};
    size_t n = 0;
    while (n < 3 && rest.n > 0 && yg_str_split(&rest, '.', &labels[n]))
        n++;
    if (rest.n > 0 || !is_suffix(host))
        return false;
    return n != 2 || holds(suffixes, host) || holds(certain, labels[0]);
}

yg_str yg_host_label(yg_str registrable) {
    size_t dot = yg_str_chr(registrable, '.');
    return yg_str_sub(registrable, 0, dot);
}

bool yg_host_is_shared(yg_str registrable) {
    return holds(shared, registrable);
}

/* The host of an address, percent-decoded, with a plain point for every sign that IDNA takes for
 * one (RFC 3490, section 3.1). */
static void add_host(yg_buf *host, yg_str address) {
    static const char *const points[] = {"\xE3\x80\x82", "\xEF\xBC\x8E", "\xEF\xBD\xA1"};
    size_t scheme = yg_str_find(address, YG_STR("//"));
    yg_str rest = scheme == SIZE_MAX ? address : yg_str_from(address, scheme + 2);
    for (size_t i = 0; i < rest.n && strchr("/?#\\", rest.p[i]) == NULL; i++) {
        int byte = yg_percent_byte(rest, i);
        yg_buf_addc(host, byte >= 0 ? (char)byte : rest.p[i]);
        i += byte >= 0 ? 2 : 0;
    }
    for (size_t k = 0; k < sizeof points / sizeof *points; k++) {
        size_t at;
        while ((at = yg_str_find(yg_buf_str(host), yg_str_of(points[k]))) != SIZE_MAX) {
            host->p[at] = '.';
            memmove(host->p + at + 1, host->p + at + 3, host->n - at - 3);
            host->n -= 2;
        }
    }
}

bool yg_address_is_onion(yg_str address) {
    YG_CLEANUP_BUF yg_buf host = {0};
    YG_CLEANUP_BUF yg_buf key = {0};
    yg_str rest, label;
    add_host(&host, yg_str_sub(address, 0, 4096));
    rest = yg_buf_str(&host);
    for (bool first = true; yg_str_split(&rest, '.', &label); first = false) {
        size_t port = yg_str_chr(label, ':');
        yg_buf_clear(&key);
        yg_key_add(&key, yg_str_sub(label, 0, port == SIZE_MAX ? label.n : port));
        if (!first && yg_str_eqz(yg_buf_str(&key), "onion"))
            return true;
        if (rest.n == 0)
            break;
    }
    return false;
}
