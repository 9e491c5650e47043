"""Made registrable names and brands: `host_names.py SEED COUNT FILE`; seeded, the same bytes on every machine. Syllables like those of real names; one name
in a hundred carries one of the brands, whole, mistyped or with a word beside it."""
import json
import random

START = "b c d f g h j k l m n p r s t v w z br ch cl cr dr fl fr gr kn ky ma mi na no pl pr sh sk sl sp st th tr".split()
MIDDLE = "a e i o u ai au ea ee ei ia ie io oa oo ou ui".split()
END = "b d g k l m n p r s t x ck ct ll nd ng nk nt rd rk rs rt ss st th".split() + [""] * 12
ROMAJI = ("a i u e o ka ki ku ke ko sa shi su se so ta chi tsu te to na ni nu ne no ha hi fu he ho ma mi mu me mo ya yu yo ra "
          "ri ru re ro wa ga gi go za ji zu da de do ba bi bu be bo kyo sho shin ken san").split()
WORDS = "shop online group tech media cloud app data home net web world city care lab hub store jp pay login info".split()
TLDS = ("com " * 9 + "net org de uk cn nl ru br fr eu jp co.jp ne.jp com.cn xyz top shop online info io biz site").split()


def syllable(rng):
    return rng.choice(START) + rng.choice(MIDDLE) + rng.choice(END)


def label(rng):
    text = "".join(syllable(rng) for _ in range(rng.randint(1, 3)))
    shape = rng.random()
    if shape < 0.25:
        text += rng.choice(WORDS)
    elif shape < 0.35:
        text += "-" + rng.choice(WORDS)
    elif shape < 0.40:
        text += str(rng.randint(1, 2030))
    return text


def brands(n, seed=11):
    """n brands as a brand list: label, domains, tokens; Japanese to the ear, as against the names."""
    rng, made = random.Random(seed), []
    while len(made) < n:
        token = "".join(rng.choice(ROMAJI) for _ in range(rng.randint(3, 6)))
        if 6 <= len(token) <= 14 and all(token != other["tokens"][0] for other in made):
            made.append({"label": token.capitalize(), "domains": [f"{token}.com", f"{token}.co.jp"], "tokens": [token]})
    return made


def imitation(rng, token):
    at = rng.randrange(len(token))
    return rng.choice([
        token, token + rng.choice(WORDS), rng.choice(WORDS) + "-" + token, token[:at] + token[at + 1:],
        token[:at] + token[at] + token[at:], token[:at] + rng.choice("aeiou013") + token[at + 1:]])


def write(seed, n, path, brand_count=1000):
    rng = random.Random(seed)
    tokens = [brand["tokens"][0] for brand in brands(brand_count)]
    with open(path, "w", encoding="ascii") as out:
        for _ in range(n):
            text = imitation(rng, rng.choice(tokens)) if rng.random() < 0.01 else label(rng)
            out.write(f"{text[:63]}.{rng.choice(TLDS)}\n")


def write_brands(n, path):
    with open(path, "w", encoding="utf-8") as out:
        json.dump(brands(n), out, indent=1)
